"""The verbs of coverage."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from polyclinic.core.coverage import policy
from polyclinic.core.coverage.model import COVERAGE, UNORDERED, Coverage, CoverageStatus, handed_on, ids_within
from polyclinic.core.patients.model import PATIENT
from polyclinic.core.shared.changes import AtMost, Event, Live
from polyclinic.core.shared.context import Context, Edit
from polyclinic.core.shared.errors import (
    ExternalIdTaken,
    Invalid,
    NotFound,
    Problem,
    UnknownReference,
    VersionConflict,
)
from polyclinic.core.shared.queries import Between, Condition, Is, OneOf, Order, Page, Query
from polyclinic.core.shared.refusals import refusals_of, refuses
from polyclinic.core.timeline import operations as timeline
from polyclinic.core.timeline.model import Entry, EntryKind

BATCH = 1000

# -- one plan ---------------------------------------------------------------------------------------------------------


@refuses(NotFound)
async def read(ctx: Context, coverage_id: str) -> Coverage:
    """A plan by id, given up or not."""
    ctx.require(policy.READ)
    return await ctx.need(COVERAGE, coverage_id, deleted=True)


@refuses()
async def search(ctx: Context, query: Query[Coverage]) -> Page[Coverage]:
    """A page of plans."""
    ctx.require(policy.READ)
    return await ctx.find(query)


@refuses()
async def changed_since(ctx: Context, since: datetime, *, limit: int) -> Sequence[Coverage]:
    """Plans changed at or after ``since``, those given up too, the earliest change first."""
    ctx.require(policy.READ)
    return await ctx.changed_since(COVERAGE, since, limit=limit)


@refuses(NotFound)
async def history(ctx: Context, coverage_id: str) -> Sequence[Coverage]:
    """Every version of a plan, oldest first."""
    ctx.require(policy.READ)
    versions = await ctx.history(COVERAGE, coverage_id)
    if not versions:
        raise NotFound(COVERAGE.name, coverage_id)
    return versions


@refuses(Invalid, UnknownReference, ExternalIdTaken)
async def create(ctx: Context, draft: Coverage) -> Coverage:
    """Record a plan of a patient of this practice."""
    ctx.require(policy.WRITE)
    return await _put(ctx, draft, None)


@refuses(NotFound, VersionConflict, *refusals_of(create))
async def update(ctx: Context, coverage_id: str, edit: Edit[Coverage], *, version: int | None = None) -> Coverage:
    """Change a plan by a pure function. ``version``, if given, is the one the caller read.

    An edit that changes nothing writes nothing.
    """
    ctx.require(policy.WRITE)
    before = await ctx.need(COVERAGE, coverage_id)
    if version is not None and version != before.version:
        raise VersionConflict("coverage has changed", latest_version=before.version)
    after = edit(before)
    return before if after == before else await _put(ctx, after, before)


@refuses(*refusals_of(create))
async def update_group(ctx: Context, plan_group_id: str, edit: Edit[Coverage]) -> int:
    """Change every plan of a plan group by a pure function; returns how many there are."""
    ctx.require(policy.WRITE)
    found = await _all(ctx, (Is("plan_group_id", plan_group_id),))
    for before in found:
        if (after := edit(before)) != before:
            await _put(ctx, after, before)
    return len(found)


async def _put(ctx: Context, after: Coverage, before: Coverage | None) -> Coverage:
    if after.start and after.end and after.end < after.start:
        raise Invalid.field("end", code="before_start", message="the plan ends before it starts")
    if before is None or before.patient_id != after.patient_id:
        await ctx.refer_all([(PATIENT, after.patient_id, ("patient_id",))])
        after = await _handed_over(ctx, after, before.patient_id) if before else after
    elif after.pays and not before.pays:
        after = await _back_in_place(ctx, after)
    await _claim_ids(ctx, after, before)
    coverage = await ctx.put(COVERAGE, after)
    word = "updated" if before else "created"
    ctx.tell(Event(f"coverage.{word}", COVERAGE.name, coverage.id))
    await timeline.note(
        ctx,
        Entry(
            patient_id=coverage.patient_id,
            kind=EntryKind.COVERAGE_UPDATED if before else EntryKind.COVERAGE_CREATED,
            coverage_id=coverage.id,
            facts={"version": coverage.version, "status": coverage.status.value, "payer_name": coverage.payer_name},
        ),
    )
    return coverage


async def _handed_over(ctx: Context, plan: Coverage, from_id: str) -> Coverage:
    """``plan``, which was another patient's: without a place, and without ids that its patient has given already."""
    taken = ids_within(await plans_of(ctx, plan.patient_id))
    ids = handed_on(plan.external_ids, from_id, plan.patient_id, taken)
    return replace(plan, order=None, external_ids=tuple(held for held in ids if held.scope in ("", plan.patient_id)))


