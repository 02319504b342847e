"""Appointments, and the statuses and types they choose from."""

from collections.abc import Iterator
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
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import NotFound
from polyclinic.core.shared.queries import Condition, Is
from polyclinic.dialects.carium import paging
from polyclinic.dialects.carium.errors import spelled
from polyclinic.dialects.carium.mapping import appointments as mapping
from polyclinic.dialects.carium.mapping.common import default_filter
from polyclinic.dialects.carium.routes import common
from polyclinic.dialects.carium.wire import appointments as wire
from polyclinic.dialects.carium.wire.common import NewDocument, NoQuery
from polyclinic.web.call import Answer, Call, RawRequest, Reply
from polyclinic.web.dialect import Routes

routes = Routes()

APPOINTMENTS = common.Collection(wire.PATH, mapping.TYPE)
STATUSES = common.Collection(wire.STATUSES_PATH, mapping.STATUS)
TYPES = common.Collection(wire.TYPES_PATH, mapping.KIND_OF_VISIT)


@routes.on(wire.CREATE)
async def create(ctx: Context, call: Call[NewDocument[wire.NewAppointment], wire.AppointmentQuery]) -> Answer:
    common.new(ctx, call.body.data)
    attributes = call.body.data.attributes
    refs = await _refs(ctx)
    with spelled(attributes, mapping.NAMES):
        appointment = await operations.book(ctx, mapping.to_core(attributes, None, refs))
    return common.created(_resource(call.raw, appointment, refs, call.query.fields))


@routes.on(wire.LIST)
async def search(ctx: Context, call: Call[None, wire.AppointmentsQuery]) -> Reply:
    query = call.query
    common.listed(ctx, query)
    refs = await _refs(ctx)
    rows = paging.rows(
        APPOINTMENT, query, query.sort, mapping.SORTABLE, *operations.OF_PATIENTS, *_filters(query, refs)
    )
    page = await operations.search(ctx, rows)
    return paging.collection(call.raw, query, page, [_resource(call.raw, a, refs, query.fields) for a in page.items])


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
    appointment = await _of_patient(ctx, call.path["id"])
    return common.document(_resource(call.raw, appointment, await _refs(ctx), call.query.fields))


@routes.on(wire.UPDATE)
async def update(ctx: Context, call: Call[NewDocument[wire.ChangedAppointment], wire.AppointmentQuery]) -> Reply:
    id, attributes = call.path["id"], call.body.data.attributes
    common.changed(ctx, call.body.data, id)
    await _of_patient(ctx, id)
    refs = await _refs(ctx)
    with spelled(attributes, mapping.NAMES):
        appointment = await operations.update(ctx, id, lambda current: mapping.to_core(attributes, current, refs))
    return common.document(_resource(call.raw, appointment, refs, call.query.fields))


@routes.on(wire.DELETE)
async def delete(ctx: Context, call: Call[None, NoQuery]) -> Reply:
    await _of_patient(ctx, call.path["id"])
    await operations.delete(ctx, call.path["id"])
    return None


async def _of_patient(ctx: Context, id: str) -> Appointment:
    appointment = await operations.read(ctx, id)
    if appointment.patient_id is None:
        raise NotFound(APPOINTMENT.name, id)
    return appointment


async def _refs(ctx: Context) -> mapping.Refs:
    return mapping.Refs(ctx.tenant.id, await operations.all_statuses(ctx), ctx.tenant.defaults)


def _resource(raw: RawRequest, appointment: Appointment, refs: mapping.Refs, fields: str | None) -> dict[str, Any]:
    attributes = mapping.from_core(appointment, refs)
    return APPOINTMENTS.resource(raw, appointment.id, attributes, fields)


@routes.on(wire.LIST_STATUSES)
async def list_statuses(ctx: Context, call: Call[None, wire.StatusesQuery]) -> Reply:
    query = call.query
    common.listed(ctx, query)
    rows = paging.rows(APPOINTMENT_STATUS, query, query.sort, mapping.CHOICES_SORTABLE)
    page = await operations.search_statuses(ctx, rows)
    return paging.collection(call.raw, query, page, [_status(ctx, call.raw, s, query.fields) for s in page.items])


@routes.on(wire.READ_STATUS)
async def read_status(ctx: Context, call: Call[None, wire.StatusQuery]) -> Reply:
    status = await operations.read_status(ctx, call.path["id"])
    return common.document(_status(ctx, call.raw, status, call.query.fields))


@routes.on(wire.LIST_TYPES)
async def list_types(ctx: Context, call: Call[None, wire.TypesQuery]) -> Reply:
    query = call.query
    common.listed(ctx, query)
    rows = paging.rows(APPOINTMENT_TYPE, query, query.sort, mapping.CHOICES_SORTABLE)
    page = await types.search(ctx, rows)
    return paging.collection(call.raw, query, page, [_type(ctx, call.raw, t, query.fields) for t in page.items])


@routes.on(wire.READ_TYPE)
async def read_type(ctx: Context, call: Call[None, wire.TypeQuery]) -> Reply:
    type = await types.read(ctx, call.path["id"])
    return common.document(_type(ctx, call.raw, type, call.query.fields))


def _status(ctx: Context, raw: RawRequest, status: AppointmentStatus, fields: str | None) -> dict[str, Any]:
    attributes = mapping.choice_from_core(status, ctx.tenant.id)
    return STATUSES.resource(raw, status.id, attributes, fields)


def _type(ctx: Context, raw: RawRequest, type: AppointmentType, fields: str | None) -> dict[str, Any]:
    attributes = mapping.choice_from_core(type, ctx.tenant.id)
    return TYPES.resource(raw, type.id, attributes, fields)
