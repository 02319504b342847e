# generated: edit the _async file of the same name, then run "make format"
"""Appointments."""

from collections.abc import Iterator

from polyclinic.dialects.carestack.client import operations
from polyclinic.dialects.carestack.wire import appointments as wire
from polyclinic.sdk._sync.client import ApiClient


class Appointments:
    """Appointments at the facility. What is refused raises an ``ApiError`` of ``polyclinic.sdk``."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def create(self, appointment: wire.AppointmentCreate) -> wire.Appointment:
        """Make an appointment; times without an offset are wall times of the facility."""
        return (self._api.send(operations.create_appointment(appointment))).resource

    def get(self, reference: str) -> wire.Appointment | None:
        """The appointment; None if there is none."""
        return (self._api.send(operations.get_appointment(reference))).requestResource

    def exists(self, reference: str) -> bool:
        return (self._api.send(operations.get_appointment(reference))).message == wire.FOUND

    def update(self, changes: wire.AppointmentUpdate) -> wire.Appointment | None:
        """Change the fields that were set on ``changes``: None leaves one as it is."""
        return (self._api.send(operations.update_appointment(changes))).requestResource

    def delete(self, reference: str) -> None:
        self._api.send(operations.delete_appointment(reference))

    def page(self, next_page: str | None = None) -> wire.AppointmentsListed:
        """One page, with the total; ``next_page`` is the ``nextPageLink`` of the page before."""
        return self._api.send(operations.list_appointments(next_page))

    def list(self) -> Iterator[wire.Appointment]:
        """Every appointment, in the order of creation."""
        pages = self._api.pages(
            operations.list_appointments(None),
            lambda page: operations.list_appointments(page.nextPageLink) if page.nextPageLink else None,
        )
        for page in pages:
            for appointment in page.requestResource:
                yield appointment
