"""Appointments."""

from collections.abc import AsyncIterator

from polyclinic.dialects.carestack.client import operations
from polyclinic.dialects.carestack.wire import appointments as wire
from polyclinic.sdk._async.client import AsyncApiClient


class AsyncAppointments:
    """Appointments at the facility. What is refused raises an ``ApiError`` of ``polyclinic.sdk``."""

    def __init__(self, api: AsyncApiClient) -> None:
        self._api = api

    async def create(self, appointment: wire.AppointmentCreate) -> wire.Appointment:
        """Make an appointment; times without an offset are wall times of the facility."""
        return (await self._api.send(operations.create_appointment(appointment))).resource

    async def get(self, reference: str) -> wire.Appointment | None:
        """The appointment; None if there is none."""
        return (await self._api.send(operations.get_appointment(reference))).requestResource

    async def exists(self, reference: str) -> bool:
        return (await self._api.send(operations.get_appointment(reference))).message == wire.FOUND

    async def update(self, changes: wire.AppointmentUpdate) -> wire.Appointment | None:
        """Change the fields that were set on ``changes``: None leaves one as it is."""
        return (await self._api.send(operations.update_appointment(changes))).requestResource

    async def delete(self, reference: str) -> None:
        await self._api.send(operations.delete_appointment(reference))

    async def page(self, next_page: str | None = None) -> wire.AppointmentsListed:
        """One page, with the total; ``next_page`` is the ``nextPageLink`` of the page before."""
        return await self._api.send(operations.list_appointments(next_page))

    async def list(self) -> AsyncIterator[wire.Appointment]:
        """Every appointment, in the order of creation."""
        pages = self._api.pages(
            operations.list_appointments(None),
            lambda page: operations.list_appointments(page.nextPageLink) if page.nextPageLink else None,
        )
        async for page in pages:
            for appointment in page.requestResource:
                yield appointment
