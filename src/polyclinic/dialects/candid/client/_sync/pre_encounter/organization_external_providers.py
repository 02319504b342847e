# generated: edit the _async file of the same name, then run "make format"
"""People who treat the organization's patients and work elsewhere."""

from collections.abc import Iterator
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
from polyclinic.sdk._sync.client import ApiClient


class ProviderFilters(TypedDict, total=False):
    """What a list of providers can be asked for. Names match from their start."""

    npi: str
    type: ProviderType
    first_name: str
    last_name: str
    sort_field: str
    sort_direction: SortDirection


class OrganizationExternalProviders:
    """External providers. ``version`` is the next one: that of the provider as read, and one."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def create(self, provider: MutableOrganizationExternalProvider) -> OrganizationExternalProvider:
        """Add a provider. Raises ``BadRequest`` where the NPI is taken."""
        return self._api.send(wire.CREATE.call(provider))

    def get(self, provider_id: UUID | str) -> OrganizationExternalProvider:
        """Also a deactivated provider. Raises ``NotFound``."""
        return self._api.send(wire.GET.call(id=provider_id))

    def update(
        self, provider_id: UUID | str, version: int, provider: MutableOrganizationExternalProvider
    ) -> OrganizationExternalProvider:
        """Replace a provider. Raises ``BadRequest``, ``NotFound``, ``VersionConflict``."""
        return self._api.send(wire.UPDATE.call(provider, id=provider_id, version=version))

    def deactivate(self, provider_id: UUID | str, version: int) -> None:
        """Raises ``NotFound``, ``VersionConflict``."""
        self._api.send(wire.DEACTIVATE.call(id=provider_id, version=version))

    def scan(self, since: datetime, *, max_results: int = 100) -> list[OrganizationExternalProvider]:
        """What has changed at this time or later, deactivated providers too, the longest unchanged first."""
        return self._api.send(wire.SCAN.call(query=ScanQuery(since=since, maxResults=max_results)))

    def list(
        self, *, page_size: int = 100, **filters: Unpack[ProviderFilters]
    ) -> Iterator[OrganizationExternalProvider]:
        """Every provider that matches, by family name unless ``sort_field`` says otherwise."""
        query = wire.ProviderQuery.model_validate({**filters, "limit": page_size})
        first = wire.GET_MULTI.call(query=query)
        for page in self._api.pages(first, following(wire.GET_MULTI, query)):
            for provider in page.items:
                yield provider