async def _back_in_place(ctx: Context, plan: Coverage) -> Coverage:
    """``plan``, which pays again: where it was, unless another pays from there by now."""
    if plan.order is None:
        return plan
    if any(other.order == plan.order for other in await live_plans(ctx, plan.patient_id) if other.id != plan.id):
        return replace(plan, order=None)
    guard_single(ctx, plan, Is("order", plan.order))
    return plan


async def _claim_ids(ctx: Context, after: Coverage, before: Coverage | None) -> None:
    """Refuse ids of another plan that pays; one that does not pay any more gives them up.

    As ``Context.refuse_taken_ids`` an optimistic context leaves that to the store, whose constraint fails the commit.
    """
    for given in set(after.external_ids) - set(before.external_ids if before else ()):
        if ctx.optimistic:
            return
        holder = await ctx.get_by_external_id(COVERAGE, given.system, given.value, given.scope)
        if holder is None or holder.id == after.id:
            continue
        if holder.pays or not after.pays:
            raise ExternalIdTaken(COVERAGE.name, given.system, given.value, holder.id)
        kept = tuple(held for held in holder.external_ids if held != given)
        await _put(ctx, replace(holder, external_ids=kept), holder)


# -- the order in which a patient's plans are billed ------------------------------------------------------------------


@refuses()
async def filing_orders(ctx: Context, patient_ids: Collection[str]) -> dict[str, tuple[Coverage, ...]]:
    """The plans of each of these patients that have a place in the order of billing, in that order."""
    ctx.require(policy.READ)
    found: dict[str, tuple[Coverage, ...]] = dict.fromkeys(patient_ids, ())
    if found:
        for coverage in await _all(ctx, (OneOf("patient_id", tuple(found)), Between("order", 1, UNORDERED))):
            found[coverage.patient_id] = (*found[coverage.patient_id], coverage)
    return found


@refuses()
async def plans_of(ctx: Context, patient_id: str) -> Sequence[Coverage]:
    """All plans of a patient that were not given up, whether they pay or not, in the order of billing."""
    ctx.require(policy.READ)
    return await _all(ctx, (Is("patient_id", patient_id),))


@refuses()
async def live_plans(ctx: Context, patient_id: str) -> Sequence[Coverage]:
    """The plans that pay for a patient: those with a place in the order of billing first, then by age."""
    ctx.require(policy.READ)
    return await _all(ctx, (Is("patient_id", patient_id), Is("status", CoverageStatus.ACTIVE.value)))


def places(plans: Sequence[Coverage]) -> dict[str, int]:
    """The place of each of a patient's ``live_plans``: those without one come after the last that has one."""
    last = max((plan.order for plan in plans if plan.order is not None), default=0)
    unplaced = [plan for plan in plans if plan.order is None]
    follow = {plan.id: last + position for position, plan in enumerate(unplaced, 1)}
    return {plan.id: plan.order if plan.order is not None else follow[plan.id] for plan in plans}


@refuses()
async def settle(ctx: Context, patient_id: str) -> list[Coverage]:
    """The patient's live plans, each at its place: those that had none are given theirs for good."""
    plans = await live_plans(ctx, patient_id)
    settled = places(plans)
    return [
        plan
        if plan.order == settled[plan.id]
        else await update(ctx, plan.id, lambda held: replace(held, order=settled[held.id]))
        for plan in plans
    ]


