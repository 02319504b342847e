"""Appointments, and the statuses and types they choose from."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from polyclinic.core.scheduling import operations, types
from polyclinic.core.scheduling.model import (
    APPOINTMENT,
    APPOINTMENT_STATUS,
    APPOINTMENT_TYPE,
    Appointment,
    AppointmentStatus,
    AppointmentType,
)
from polyclinic.core.scheduling.video import Role
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import NotFound
from polyclinic.core.shared.queries import Condition, Is
from polyclinic.dialects.carium import paging
from polyclinic.dialects.carium.errors import spelled
from polyclinic.dialects.carium.mapping import appointments as mapping
from polyclinic.dialects.carium.mapping.common import default_filter
from polyclinic.dialects.carium.routes import common, common_documents
from polyclinic.dialects.carium.routes.common import Relationship, Resources, Spelled
from polyclinic.dialects.carium.routes.individuals import INDIVIDUALS
from polyclinic.dialects.carium.routes.practitioners import PRACTITIONERS
from polyclinic.dialects.carium.routes.rooms import room_url
from polyclinic.dialects.carium.wire import appointments as wire
from polyclinic.dialects.carium.wire.common import NewDocument, NoQuery
from polyclinic.web import conditional
from polyclinic.web.call import Answer, Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()


async def _spell(ctx: Context, call: Call[Any, Any], appointments: Sequence[Appointment]) -> list[Spelled]:
    return _spelled(ctx, await _refs(ctx, call), appointments)


def _spelled(ctx: Context, refs: mapping.Refs, appointments: Sequence[Appointment]) -> list[Spelled]:
    """To a patient, without the way in as the host."""
    hidden = {"host-url": None} if ctx.scope.patients else {}
    return [mapping.from_core(appointment, refs) | hidden for appointment in appointments]


async def _spell_choices(
    ctx: Context, _: Call[Any, Any], choices: Sequence[AppointmentStatus | AppointmentType]
) -> list[Spelled]:
    return [mapping.choice_from_core(choice, ctx.tenant.id) for choice in choices]


STATUSES = Resources(wire.STATUSES_PATH, mapping.STATUS, APPOINTMENT_STATUS, operations.search_statuses, _spell_choices)
TYPES = Resources(wire.TYPES_PATH, mapping.KIND_OF_VISIT, APPOINTMENT_TYPE, types.search, _spell_choices)
APPOINTMENTS = Resources(
    wire.PATH,
    mapping.TYPE,
    APPOINTMENT,
    operations.search,
    _spell,
    {
        "individual": Relationship("individual-id", INDIVIDUALS),
        "practitioner": Relationship("practitioner-id", PRACTITIONERS),
        "status": Relationship("status-id", STATUSES),
        "appointment-type": Relationship("type-id", TYPES),
    },
)


def _by(refs: mapping.Refs) -> Resources[Appointment]:
    """Appointments, spelled by what has been read already."""

    async def spell(ctx: Context, _: Call[Any, Any], appointments: Sequence[Appointment]) -> list[Spelled]:
        return _spelled(ctx, refs, appointments)

    return replace(APPOINTMENTS, spell=spell)


@routes.on(wire.CREATE)
async def create(ctx: Context, call: Call[NewDocument[wire.NewAppointment], wire.AppointmentQuery]) -> Answer:
    common.new(ctx, call.body.data)
    attributes = call.body.data.attributes
    refs = await _refs(ctx, call)
    with spelled(attributes, mapping.NAMES):
        appointment = await operations.book(ctx, mapping.to_core(attributes, None, refs))
    return await common_documents.created(ctx, call, _by(refs), appointment)


@routes.on(wire.LIST)
async def search(ctx: Context, call: Call[None, wire.AppointmentsQuery]) -> Reply:
    query = call.query
    common.listed(ctx, query)
    refs = await _refs(ctx, call)
    filters = _filters(query, refs)
    rows = paging.rows(APPOINTMENT, query, query.sort, mapping.SORTABLE, *operations.OF_PATIENTS, *filters)
    return await common_documents.collection(ctx, call, _by(refs), await operations.search(ctx, rows))


def _filters(query: wire.AppointmentsQuery, refs: mapping.Refs) -> Iterator[Condition]:
    for patient_id in (query.individual_id, query.bare_individual_id):
        if patient_id is not None:
            yield Is("patient_id", patient_id)
    if query.practitioner_id is not None:
        yield default_filter("practitioner_id", query.practitioner_id, refs.defaults.get("practitioner"))
    if query.type_id is not None:
        yield default_filter("type_id", query.type_id, refs.defaults.get("appointment_type"))
    if query.status_id is not None:
        yield from mapping.status_filter(query.status_id, refs)


@routes.on(wire.READ)
async def read(ctx: Context, call: Call[None, wire.AppointmentQuery]) -> Reply:
    return await common_documents.document(ctx, call, APPOINTMENTS, await _of_patient(ctx, call.path["id"]))


@routes.on(wire.UPDATE)
async def update(ctx: Context, call: Call[NewDocument[wire.ChangedAppointment], wire.AppointmentQuery]) -> Reply:
    id, attributes = call.path["id"], call.body.data.attributes
    common.changed(ctx, call.raw, call.body.data, await _of_patient(ctx, id))
    refs = await _refs(ctx, call)
    with spelled(attributes, mapping.NAMES):
        appointment = await operations.update(ctx, id, lambda current: mapping.to_core(attributes, current, refs))
    return await common_documents.document(ctx, call, _by(refs), appointment)


@routes.on(wire.DELETE)
async def delete(ctx: Context, call: Call[None, NoQuery]) -> Reply:
    appointment = await _of_patient(ctx, call.path["id"])
    conditional.require(call.raw, appointment.version)
    await operations.delete(ctx, appointment.id)
    return None


@routes.on(wire.RELATED)
async def related(ctx: Context, call: Call[None, wire.AppointmentQuery]) -> Reply:
    return await common_documents.related(ctx, call, APPOINTMENTS, await _of_patient(ctx, call.path["id"]))


async def _of_patient(ctx: Context, id: str) -> Appointment:
    appointment = await operations.read(ctx, id)
    if appointment.patient_id is None:
        raise NotFound(APPOINTMENT.name, id)
    return appointment


async def _refs(ctx: Context, call: Call[Any, Any]) -> mapping.Refs:
    def link_to(appointment: Appointment, role: Role) -> str | None:
        return room_url(ctx, call, appointment, role)

    return mapping.Refs(ctx.tenant.id, await operations.all_statuses(ctx), ctx.tenant.defaults, link_to)


@routes.on(wire.LIST_STATUSES)
async def list_statuses(ctx: Context, call: Call[None, wire.StatusesQuery]) -> Reply:
    query = call.query
    common.listed(ctx, query)
    rows = paging.rows(APPOINTMENT_STATUS, query, query.sort, mapping.CHOICES_SORTABLE)
    return await common_documents.collection(ctx, call, STATUSES, await operations.search_statuses(ctx, rows))


@routes.on(wire.READ_STATUS)
async def read_status(ctx: Context, call: Call[None, wire.StatusQuery]) -> Reply:
    return await common_documents.document(ctx, call, STATUSES, await operations.read_status(ctx, call.path["id"]))


@routes.on(wire.LIST_TYPES)
async def list_types(ctx: Context, call: Call[None, wire.TypesQuery]) -> Reply:
    query = call.query
    common.listed(ctx, query)
    rows = paging.rows(APPOINTMENT_TYPE, query, query.sort, mapping.CHOICES_SORTABLE)
    return await common_documents.collection(ctx, call, TYPES, await types.search(ctx, rows))


@routes.on(wire.READ_TYPE)
async def read_type(ctx: Context, call: Call[None, wire.TypeQuery]) -> Reply:
    return await common_documents.document(ctx, call, TYPES, await types.read(ctx, call.path["id"]))
