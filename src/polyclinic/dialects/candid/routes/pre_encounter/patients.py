"""Patients of the pre-encounter API."""

from collections.abc import Sequence
from functools import partial

from polyclinic.core.coverage import operations as coverages
from polyclinic.core.organisation import schemas
from polyclinic.core.patients import operations as patients
from polyclinic.core.patients.model import PATIENT, Patient
from polyclinic.core.practitioners import operations as practitioners
from polyclinic.core.practitioners.model import PRACTITIONER
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import NotFound
from polyclinic.core.shared.names import fold
from polyclinic.core.shared.queries import Condition, Has, Is, OneOf, Order, Query
from polyclinic.core.shared.times import to_instant
from polyclinic.dialects.candid.mapping.common import Json
from polyclinic.dialects.candid.mapping.pre_encounter import patients as mapping
from polyclinic.dialects.candid.mapping.pre_encounter.common import MRN, order
from polyclinic.dialects.candid.mapping.pre_encounter.metadata_schemas import instances
from polyclinic.dialects.candid.mapping.pre_encounter.organization_external_providers import as_provider
from polyclinic.dialects.candid.routes.pre_encounter.common import asked, id_of, most_similar, page_of, replaced
from polyclinic.dialects.candid.wire.pre_encounter import patients as wire
from polyclinic.dialects.candid.wire.pre_encounter.common import ScanQuery
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()
FOUND = 100
"""Patients that a search without pages finds at most."""
PROVIDERS_FOUND = 20
_NOBODY = OneOf("id", ())


@routes.on(wire.CREATE)
async def create(ctx: Context, call: Call[wire.MutablePatient, wire.CreateQuery]) -> Reply:
    return await _create(ctx, call.body, None, call.query)


@routes.on(wire.CREATE_WITH_MRN)
async def create_with_mrn(ctx: Context, call: Call[wire.MutablePatientWithMrn, wire.CreateQuery]) -> Reply:
    return await _create(ctx, call.body, call.body.mrn, call.query)


async def _create(ctx: Context, body: wire.MutablePatient, mrn: str | None, query: wire.CreateQuery) -> Json:
    sent = body.model_dump(mode="json", exclude_none=True)
    number = await ctx.new_number(PATIENT)
    draft = mapping.new(sent, number, mrn or await _new_mrn(ctx, number))
    await schemas.check(ctx, instances(sent.get("custom_metadata")), (), "custom_metadata")
    register = patients.create if query.skip_duplicate_check else patients.create_once
    return await _filed(ctx, await register(ctx, draft), sent)


async def _new_mrn(ctx: Context, number: int) -> str:
    today = ctx.clock.today(ctx.tenant.zone)
    mrn = mapping.minted_mrn(today, number)
    taken = await ctx.get_by_external_id(PATIENT, MRN, mrn)
    return mapping.long_mrn(today, number) if taken else mrn


@routes.on(wire.SEARCH)
async def search(ctx: Context, call: Call[None, wire.SearchQuery]) -> Reply:
    where = await _with_mrn(ctx, call.query.mrn, redirect=False)
    name = fold(call.query.similar_name_ordering or "")
    if not name:
        page = await patients.search(ctx, Query(PATIENT, where, limit=FOUND))
        return await shown(ctx, page.items)
    find = partial(patients.search, ctx)
    similar = await most_similar(find, PATIENT, where, name, lambda patient: patient.name.full)
    return await shown(ctx, similar[:FOUND])


@routes.on(wire.SEARCH_PROVIDERS)
async def search_providers(ctx: Context, call: Call[None, wire.ProviderSearchQuery]) -> Reply:
    text = fold(call.query.search_criteria)
    with_npi = Query(PRACTITIONER, (Has("npi", (text,)),), limit=PROVIDERS_FOUND)
    found = list((await practitioners.search(ctx, with_npi)).items)
    if not found:
        find = partial(practitioners.search, ctx)
        found = await most_similar(find, PRACTITIONER, (), text, lambda practitioner: practitioner.name.full)
    return [as_provider(practitioner, ctx.tenant.id) for practitioner in found[:PROVIDERS_FOUND]]


