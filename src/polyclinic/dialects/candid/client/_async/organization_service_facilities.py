"""The places where an organization sees patients."""

from collections.abc import AsyncIterator
from uuid import UUID

from polyclinic.dialects.candid.client.pages import following
from polyclinic.dialects.candid.wire import organization_service_facilities as wire
from polyclinic.dialects.candid.wire.organization_service_facilities import (
    OrganizationServiceFacility,
    OrganizationServiceFacilityCreate,
    OrganizationServiceFacilityUpdate,
)
from polyclinic.sdk._async.client import AsyncApiClient


class AsyncOrganizationServiceFacilities:
    """Service facilities of the organization."""

    def __init__(self, api: AsyncApiClient) -> None:
        self._api = api

    async def create(self, facility: OrganizationServiceFacilityCreate) -> OrganizationServiceFacility:
        """Add a place. Raises ``Conflict`` for an external id in use, ``ValidationFailed``."""
        return await self._api.send(wire.CREATE.call(facility))

    async def get(self, facility_id: UUID | str) -> OrganizationServiceFacility:
        """Raises ``NotFound``."""
        return await self._api.send(wire.GET.call(organization_service_facility_id=facility_id))

    async def get_by_external_id(self, external_id: str) -> OrganizationServiceFacility:
        """Raises ``NotFound``."""
        return await self._api.send(wire.GET_BY_EXTERNAL_ID.call(external_id=external_id))

    async def update(
        self, facility_id: UUID | str, changes: OrganizationServiceFacilityUpdate
    ) -> OrganizationServiceFacility:
        """Change what is set on ``changes`` and keep the rest; None clears.

        Raises ``NotFound``, ``Conflict``, ``ValidationFailed``.
        """
        return await self._api.send(wire.UPDATE.call(changes, organization_service_facility_id=facility_id))

    async def delete(self, facility_id: UUID | str) -> None:
        """Deactivate a place. Raises ``NotFound``, also the second time."""
        await self._api.send(wire.DELETE.call(organization_service_facility_id=facility_id))

    async def list(
        self,
        *,
        name: str | None = None,
        external_ids: "list[str] | None" = None,
        place_of_service_code: str | None = None,
        page_size: int = 100,
    ) -> AsyncIterator[OrganizationServiceFacility]:
        """Places by name; ``name`` is any part of it."""
        query = wire.FacilityQuery(
            limit=page_size, name=name, external_ids=external_ids, place_of_service_code=place_of_service_code
        )
        async for page in self._api.pages(wire.GET_MULTI.call(query=query), following(wire.GET_MULTI, query)):
            for facility in page.items:
                yield facility
