"""Merges of patients."""

from collections.abc import Sequence

from polyclinic.core import merging
from polyclinic.core.patients import operations as patients
from polyclinic.core.patients.model import PATIENT, PATIENT_MERGE, Patient, PatientMerge
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.entity import with_external_id
from polyclinic.core.shared.errors import NotFound, UnknownReference
from polyclinic.core.shared.ids import is_id
from polyclinic.core.shared.queries import Has, Query
from polyclinic.core.shared.times import to_instant
from polyclinic.dialects.candid import paging
from polyclinic.dialects.candid.mapping.common import Json
from polyclinic.dialects.candid.mapping.pre_encounter import patient_merges as mapping
from polyclinic.dialects.candid.mapping.pre_encounter.common import MRN
from polyclinic.dialects.candid.routes.pre_encounter.common import id_of, page_of, replaced
from polyclinic.dialects.candid.routes.pre_encounter.patients import patient_with_mrn
from polyclinic.dialects.candid.wire.pre_encounter import patient_merges as wire
from polyclinic.dialects.candid.wire.pre_encounter.common import ScanQuery
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()
AT_ONCE = 1000


@routes.on(wire.CREATE)
async def create(ctx: Context, call: Call[wire.MutablePatientMerge]) -> Reply:
    primary = await _side(ctx, call.body.primary_patient_mrn, "survivor_id")
    alternative = await _side(ctx, call.body.alternative_patient_mrn, "merged_id")
    return (await _shown(ctx, [await merging.merge(ctx, primary.id, alternative.id)]))[0]


async def _side(ctx: Context, mrn: str, field: str) -> Patient:
    """The live patient with this MRN, who keeps it: a merge gives the survivor further ids, which are not its own."""
    try:
        patient = await patient_with_mrn(ctx, mrn)
    except NotFound:
        raise UnknownReference(field, kind=PATIENT.name, id=mrn) from None
    if not patient.active:
        raise UnknownReference(field, kind=PATIENT.name, id=patient.id)
    if patient.external_id(MRN) is not None:
        return patient
    return await patients.update(ctx, patient.id, lambda held: with_external_id(held, MRN, mrn))


@routes.on(wire.GET_STATUS)
async def get_status(ctx: Context, call: Call) -> Reply:
    asked: str = call.path["mrn_or_id"]
    if is_id(asked):
        patient = await patients.read(ctx, asked.lower(), deleted=True)
    else:
        patient = await patient_with_mrn(ctx, asked)
    survivor = None if patient.merged_into is None else await ctx.get(PATIENT, patient.merged_into)
    return mapping.status(survivor, await merging.merged_with(ctx, patient.id))


@routes.on(wire.GET_ALL_BY_MRN)
async def get_all_by_mrn(ctx: Context, call: Call) -> Reply:
    patient = await patient_with_mrn(ctx, call.path["mrn"])
    page = await merging.search(ctx, Query(PATIENT_MERGE, (Has("patient", (patient.id,)),), limit=AT_ONCE))
    return await _shown(ctx, page.items)


@routes.on(wire.SEARCH)
async def search(ctx: Context, call: Call[wire.PatientMergeSearchRequest]) -> Reply:
    after, before = paging.cursor(call.body.page_token)
    where = (Has("patient", tuple(await _ids(ctx, call.body.mrns))),)
    query = Query(PATIENT_MERGE, where, limit=call.body.limit, after=after, before=before, total=True)
    page = await merging.search(ctx, query)
    return page_of(query, page, await _shown(ctx, page.items))


async def _ids(ctx: Context, mrns: Sequence[str]) -> list[str]:
    found = []
    for mrn in dict.fromkeys(mrns):
        try:
            found.append((await patient_with_mrn(ctx, mrn)).id)
        except NotFound:
            continue
    return found


@routes.on(wire.SCAN)
async def scan(ctx: Context, call: Call[None, ScanQuery]) -> Reply:
    since = to_instant(call.query.since)
    return await _shown(ctx, await merging.changed_since(ctx, since, limit=call.query.maxResults))


@routes.on(wire.DEACTIVATE)
async def deactivate(ctx: Context, call: Call) -> None:
    await merging.undo(ctx, id_of(call.path), version=replaced(call.path))


async def _shown(ctx: Context, merges: Sequence[PatientMerge]) -> list[Json]:
    both = await ctx.get_many(PATIENT, {id for merge in merges for id in (merge.survivor_id, merge.merged_id)})
    return [mapping.from_core(merge, both, ctx.tenant.id) for merge in merges]
