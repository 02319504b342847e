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