@routes.on(wire.GET_MULTI)
async def get_multi(ctx: Context, call: Call[None, wire.PatientQuery]) -> Reply:
    by = order(call.query.sort_field, call.query.sort_direction, mapping.SORTS, Order("created_at"))
    where = await _with_mrn(ctx, call.query.mrn, redirect=call.query.redirect_to_primary)
    query = asked(PATIENT, call.query, where, by)
    page = await patients.search(ctx, query)
    return page_of(query, page, await shown(ctx, page.items))


async def _with_mrn(ctx: Context, mrn: str | None, *, redirect: bool) -> tuple[Condition, ...]:
    if mrn is None:
        return ()
    try:
        patient = await patient_with_mrn(ctx, mrn)
    except NotFound:
        return (_NOBODY,)
    return (Is("id", patient.merged_into if redirect and patient.merged_into else patient.id),)


async def patient_with_mrn(ctx: Context, mrn: str) -> Patient:
    """The patient, live or not, who is shown with this MRN. Raises ``NotFound``."""
    try:
        return await patients.read_by_external_id(ctx, MRN, mrn)
    except NotFound:
        number = mapping.number_in(mrn)
        patient = None if number is None else await ctx.get_by_number(PATIENT, number)
        if patient is None or mapping.mrn_of(patient) != mrn:
            raise
        return patient


@routes.on(wire.GET_BY_MRN)
async def get_by_mrn(ctx: Context, call: Call) -> Reply:
    return (await shown(ctx, [await patient_with_mrn(ctx, call.path["mrn"])]))[0]


@routes.on(wire.GET)
async def get(ctx: Context, call: Call) -> Reply:
    return (await shown(ctx, [await patients.read(ctx, id_of(call.path), deleted=True)]))[0]


@routes.on(wire.GET_HISTORY)
async def get_history(ctx: Context, call: Call) -> Reply:
    *past, latest = await patients.history(ctx, id_of(call.path))
    organization = ctx.tenant.id
    return [
        *(mapping.from_core(version, mapping.filed_at(version), organization) for version in past),
        *await shown(ctx, [latest]),
    ]


@routes.on(wire.SCAN)
async def scan(ctx: Context, call: Call[None, ScanQuery]) -> Reply:
    since = to_instant(call.query.since)
    return await shown(ctx, await patients.changed_since(ctx, since, limit=call.query.maxResults))


@routes.on(wire.UPDATE)
async def update(ctx: Context, call: Call[wire.MutablePatient]) -> Reply:
    sent = call.body.model_dump(mode="json", exclude_none=True)
    before = await patients.read(ctx, id_of(call.path))
    (as_read,) = await shown(ctx, [before])
    held = instances(as_read.get("custom_metadata"))
    await schemas.check(ctx, instances(sent.get("custom_metadata")), held, "custom_metadata")
    edit = partial(mapping.to_core, sent, as_read)
    patient = await patients.update(ctx, before.id, edit, version=replaced(call.path), anyhow=True)
    return await _filed(ctx, patient, sent)


@routes.on(wire.DEACTIVATE)
async def deactivate(ctx: Context, call: Call) -> None:
    await patients.delete(ctx, id_of(call.path), version=replaced(call.path))


@routes.on(wire.REACTIVATE)
async def reactivate(ctx: Context, call: Call) -> None:
    await patients.restore(ctx, id_of(call.path), version=replaced(call.path))


async def _filed(ctx: Context, patient: Patient, sent: Json) -> Json:
    """The patient as read once the coverages are in the order that was sent."""
    filed = await coverages.set_filing_order(ctx, patient.id, sent["filing_order"]["coverages"])
    return mapping.from_core(patient, [coverage.id for coverage in filed], ctx.tenant.id)


async def shown(ctx: Context, found: Sequence[Patient]) -> list[Json]:
    """Patients as read, with their filing orders."""
    orders = await coverages.filing_orders(ctx, [patient.id for patient in found])
    return [
        mapping.from_core(patient, [coverage.id for coverage in orders[patient.id]], ctx.tenant.id) for patient in found
    ]
