"""Patients."""

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime

from polyclinic.dialects.drchrono.client import operations
from polyclinic.dialects.drchrono.wire import patients as wire
from polyclinic.dialects.drchrono.wire.common import Page
from polyclinic.sdk._async.client import AsyncApiClient


class AsyncPatients:
    """Patients of the practice group."""

    def __init__(self, api: AsyncApiClient) -> None:
        self._api = api

    async def create(self, patient: wire.PatientWrite) -> wire.Patient:
        """Register a patient; without ``chart_id`` one is made from the name."""
        return await self._api.send(operations.create_patient(patient))

    async def replace(self, id: int, patient: wire.PatientWrite) -> wire.Patient:
        """Change the fields that were set, all required ones among them."""
        return await self._api.send(operations.replace_patient(id, patient))

    async def update(self, id: int, changes: wire.PatientPatch) -> wire.Patient:
        """Change the fields that were set on ``changes``; None and "" clear one."""
        return await self._api.send(operations.update_patient(id, changes))

    async def delete(self, id: int) -> None:
        await self._api.send(operations.delete_patient(id))

    async def get(self, id: int) -> wire.Patient:
        return await self._api.send(operations.get_patient(id))

    async def ccda(self, id: int) -> str:
        """A patient's Continuity of Care Document (C-CDA R2.1) as XML."""
        return (await self._api.send(operations.get_ccda(id))).ccda

    async def page(self, query: wire.PatientQuery) -> Page[wire.Patient]:
        """One page; ``query.page`` is taken from another page's ``next`` or ``previous``."""
        return await self._api.send(operations.listing(wire.LIST_PATIENTS, query))

    async def list(
        self,
        *,
        doctor: int | None = None,
        since: datetime | date | None = None,
        search: str | Sequence[str] | None = None,
        date_of_birth: date | None = None,
        gender: wire.Gender | None = None,
    ) -> AsyncIterator[wire.Patient]:
        """Every patient that meets all filters, in the order in which they were registered.

        ``search`` looks for each of its words in names and emails; ``since`` is a wall time of the practice.
        """
        query = operations.query(
            wire.PatientQuery,
            doctor=doctor,
            since=since,
            search=[search] if isinstance(search, str) else search,
            date_of_birth=date_of_birth,
            gender=gender,
        )
        async for patient in self._api.items(*operations.pages(wire.LIST_PATIENTS, query)):
            yield patient
