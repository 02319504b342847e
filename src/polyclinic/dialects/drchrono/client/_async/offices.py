"""Offices."""

from collections.abc import AsyncIterator

from polyclinic.dialects.drchrono.client import operations
from polyclinic.dialects.drchrono.wire import offices as wire
from polyclinic.dialects.drchrono.wire.common import Page, PageQuery
from polyclinic.sdk._async.client import AsyncApiClient


class AsyncOffices:
    """Offices of the practice group."""

    def __init__(self, api: AsyncApiClient) -> None:
        self._api = api

    async def get(self, id: int) -> wire.Office:
        return await self._api.send(operations.get_office(id))

    async def page(self, query: PageQuery) -> Page[wire.Office]:
        """One page; ``query.page`` is taken from another page's ``next`` or ``previous``."""
        return await self._api.send(operations.listing(wire.LIST_OFFICES, query))

    async def list(self) -> AsyncIterator[wire.Office]:
        """Every office."""
        query = operations.query(PageQuery)
        first = operations.listing(wire.LIST_OFFICES, query)
        async for page in self._api.pages(first, operations.following(wire.LIST_OFFICES, query)):
            for office in page.results:
                yield office
