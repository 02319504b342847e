# generated: edit the _async file of the same name, then run "make format"
"""Appointment profiles."""

from collections.abc import Iterator

from polyclinic.dialects.drchrono.client import operations
from polyclinic.dialects.drchrono.wire import appointment_profiles as wire
from polyclinic.dialects.drchrono.wire.common import Page, PageQuery
from polyclinic.sdk._sync.client import ApiClient


class AppointmentProfiles:
    """Kinds of visit, with the values that they fill in."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def create(self, profile: wire.AppointmentProfileWrite) -> wire.AppointmentProfile:
        """Offer another kind of visit; it belongs to the token's doctor."""
        return self._api.send(operations.create_appointment_profile(profile))

    def replace(self, id: int, profile: wire.AppointmentProfileWrite) -> wire.AppointmentProfile:
        """Change the fields that were set, all required ones among them."""
        return self._api.send(operations.replace_appointment_profile(id, profile))

    def update(self, id: int, changes: wire.AppointmentProfilePatch) -> wire.AppointmentProfile:
        """Change the fields that were set on ``changes``."""
        return self._api.send(operations.update_appointment_profile(id, changes))

    def delete(self, id: int) -> None:
        """Refused (409) while templates use it."""
        self._api.send(operations.delete_appointment_profile(id))

    def get(self, id: int) -> wire.AppointmentProfile:
        return self._api.send(operations.get_appointment_profile(id))

    def page(self, query: PageQuery) -> Page[wire.AppointmentProfile]:
        """One page; ``query.page`` is taken from another page's ``next`` or ``previous``."""
        return self._api.send(operations.listing(wire.LIST_PROFILES, query))

    def list(self) -> Iterator[wire.AppointmentProfile]:
        """Every profile."""
        query = operations.query(PageQuery)
        for profile in self._api.items(*operations.pages(wire.LIST_PROFILES, query)):
            yield profile
