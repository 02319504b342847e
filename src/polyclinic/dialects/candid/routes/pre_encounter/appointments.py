"""Appointments: serves ``wire/pre_encounter/appointments.py``."""

from collections.abc import Mapping, Sequence
from typing import Any

from polyclinic.core.organisation.model import FACILITY
from polyclinic.core.patients import operations as patients
from polyclinic.core.patients.model import PATIENT
from polyclinic.core.practitioners.model import PRACTITIONER, Practitioner, Relation
from polyclinic.core.scheduling import operations as schedule
from polyclinic.core.scheduling.model import APPOINTMENT, Appointment
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import Invalid, NotFound
from polyclinic.core.shared.ids import is_id
from polyclinic.core.shared.queries import Has, Is, Query
from polyclinic.core.shared.times import to_instant
from polyclinic.dialects.candid.mapping.common import Json
from polyclinic.dialects.candid.mapping.pre_encounter import appointments as mapping
from polyclinic.dialects.candid.mapping.pre_encounter.appointments import Refs, Targets
from polyclinic.dialects.candid.routes.pre_encounter.common import id_of, replaced, replaced_or_made
from polyclinic.dialects.candid.wire.pre_encounter import appointments as wire
from polyclinic.dialects.candid.wire.pre_encounter.common import SinceQuery
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()

SCANNED = 100


@routes.on(wire.CREATE)
async def create(ctx: Context, call: Call[wire.MutableAppointment]) -> Reply:
    sent = _checked(call.body)
    await _patient(ctx, sent["patient_id"])
    targets = await _targets(ctx, sent)
    appointment = await schedule.book(ctx, mapping.new(sent, targets))
    await _make_current(ctx, sent, targets)
    return await shown(ctx, appointment)


@routes.on(wire.GET)
async def get(ctx: Context, call: Call) -> Reply:
    return await shown(ctx, await _found(ctx, id_of(call.path)))


@routes.on(wire.GET_HISTORY)
async def get_history(ctx: Context, call: Call) -> Reply:
    await _found(ctx, id_of(call.path))
    versions = [each for each in await schedule.history(ctx, id_of(call.path)) if each.patient_id]
    refs = await refs_for(ctx, versions)
    return [mapping.from_core(version, refs) for version in versions]


@routes.on(wire.UPDATE)
async def update(ctx: Context, call: Call[wire.MutableAppointment]) -> Reply:
    sent = _checked(call.body)
    before = await _found(ctx, id_of(call.path))
    if sent["patient_id"] != before.patient_id:
        await _patient(ctx, sent["patient_id"])
    targets, refs = await _targets(ctx, sent), await refs_for(ctx, [before])
    appointment = await schedule.update(
        ctx,
        before.id,
        lambda held: mapping.to_core(sent, held, targets, refs),
        deleted=True,
        version=replaced(call.path),
    )
    if sent.get("attending_doctor") != mapping.mutable_from_core(before, refs).get("attending_doctor"):
        await _make_current(ctx, sent, targets)
    return await shown(ctx, appointment)


@routes.on(wire.DEACTIVATE)
async def deactivate(ctx: Context, call: Call[None, wire.DeactivateQuery]) -> None:
    before = await _found(ctx, id_of(call.path))
    reason = call.query.cancellation_reason or ""
    version = replaced_or_made(call.path, before)
    await schedule.update(ctx, before.id, lambda held: mapping.cancelled(held, reason), deleted=True, version=version)


@routes.on(wire.SCAN)
async def scan(ctx: Context, call: Call[None, SinceQuery]) -> Reply:
    found = await schedule.changed_since(ctx, to_instant(call.query.since), limit=SCANNED)
    refs = await refs_for(ctx, found)
    return [mapping.from_core(appointment, refs) for appointment in found]


def _checked(body: wire.MutableAppointment) -> Json:
    sent = mapping.normal(body.model_dump(mode="json", exclude_none=True))
    if problems := mapping.problems(sent):
        raise Invalid(problems)
    return sent


async def _found(ctx: Context, appointment_id: str) -> Appointment:
    """An appointment of a patient, deactivated ones too: breaks cannot be told in this API."""
    appointment = await schedule.read(ctx, appointment_id, deleted=True)
    if appointment.patient_id is None:
        raise NotFound(APPOINTMENT.name, appointment_id)
    return appointment


async def _patient(ctx: Context, patient_id: str) -> None:
    await ctx.need(PATIENT, patient_id)


async def _make_current(ctx: Context, sent: Json, targets: Targets) -> None:
    """Who attends is the patient's current doctor from now on."""
    doctor = sent.get("attending_doctor")
    patient = await ctx.get(PATIENT, sent["patient_id"])
    if doctor is None or patient is None or not patient.active:
        return
    await patients.update(ctx, patient.id, lambda held: mapping.with_current_doctor(held, doctor, targets.doctor))


async def _targets(ctx: Context, sent: Mapping[str, Any]) -> Targets:
    facility_id = mapping.facility_id_in(sent.get("location_resource_id", ""))
    facility = await ctx.get(FACILITY, facility_id) if facility_id else None
    return Targets(
        await _doctor(ctx, sent.get("attending_doctor", {})), facility if facility and facility.active else None
    )


async def _doctor(ctx: Context, sent: Mapping[str, Any]) -> Practitioner | None:
    """The practitioner of the practice whom a provider of this API names, by id or by NPI."""
    if is_id(sent.get("canonical_id", "")):
        found = await ctx.get(PRACTITIONER, sent["canonical_id"])
        return found if found and found.active else None
    if not sent.get("npi"):
        return None
    staff = (Has("npi", (sent["npi"],)), Is("relation", Relation.STAFF.value))
    return next(iter((await ctx.find(Query(PRACTITIONER, staff, limit=1))).items), None)


async def refs_for(ctx: Context, appointments: Sequence[Appointment]) -> Refs:
    """Whom and where these appointments name, a query per kind."""
    doctors = {each.practitioner_id for each in appointments if each.practitioner_id}
    facilities = {each.facility_id for each in appointments if each.facility_id}
    return Refs(
        ctx.tenant.id,
        await ctx.get_many(PRACTITIONER, doctors) if doctors else {},
        await ctx.get_many(FACILITY, facilities) if facilities else {},
    )


async def shown(ctx: Context, appointment: Appointment) -> Json:
    return mapping.from_core(appointment, await refs_for(ctx, [appointment]))
