"""The verbs of encounters."""

from dataclasses import replace

from polyclinic.core.encounters import policy
from polyclinic.core.encounters.model import ENCOUNTER, Encounter
from polyclinic.core.organisation.model import FACILITY
from polyclinic.core.patients.model import PATIENT
from polyclinic.core.shared.changes import Event
from polyclinic.core.shared.context import Context, Edit
from polyclinic.core.shared.errors import ExternalIdTaken, Invalid, Problem
from polyclinic.core.shared.queries import Page, Query


async def read(ctx: Context, encounter_id: str) -> Encounter:
    """A live encounter by id. Raises ``NotFound``."""
    ctx.require(policy.READ)
    return await ctx.need(ENCOUNTER, encounter_id)


async def search(ctx: Context, query: Query[Encounter]) -> Page[Encounter]:
    """A page of encounters."""
    ctx.require(policy.READ)
    return await ctx.find(query)


async def record(ctx: Context, draft: Encounter) -> Encounter:
    """Record a visit of a patient of this practice. Raises ``Invalid``, ``UnknownReference``, ``ExternalIdTaken``."""
    ctx.require(policy.WRITE)
    await ctx.refer(PATIENT, draft.patient_id, "patient_id")
    await _check(ctx, draft, None)
    encounter = await ctx.put(ENCOUNTER, draft)
    ctx.tell(Event("encounter.recorded", ENCOUNTER.name, encounter.id))
    return encounter


async def update(ctx: Context, encounter_id: str, edit: Edit[Encounter]) -> Encounter:
    """Change an encounter by a pure function. Raises ``NotFound`` and what ``record`` raises."""
    ctx.require(policy.WRITE)
    before = await ctx.need(ENCOUNTER, encounter_id)
    after = replace(edit(before), patient_id=before.patient_id)
    await _check(ctx, after, before)
    encounter = await ctx.put(ENCOUNTER, after)
    ctx.tell(Event("encounter.updated", ENCOUNTER.name, encounter.id))
    return encounter


async def _check(ctx: Context, after: Encounter, before: Encounter | None) -> None:
    problems = []
    if after.start and after.end and after.end < after.start:
        problems.append(Problem(("end",), "before_start", "the last day of service is before the first"))
    known = {diagnosis.id for diagnosis in after.diagnoses}
    for position, line in enumerate(after.service_lines):
        if not set(line.diagnosis_ids) <= known:
            problems.append(
                Problem(("service_lines", position, "diagnosis_ids"), "unknown_diagnosis", "no such diagnosis")
            )
    if problems:
        raise Invalid(problems)
    if after.facility_id and (before is None or before.facility_id != after.facility_id):
        await ctx.refer(FACILITY, after.facility_id, "facility_id")
    held = set(before.external_ids) if before else set()
    for given in after.external_ids:
        if given not in held:
            holder = await ctx.get_by_external_id(ENCOUNTER, given.system, given.value, given.scope)
            if holder is not None and holder.id != after.id:
                raise ExternalIdTaken(ENCOUNTER.name, given.system, given.value, holder.id)
