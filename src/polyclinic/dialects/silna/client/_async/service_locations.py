"""Service locations."""

from collections.abc import AsyncIterator, Sequence
from functools import partial

from polyclinic.dialects.silna.client import operations
from polyclinic.dialects.silna.wire import service_locations as wire
from polyclinic.dialects.silna.wire.common import Page
from polyclinic.sdk._async.client import AsyncApiClient


class AsyncServiceLocations:
    """The places where a provider sees patients."""

    def __init__(self, api: AsyncApiClient) -> None:
        self._api = api

    async def create(self, location: wire.ServiceLocationCreate, *, idempotency_key: str | None = None) -> str:
        """Open a service location and return its id. Without a key of yours, each call makes a fresh one."""
        return (await self._api.send(operations.create_service_location(location), key=idempotency_key)).id

    async def get(self, service_location_id: str) -> wire.ServiceLocation:
        return await self._api.send(operations.get_service_location(service_location_id))

    async def page(self, provider_id: str, query: wire.ServiceLocationQuery) -> Page[wire.ServiceLocation]:
        """One page, after or before the service location that ``query`` names."""
        return await self._api.send(operations.list_service_locations(provider_id, query))

    async def list(
        self,
        provider_id: str,
        *,
        source_id: str | None = None,
        name: str | None = None,
        state: str | None = None,
        provider_group_ids: Sequence[str] | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[wire.ServiceLocation]:
        """Every service location of a provider, newest first, ``limit`` (at most 100) at a time."""
        query = operations.query(
            wire.ServiceLocationQuery,
            source_id=source_id,
            name=name,
            state=state,
            provider_group_ids=provider_group_ids,
            limit=limit,
        )
        call = partial(operations.list_service_locations, provider_id)
        async for page in self._api.pages(call(query), lambda page: operations.following(page, query, call)):
            for location in page.records:
                yield location
