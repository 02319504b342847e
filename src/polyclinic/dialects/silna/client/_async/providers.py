"""Providers."""

from collections.abc import AsyncIterator

from polyclinic.dialects.silna.client import operations
from polyclinic.dialects.silna.wire import providers as wire
from polyclinic.dialects.silna.wire.common import Page
from polyclinic.sdk._async.client import AsyncApiClient


class AsyncProviders:
    """The providers that the key reaches."""

    def __init__(self, api: AsyncApiClient) -> None:
        self._api = api

    async def get(self, provider_id: str) -> wire.Provider:
        return await self._api.send(operations.get_provider(provider_id))

    async def page(self, query: wire.ProviderQuery) -> Page[wire.Provider]:
        """One page, after or before the provider that ``query`` names."""
        return await self._api.send(operations.list_providers(query))

    async def list(self, *, source_id: str | None = None, limit: int | None = None) -> AsyncIterator[wire.Provider]:
        """Every provider, newest first, ``limit`` (at most 100) at a time."""
        query = operations.query(wire.ProviderQuery, source_id=source_id, limit=limit)
        call = operations.list_providers
        async for page in self._api.pages(call(query), lambda page: operations.following(page, query, call)):
            for provider in page.records:
                yield provider
