"""Patients."""

from datetime import date
from functools import partial

from polyclinic.core.clinical.diagnoses import diagnoses
from polyclinic.core.organisation import operations as organisation
from polyclinic.core.patients import operations as patients
from polyclinic.core.patients.model import PATIENT
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.queries import Between, Condition, Is, OneOf
from polyclinic.dialects.silna import paging
from polyclinic.dialects.silna.mapping import patients as mapping
from polyclinic.dialects.silna.mapping.common import SOURCE_ID, Refs, owners, provider_of
from polyclinic.dialects.silna.routes.common import (
    check_location,
    name_filter,
    need_patient,
    path_id,
    refs_of,
    source_id_filter,
)
from polyclinic.dialects.silna.wire import patients as wire
from polyclinic.web.call import Answer, Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()


@routes.on(wire.LIST)
async def list_patients(ctx: Context, call: Call[None, wire.PatientQuery]) -> Reply:
    refs = refs_of(ctx, call)
    provider = await organisation.recall_legal_entity(ctx, call.query.provider_id)
    where = _conditions(call.query, provider.id, refs)
    page = await patients.search(ctx, paging.query_of(PATIENT, call.query, *where))
    found = await diagnoses(ctx, [patient.id for patient in page.items])
    return paging.page_of(page, [mapping.from_core(patient, refs, found[patient.id]) for patient in page.items])


@routes.on(wire.CREATE)
async def create_patient(ctx: Context, call: Call[wire.PatientCreate]) -> Reply:
    refs = refs_of(ctx, call)
    await check_location(ctx, call.body.provider_id, call.body.provider_service_location_id, refs)
    patient = await patients.create(ctx, mapping.to_core(call.body, None, refs))
    return {"patient_id": patient.id}


@routes.on(wire.PUT)
async def put_patient(ctx: Context, call: Call[wire.PatientPut]) -> Reply:
    body, refs = call.body, refs_of(ctx, call)
    await check_location(ctx, body.provider_id, body.provider_service_location_id, refs)
    match = patients.Match(
        SOURCE_ID,
        body.source_id,
        body.provider_id,
        by_name=True,
        legal_entities=owners(body.provider_id, "legal_entity", refs),
    )
    edit = partial(mapping.to_core, body, refs=refs)
    patient, new = await patients.upsert(ctx, match, edit(None), edit)
    return Answer({"patient_id": patient.id}, 201 if new else 200)


@routes.on(wire.GET)
async def get_patient(ctx: Context, call: Call) -> Reply:
    refs = refs_of(ctx, call)
    patient = await need_patient(ctx, path_id(call, "patient_id"), refs)
    return mapping.from_core(patient, refs, (await diagnoses(ctx, [patient.id]))[patient.id])


@routes.on(wire.UPDATE)
async def update_patient(ctx: Context, call: Call[wire.PatientUpdate]) -> Reply:
    refs = refs_of(ctx, call)
    current = await need_patient(ctx, path_id(call, "patient_id"), refs)
    if call.body.provider_service_location_id is not None:
        provider_id = provider_of(current, refs) or ""
        await check_location(ctx, provider_id, call.body.provider_service_location_id, refs)
    await patients.update(ctx, current.id, lambda patient: mapping.to_core(call.body, patient, refs))
    return None


@routes.on(wire.DELETE)
async def delete_patient(ctx: Context, call: Call) -> Reply:
    patient = await need_patient(ctx, path_id(call, "patient_id"), refs_of(ctx, call))
    await patients.delete(ctx, patient.id)
    return None


def _conditions(query: wire.PatientQuery, provider_id: str, refs: Refs) -> list[Condition]:
    """The filters that were sent, and what keeps patients out that this API cannot show."""
    where: list[Condition] = [
        OneOf("legal_entity_id", owners(provider_id, "legal_entity", refs)),
        Between("birth_date", date.min),
    ]
    if query.service_location_id is not None:
        where.append(OneOf("facility_id", owners(query.service_location_id, "facility", refs)))
    elif "facility" not in refs.defaults:
        where.append(Between("facility_id", ""))
    if query.status is not None:
        where.append(Is("status", query.status.value.lower()))
    if query.full_name is not None:
        where += name_filter(query.full_name)
    return [*where, *source_id_filter(query.source_id, provider_id)]
