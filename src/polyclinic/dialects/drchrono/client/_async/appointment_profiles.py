"""Appointment profiles."""

from collections.abc import AsyncIterator

from polyclinic.dialects.drchrono.client import operations
from polyclinic.dialects.drchrono.wire import appointment_profiles as wire
from polyclinic.dialects.drchrono.wire.common import Page, PageQuery
from polyclinic.sdk._async.client import AsyncApiClient


class AsyncAppointmentProfiles:
    """Kinds of visit, with the values that they fill in."""

    def __init__(self, api: AsyncApiClient) -> None:
        self._api = api

    async def get(self, id: int) -> wire.AppointmentProfile:
        return await self._api.send(operations.get_appointment_profile(id))

    async def page(self, query: PageQuery) -> Page[wire.AppointmentProfile]:
        """One page; ``query.page`` is taken from another page's ``next`` or ``previous``."""
        return await self._api.send(operations.listing(wire.LIST_PROFILES, query))

    async def list(self) -> AsyncIterator[wire.AppointmentProfile]:
        """Every profile."""
        query = operations.query(PageQuery)
        async for profile in self._api.items(*operations.pages(wire.LIST_PROFILES, query)):
            yield profile
