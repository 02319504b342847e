"""Reminder profiles."""

from collections.abc import AsyncIterator

from polyclinic.dialects.drchrono.client import operations
from polyclinic.dialects.drchrono.wire import reminder_profiles as wire
from polyclinic.dialects.drchrono.wire.common import Page, PageQuery
from polyclinic.sdk._async.client import AsyncApiClient


class AsyncReminderProfiles:
    """When patients are reminded of appointments; applying one makes an appointment's reminders."""

    def __init__(self, api: AsyncApiClient) -> None:
        self._api = api

    async def create(self, profile: wire.ReminderProfileWrite) -> wire.ReminderProfile:
        return await self._api.send(operations.create_reminder_profile(profile))

    async def get(self, id: int) -> wire.ReminderProfile:
        return await self._api.send(operations.get_reminder_profile(id))

    async def replace(self, id: int, profile: wire.ReminderProfileWrite) -> wire.ReminderProfile:
        return await self._api.send(operations.replace_reminder_profile(id, profile))

    async def update(self, id: int, changes: wire.ReminderProfilePatch) -> wire.ReminderProfile:
        return await self._api.send(operations.update_reminder_profile(id, changes))

    async def delete(self, id: int) -> None:
        """Take a profile away; reminders that it has made stay."""
        await self._api.send(operations.delete_reminder_profile(id))

    async def apply(self, id: int, appointment: str) -> None:
        """Make the reminders of an appointment. Raises ``Conflict`` where it has some, ``BadRequest`` for a break."""
        await self._api.send(operations.apply_reminder_profile(id, appointment))

    async def page(self, query: PageQuery) -> Page[wire.ReminderProfile]:
        """One page; ``query.page`` is taken from another page's ``next`` or ``previous``."""
        return await self._api.send(operations.listing(wire.LIST_REMINDER_PROFILES, query))

    async def list(self) -> AsyncIterator[wire.ReminderProfile]:
        """Every profile."""
        query = operations.query(PageQuery)
        async for profile in self._api.items(*operations.pages(wire.LIST_REMINDER_PROFILES, query)):
            yield profile
