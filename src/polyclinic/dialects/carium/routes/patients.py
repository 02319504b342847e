"""Patients and their users."""

from typing import Any

from polyclinic.core.identity.model import User
from polyclinic.core.patients import operations
from polyclinic.core.patients.model import PATIENT, Patient
from polyclinic.core.shared.addresses import Telecom
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.queries import Has, Is
from polyclinic.dialects.carium import paging
from polyclinic.dialects.carium.errors import spelled
from polyclinic.dialects.carium.mapping import patients as mapping
from polyclinic.dialects.carium.routes import common
from polyclinic.dialects.carium.wire import patients as wire
from polyclinic.dialects.carium.wire.common import NewDocument
from polyclinic.web.call import Answer, Call, RawRequest, Reply
from polyclinic.web.dialect import Routes

routes = Routes()

PATIENTS = common.Collection(wire.PATH, mapping.TYPE)


@routes.on(wire.CREATE)
async def create(ctx: Context, call: Call[NewDocument[wire.NewPatient], wire.PatientQuery]) -> Answer:
    common.new(ctx, call.body.data)
    attributes = call.body.data.attributes
    with spelled(attributes, mapping.NAMES):
        patient, user = await operations.create_with_user(
            ctx, mapping.to_core(attributes), attributes.sign_in_name, attributes.locale
        )
    return common.created(_resource(ctx, call.raw, patient, user, call.query.fields))


@routes.on(wire.READ)
async def read(ctx: Context, call: Call[None, wire.PatientQuery]) -> Reply:
    patient = await operations.read(ctx, call.path["id"])
    users = await operations.users_of(ctx, [patient.id])
    return common.document(_resource(ctx, call.raw, patient, users.get(patient.id), call.query.fields))


@routes.on(wire.LIST)
async def search(ctx: Context, call: Call[None, wire.PatientsQuery]) -> Reply:
    query = call.query
    common.listed(ctx, query)
    page = await operations.search(
        ctx,
        paging.rows(
            PATIENT,
            query,
            query.sort,
            mapping.SORTABLE,
            Has("email", (Telecom("email", query.email).folded,)) if query.email is not None else None,
            Has("phone", (Telecom("phone", query.mobile_phone).folded,)) if query.mobile_phone is not None else None,
            Is("birth_date", query.birth_date) if query.birth_date is not None else None,
        ),
    )
    users = await operations.users_of(ctx, [patient.id for patient in page.items])
    found = [_resource(ctx, call.raw, patient, users.get(patient.id), query.fields) for patient in page.items]
    return paging.collection(call.raw, query, page, found)


def _resource(ctx: Context, raw: RawRequest, patient: Patient, user: User | None, fields: str | None) -> dict[str, Any]:
    attributes = mapping.from_core(patient, user, ctx.tenant.id)
    return PATIENTS.resource(raw, patient.id, attributes, fields)
