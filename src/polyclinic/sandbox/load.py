"""Puts a demo practice into an empty record: one change, the same objects every time."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from polyclinic.core.documents.labels import Label
from polyclinic.core.documents.model import StoredFile
from polyclinic.core.documents.ports import Files
from polyclinic.core.identity.policy import READ_ALL, WRITE_ALL
from polyclinic.core.practitioners.model import Practitioner
from polyclinic.core.shared.context import Actor, Context
from polyclinic.sandbox.authorizations import load_authorizations
from polyclinic.sandbox.benefits import load_benefits
from polyclinic.sandbox.charts import load_charts
from polyclinic.sandbox.consents import load_consents
from polyclinic.sandbox.network import load_network
from polyclinic.sandbox.organisation import load_organisation
from polyclinic.sandbox.papers import load_papers
from polyclinic.sandbox.patients import load_patients
from polyclinic.sandbox.people import people
from polyclinic.sandbox.plan import Plan
from polyclinic.sandbox.schedule import load_schedule
from polyclinic.sandbox.visits import load_visits

LOADER = Actor("system:sandbox", READ_ALL | WRITE_ALL)


@dataclass(frozen=True, slots=True)
class Filed:
    """Keeps the demo's files through the files port."""

    files: Files
    practice_id: str

    async def keep(self, content: bytes, filename: str) -> StoredFile:
        async def once() -> AsyncIterator[bytes]:
            yield content

        return await self.files.put(self.practice_id, once(), len(content), Label(filename))


async def load(ctx: Context, plan: Plan, files: Files) -> None:
    """Stage everything that ``plan`` names; the caller commits."""
    crowd = people(plan.seed, plan.domain)
    staff: list[Practitioner] = await load_organisation(ctx, plan, crowd)
    patients = await load_patients(ctx, plan, crowd)
    appointments = await load_schedule(ctx, plan, staff, patients)
    await load_papers(ctx, plan, patients, Filed(files, plan.practice_id).keep)
    await load_authorizations(ctx, plan, patients, Filed(files, plan.practice_id).keep)
    await load_benefits(ctx, plan, patients)
    await load_visits(ctx, plan, staff, patients, appointments)
    await load_charts(ctx, plan, patients)
    await load_consents(ctx, plan, patients)
    await load_network(ctx, plan)
