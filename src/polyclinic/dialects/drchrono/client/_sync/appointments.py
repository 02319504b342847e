# generated: edit the _async file of the same name, then run "make format"
"""Appointments and breaks."""

from collections.abc import Iterator
from datetime import datetime

from polyclinic.dialects.drchrono.client import operations
from polyclinic.dialects.drchrono.wire import appointments as wire
from polyclinic.dialects.drchrono.wire.common import Date, DateRange, Page
from polyclinic.sdk._sync.client import ApiClient


class Appointments:
    """Appointments and breaks. Times are wall times of the office, without a zone."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def create(self, appointment: wire.AppointmentWrite) -> wire.Appointment:
        """Make an appointment, or a break where ``patient`` is None."""
        return self._api.send(operations.create_appointment(appointment))

    def replace(self, id: str, appointment: wire.AppointmentWrite) -> wire.Appointment:
        """Change the fields that were set, all required ones among them."""
        return self._api.send(operations.replace_appointment(id, appointment))

    def update(self, id: str, changes: wire.AppointmentPatch) -> wire.Appointment:
        """Change the fields that were set on ``changes``; None and "" clear one."""
        return self._api.send(operations.update_appointment(id, changes))

    def delete(self, id: str) -> None:
        self._api.send(operations.delete_appointment(id))

    def get(self, id: str) -> wire.Appointment:
        return self._api.send(operations.get_appointment(id))

    def page(self, query: wire.AppointmentQuery) -> Page[wire.Appointment]:
        """One page; ``query.page`` is taken from another page's ``next`` or ``previous``."""
        return self._api.send(operations.listing(wire.LIST_APPOINTMENTS, query))

    def list(
        self,
        *,
        date: Date | None = None,
        date_range: DateRange | None = None,
        doctor: int | None = None,
        office: int | None = None,
        patient: int | None = None,
        since: datetime | Date | None = None,
    ) -> Iterator[wire.Appointment]:
        """Every appointment that meets all filters, in the order in which they were made.

        Days are those of each appointment's office; ``since`` is a wall time of the practice.
        """
        query = operations.query(
            wire.AppointmentQuery,
            date=date,
            date_range=date_range,
            doctor=doctor,
            office=office,
            patient=patient,
            since=since,
        )
        for appointment in self._api.items(*operations.pages(wire.LIST_APPOINTMENTS, query)):
            yield appointment
