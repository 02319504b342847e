# generated: edit the _async file of the same name, then run "make format"
"""Appointments and what they refer to."""

from collections.abc import Iterator
from typing import Unpack

from polyclinic.dialects.carium.client import operations
from polyclinic.dialects.carium.client._sync.paging import every, pages
from polyclinic.dialects.carium.client.fields import AppointmentChanges, AppointmentFields, AppointmentFilters
from polyclinic.dialects.carium.wire import appointments, practitioners
from polyclinic.dialects.carium.wire.common import Collection, Document, RelatedDocument
from polyclinic.sdk._sync.client import ApiClient


class Practitioners:
    """People who treat."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def list(self) -> Iterator[practitioners.Practitioner]:
        """Everybody on the staff."""
        return every(self._api, operations.list_practitioners)

    def get(self, practitioner_id: str) -> practitioners.Practitioner:
        return (self._api.send(operations.read_practitioner(practitioner_id))).data


class Appointments:
    """Appointments of the organization. What is refused raises an ``ApiError`` of ``polyclinic.sdk.errors``."""

    def __init__(self, api: ApiClient, organization_id: str) -> None:
        self._api = api
        self._organization_id = organization_id

    def create(self, **fields: Unpack[AppointmentFields]) -> appointments.Appointment:
        """Make an appointment."""
        return (self._api.send(operations.create_appointment(self._organization_id, fields))).data

    def get(self, appointment_id: str) -> appointments.Appointment:
        return (self._api.send(operations.read_appointment(appointment_id))).data

    def read(self, appointment_id: str, *, include: str) -> Document[appointments.Appointment]:
        """An appointment with what it refers to: ``include="practitioner,individual"``; ``find`` picks them out."""
        return self._api.send(operations.read_appointment(appointment_id, include))

    def related(self, appointment_id: str, relationship: str) -> RelatedDocument:
        """What an appointment refers to: its ``individual``, ``practitioner``, ``status``, ``appointment-type``."""
        return self._api.send(operations.appointment_related(appointment_id, relationship))

    def list(self, **filters: Unpack[AppointmentFilters]) -> Iterator[appointments.Appointment]:
        """Every appointment that matches."""
        return every(self._api, lambda offset: operations.list_appointments(filters, offset))

    def pages(self, **filters: Unpack[AppointmentFilters]) -> Iterator[Collection[appointments.Appointment]]:
        """The same page by page, with what ``include`` asked for."""
        return pages(self._api, lambda offset: operations.list_appointments(filters, offset))

    def update(
        self, appointment_id: str, version: int | None = None, **changes: Unpack[AppointmentChanges]
    ) -> appointments.Appointment:
        """Change what is given and keep the rest; with ``version`` (``meta``) only if it is still at that one."""
        return (self._api.send(operations.update_appointment(appointment_id, changes, version))).data

    def delete(self, appointment_id: str, version: int | None = None) -> None:
        self._api.send(operations.delete_appointment(appointment_id, version))

    def statuses(self) -> Iterator[appointments.AppointmentStatus]:
        """Every status that an appointment can have."""
        return every(self._api, operations.list_appointment_statuses)

    def types(self) -> Iterator[appointments.AppointmentType]:
        """Every kind of visit."""
        return every(self._api, operations.list_appointment_types)
