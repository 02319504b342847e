"""Who treats patients and who bills."""

from collections.abc import AsyncIterator
from typing import TypedDict, Unpack
from uuid import UUID

from polyclinic.dialects.candid.client.pages import following
from polyclinic.dialects.candid.wire import organization_providers as wire
from polyclinic.dialects.candid.wire.organization_providers import (
    FileType,
    OrganizationProviderCreateV2,
    OrganizationProviderUpdateV2,
    OrganizationProviderV2,
    ProviderAttachment,
    ProviderSort,
)
from polyclinic.sdk._async.client import AsyncApiClient
from polyclinic.sdk.operation import FileUpload


class ProviderFilters(TypedDict, total=False):
    """What a list of providers can be asked for. ``search_term`` is any part of a name."""

    sort: ProviderSort
    search_term: str
    npi: str
    is_rendering: bool
    is_billing: bool
    organization_provider_ids: list[str]


class AsyncOrganizationProviders:
    """Providers of the organization: people and companies."""

    def __init__(self, api: AsyncApiClient) -> None:
        self._api = api

    async def create(self, provider: OrganizationProviderCreateV2) -> OrganizationProviderV2:
        """Add a provider. Raises ``ValidationFailed``."""
        return await self._api.send(wire.CREATE.call(provider))

    async def get(self, provider_id: UUID | str) -> OrganizationProviderV2:
        """Raises ``NotFound``."""
        return await self._api.send(wire.GET.call(organization_provider_id=provider_id))

    async def update(self, provider_id: UUID | str, changes: OrganizationProviderUpdateV2) -> OrganizationProviderV2:
        """Change what is set on ``changes`` and keep the rest; None clears.

        Raises ``NotFound``, ``ValidationFailed``.
        """
        return await self._api.send(wire.UPDATE.call(changes, organization_provider_id=provider_id))

    async def attachments(self, provider_id: UUID | str) -> list[ProviderAttachment]:
        """The provider's papers. Raises ``NotFound``."""
        return await self._api.send(wire.LIST_ATTACHMENTS.call(organization_provider_id=provider_id))

    async def upload_attachment(self, provider_id: UUID | str, file_type: FileType, file: FileUpload) -> UUID:
        """File a paper; gives its id. Raises ``Conflict`` when there is one of the type already, ``NotFound``."""
        form, files = wire.AttachmentForm(file_type=file_type), {wire.FILE: file}
        return await self._api.send(
            wire.UPLOAD_ATTACHMENT.call(form, files=files, organization_provider_id=provider_id)
        )

    async def download_url(self, attachment_id: UUID | str) -> str:
        """A link that serves the file without a token, for an hour. Raises ``NotFound``."""
        query = wire.AttachmentQuery.model_validate({"attachment_id": str(attachment_id)})
        return (await self._api.send(wire.DOWNLOAD_ATTACHMENT.call(query=query))).signed_download_url

    async def delete_attachment(self, attachment_id: UUID | str) -> None:
        """Raises ``NotFound``, also the second time."""
        await self._api.send(wire.DELETE_ATTACHMENT.call(attachment_id=attachment_id))

    async def list(
        self, *, page_size: int = 100, **filters: Unpack[ProviderFilters]
    ) -> AsyncIterator[OrganizationProviderV2]:
        """Every provider that matches, by name unless ``sort`` says otherwise; people by their last names."""
        query = wire.ProviderQuery.model_validate({**filters, "limit": page_size})
        async for page in self._api.pages(wire.GET_MULTI.call(query=query), following(wire.GET_MULTI, query)):
            for provider in page.items:
                yield provider
