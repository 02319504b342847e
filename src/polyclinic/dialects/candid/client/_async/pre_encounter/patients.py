"""Patients before they are seen."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import TypedDict, Unpack
from uuid import UUID

from polyclinic.dialects.candid.client.pages import following
from polyclinic.dialects.candid.wire.pre_encounter import patient_timelines as timelines
from polyclinic.dialects.candid.wire.pre_encounter import patients as wire
from polyclinic.dialects.candid.wire.pre_encounter.common import ExternalProvider, ScanQuery, SortDirection
from polyclinic.dialects.candid.wire.pre_encounter.patients import MutablePatient, MutablePatientWithMrn, Patient
from polyclinic.sdk._async.client import AsyncApiClient


class TimelineFilters(TypedDict, total=False):
    """What of a timeline is asked for."""

    event_types: list[timelines.TimelineEventType]
    coverage_id: UUID
    appointment_id: str


class AsyncPatients:
    """Patients of the organization. ``version`` is always the next one: that of the patient as read, and one."""

    def __init__(self, api: AsyncApiClient) -> None:
        self._api = api

    async def create(self, patient: MutablePatient, *, skip_duplicate_check: bool = False) -> Patient:
        """Add a patient. Raises ``VersionConflict`` where the external id is taken or the patient seems to be there."""
        query = wire.CreateQuery(skip_duplicate_check=skip_duplicate_check)
        return await self._api.send(wire.CREATE.call(patient, query=query))

    async def create_with_mrn(self, patient: MutablePatientWithMrn, *, skip_duplicate_check: bool = False) -> Patient:
        """The same with a medical record number. Raises ``VersionConflict`` and ``BadRequest``."""
        query = wire.CreateQuery(skip_duplicate_check=skip_duplicate_check)
        return await self._api.send(wire.CREATE_WITH_MRN.call(patient, query=query))

    async def search(self, *, mrn: str | None = None, similar_name_ordering: str | None = None) -> list[Patient]:
        """Patients with this MRN, or with names like this one, the most similar first."""
        given = {"mrn": mrn, "similar_name_ordering": similar_name_ordering}
        query = wire.SearchQuery.model_validate({name: text for name, text in given.items() if text is not None})
        return await self._api.send(wire.SEARCH.call(query=query))

    async def get(self, patient_id: UUID | str) -> Patient:
        """Also a deactivated patient. Raises ``NotFound``."""
        return await self._api.send(wire.GET.call(id=patient_id))

    async def get_by_mrn(self, mrn: str) -> Patient:
        """Raises ``NotFound``."""
        return await self._api.send(wire.GET_BY_MRN.call(mrn=mrn))

    async def history(self, patient_id: UUID | str) -> list[Patient]:
        """Every version, oldest first. Raises ``NotFound``."""
        return await self._api.send(wire.GET_HISTORY.call(id=patient_id))

    async def search_providers(self, search_criteria: str) -> list[ExternalProvider]:
        """Providers with this NPI, or with names like this one, the most similar first; at most 20."""
        query = wire.ProviderSearchQuery(search_criteria=search_criteria)
        return await self._api.send(wire.SEARCH_PROVIDERS.call(query=query))

    async def scan(self, since: datetime, *, max_results: int = 100) -> list[Patient]:
        """What has changed at this time or later, deactivated patients too, the longest unchanged first."""
        return await self._api.send(wire.SCAN.call(query=ScanQuery(since=since, maxResults=max_results)))

    async def coverage_snapshot(
        self, patient_id: UUID | str, date: datetime | None = None
    ) -> timelines.PatientCoverageSnapshot:
        """The patient with the coverages that were first to third at ``date``. Raises ``NotFound``."""
        query = timelines.SnapshotQuery(date=date)
        return await self._api.send(timelines.GET_COVERAGE_SNAPSHOT.call(query=query, id=patient_id))

    async def update(self, patient_id: UUID | str, version: int, patient: MutablePatient) -> Patient:
        """Replace a patient. Raises ``NotFound``, ``VersionConflict``."""
        return await self._api.send(wire.UPDATE.call(patient, id=patient_id, version=version))

    async def deactivate(self, patient_id: UUID | str, version: int) -> None:
        """Raises ``NotFound``, ``VersionConflict``."""
        await self._api.send(wire.DEACTIVATE.call(id=patient_id, version=version))

    async def reactivate(self, patient_id: UUID | str, version: int) -> None:
        """Raises ``NotFound``, ``VersionConflict``."""
        await self._api.send(wire.REACTIVATE.call(id=patient_id, version=version))

    async def list(
        self,
        *,
        page_size: int = 100,
        mrn: str | None = None,
        sort_field: str | None = None,
        sort_direction: SortDirection = "asc",
        redirect_to_primary: bool = False,
    ) -> AsyncIterator[Patient]:
        """Every patient, or the one with this MRN."""
        query = wire.PatientQuery(
            limit=page_size,
            mrn=mrn,
            sort_field=sort_field,
            sort_direction=sort_direction,
            redirect_to_primary=redirect_to_primary,
        )
        first = wire.GET_MULTI.call(query=query)
        async for page in self._api.pages(first, following(wire.GET_MULTI, query)):
            for patient in page.items:
                yield patient

    async def eligibility_timeline(
        self, patient_id: UUID | str, *, page_size: int = 100, **filters: Unpack[TimelineFilters]
    ) -> AsyncIterator[timelines.EligibilityTimelineEvent]:
        """What happened to the patient's insurance and visits, the latest first. Raises ``NotFound``."""
        query = timelines.TimelineQuery.model_validate({**filters, "limit": page_size})
        first = timelines.GET_ELIGIBILITY_TIMELINE.call(query=query, id=patient_id)
        async for page in self._api.pages(first, following(timelines.GET_ELIGIBILITY_TIMELINE, query, id=patient_id)):
            for event in page.items:
                yield event
