"""Coverages of the pre-encounter API."""

from collections.abc import AsyncIterator
from datetime import date, datetime
from uuid import UUID

from polyclinic.dialects.candid.wire.pre_encounter import coverages as wire
from polyclinic.dialects.candid.wire.pre_encounter import eligibility_checks as checks
from polyclinic.dialects.candid.wire.pre_encounter import insurance_discovery as discovery
from polyclinic.dialects.candid.wire.pre_encounter.benefits import EligibilityCheckMetadata
from polyclinic.dialects.candid.wire.pre_encounter.common import Page, SinceQuery, SortDirection
from polyclinic.dialects.candid.wire.pre_encounter.coverages import Coverage, MutableCoverage, PayerPlanGroupFields
from polyclinic.dialects.candid.wire.pre_encounter.eligibility_checks import CoverageEligibilityCheckResponse
from polyclinic.dialects.candid.wire.pre_encounter.insurance_discovery import (
    InsuranceDiscoveryCheckMetadata,
    InsuranceDiscoveryCheckResult,
    InsuranceDiscoveryRequest,
)
from polyclinic.sdk._async.client import AsyncApiClient
from polyclinic.sdk.operation import Operation


class AsyncCoverages:
    """Coverages of the organization. ``version`` is the one that a change makes: the latest and one more."""

    def __init__(self, api: AsyncApiClient) -> None:
        self._api = api

    async def create(self, coverage: MutableCoverage) -> Coverage:
        """Record a plan of a patient. Raises ``Unprocessable``, for an unknown patient too."""
        return await self._api.send(wire.CREATE.call(coverage))

    async def get(self, id: UUID | str) -> Coverage:
        """Raises ``NotFound``."""
        return await self._api.send(wire.GET.call(id=id))

    async def update(self, id: UUID | str, version: int, coverage: MutableCoverage) -> Coverage:
        """Replace a coverage. Raises ``NotFound``, ``VersionConflict``."""
        return await self._api.send(wire.UPDATE.call(coverage, id=id, version=version))

    async def history(
        self,
        id: UUID | str,
        *,
        start: date | None = None,
        end: date | None = None,
        by_users_only: bool = False,
        sort_direction: SortDirection = "asc",
        limit: int | None = None,
    ) -> list[Coverage]:
        """The versions written from ``start`` to ``end``; ``by_users_only`` leaves out what checks found out.

        Raises ``NotFound``.
        """
        query = wire.HistoryQuery(
            start=start,
            end=end,
            non_auto_updated_coverages_only=by_users_only,
            sort_direction=sort_direction,
            limit=limit,
        )
        return await self._api.send(wire.GET_HISTORY.call(id=id, query=query))

    async def of(self, patient_id: UUID | str) -> list[Coverage]:
        """The coverages of a patient in the order of billing; those without a place in it come last."""
        query = wire.CoverageFilter.model_validate({"patient_id": str(patient_id)})
        return await self._api.send(wire.GET_MULTI.call(query=query))

    async def scan(self, since: datetime) -> list[Coverage]:
        """The first hundred coverages that were changed at ``since`` or later, the earliest change first."""
        return await self._api.send(wire.SCAN.call(query=SinceQuery(since=since)))

    async def update_plan_group(self, payer_plan_group_id: UUID | str, fields: PayerPlanGroupFields) -> None:
        """Change every coverage of a plan group."""
        await self._api.send(wire.BATCH_UPDATE_PPG.call(fields, ppg_id=payer_plan_group_id))

    async def check_eligibility(
        self, id: UUID | str, *, service_code: str, date_of_service: date, npi: str
    ) -> EligibilityCheckMetadata:
        """Ask the coverage's payer. Raises ``NotFound``, and ``ServerError`` where no payer network is connected."""
        given = {"service_code": service_code, "date_of_service": date_of_service, "npi": npi}
        return await self._api.send(checks.CHECK_COVERAGE.call(checks.CoverageCheck.model_validate(given), id=id))

    async def get_eligibility(self, id: UUID | str, check_id: UUID | str) -> CoverageEligibilityCheckResponse:
        """A check of a coverage, with the payer's answer. Raises ``NotFound``."""
        return await self._api.send(checks.GET_COVERAGE_CHECK.call(id=id, check_id=check_id))

    async def discover(
        self, patient_id: UUID | str, *, date_of_service: date, npi: str
    ) -> InsuranceDiscoveryCheckMetadata:
        """Look for the plans of a patient. Raises ``Unprocessable`` for an unknown patient."""
        given = {"patient_id": str(patient_id), "date_of_service": date_of_service, "npi": npi}
        return await self._api.send(discovery.CHECK_DISCOVERY.call(discovery.PatientDiscovery.model_validate(given)))

    async def discover_person(self, request: InsuranceDiscoveryRequest) -> InsuranceDiscoveryCheckMetadata:
        """Look for the plans of somebody who need not be a patient."""
        return await self._api.send(discovery.CHECK_DISCOVERY_PASSTHROUGH.call(request))

    async def discoveries(self, patient_id: UUID | str) -> list[InsuranceDiscoveryCheckMetadata]:
        """The last hundred searches for a patient's plans, the latest first."""
        query = discovery.DiscoveryFilter.model_validate({"patient_id": str(patient_id)})
        return await self._api.send(discovery.GET_DISCOVERIES.call(query=query))

    async def get_discovery(self, check_id: UUID | str) -> InsuranceDiscoveryCheckResult:
        """What a search for plans found. Raises ``NotFound``."""
        return await self._api.send(discovery.GET_DISCOVERY.call(check_id=check_id))

    async def list(
        self,
        *,
        patient_id: UUID | str | None = None,
        payer_plan_group_id: UUID | str | None = None,
        page_size: int = 100,
    ) -> AsyncIterator[Coverage]:
        """Every coverage that matches, the oldest first."""
        given = {"patient_id": patient_id, "payer_plan_group_id": payer_plan_group_id}
        filters = {name: str(value) for name, value in given.items() if value is not None}

        def page(**token: str) -> Operation[Page[Coverage]]:
            query = {**filters, "limit": page_size, **token}
            return wire.GET_MULTI_PAGINATED.call(query=wire.CoveragePageQuery.model_validate(query))

        def following(held: Page[Coverage]) -> Operation[Page[Coverage]] | None:
            return None if held.next_page_token is None else page(page_token=held.next_page_token)

        async for held in self._api.pages(page(), following):
            for coverage in held.items:
                yield coverage
