"""Provider groups."""

from collections.abc import AsyncIterator

from polyclinic.dialects.silna.client._async.lists import every
from polyclinic.dialects.silna.wire import provider_groups as wire
from polyclinic.dialects.silna.wire.common import Page
from polyclinic.sdk._async.client import AsyncApiClient


class AsyncProviderGroups:
    """What providers treat and bill as. Each is a group of its own, which bears its id."""

    def __init__(self, api: AsyncApiClient) -> None:
        self._api = api

    async def get(self, provider_group_id: str) -> wire.ProviderGroup:
        return await self._api.send(wire.GET.call(provider_group_id=provider_group_id))

    async def page(self, query: wire.ProviderGroupQuery) -> Page[wire.ProviderGroup]:
        """One page, after or before the group that ``query`` names."""
        return await self._api.send(wire.LIST.call(query=query))

    async def list(
        self, *, provider_id: str | None = None, name: str | None = None, limit: int | None = None
    ) -> AsyncIterator[wire.ProviderGroup]:
        """Every group of a provider, or of all that the key reaches; ``name`` is any part of theirs."""
        given = {"provider_id": provider_id, "name": name, "limit": limit}
        async for group in every(self._api, wire.LIST, wire.ProviderGroupQuery, {}, **given):
            yield group
