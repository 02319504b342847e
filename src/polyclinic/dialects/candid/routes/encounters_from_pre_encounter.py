"""Encounters from a pre-encounter patient: serves ``wire/encounters_from_pre_encounter.py``.

They are kept in step with the record of that patient until their claims are sent: whichever API changes the patient, a
plan or an appointment, an event tells ``follow`` of it.
"""

from collections.abc import Sequence
from dataclasses import replace

from polyclinic.core.billing import operations as billing
from polyclinic.core.coverage import operations as coverage
from polyclinic.core.coverage.model import COVERAGE
from polyclinic.core.encounters import operations as encounters
from polyclinic.core.encounters.model import Encounter, is_sent
from polyclinic.core.patients import operations as patients
from polyclinic.core.priorauth.approvals import carry_number
from polyclinic.core.scheduling.model import APPOINTMENT
from polyclinic.core.shared.changes import Event
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import Invalid, NotFound, Problem
from polyclinic.dialects.candid.mapping import encounters as mapping
from polyclinic.dialects.candid.mapping import rules
from polyclinic.dialects.candid.mapping.common import Json
from polyclinic.dialects.candid.mapping.encounters_from_pre_encounter import Sources, in_step, patient_copy
from polyclinic.dialects.candid.mapping.parties import patient_to_wire
from polyclinic.dialects.candid.routes.encounters import facility_of, name_tags, refs_for
from polyclinic.dialects.candid.routes.encounters_universal import universal_problems
from polyclinic.dialects.candid.wire import encounters_from_pre_encounter as wire
from polyclinic.web.call import Call, RawRequest, Reply
from polyclinic.web.dialect import Routes

routes = Routes()

FOLLOWED = (
    "patient.updated",
    "coverage.created",
    "coverage.updated",
    "appointment.updated",
)
"""The events that ``follow`` is for."""


@routes.on(wire.CREATE)
async def create(ctx: Context, call: Call[wire.EncounterCreateFromPreEncounter]) -> Reply:
    sent = call.body.model_dump(mode="json", exclude_none=True)
    return await _record(ctx, call.raw, sent, rules.create_problems(sent))


@routes.on(wire.CREATE_UNIVERSAL)
async def create_universal(ctx: Context, call: Call[wire.UniversalEncounterCreateFromPreEncounter]) -> Reply:
    sent = call.body.model_dump(mode="json", exclude_none=True)
    found = universal_problems(sent)
    if not (sent.get("rendering_provider") or sent.get("attending_provider")):
        found.append(Problem(("rendering_provider",), "required", "Give a rendering or an attending provider"))
    return await _record(ctx, call.raw, sent, found)


async def _record(ctx: Context, raw: RawRequest, sent: Json, problems: list[Problem]) -> Reply:
    """Record the encounter of a body that has no ``problems`` of its own."""
    if problems:
        raise Invalid(problems)
    await name_tags(ctx, sent)
    patient_id, appointment_ids = sent.pop("pre_encounter_patient_id"), sent.pop("pre_encounter_appointment_ids")
    sources = await sources_of(ctx, patient_id)
    await _check_appointments(ctx, patient_id, appointment_ids)
    facility = await facility_of(ctx, sent.get("service_facility_id"))
    draft = mapping.to_core(completed(sent, sources), patient_id, facility)
    draft = await carry_number(ctx, following(draft, sources, appointment_ids))
    encounter = await billing.record(ctx, draft)
    return mapping.from_core(encounter, await refs_for(ctx, raw, [encounter]))


def completed(sent: Json, sources: Sources) -> Json:
    """The body with the members that the other ways to create an encounter ask for."""
    patient = patient_to_wire(patient_copy(sources.patient), {})
    return {**sent, "patient": patient, "responsible_party": sources.responsible_party.value}


def following(draft: Encounter, sources: Sources, appointment_ids: Sequence[str]) -> Encounter:
    """The encounter with its parties from the record, which it follows from now on."""
    return replace(in_step(draft, sources), follows=True, appointment_ids=tuple(appointment_ids))


async def _check_appointments(ctx: Context, patient_id: str, appointment_ids: Sequence[str]) -> None:
    """Raise ``NotFound`` for an appointment that is not this patient's."""
    found = await ctx.get_many(APPOINTMENT, appointment_ids)
    for id in appointment_ids:
        if id not in found or not found[id].active or found[id].patient_id != patient_id:
            raise NotFound(APPOINTMENT.name, id)


# -- keeping in step --------------------------------------------------------------------------------------------------


async def sources_of(ctx: Context, patient_id: str) -> Sources:
    """What an encounter of this patient is filled from. Raises ``NotFound`` for an unknown patient."""
    patient = await patients.read(ctx, patient_id)
    plans = (await coverage.filing_orders(ctx, [patient_id]))[patient_id]
    return Sources(patient, [plan for plan in plans if plan.pays])


async def follow(ctx: Context, event: Event) -> None:
    """Bring the encounters that the event is about in step."""
    patient_id = await _patient_id(ctx, event)
    followers = await encounters.followers(ctx, patient_id) if patient_id else []
    if not followers or patient_id is None:
        return
    patient = await patients.read(ctx, patient_id, deleted=True)
    if not patient.active:
        return
    sources = await sources_of(ctx, patient_id)

    def updated(held: Encounter) -> Encounter:
        return held if is_sent(held) else in_step(held, sources)

    for encounter in followers:
        await billing.update(ctx, encounter.id, updated)


async def _patient_id(ctx: Context, event: Event) -> str | None:
    if event.kind == COVERAGE.name:
        plan = await ctx.get(COVERAGE, event.id)
        return plan.patient_id if plan else None
    if event.kind == APPOINTMENT.name:
        appointment = await ctx.get(APPOINTMENT, event.id)
        return appointment.patient_id if appointment else None
    return event.id
