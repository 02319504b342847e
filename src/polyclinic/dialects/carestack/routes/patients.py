"""Patients."""

from typing import Any

from polyclinic.core.patients import operations
from polyclinic.core.patients.model import PATIENT, Patient
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import NotFound
from polyclinic.core.shared.identifiers import Register
from polyclinic.core.shared.names import HumanName
from polyclinic.dialects.carestack.auth import facility_of
from polyclinic.dialects.carestack.mapping.patients import conditions, from_core, to_core
from polyclinic.dialects.carestack.routes import common
from polyclinic.dialects.carestack.wire import patients as wire
from polyclinic.dialects.carestack.wire.common import PageQuery, ProfilesQuery
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()


@routes.on(wire.CREATE)
async def create(ctx: Context, call: Call[wire.PatientCreate]) -> Reply:
    blank = Patient(name=HumanName(), facility_id=facility_of(ctx))
    patient = await operations.create(ctx, to_core(call.body, blank, Register.of(ctx)))
    return _saved("created", patient)


@routes.on(wire.LIST)
async def list_all(ctx: Context, call: Call[None, PageQuery]) -> Reply:
    page = await operations.search(ctx, common.page_query(PATIENT, (), call.query.nextPage))
    shown = [from_core(patient) for patient in page.items]
    return common.page_of(PATIENT, page, shown, type=wire.TYPE, name="patients", asked=call.query.nextPage)


@routes.on(wire.GET)
async def get(ctx: Context, call: Call) -> Reply:
    try:
        patient = await operations.read(ctx, call.path["id"])
    except NotFound:
        return common.none_found(wire.TYPE, [])
    return common.found(wire.TYPE, from_core(patient), wire.FOUND)


@routes.on(wire.UPDATE)
async def update(ctx: Context, call: Call[wire.PatientUpdate]) -> Reply:
    register = Register.of(ctx)
    patient = await operations.update(ctx, call.body.resourceId, lambda held: to_core(call.body, held, register))
    return _saved("updated", patient)


@routes.on(wire.FIND)
async def find(ctx: Context, call: Call[None, ProfilesQuery]) -> Reply:
    filters = common.read_filters(wire.PatientFilters, call.query.filters)
    where = conditions(filters, Register.of(ctx), ctx.tenant.id)
    page = await operations.search(ctx, common.page_query(PATIENT, where, call.query.nextPage, filters.count))
    shown = [from_core(patient) for patient in page.items]
    return common.profiles(shown, page.total or 0, common.next_link(PATIENT, page, call.query.nextPage))


@routes.on(wire.DELETE)
async def delete(ctx: Context, call: Call) -> Reply:
    patient = await operations.delete(ctx, call.path["id"])
    return common.deleted(wire.TYPE, patient.id)


def _saved(verb: str, patient: Patient) -> dict[str, Any]:
    return {**common.saved(wire.TYPE, verb, patient.id, from_core(patient)), "patient_id": patient.id}
