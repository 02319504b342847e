"""Doctors."""

from collections.abc import AsyncIterator

from polyclinic.dialects.drchrono.client import operations
from polyclinic.dialects.drchrono.wire import doctors as wire
from polyclinic.dialects.drchrono.wire.common import Page, PageQuery
from polyclinic.sdk._async.client import AsyncApiClient


class AsyncDoctors:
    """Doctors of the practice group. Only one's own record can be changed."""

    def __init__(self, api: AsyncApiClient) -> None:
        self._api = api

    async def replace(self, id: int, doctor: wire.DoctorWrite) -> wire.Doctor:
        """Change the fields that were set, both names among them."""
        return await self._api.send(operations.replace_doctor(id, doctor))

    async def update(self, id: int, changes: wire.DoctorPatch) -> wire.Doctor:
        """Change the fields that were set on ``changes``; None and "" clear one."""
        return await self._api.send(operations.update_doctor(id, changes))

    async def get(self, id: int) -> wire.Doctor:
        return await self._api.send(operations.get_doctor(id))

    async def page(self, query: PageQuery) -> Page[wire.Doctor]:
        """One page; ``query.page`` is taken from another page's ``next`` or ``previous``."""
        return await self._api.send(operations.listing(wire.LIST_DOCTORS, query))

    async def list(self) -> AsyncIterator[wire.Doctor]:
        """Every doctor of the practice group."""
        query = operations.query(PageQuery)
        async for doctor in self._api.items(*operations.pages(wire.LIST_DOCTORS, query)):
            yield doctor
