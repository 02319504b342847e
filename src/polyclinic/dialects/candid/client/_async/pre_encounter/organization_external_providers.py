"""People who treat the organization's patients and work elsewhere."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import TypedDict, Unpack
from uuid import UUID

from polyclinic.dialects.candid.client.pages import following
from polyclinic.dialects.candid.wire.pre_encounter import organization_external_providers as wire
from polyclinic.dialects.candid.wire.pre_encounter.common import ScanQuery, SortDirection
from polyclinic.dialects.candid.wire.pre_encounter.organization_external_providers import (
    MutableOrganizationExternalProvider,
    OrganizationExternalProvider,
    ProviderType,
)
from polyclinic.sdk._async.client import AsyncApiClient


class ProviderFilters(TypedDict, total=False):
    """What a list of providers can be asked for. Names match from their start."""

    npi: str
    type: ProviderType
    first_name: str
    last_name: str
    sort_field: str
    sort_direction: SortDirection


class AsyncOrganizationExternalProviders:
    """External providers. ``version`` is the next one: that of the provider as read, and one."""

    def __init__(self, api: AsyncApiClient) -> None:
        self._api = api

    async def create(self, provider: MutableOrganizationExternalProvider) -> OrganizationExternalProvider:
        """Add a provider. Raises ``BadRequest`` where the NPI is taken."""
        return await self._api.send(wire.CREATE.call(provider))

    async def get(self, provider_id: UUID | str) -> OrganizationExternalProvider:
        """Also a deactivated provider. Raises ``NotFound``."""
        return await self._api.send(wire.GET.call(id=provider_id))

    async def update(
        self, provider_id: UUID | str, version: int, provider: MutableOrganizationExternalProvider
    ) -> OrganizationExternalProvider:
        """Replace a provider. Raises ``BadRequest``, ``NotFound``, ``VersionConflict``."""
        return await self._api.send(wire.UPDATE.call(provider, id=provider_id, version=version))

    async def deactivate(self, provider_id: UUID | str, version: int) -> None:
        """Raises ``NotFound``, ``VersionConflict``."""
        await self._api.send(wire.DEACTIVATE.call(id=provider_id, version=version))

    async def scan(self, since: datetime, *, max_results: int = 100) -> list[OrganizationExternalProvider]:
        """What has changed at this time or later, deactivated providers too, the longest unchanged first."""
        return await self._api.send(wire.SCAN.call(query=ScanQuery(since=since, maxResults=max_results)))

    async def list(
        self, *, page_size: int = 100, **filters: Unpack[ProviderFilters]
    ) -> AsyncIterator[OrganizationExternalProvider]:
        """Every provider that matches, by family name unless ``sort_field`` says otherwise."""
        query = wire.ProviderQuery.model_validate({**filters, "limit": page_size})
        first = wire.GET_MULTI.call(query=query)
        async for page in self._api.pages(first, following(wire.GET_MULTI, query)):
            for provider in page.items:
                yield provider
