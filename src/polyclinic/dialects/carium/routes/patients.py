"""Patients and their users."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from polyclinic.core.identity.model import USER, User
from polyclinic.core.patients import operations
from polyclinic.core.patients.model import PATIENT, Patient
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.queries import Is, Related
from polyclinic.dialects.carium import paging
from polyclinic.dialects.carium.errors import spelled
from polyclinic.dialects.carium.mapping import individuals
from polyclinic.dialects.carium.mapping import patients as mapping
from polyclinic.dialects.carium.routes import common, common_documents
from polyclinic.dialects.carium.routes.common import Relationship, Resources, Spelled
from polyclinic.dialects.carium.routes.identity import GROUPS
from polyclinic.dialects.carium.wire import patients as wire
from polyclinic.dialects.carium.wire.common import NewDocument
from polyclinic.web.call import Answer, Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()


async def _spell(ctx: Context, _: Call[Any, Any], patients: Sequence[Patient]) -> list[Spelled]:
    return _spelled(ctx, await operations.users_of(ctx, [patient.id for patient in patients]), patients)


def _spelled(ctx: Context, users: Mapping[str, User], patients: Sequence[Patient]) -> list[Spelled]:
    return [mapping.from_core(patient, users.get(patient.id), ctx.tenant.id) for patient in patients]


PATIENTS = Resources(
    wire.PATH,
    mapping.TYPE,
    PATIENT,
    operations.search,
    _spell,
    {"individual-groups": Relationship("individual-group-ids", GROUPS, many=True)},
)


def _signing_in_as(user: User | None) -> Resources[Patient]:
    """Patients whose user, if any, is known already."""
    users = {user.patient_id: user} if user is not None and user.patient_id else {}

    async def spell(ctx: Context, _: Call[Any, Any], patients: Sequence[Patient]) -> list[Spelled]:
        return _spelled(ctx, users, patients)

    return replace(PATIENTS, spell=spell)


@routes.on(wire.CREATE)
async def create(ctx: Context, call: Call[NewDocument[wire.NewPatient], wire.PatientQuery]) -> Answer:
    common.new(ctx, call.body.data)
    attributes = call.body.data.attributes
    with spelled(attributes, mapping.NAMES):
        patient, user = await operations.create_with_user(
            ctx, mapping.to_core(attributes), attributes.sign_in_name, attributes.locale
        )
    return await common_documents.created(ctx, call, _signing_in_as(user), patient)


@routes.on(wire.READ)
async def read(ctx: Context, call: Call[None, wire.PatientQuery]) -> Reply:
    return await common_documents.document(ctx, call, PATIENTS, await operations.read(ctx, call.path["id"]))


@routes.on(wire.UPDATE)
async def update(ctx: Context, call: Call[NewDocument[wire.ChangedPatient], wire.PatientQuery]) -> Reply:
    id, attributes = call.path["id"], call.body.data.attributes
    before = await operations.read(ctx, id)
    common.changed(ctx, call.raw, call.body.data, before)
    (shown,) = await _spell(ctx, call, [before])
    locale = attributes.locale if attributes.locale != shown["locale"] else None
    with spelled(attributes, mapping.NAMES):
        changed, user = await operations.update_with_user(
            ctx,
            id,
            lambda current: individuals.to_core(attributes, current),
            username=attributes.username,
            locale=locale,
        )
    return await common_documents.document(ctx, call, _signing_in_as(user), changed)


@routes.on(wire.LIST)
async def search(ctx: Context, call: Call[None, wire.PatientsQuery]) -> Reply:
    query = call.query
    common.listed(ctx, query)
    named = None
    if query.username is not None:
        named = Related("id", USER, (Is("username", query.username.casefold()),), its="patient_id")
    rows = paging.rows(PATIENT, query, query.sort, individuals.SORTABLE, *individuals.filters(query), named)
    return await common_documents.collection(ctx, call, PATIENTS, await operations.search(ctx, rows))


@routes.on(wire.RELATED)
async def related(ctx: Context, call: Call[None, wire.PatientQuery]) -> Reply:
    return await common_documents.related(ctx, call, PATIENTS, await operations.read(ctx, call.path["id"]))
