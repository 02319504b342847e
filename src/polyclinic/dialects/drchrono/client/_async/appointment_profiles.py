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

    async def create(self, profile: wire.AppointmentProfileWrite) -> wire.AppointmentProfile:
        """Offer another kind of visit; it belongs to the token's doctor."""
        return await self._api.send(operations.create_appointment_profile(profile))

    async def replace(self, id: int, profile: wire.AppointmentProfileWrite) -> wire.AppointmentProfile:
        """Change the fields that were set, all required ones among them."""
        return await self._api.send(operations.replace_appointment_profile(id, profile))

    async def update(self, id: int, changes: wire.AppointmentProfilePatch) -> wire.AppointmentProfile:
        """Change the fields that were set on ``changes``."""
        return await self._api.send(operations.update_appointment_profile(id, changes))

    async def delete(self, id: int) -> None:
        """Refused (409) while templates use it."""
        await self._api.send(operations.delete_appointment_profile(id))

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
