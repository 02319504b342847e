"""A patient's plans by their place in the order of billing: entered, moved aside, replaced, archived.

It spans the domains, and so stands beside ``founding``: work that waits for a plan ends with it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from polyclinic.core.benefits import operations as checks
from polyclinic.core.coverage import operations as coverages
from polyclinic.core.coverage import policy
from polyclinic.core.coverage.errors import PlaceTaken
from polyclinic.core.coverage.model import ARCHIVED, Coverage
from polyclinic.core.patients.model import PATIENT
from polyclinic.core.priorauth import operations as authorizations
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.copies import replace
from polyclinic.core.shared.entity import ExternalId, with_external_id
from polyclinic.core.shared.queries import HasExternalId, Is
from polyclinic.core.shared.refusals import refusals_of, refuses


class IfTaken(StrEnum):
    """What becomes of the plan whose place another one is to have.

    ``BUMP``: it moves one place on, if nobody has that. ``REPLACE``: it is archived; ``REPLACE_IDLE``: so it is unless
    a prior authorization under it is under way.
    """

    REFUSE = "refuse"
    BUMP = "bump"
    REPLACE = "replace"
    REPLACE_IDLE = "replace_idle"


@dataclass(frozen=True, slots=True)
class Match:
    """How a plan is found again: by an external id within its patient, else by ``same`` keys of a coverage."""

    system: str
    value: str
    same: Collection[str] = ("member_id",)


@refuses(PlaceTaken, *refusals_of(coverages.update))
async def enter(ctx: Context, draft: Coverage, *, if_taken: IfTaken) -> Coverage:
    """Record a plan at its place (``draft.order``). Concurrent calls never put two plans at one place."""
    ctx.require(policy.WRITE)
    await ctx.refer(PATIENT, draft.patient_id, "patient_id")
    held = await coverages.settle(ctx, draft.patient_id)
    return await _enter(ctx, draft, held, if_taken)


@refuses(*refusals_of(enter))
async def enter_once(ctx: Context, draft: Coverage, match: Match, *, if_taken: IfTaken) -> tuple[Coverage, bool]:
    """Find the plan of ``match`` or record ``draft``; the flag tells whether it is new.

    A plan found by its external id stays as it is; one found by the ``same`` keys takes the id and nothing else.
    Concurrent calls make one plan.
    """
    ctx.require(policy.WRITE)
    await ctx.refer(PATIENT, draft.patient_id, "patient_id")
    held = await coverages.settle(ctx, draft.patient_id)
    identified = next((plan for plan in held if plan.external_id(match.system, plan.patient_id) == match.value), None)
    if identified is not None:
        return identified, False
    carried = ExternalId(match.system, match.value, draft.patient_id)
    twin = next((plan for plan in held if all(getattr(plan, key) == getattr(draft, key) for key in match.same)), None)
    if twin is not None:
        found = await coverages.update(ctx, twin.id, lambda plan: _carrying(plan, carried))
        return found, False
    draft = _carrying(draft, carried)
    coverages.guard_single(ctx, draft, HasExternalId(match.system, match.value, draft.patient_id))
    coverages.guard_single(ctx, draft, *(Is(key, getattr(draft, key)) for key in match.same))
    return await _enter(ctx, draft, held, if_taken), True


@refuses(*refusals_of(coverages.update))
async def archive(ctx: Context, coverage_id: str) -> Coverage:
    """Give a plan up; what waits for it is withdrawn. The second time it is not found."""
    ctx.require(policy.WRITE)
    archived = await coverages.update(ctx, coverage_id, lambda plan: replace(plan, active=False))
    await checks.withdraw_open(ctx, coverage_id, ARCHIVED)
    await authorizations.withdraw_open(ctx, coverage_id, ARCHIVED)
    return archived


async def _enter(ctx: Context, draft: Coverage, held: Sequence[Coverage], if_taken: IfTaken) -> Coverage:
    places = {plan.order: plan for plan in held}
    before = places.get(draft.order)
    if before is not None:
        await _make_way(ctx, before, places.keys(), if_taken)
    coverages.guard_single(ctx, draft, Is("order", draft.order))
    return await coverages.create(ctx, draft)


async def _make_way(ctx: Context, plan: Coverage, taken: Collection[int | None], if_taken: IfTaken) -> None:
    following = (plan.order or 0) + 1
    if if_taken is IfTaken.BUMP and following not in taken:
        moved = await coverages.update(ctx, plan.id, lambda held: replace(held, order=following))
        coverages.guard_single(ctx, moved, Is("order", following))
    elif if_taken is IfTaken.REPLACE or (
        if_taken is IfTaken.REPLACE_IDLE and not await authorizations.open_for(ctx, plan.id)
    ):
        await archive(ctx, plan.id)
    else:
        raise PlaceTaken("another plan of the patient has this place", order=plan.order, holder=plan.id)


def _carrying(plan: Coverage, id: ExternalId) -> Coverage:
    return with_external_id(plan, id.system, id.value, id.scope)
