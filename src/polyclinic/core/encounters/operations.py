"""The verbs of encounters."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from polyclinic.core.documents import operations as documents
from polyclinic.core.documents.model import DOCUMENT, Document, StoredFile, UploadState
from polyclinic.core.encounters import policy
from polyclinic.core.encounters.model import ENCOUNTER, Claim, Encounter, ServiceLine, claim_status
from polyclinic.core.organisation import schemas
from polyclinic.core.organisation.model import FACILITY
from polyclinic.core.organisation.schemas import BadInstances
from polyclinic.core.patients.model import PATIENT
from polyclinic.core.shared.changes import Event, Live
from polyclinic.core.shared.context import Context, Edit
from polyclinic.core.shared.copies import replace
from polyclinic.core.shared.errors import (
    ExternalIdTaken,
    Invalid,
    NotFound,
    Path,
    Problem,
    UnknownCursor,
    UnknownReference,
)
from polyclinic.core.shared.kinds import Kind
from polyclinic.core.shared.queries import Has, Is, Page, Query
from polyclinic.core.shared.refusals import refusals_of, refuses

MOST_ATTACHMENTS = 1000
_MOST = 1000


@refuses(NotFound)
async def read(ctx: Context, encounter_id: str) -> Encounter:
    """A live encounter by id."""
    ctx.require(policy.READ)
    return await ctx.need(ENCOUNTER, encounter_id)


@refuses(NotFound)
async def holding(ctx: Context, kind: str, part_id: str) -> Encounter:
    """The live encounter that has a part with this id: a service line, diagnosis, billing note or guarantor.

    ``kind`` is what a refusal is about; the part that is found may be of another.
    """
    ctx.require(policy.READ)
    page = await ctx.find(Query(ENCOUNTER, (Has("part", (part_id,)),), limit=1))
    if not page.items:
        raise NotFound(kind, part_id)
    return page.items[0]


@refuses(UnknownCursor)
async def search(ctx: Context, query: Query[Encounter]) -> Page[Encounter]:
    """A page of encounters."""
    ctx.require(policy.READ)
    return await ctx.find(query)


@refuses()
async def followers(ctx: Context, patient_id: str) -> Sequence[Encounter]:
    """The patient's encounters that follow the patient's record and whose claims are not sent."""
    ctx.require(policy.READ)
    return (await ctx.find(Query(ENCOUNTER, (Is("followed", patient_id),), limit=_MOST, few=True))).items


@refuses(Invalid, UnknownReference, ExternalIdTaken, BadInstances)
async def record(ctx: Context, draft: Encounter) -> Encounter:
    """Record a visit of a patient of this practice, with a claim unless ``draft`` brings one."""
    ctx.require(policy.WRITE)
    await _check(ctx, draft, None)
    encounter = await ctx.put(ENCOUNTER, _with_claim(draft))
    ctx.tell(Event("encounter.recorded", ENCOUNTER.name, encounter.id))
    return encounter


@refuses(NotFound, *refusals_of(record))
async def update(ctx: Context, encounter_id: str, edit: Edit[Encounter]) -> Encounter:
    """Change an encounter by a pure function; a claim that is not yet sent follows. No change writes nothing."""
    ctx.require(policy.WRITE)
    before = await ctx.need(ENCOUNTER, encounter_id)
    after = _with_claim(edit(before))
    if after == before:
        return before
    if after.diagnoses != before.diagnoses:
        after = replace(after, diagnoses_changed_at=ctx.system_clock.now())
    await _check(ctx, after, before)
    encounter = await ctx.put(ENCOUNTER, after)
    ctx.tell(Event("encounter.updated", ENCOUNTER.name, encounter.id))
    _tell_statuses(ctx, encounter, before)
    return encounter


@refuses(NotFound, UnknownReference)
async def attach(ctx: Context, encounter_id: str, draft: Document, file: StoredFile) -> Document:
    """File a document in the record of an encounter's patient, as part of that encounter."""
    encounter = await read(ctx, encounter_id)
    ctx.guard(Live(ENCOUNTER, encounter.id))
    draft = replace(draft, encounter_id=encounter.id, patient_id=encounter.patient_id)
    return await documents.add(ctx, draft, file)


