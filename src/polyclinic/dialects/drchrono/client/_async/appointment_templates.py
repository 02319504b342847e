"""Appointment templates."""

from collections.abc import AsyncIterator
from datetime import date

from polyclinic.dialects.drchrono.client import operations
from polyclinic.dialects.drchrono.wire import appointment_templates as wire
from polyclinic.dialects.drchrono.wire.common import Page
from polyclinic.sdk._async.client import AsyncApiClient


class AsyncAppointmentTemplates:
    """Weekly slots, kept for visits of one profile. Times are those of the office's clock."""

    def __init__(self, api: AsyncApiClient) -> None:
        self._api = api

    async def create(self, template: wire.AppointmentTemplateWrite) -> wire.AppointmentTemplate:
        """Keep a weekly slot; it belongs to the token's doctor."""
        return await self._api.send(operations.create_appointment_template(template))

    async def replace(self, id: int, template: wire.AppointmentTemplateWrite) -> wire.AppointmentTemplate:
        """Change the slot; all fields are required."""
        return await self._api.send(operations.replace_appointment_template(id, template))

    async def update(self, id: int, changes: wire.AppointmentTemplatePatch) -> wire.AppointmentTemplate:
        """Change the fields that were set on ``changes``."""
        return await self._api.send(operations.update_appointment_template(id, changes))

    async def delete(self, id: int) -> None:
        await self._api.send(operations.delete_appointment_template(id))

    async def get(self, id: int) -> wire.AppointmentTemplate:
        return await self._api.send(operations.get_appointment_template(id))

    async def page(self, query: wire.AppointmentTemplateQuery) -> Page[wire.AppointmentTemplate]:
        """One page; ``query.page`` is taken from another page's ``next`` or ``previous``."""
        return await self._api.send(operations.listing(wire.LIST_TEMPLATES, query))

    async def list(
        self, *, available: date | None = None, office: int | None = None, week_day: int | None = None
    ) -> AsyncIterator[wire.AppointmentTemplate]:
        """Every template that meets all filters.

        ``available``: only slots that are free in the week of that date; ``week_day`` 0 is Monday.
        """
        query = operations.query(wire.AppointmentTemplateQuery, available=available, office=office, week_day=week_day)
        async for template in self._api.items(*operations.pages(wire.LIST_TEMPLATES, query)):
            yield template
