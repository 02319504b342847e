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

    async def replace(self, id: int, office: wire.OfficeWrite) -> wire.Office:
        """Change the fields that were set, all required ones among them. Rooms and slots are replaced as a whole."""
        return await self._api.send(operations.replace_office(id, office))

    async def update(self, id: int, changes: wire.OfficePatch) -> wire.Office:
        """Change the fields that were set on ``changes``; None stands for the default."""
        return await self._api.send(operations.update_office(id, changes))

    async def page(self, query: PageQuery) -> Page[wire.Office]:
        """One page; ``query.page`` is taken from another page's ``next`` or ``previous``."""
        return await self._api.send(operations.listing(wire.LIST_OFFICES, query))

    async def list(self) -> AsyncIterator[wire.Office]:
        """Every office."""
        query = operations.query(PageQuery)
        async for office in self._api.items(*operations.pages(wire.LIST_OFFICES, query)):
            yield office
