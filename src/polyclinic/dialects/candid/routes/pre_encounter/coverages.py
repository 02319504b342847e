"""Coverages: serves ``wire/pre_encounter/coverages.py``."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from polyclinic.core.coverage import operations as coverages
from polyclinic.core.coverage.model import COVERAGE, Coverage
from polyclinic.core.patients.model import PATIENT
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import Invalid
from polyclinic.core.shared.queries import Condition, Is, Order, Query
from polyclinic.core.shared.times import to_instant
from polyclinic.dialects.candid.mapping.common import Json
from polyclinic.dialects.candid.mapping.pre_encounter import coverages as mapping
from polyclinic.dialects.candid.paging import cursor
from polyclinic.dialects.candid.routes.pre_encounter.common import id_of, page_of, replaced
from polyclinic.dialects.candid.wire.pre_encounter import coverages as wire
from polyclinic.dialects.candid.wire.pre_encounter.common import SinceQuery
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()
AT_ONCE = 1000
SCANNED = 100
_BILLING_ORDER = (Order("order"), Order("created_at"))


@routes.on(wire.CREATE)
async def create(ctx: Context, call: Call[wire.MutableCoverage]) -> Reply:
    return await _one(ctx, await coverages.create(ctx, mapping.new(await _sent(ctx, call.body))))


@routes.on(wire.UPDATE)
async def update(ctx: Context, call: Call[wire.MutableCoverage]) -> Reply:
    before = await coverages.read(ctx, id_of(call.path))
    sent = await _sent(ctx, call.body)
    edit = partial(mapping.to_core, sent, patient=await ctx.get(PATIENT, before.patient_id))
    return await _one(ctx, await coverages.update(ctx, before.id, edit, version=replaced(call.path)))


@routes.on(wire.GET)
async def get(ctx: Context, call: Call) -> Reply:
    return await _one(ctx, await coverages.read(ctx, id_of(call.path)))


@routes.on(wire.GET_HISTORY)
async def get_history(ctx: Context, call: Call[None, wire.HistoryQuery]) -> Reply:
    asked = call.query
    if asked.start and asked.end and asked.end < asked.start:
        raise Invalid.field("end", code="before_start", message="Input should not lie before start")
    versions = await coverages.history(ctx, id_of(call.path))
    found = mapping.by_users(versions) if asked.non_auto_updated_coverages_only else list(versions)
    days = [(version, version.updated_at.astimezone(ctx.tenant.zone).date()) for version in found]
    found = [v for v, day in days if (asked.start or day) <= day <= (asked.end or day)]
    if asked.sort_direction == "desc":
        found.reverse()
    return await _many(ctx, found[: asked.limit])


@routes.on(wire.GET_MULTI)
async def get_multi(ctx: Context, call: Call[None, wire.CoverageFilter]) -> Reply:
    page = await coverages.search(ctx, Query(COVERAGE, _where(call.query), _BILLING_ORDER, limit=AT_ONCE))
    return await _many(ctx, page.items)


@routes.on(wire.GET_MULTI_PAGINATED)
async def get_multi_paginated(ctx: Context, call: Call[None, wire.CoveragePageQuery]) -> Reply:
    asked = call.query
    where = list(_where(asked))
    if asked.payer_plan_group_id is not None:
        where.append(Is("plan_group_id", str(asked.payer_plan_group_id)))
    after, before = cursor(asked.page_token)
    query = Query(COVERAGE, tuple(where), limit=max(asked.limit, 1), after=after, before=before, total=True)
    page = await coverages.search(ctx, query)
    if asked.limit == 0:
        page = replace(page, items=())
    return page_of(query, page, await _many(ctx, page.items))


@routes.on(wire.SCAN)
async def scan(ctx: Context, call: Call[None, SinceQuery]) -> Reply:
    return await _many(ctx, await coverages.changed_since(ctx, to_instant(call.query.since), limit=SCANNED))


@routes.on(wire.BATCH_UPDATE_PPG)
async def batch_update_ppg(ctx: Context, call: Call[wire.PayerPlanGroupFields]) -> None:
    edit = partial(mapping.regrouped, call.body.model_dump(mode="json"))
    await coverages.update_group(ctx, str(call.path["ppg_id"]), edit)


async def _sent(ctx: Context, body: wire.MutableCoverage) -> Json:
    """The body without nulls, once its patient is known and its period is one."""
    sent = body.model_dump(mode="json", by_alias=True, exclude_none=True)
    period = sent["insurance_plan"].get("period", {})
    if period.get("end", "9") < period.get("start", ""):
        path = ("insurance_plan", "period", "end")
        raise Invalid.field(*path, code="before_start", message="Input should not lie before start")
    await ctx.refer(PATIENT, sent["patient"], "patient")
    return sent


def _where(asked: wire.CoverageFilter) -> tuple[Condition, ...]:
    return () if asked.patient_id is None else (Is("patient_id", str(asked.patient_id)),)


async def _one(ctx: Context, coverage: Coverage) -> Json:
    return (await _many(ctx, [coverage]))[0]


async def _many(ctx: Context, found: Sequence[Coverage]) -> list[Json]:
    """Coverages with the patients that stand in for subscribers whom nobody named."""
    patients = await ctx.get_many(PATIENT, {each.patient_id for each in found if each.subscriber is None})
    return [mapping.from_core(each, patients.get(each.patient_id), ctx.tenant.id) for each in found]
