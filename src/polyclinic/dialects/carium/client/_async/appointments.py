"""Appointments and what they refer to."""

from collections.abc import AsyncIterator
from typing import Unpack

from polyclinic.dialects.carium.client import operations
from polyclinic.dialects.carium.client._async.paging import async_every, async_pages
from polyclinic.dialects.carium.client.fields import AppointmentChanges, AppointmentFields, AppointmentFilters
from polyclinic.dialects.carium.wire import appointments, practitioners
from polyclinic.dialects.carium.wire.common import Collection, Document, RelatedDocument
from polyclinic.sdk._async.client import AsyncApiClient


class AsyncPractitioners:
    """People who treat."""

    def __init__(self, api: AsyncApiClient) -> None:
        self._api = api

    def list(self) -> AsyncIterator[practitioners.Practitioner]:
        """Everybody on the staff."""
        return async_every(self._api, operations.list_practitioners)

    async def get(self, practitioner_id: str) -> practitioners.Practitioner:
        return (await self._api.send(operations.read_practitioner(practitioner_id))).data


class AsyncAppointments:
    """Appointments of the organization. What is refused raises an ``ApiError`` of ``polyclinic.sdk.errors``."""

    def __init__(self, api: AsyncApiClient, organization_id: str) -> None:
        self._api = api
        self._organization_id = organization_id

    async def create(self, **fields: Unpack[AppointmentFields]) -> appointments.Appointment:
        """Make an appointment."""
        return (await self._api.send(operations.create_appointment(self._organization_id, fields))).data

    async def get(self, appointment_id: str) -> appointments.Appointment:
        return (await self._api.send(operations.read_appointment(appointment_id))).data

    async def read(self, appointment_id: str, *, include: str) -> Document[appointments.Appointment]:
        """An appointment with what it refers to: ``include="practitioner,individual"``; ``find`` picks them out."""
        return await self._api.send(operations.read_appointment(appointment_id, include))

    async def related(self, appointment_id: str, relationship: str) -> RelatedDocument:
        """What an appointment refers to: its ``individual``, ``practitioner``, ``status``, ``appointment-type``."""
        return await self._api.send(operations.appointment_related(appointment_id, relationship))

    def list(self, **filters: Unpack[AppointmentFilters]) -> AsyncIterator[appointments.Appointment]:
        """Every appointment that matches."""
        return async_every(self._api, lambda offset: operations.list_appointments(filters, offset))

    def pages(self, **filters: Unpack[AppointmentFilters]) -> AsyncIterator[Collection[appointments.Appointment]]:
        """The same page by page, with what ``include`` asked for."""
        return async_pages(self._api, lambda offset: operations.list_appointments(filters, offset))

    async def update(
        self, appointment_id: str, version: int | None = None, **changes: Unpack[AppointmentChanges]
    ) -> appointments.Appointment:
        """Change what is given and keep the rest; with ``version`` (``meta``) only if it is still at that one."""
        return (await self._api.send(operations.update_appointment(appointment_id, changes, version))).data

    async def delete(self, appointment_id: str, version: int | None = None) -> None:
        await self._api.send(operations.delete_appointment(appointment_id, version))

    def statuses(self) -> AsyncIterator[appointments.AppointmentStatus]:
        """Every status that an appointment can have."""
        return async_every(self._api, operations.list_appointment_statuses)

    def types(self) -> AsyncIterator[appointments.AppointmentType]:
        """Every kind of visit."""
        return async_every(self._api, operations.list_appointment_types)
