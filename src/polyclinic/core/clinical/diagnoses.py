"""Diagnoses of a patient: the problems on the list that bear a code of ICD-10-CM and have not passed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from polyclinic.core.clinical import policy
from polyclinic.core.clinical.model import CONDITION, ClinicalStatus, CodeSystem, Coding, Concept, Condition
from polyclinic.core.clinical.operations import record
from polyclinic.core.shared.changes import AtMost
from polyclinic.core.shared.code_sets import ICD_10_CM, dotted
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import Invalid, NotFound
from polyclinic.core.shared.queries import Between, Is, OneOf, Query
from polyclinic.core.shared.refusals import refusals_of, refuses

_STANDING = OneOf(
    "status", tuple(each.value for each in (ClinicalStatus.ACTIVE, ClinicalStatus.RECURRENCE, ClinicalStatus.RELAPSE))
)
_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A problem by its code, as people write it, and what the code set calls that."""

    id: str
    patient_id: str
    code: str
    description: str


@refuses(NotFound)
async def read_diagnosis(ctx: Context, condition_id: str) -> Diagnosis:
    """A diagnosis by the id of its problem, passed or not."""
    ctx.require(policy.READ)
    found = _diagnosis(await ctx.need(CONDITION, condition_id))
    if found is None:
        raise NotFound(CONDITION.name, condition_id)
    return found


@refuses()
async def diagnoses(ctx: Context, patient_ids: Collection[str]) -> Mapping[str, list[Diagnosis]]:
    """The diagnoses of each of several patients, the earliest recorded first."""
    ctx.require(policy.READ)
    found: dict[str, list[Diagnosis]] = {id: [] for id in patient_ids}
    where = (OneOf("patient_id", tuple(found)), Between("icd_10_cm", ""), _STANDING)
    after: str | None = None
    more = bool(found)
    while more:
        page = await ctx.find(Query(CONDITION, where, limit=_AT_ONCE, after=after))
        for each in filter(None, map(_diagnosis, page.items)):
            found[each.patient_id].append(each)
        more, after = page.has_more, page.items[-1].id if page.items else None
    return found


@refuses(*refusals_of(record))
async def add_diagnosis(ctx: Context, patient_id: str, code: str) -> Diagnosis:
    """Put a code of ICD-10-CM on a patient's list; one that is there already stays as it is.

    Refuses what is no code of ICD-10-CM, or a heading of it.
    """
    ctx.require(policy.WRITE)
    known = (await ctx.codes.lookup(ICD_10_CM, (code,))).get(code)
    if known is None:
        raise Invalid.field("code", code="unknown_code", message="is not a code of ICD-10-CM")
    if not known.billable:
        message = "is a heading of ICD-10-CM: more characters must follow"
        raise Invalid.field("code", code="heading", message=message)
    spelled = dotted(known.code)
    same = Query(CONDITION, (Is("patient_id", patient_id), Is("icd_10_cm", spelled), _STANDING), limit=1)
    for held in filter(None, map(_diagnosis, (await ctx.find(same)).items)):
        return held
    ctx.guard(AtMost(same, 1, f"diagnosis:{patient_id}:{spelled}"))
    coding = Coding(CodeSystem.ICD_10_CM, spelled, known.display)
    condition = await record(ctx, CONDITION, Condition(patient_id=patient_id, code=Concept(known.display, (coding,))))
    return Diagnosis(condition.id, patient_id, spelled, known.display)


def _diagnosis(condition: Condition) -> Diagnosis | None:
    coding = condition.icd_10_cm
    if coding is None:
        return None
    return Diagnosis(condition.id, condition.patient_id, coding.code, coding.display or condition.code.label)
