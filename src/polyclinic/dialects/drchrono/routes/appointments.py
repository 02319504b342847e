"""Appointments and breaks: serves ``wire/appointments.py``."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any

from polyclinic.core.organisation.model import FACILITY
from polyclinic.core.patients.model import PATIENT
from polyclinic.core.practitioners.model import PRACTITIONER
from polyclinic.core.scheduling import operations as schedule
from polyclinic.core.scheduling.model import APPOINTMENT, APPOINTMENT_TYPE, Appointment
from polyclinic.core.scheduling.reminders import reminders_of
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import NotFound
from polyclinic.core.shared.queries import Condition
from polyclinic.core.shared.times import BadTime, to_instant
from polyclinic.dialects.drchrono.mapping import appointments as mapping
from polyclinic.dialects.drchrono.mapping.common import FieldProblems, Refs, changed
from polyclinic.dialects.drchrono.paging import envelope, page_query
from polyclinic.dialects.drchrono.routes.common import (
    has_owner,
    load_refs,
    referred,
    refers_to,
    refuse,
    updated_since,
)
from polyclinic.dialects.drchrono.wire import appointments as wire
from polyclinic.web.call import Call
from polyclinic.web.dialect import Routes
from polyclinic.web.problems import BadFields, FieldProblem

routes = Routes()


@routes.on(wire.LIST_APPOINTMENTS)
async def list_appointments(ctx: Context, call: Call[None, wire.AppointmentQuery]) -> dict[str, Any]:
    where = [*await _filters(ctx, call.query), *has_owner(ctx, "practitioner_id", "facility_id")]
    page = await schedule.search(ctx, page_query(APPOINTMENT, call.query, *where))
    return envelope(call.raw, call.query, page, await _show(ctx, page.items), page.total or 0)


async def _filters(ctx: Context, asked: wire.AppointmentQuery) -> list[Condition]:
    where = [
        *await refers_to(ctx, PRACTITIONER, "practitioner_id", asked.doctor),
        *await refers_to(ctx, FACILITY, "facility_id", asked.office),
        *await refers_to(ctx, PATIENT, "patient_id", asked.patient),
        *updated_since(ctx, asked.since),
    ]
    if asked.date is not None:
        where.append(_on_days("date", asked.date, asked.date))
    if asked.date_range is not None:
        where.append(_on_days("date_range", asked.date_range.start, asked.date_range.end))
    return where


def _on_days(name: str, first: date, last: date) -> Condition:
    """Starts on one of the days, both included, by the clock of its office. Raises ``BadFields``."""
    try:
        return schedule.on_days(first, last)
    except OverflowError:
        raise BadFields([FieldProblem("query", (name,), "bad_time", "No such day.")]) from None


@routes.on(wire.CREATE_APPOINTMENT)
async def create_appointment(ctx: Context, call: Call[wire.AppointmentWrite]) -> dict[str, Any]:
    values = changed(call.body)
    problems: FieldProblems = []
    targets = mapping.Targets(**await referred(ctx, values, problems)).fitting(call.body.scheduled_time)
    if targets.template:
        targets = replace(targets, profile=await ctx.get(APPOINTMENT_TYPE, targets.template.type_id))
    values = mapping.with_defaults(values, targets)
    problems += mapping.problems(values, None, targets)
    start = _start(values, targets, Refs(ctx.tenant.zone), problems)
    refuse(problems)
    assert start is not None  # it is required, and refused if it cannot be
    appointment = await schedule.book(ctx, mapping.new(values, targets, start))
    return mapping.from_core(appointment, await _refs(ctx, [appointment]))  # it can have no reminders yet


@routes.on(wire.READ_APPOINTMENT)
async def read_appointment(ctx: Context, call: Call[None]) -> dict[str, Any]:
    return (await _show(ctx, [await _found(ctx, call.path["id"])]))[0]


@routes.on(wire.REPLACE_APPOINTMENT)
async def replace_appointment(ctx: Context, call: Call[wire.AppointmentWrite]) -> dict[str, Any]:
    return await _update(ctx, call.path["id"], call.body)


@routes.on(wire.UPDATE_APPOINTMENT)
async def update_appointment(ctx: Context, call: Call[wire.AppointmentPatch]) -> dict[str, Any]:
    return await _update(ctx, call.path["id"], call.body)


async def _update(ctx: Context, number: int, body: wire.AppointmentWrite | wire.AppointmentPatch) -> dict[str, Any]:
    appointment = await _found(ctx, number)
    refs = await _refs(ctx, [appointment])
    shown = mapping.from_core(appointment, refs)
    values = changed(body, shown)
    if "office" in values and "scheduled_time" in body.model_fields_set:
        # the same wall time at another office may be another instant
        values["scheduled_time"] = body.scheduled_time
    problems: FieldProblems = []
    found = await referred(ctx, values, problems)
    day = values.get("scheduled_time") or datetime.fromisoformat(shown["scheduled_time"])
    targets = mapping.Targets(**{"office": refs.office(appointment.facility_id), **found}).fitting(day)
    if values.get("template") and targets.template is None:
        del values["template"]  # one that does not fit says nothing
    problems += mapping.problems(values, appointment, targets)
    start = _start(values, targets, refs, problems)
    refuse(problems)
    if values:
        edit = partial(mapping.to_core, values, targets=targets, start=start)
        appointment = await schedule.update(ctx, appointment.id, edit)
    return (await _show(ctx, [appointment]))[0]


@routes.on(wire.DELETE_APPOINTMENT)
async def delete_appointment(ctx: Context, call: Call[None]) -> None:
    await schedule.delete(ctx, (await _found(ctx, call.path["id"])).id)


def _start(values: dict[str, Any], targets: mapping.Targets, refs: Refs, problems: FieldProblems) -> datetime | None:
    """The instant of a changed ``scheduled_time``; one that the office's zone skips is added to ``problems``."""
    if "scheduled_time" not in values:
        return None
    try:
        return to_instant(values["scheduled_time"], refs.zone_of(targets.office))
    except BadTime as error:
        problems.append(("scheduled_time", str(error)))
        return None


async def _found(ctx: Context, number: int) -> Appointment:
    """An appointment that this API can show. Raises ``NotFound``."""
    appointment = await schedule.read_number(ctx, number)
    defaults = ctx.tenant.defaults
    doctor = appointment.practitioner_id or defaults.get("practitioner")
    office = appointment.facility_id or defaults.get("facility")
    if not (doctor and office):
        raise NotFound(APPOINTMENT.name, str(number))
    return appointment


async def _refs(ctx: Context, found: Sequence[Appointment]) -> Refs:
    return await load_refs(
        ctx,
        doctors=[appointment.practitioner_id for appointment in found],
        offices=[appointment.facility_id for appointment in found],
        patients=[appointment.patient_id for appointment in found],
        profiles=[appointment.type_id for appointment in found],
        templates=[appointment.template_id for appointment in found],
    )


async def _show(ctx: Context, found: Sequence[Appointment]) -> list[dict[str, Any]]:
    refs = await _refs(ctx, found)
    reminders = await reminders_of(ctx, [appointment.id for appointment in found])
    return [mapping.from_core(appointment, refs, reminders[appointment.id]) for appointment in found]
