"""The verbs of an encounter's diagnoses, which are found by their own ids."""

from collections.abc import Callable

from polyclinic.core.billing import operations as billing
from polyclinic.core.billing.errors import LastDiagnosis, SecondPrincipal
from polyclinic.core.encounters import operations as encounters
from polyclinic.core.encounters import policy
from polyclinic.core.encounters.model import Diagnosis, Encounter, ServiceLine
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.copies import replace
from polyclinic.core.shared.errors import NotFound
from polyclinic.core.shared.refusals import refusals_of, refuses

DIAGNOSIS = "diagnosis"
PRINCIPAL = frozenset({"ABK", "BK"})
"""Qualifiers of the principal diagnosis, in ICD-10 and ICD-9."""

Held = tuple[Encounter, Diagnosis]


@refuses(SecondPrincipal, *refusals_of(billing.update))
async def add(ctx: Context, encounter_id: str, draft: Diagnosis) -> Held:
    """Add a diagnosis to an encounter."""
    ctx.require(policy.WRITE)
    encounter = await encounters.read(ctx, encounter_id)
    _refuse_second_principal(encounter, draft)
    now = ctx.system_clock.now()
    diagnosis = replace(draft, created_at=now, updated_at=now)
    after = await billing.update(ctx, encounter.id, lambda held: replace(held, diagnoses=(*held.diagnoses, diagnosis)))
    return after, diagnosis


@refuses(SecondPrincipal, *refusals_of(billing.update))
async def change(ctx: Context, diagnosis_id: str, edit: Callable[[Diagnosis], Diagnosis]) -> Held:
    """Change a diagnosis by a pure function."""
    ctx.require(policy.WRITE)
    encounter, before = await _holding(ctx, diagnosis_id)
    after = edit(before)
    if after == before:
        return encounter, before
    if after.code_type != before.code_type:
        _refuse_second_principal(encounter, after)
    after = replace(after, created_at=before.created_at or encounter.created_at, updated_at=ctx.system_clock.now())

    def with_it(held: Encounter) -> Encounter:
        return replace(held, diagnoses=tuple([after if each.id == after.id else each for each in held.diagnoses]))

    return await billing.update(ctx, encounter.id, with_it), after


@refuses(LastDiagnosis, *refusals_of(billing.update))
async def remove(ctx: Context, diagnosis_id: str) -> Encounter:
    """Take a diagnosis out; lines no longer point at it.

    A line of a professional claim points at one diagnosis at least; an institutional one's may point at none.
    """
    ctx.require(policy.WRITE)
    encounter, _ = await _holding(ctx, diagnosis_id)
    if not encounter.institutional:
        for line in encounter.service_lines:
            if line.diagnosis_ids == (diagnosis_id,):
                raise LastDiagnosis(diagnosis_id, line.id)

    def without(held: Encounter) -> Encounter:
        return replace(
            held,
            diagnoses=tuple([each for each in held.diagnoses if each.id != diagnosis_id]),
            service_lines=tuple([_without_pointer(line, diagnosis_id) for line in held.service_lines]),
        )

    return await billing.update(ctx, encounter.id, without)


async def _holding(ctx: Context, diagnosis_id: str) -> Held:
    encounter = await encounters.holding(ctx, DIAGNOSIS, diagnosis_id)
    for diagnosis in encounter.diagnoses:
        if diagnosis.id == diagnosis_id:
            return encounter, diagnosis
    raise NotFound(DIAGNOSIS, diagnosis_id)


def _refuse_second_principal(encounter: Encounter, diagnosis: Diagnosis) -> None:
    if diagnosis.code_type not in PRINCIPAL:
        return
    for each in encounter.diagnoses:
        if each.code_type in PRINCIPAL and each.id != diagnosis.id:
            raise SecondPrincipal(each.id, diagnosis.id)


def _without_pointer(line: ServiceLine, diagnosis_id: str) -> ServiceLine:
    if diagnosis_id not in line.diagnosis_ids:
        return line
    return replace(line, diagnosis_ids=tuple([each for each in line.diagnosis_ids if each != diagnosis_id]))
