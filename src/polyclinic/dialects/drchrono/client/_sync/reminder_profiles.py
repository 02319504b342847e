# generated: edit the _async file of the same name, then run "make format"
"""Reminder profiles."""

from collections.abc import Iterator

from polyclinic.dialects.drchrono.client import operations
from polyclinic.dialects.drchrono.wire import reminder_profiles as wire
from polyclinic.dialects.drchrono.wire.common import Page, PageQuery
from polyclinic.sdk._sync.client import ApiClient


class ReminderProfiles:
    """When patients are reminded of appointments; applying one makes an appointment's reminders."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def create(self, profile: wire.ReminderProfileWrite) -> wire.ReminderProfile:
        return self._api.send(operations.create_reminder_profile(profile))

    def get(self, id: int) -> wire.ReminderProfile:
        return self._api.send(operations.get_reminder_profile(id))

    def replace(self, id: int, profile: wire.ReminderProfileWrite) -> wire.ReminderProfile:
        return self._api.send(operations.replace_reminder_profile(id, profile))

    def update(self, id: int, changes: wire.ReminderProfilePatch) -> wire.ReminderProfile:
        return self._api.send(operations.update_reminder_profile(id, changes))

    def delete(self, id: int) -> None:
        """Take a profile away; reminders that it has made stay."""
        self._api.send(operations.delete_reminder_profile(id))

    def apply(self, id: int, appointment: str) -> None:
        """Make the reminders of an appointment. Raises ``Conflict`` where it has some, ``BadRequest`` for a break."""
        self._api.send(operations.apply_reminder_profile(id, appointment))

    def page(self, query: PageQuery) -> Page[wire.ReminderProfile]:
        """One page; ``query.page`` is taken from another page's ``next`` or ``previous``."""
        return self._api.send(operations.listing(wire.LIST_REMINDER_PROFILES, query))

    def list(self) -> Iterator[wire.ReminderProfile]:
        """Every profile."""
        query = operations.query(PageQuery)
        for profile in self._api.items(*operations.pages(wire.LIST_REMINDER_PROFILES, query)):
            yield profile
