"""Lists and visits: serves ``wire/pre_encounter/lists.py`` and ``visits.py``."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from polyclinic.core.coverage import operations as coverages
from polyclinic.core.patients import operations as patients
from polyclinic.core.patients.model import PATIENT, Patient
from polyclinic.core.scheduling import operations as schedule
from polyclinic.core.scheduling.model import APPOINTMENT, Appointment
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import Invalid, NotFound
from polyclinic.core.shared.queries import Condition, Is, OneOf, OnePer, Order, Query
from polyclinic.dialects.candid.mapping.pre_encounter import filters
from polyclinic.dialects.candid.mapping.pre_encounter import lists as mapping
from polyclinic.dialects.candid.mapping.pre_encounter.common import order
from polyclinic.dialects.candid.mapping.pre_encounter.lists import Belongings
from polyclinic.dialects.candid.routes.pre_encounter.appointments import refs_for
from polyclinic.dialects.candid.routes.pre_encounter.common import asked, page_of
from polyclinic.dialects.candid.routes.pre_encounter.patients import patient_with_mrn
from polyclinic.dialects.candid.wire.pre_encounter import lists as wire
from polyclinic.dialects.candid.wire.pre_encounter import visits as visits_wire
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()

VISIT = OnePer("visit", "start")
_NOBODY = OneOf("id", ())


@routes.on(visits_wire.GET_VISITS)
async def get_visits(ctx: Context, call: Call[None, visits_wire.VisitsQuery]) -> Reply:
    where = _of_days(ctx, call.query.filters)
    by = order(call.query.sort_field, call.query.sort_direction, mapping.APPOINTMENT_SORTS, Order("start"))
    query = replace(asked(APPOINTMENT, call.query, where, by), one_per=VISIT)
    page = await schedule.search(ctx, query)
    having = await _belongings(ctx, page.items)
    return page_of(query, page, [mapping.visit(first, having) for first in page.items])


@routes.on(visits_wire.GET_COUNTS)
async def get_counts(ctx: Context, call: Call[None, visits_wire.CountsQuery]) -> Reply:
    query = Query(APPOINTMENT, _of_days(ctx, call.query.filters), one_per=VISIT)
    return {"not_ready_reason_counts": await schedule.count_by(ctx, query, "not_ready_reason")}


@routes.on(wire.GET_APPOINTMENT_LIST)
async def get_appointment_list(ctx: Context, call: Call[None, wire.AppointmentListQuery]) -> Reply:
    found = filters.parse(call.query.filters, mapping.APPOINTMENT_FILTERS, ctx.tenant.zone)
    everything = call.query.include_deactivated
    where = (*schedule.OF_PATIENTS, *(() if everything else (mapping.KEPT,)), *found)
    by = order(call.query.sort_field, call.query.sort_direction, mapping.APPOINTMENT_SORTS, Order("start"))
    query = replace(asked(APPOINTMENT, call.query, where, by), active=None if everything else True)
    page = await schedule.search(ctx, query)
    having = await _belongings(ctx, page.items)
    return page_of(query, page, [mapping.appointment_row(each, having) for each in page.items])


@routes.on(wire.GET_PATIENT_LIST)
async def get_patient_list(ctx: Context, call: Call[None, wire.PatientListQuery]) -> Reply:
    asked_for = call.query
    by = order(asked_for.sort_field, asked_for.sort_direction, mapping.PATIENT_SORTS, Order("updated_at"))
    query = asked(PATIENT, asked_for, await _patients(ctx, asked_for), by)
    query = replace(query, active=None if asked_for.include_deactivated else True)
    page = await patients.search(ctx, query)
    following = await _following(ctx, [patient.id for patient in page.items])
    having = await _belongings(ctx, following.values(), page.items)
    survivors = await ctx.get_many(PATIENT, {each.merged_into for each in page.items if each.merged_into})
    rows = [
        mapping.patient_row(each, following.get(each.id), survivors.get(each.merged_into or ""), having)
        for each in page.items
    ]
    return page_of(query, page, rows)


def _of_days(ctx: Context, text: str | None) -> tuple[Condition, ...]:
    """Which appointments make up the visits asked for. Raises ``Invalid`` unless the filters say when."""
    found = filters.parse(text, mapping.APPOINTMENT_FILTERS, ctx.tenant.zone)
    if mapping.START not in filters.names(text):
        raise Invalid.field("filters", mapping.START, code="required", message="Give a date filter on this field")
    return (*schedule.OF_PATIENTS, mapping.KEPT, *found)


async def _patients(ctx: Context, query: wire.PatientListQuery) -> tuple[Condition, ...]:
    """Which patients. An MRN also finds the patients whom another API registered, and those who were merged."""
    terms = (query.filters or "").split(",")
    mrns = [term.split("|", 2)[2].strip() for term in terms if term.strip().startswith(f"{mapping.PATIENT_MRN}|eq|")]
    others = ",".join(term for term in terms if not term.strip().startswith(f"{mapping.PATIENT_MRN}|eq|"))
    where = list(filters.parse(others, mapping.PATIENT_FILTERS, ctx.tenant.zone))
    where += [await _with_mrn(ctx, mrn, redirect=query.redirect_to_primary) for mrn in mrns]
    if query.hide_alternatives:
        where.append(Is("merged_into", None))
    return tuple(where)


async def _with_mrn(ctx: Context, mrn: str, *, redirect: bool) -> Condition:
    try:
        patient = await patient_with_mrn(ctx, mrn)
    except NotFound:
        return _NOBODY
    return Is("id", patient.merged_into if redirect and patient.merged_into else patient.id)


async def _following(ctx: Context, patient_ids: Sequence[str]) -> dict[str, Appointment]:
    """The next appointment of each patient that has one, in one query."""
    if not patient_ids:
        return {}
    where = mapping.coming(patient_ids, ctx.clock.now())
    query = Query(APPOINTMENT, where, limit=len(patient_ids), one_per=OnePer("patient_id", "start"))
    return {each.patient_id: each for each in (await schedule.search(ctx, query)).items if each.patient_id}


async def _belongings(ctx: Context, appointments: Iterable[Appointment], listed: Sequence[Patient] = ()) -> Belongings:
    """What these rows need, a query per kind of thing."""
    appointments = list(appointments)
    ids = {each.patient_id for each in appointments if each.patient_id} | {each.id for each in listed}
    known = await ctx.get_many(PATIENT, ids)
    return Belongings(await refs_for(ctx, appointments), known, await coverages.filing_orders(ctx, ids))
