"""Appointments and what they refer to."""

from collections.abc import AsyncIterator
from typing import Unpack

from polyclinic.dialects.carium.client import operations
from polyclinic.dialects.carium.client._async.paging import async_every
from polyclinic.dialects.carium.client.fields import AppointmentChanges, AppointmentFields, AppointmentFilters
from polyclinic.dialects.carium.wire import appointments, practitioners
from polyclinic.sdk._async.client import AsyncApiClient


class AsyncPractitioners:
    """People who treat."""

    def __init__(self, api: AsyncApiClient) -> None:
        self._api = api

    def list(self) -> AsyncIterator[practitioners.Practitioner]:
        """Everybody on the staff."""
        return async_every(self._api, operations.list_practitioners)


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

    def list(self, **filters: Unpack[AppointmentFilters]) -> AsyncIterator[appointments.Appointment]:
        """Every appointment that matches."""
        return async_every(self._api, lambda offset: operations.list_appointments(filters, offset))

    async def update(self, appointment_id: str, **changes: Unpack[AppointmentChanges]) -> appointments.Appointment:
        """Change what is given and keep the rest."""
        return (await self._api.send(operations.update_appointment(appointment_id, changes))).data

    async def delete(self, appointment_id: str) -> None:
        await self._api.send(operations.delete_appointment(appointment_id))

    def statuses(self) -> AsyncIterator[appointments.AppointmentStatus]:
        """Every status that an appointment can have."""
        return async_every(self._api, operations.list_appointment_statuses)

    def types(self) -> AsyncIterator[appointments.AppointmentType]:
        """Every kind of visit."""
        return async_every(self._api, operations.list_appointment_types)