@refuses(NotFound)
async def attachments(ctx: Context, encounter_id: str) -> Sequence[Document]:
    """The documents that were attached to an encounter and have their files, the first first."""
    encounter = await read(ctx, encounter_id)
    ready = Is("state", UploadState.READY.value)
    attached = Query(DOCUMENT, (Is("encounter_id", encounter.id), ready), limit=MOST_ATTACHMENTS)
    return (await documents.search(ctx, attached)).items


@refuses(NotFound)
async def detach(ctx: Context, encounter_id: str, document_id: str) -> None:
    """Delete a document that is attached to this encounter."""
    encounter = await read(ctx, encounter_id)
    document = await documents.read(ctx, document_id)
    if document.encounter_id != encounter.id:
        raise NotFound(DOCUMENT.name, document_id)
    await documents.delete(ctx, document.id)


def _tell_statuses(ctx: Context, after: Encounter, before: Encounter) -> None:
    held = {claim.id: claim.status for claim in before.claims}
    for claim in after.claims:
        if claim.status is not held.get(claim.id):
            facts = {"claim_id": claim.id, "status": claim.status.value}
            ctx.tell(Event("encounter.status_changed", ENCOUNTER.name, after.id, facts))


def _with_claim(encounter: Encounter) -> Encounter:
    status = claim_status(encounter)
    if not encounter.claims:
        return replace(encounter, claims=(Claim(status=status),))
    first, *others = encounter.claims
    return encounter if first.status is status else replace(encounter, claims=(replace(first, status=status), *others))


async def _check(ctx: Context, after: Encounter, before: Encounter | None) -> None:
    problems = [*_dates(after), *_lines(after)]
    if problems:
        raise Invalid(problems)
    references: list[tuple[Kind[Any], str, Path]] = []
    if before is None or before.patient_id != after.patient_id:
        references.append((PATIENT, after.patient_id, ("patient_id",)))
    if after.facility_id and (before is None or before.facility_id != after.facility_id):
        references.append((FACILITY, after.facility_id, ("facility_id",)))
    await ctx.refer_all(references)
    await ctx.refuse_taken_ids(ENCOUNTER, after, before)
    held = before.schema_instances if before else ()
    if after.schema_instances != held:
        await schemas.check(ctx, after.schema_instances, held, "schema_instances")


def _dates(encounter: Encounter) -> list[Problem]:
    """Either the encounter or every one of its service lines says when; nothing ends before it starts."""
    lines = list(enumerate(encounter.service_lines))
    if encounter.start or encounter.end or not lines:
        missing: list[Path] = [] if encounter.start else [("start",)]
        twice: list[Path] = [("service_lines", at, name) for at, line in lines for name in _dated(line)]
    else:
        missing = [("service_lines", at, "start") for at, line in lines if line.start is None]
        twice = []
    problems = [Problem(path, "required", "the date of service is missing") for path in missing]
    problems += [Problem(path, "dated_twice", "the encounter has dates of service of its own") for path in twice]
    problems += _backwards(encounter.start, encounter.end, ("end",))
    for at, line in lines:
        problems += _backwards(line.start, line.end, ("service_lines", at, "end"))
    return problems


def _dated(line: ServiceLine) -> list[str]:
    return [name for name, day in (("start", line.start), ("end", line.end)) if day]


def _backwards(start: date | None, end: date | None, path: Path) -> list[Problem]:
    if start is None or end is None or end >= start:
        return []
    return [Problem(path, "before_start", "the last day of service is before the first")]


def _lines(encounter: Encounter) -> list[Problem]:
    """Service lines point at diagnoses of the encounter and have ids of their own."""
    problems = []
    known = {diagnosis.id for diagnosis in encounter.diagnoses}
    times = Counter(line.external_id for line in encounter.service_lines if line.external_id)
    for at, line in enumerate(encounter.service_lines):
        if not known.issuperset(line.diagnosis_ids):
            path: Path = ("service_lines", at, "diagnosis_ids")
            problems.append(
                Problem(path, "unknown_diagnosis", "points at a diagnosis that the encounter does not have")
            )
        if times[line.external_id] > 1:
            path = ("service_lines", at, "external_id")
            problems.append(Problem(path, "duplicate", "another service line of this claim has this external id"))
    return problems