def guard_single(ctx: Context, plan: Coverage, *where: Condition) -> None:
    """Commit only if no other live plan of the patient meets ``where``."""
    live = (Is("patient_id", plan.patient_id), Is("status", CoverageStatus.ACTIVE.value))
    ctx.guard(AtMost(Query(COVERAGE, (*live, *where)), 1, f"plans:{plan.patient_id}"))


@refuses(Invalid)
async def set_filing_order(ctx: Context, patient_id: str, coverage_ids: Sequence[str]) -> tuple[Coverage, ...]:
    """Have the patient's plans billed in this order; others of the patient lose their place.

    Refuses, below ``coverages``, each id that is no live plan of this patient or is given twice.
    """
    ctx.require(policy.WRITE)
    held = (await filing_orders(ctx, [patient_id]))[patient_id]
    if [coverage.id for coverage in held] == list(coverage_ids):
        return held
    plans = await ctx.get_many(COVERAGE, coverage_ids)
    problems = []
    for position, id in enumerate(coverage_ids):
        plan = plans.get(id)
        if plan is None or not plan.active or plan.patient_id != patient_id:
            problems.append(Problem(("coverages", position), "unknown_reference", "no coverage of this patient"))
        elif id in coverage_ids[:position]:
            problems.append(Problem(("coverages", position), "duplicate", "the coverage has a place already"))
        ctx.guard(Live(COVERAGE, id))
    if problems:
        raise Invalid(problems)
    for coverage in held:
        if coverage.id not in plans:
            await _put(ctx, replace(coverage, order=None), coverage)
    placed = []
    for place, id in enumerate(coverage_ids, 1):
        plan = plans[id]
        placed.append(plan if plan.order == place else await _put(ctx, replace(plan, order=place), plan))
    return tuple(placed)


@refuses()
async def primary(ctx: Context, patient_id: str) -> Coverage | None:
    """The plan that pays first for the patient."""
    return (await primaries(ctx, [patient_id])).get(patient_id)


@refuses()
async def primaries(ctx: Context, patient_ids: Collection[str]) -> dict[str, Coverage]:
    """The plan that pays first for each patient that has one: the first in its order, else the oldest."""
    ctx.require(policy.READ)
    if not patient_ids:
        return {}
    where = (OneOf("patient_id", tuple(patient_ids)), Is("status", CoverageStatus.ACTIVE.value))
    return {coverage.patient_id: coverage for coverage in reversed(await _all(ctx, where))}


@refuses(*refusals_of(create))
async def set_primary(ctx: Context, patient_id: str, edit: Edit[Coverage]) -> Coverage | None:
    """Change the plan that pays first for the patient by a pure function, or make one from an empty plan.

    ``edit`` gives a plan up by making it inactive; nothing is written if nothing changes. The answer is the plan that
    the patient now holds. Concurrent calls make one plan.
    """
    ctx.require(policy.WRITE)
    await ctx.refer(PATIENT, patient_id, "patient_id")
    held = await primary(ctx, patient_id)
    before = held or Coverage(patient_id=patient_id, order=1)
    after = replace(edit(before), patient_id=patient_id)
    if held is None and after.active:
        first = (Is("patient_id", patient_id), Is("status", CoverageStatus.ACTIVE.value))
        ctx.guard(AtMost(Query(COVERAGE, first), 1, f"primary_coverage:{patient_id}"))
    if after != before and (held is not None or after.active):
        after = await _put(ctx, after, held)
    return after if after.active and after.version else None


async def _all(ctx: Context, where: tuple[Condition, ...]) -> list[Coverage]:
    """Every live plan that matches, by place in its patient's order and then by age."""
    found: list[Coverage] = []
    query = Query(COVERAGE, where, (Order("order"), Order("created_at")), limit=BATCH)
    while True:
        page = await ctx.find(query)
        found += page.items
        if not page.has_more:
            return found
        query = replace(query, after=page.items[-1].id)
