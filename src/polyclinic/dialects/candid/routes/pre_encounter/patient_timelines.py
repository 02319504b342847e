"""What happened to a patient's insurance and visits, and which coverages counted when."""

from collections.abc import Collection, Sequence

from polyclinic.core.coverage.model import COVERAGE
from polyclinic.core.identity.model import API_CLIENT, USER
from polyclinic.core.patients import operations as patients
from polyclinic.core.patients.model import Patient
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.queries import Order, Query
from polyclinic.core.shared.times import to_instant
from polyclinic.core.timeline import operations as timeline
from polyclinic.core.timeline.model import ENTRY, Entry
from polyclinic.dialects.candid import paging
from polyclinic.dialects.candid.mapping.common import DIALECT
from polyclinic.dialects.candid.mapping.pre_encounter import coverages as coverage_mapping
from polyclinic.dialects.candid.mapping.pre_encounter import patient_timelines as mapping
from polyclinic.dialects.candid.mapping.pre_encounter.patients import filed_at
from polyclinic.dialects.candid.routes.pre_encounter.common import id_of, page_of
from polyclinic.dialects.candid.routes.pre_encounter.patients import shown
from polyclinic.dialects.candid.wire.pre_encounter import patient_timelines as wire
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()
_PLACES = ("primary_coverage", "secondary_coverage", "tertiary_coverage")


@routes.on(wire.GET_COVERAGE_SNAPSHOT)
async def get_coverage_snapshot(ctx: Context, call: Call[None, wire.SnapshotQuery]) -> Reply:
    versions = await patients.history(ctx, id_of(call.path))
    latest = versions[-1]
    (patient,) = await shown(ctx, [latest])
    order: list[str] = patient["filing_order"]["coverages"]
    if call.query.date is not None:
        at = to_instant(call.query.date)
        past = [version for version in versions if version.updated_at <= at]
        if not past or past[-1] is not latest:
            order = filed_at(past[-1]) if past else []
    related: list[str] = latest.extra(DIALECT, "coverages_for_related_causes", {}).get("coverages", [])
    plans = await _coverages(ctx, latest, [*order, *related])
    filed = [plans[id] for id in order if id in plans]
    return {
        "patient": patient,
        "coverages_for_related_causes": [plans[id] for id in related if id in plans],
        **dict(zip(_PLACES, filed, strict=False)),
    }


async def _coverages(ctx: Context, patient: Patient, ids: Collection[str]) -> dict[str, dict[str, object]]:
    found = await ctx.get_many(COVERAGE, ids)
    return {id: coverage_mapping.from_core(plan, patient, ctx.tenant.id) for id, plan in found.items()}


@routes.on(wire.GET_ELIGIBILITY_TIMELINE)
async def get_eligibility_timeline(ctx: Context, call: Call[None, wire.TimelineQuery]) -> Reply:
    patient = await patients.read(ctx, id_of(call.path), deleted=True)
    after, before = paging.cursor(call.query.page_token)
    query = Query(
        ENTRY,
        mapping.conditions(patient.id, call.query),
        (Order("created_at", descending=True),),
        limit=call.query.limit,
        after=after,
        before=before,
        total=True,
    )
    page = await timeline.search(ctx, query)
    names = await _names(ctx, page.items)
    return page_of(query, page, [mapping.from_core(entry, names) for entry in page.items])


async def _names(ctx: Context, entries: Sequence[Entry]) -> dict[str, str]:
    ids = {mapping.author_of(entry) for entry in entries}
    users = await ctx.get_many(USER, ids)
    clients = await ctx.get_many(API_CLIENT, ids - users.keys())
    return {id: each.name for found in (users, clients) for id, each in found.items() if each.name}
