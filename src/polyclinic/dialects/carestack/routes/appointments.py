"""Appointments. A break, which has no patient, does not appear in this API."""

from typing import Any
from zoneinfo import ZoneInfo

from polyclinic.core.organisation.model import FACILITY
from polyclinic.core.patients.model import PATIENT
from polyclinic.core.practitioners.model import PRACTITIONER
from polyclinic.core.scheduling import operations
from polyclinic.core.scheduling.model import APPOINTMENT, Appointment
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import ExternalIdTaken, Invalid, NotFound, Problem
from polyclinic.core.shared.kinds import Kind
from polyclinic.core.shared.queries import Between
from polyclinic.dialects.carestack.auth import facility_of
from polyclinic.dialects.carestack.mapping import appointments as mapping
from polyclinic.dialects.carestack.routes import common
from polyclinic.dialects.carestack.wire import appointments as wire
from polyclinic.dialects.carestack.wire.common import PageQuery
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()

HAS_PATIENT = (Between("patient_id", ""),)


@routes.on(wire.CREATE)
async def create(ctx: Context, call: Call[wire.AppointmentCreate]) -> Reply:
    body = call.body
    settled = await _settled(ctx, body, None)
    draft = mapping.draft(settled, body.reference)
    if body.reference and await ctx.get(APPOINTMENT, body.reference):
        raise ExternalIdTaken(APPOINTMENT.name, mapping.REFERENCE, body.reference)
    appointment = await operations.book(ctx, mapping.to_core(body, draft, settled))
    shown = _shown(ctx, appointment)
    return {
        **common.saved(wire.TYPE, "created", shown["reference"], shown),
        "reference": shown["reference"],
        "patient_reference": shown["patientReference"],
        "practitioner_reference": shown["practitionerReference"],
        "organization_id": shown["organizationId"],
    }


@routes.on(wire.LIST)
async def list_all(ctx: Context, call: Call[None, PageQuery]) -> Reply:
    page = await operations.search(ctx, common.page_query(APPOINTMENT, HAS_PATIENT, call.query.nextPage))
    shown = [_shown(ctx, appointment) for appointment in page.items]
    return common.page_of(APPOINTMENT, page, shown, type=wire.TYPE, name="appointments", asked=call.query.nextPage)


@routes.on(wire.GET)
async def get(ctx: Context, call: Call) -> Reply:
    try:
        appointment = await _read(ctx, call.path["reference"])
    except NotFound:
        return common.none_found(wire.TYPE, None)
    return common.found(wire.TYPE, _shown(ctx, appointment), wire.FOUND)


@routes.on(wire.UPDATE)
async def update(ctx: Context, call: Call[wire.AppointmentUpdate]) -> Reply:
    current = await _read(ctx, call.body.reference)
    settled = await _settled(ctx, call.body, current)
    appointment = await operations.update(ctx, current.id, lambda held: mapping.to_core(call.body, held, settled))
    return common.found(wire.TYPE, _shown(ctx, appointment), "Successfully updated the Appointment profile")


@routes.on(wire.DELETE)
async def delete(ctx: Context, call: Call) -> Reply:
    appointment = await operations.delete(ctx, (await _read(ctx, call.path["reference"])).id)
    return common.deleted(wire.TYPE, mapping.reference_of(appointment))


async def _read(ctx: Context, reference: str) -> Appointment:
    """An appointment by the id or by the reference that its maker gave it. Raises ``NotFound``, also for a break."""
    try:
        appointment = await operations.read(ctx, reference)
    except NotFound:
        named = await ctx.get_by_external_id(APPOINTMENT, mapping.REFERENCE, reference)
        if named is None:
            raise
        appointment = named
    if appointment.patient_id is None:
        raise NotFound(APPOINTMENT.name, reference)
    return appointment


async def _settled(
    ctx: Context, body: wire.AppointmentCreate | wire.AppointmentUpdate, current: Appointment | None
) -> mapping.Settled:
    """Who, where and when, looked up and checked. Raises ``Invalid`` naming everything that is wrong."""
    problems: list[Problem] = []
    facility_id = await _facility(ctx, body.organizationId, current, problems)
    patient_id, practitioner_id = await _people(ctx, body, current, problems)
    try:
        start, end = mapping.times(body, await _zone(ctx, facility_id or facility_of(ctx)), current)
    except Invalid as bad:
        problems += bad.problems
    if problems:
        raise Invalid(problems)
    return mapping.Settled(start, end, facility_id, patient_id, practitioner_id)


async def _facility(
    ctx: Context, named: str | None, current: Appointment | None, problems: list[Problem]
) -> str | None:
    """Where it takes place. The practice's own id, or what an answer filled in, names nothing new."""
    usual = facility_of(ctx)
    unsaid = current.facility_id if current else usual
    if not named or named in (unsaid, ctx.tenant.id) or (unsaid is None and named == usual):
        return unsaid
    facility = await ctx.get(FACILITY, named)
    reachable = not ctx.scope.facilities or named in ctx.scope.facilities
    if facility is None or not facility.active or not reachable:
        problems.append(Problem(("organizationId",), "unknown_reference", "Unknown facility."))
    return named


async def _people(
    ctx: Context,
    body: wire.AppointmentCreate | wire.AppointmentUpdate,
    current: Appointment | None,
    problems: list[Problem],
) -> tuple[str | None, str | None]:
    """The patient and the practitioner; what stays as it is, or as an answer filled it in, is not checked again."""
    patient_id = current.patient_id if current else None
    if body.patientReference not in (None, patient_id):
        patient_id = body.patientReference
        if not await _is_live(ctx, PATIENT, patient_id):
            problems.append(Problem(("patientReference",), "unknown_reference", "Patient not found."))
    practitioner_id = current.practitioner_id if current else None
    filled_in = ctx.tenant.defaults.get("practitioner") if current and practitioner_id is None else None
    if body.practitionerReference not in (None, practitioner_id, filled_in):
        practitioner_id = body.practitionerReference
        if not await _is_live(ctx, PRACTITIONER, practitioner_id):
            problems.append(Problem(("practitionerReference",), "unknown_reference", "Practitioner not found."))
    return patient_id, practitioner_id


async def _is_live(ctx: Context, kind: Kind[Any], id: str | None) -> bool:
    found = await ctx.get(kind, id) if id else None
    return found is not None and found.active


async def _zone(ctx: Context, facility_id: str | None) -> ZoneInfo:
    """The facility's zone, else the practice's."""
    facility = await ctx.get(FACILITY, facility_id) if facility_id else None
    return ZoneInfo(facility.zone) if facility and facility.zone else ctx.tenant.zone


def _shown(ctx: Context, appointment: Appointment) -> dict[str, Any]:
    return mapping.from_core(
        appointment,
        facility_id=facility_of(ctx) or ctx.tenant.id,
        practitioner_id=ctx.tenant.defaults.get("practitioner", ""),
    )
