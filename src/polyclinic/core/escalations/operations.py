"""The verbs of escalations: open one, say that it is answered, take back those of an object."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from polyclinic.core.escalations import policy
from polyclinic.core.escalations.model import ESCALATION, Escalation, EscalationAction, EscalationStatus
from polyclinic.core.shared.changes import Event
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import NotFound, UnknownCursor
from polyclinic.core.shared.queries import Is, OneOf, Page, Query
from polyclinic.core.shared.refusals import refuses

MOST = 100
"""Escalations of one object that are looked at."""
_OPEN = tuple(status.value for status in EscalationStatus if status.is_open)


@refuses(UnknownCursor)
async def search(ctx: Context, query: Query[Escalation]) -> Page[Escalation]:
    """A page of escalations."""
    ctx.require(policy.READ)
    return await ctx.find(query)


@refuses(NotFound)
async def read(ctx: Context, escalation_id: str) -> Escalation:
    """An escalation by id."""
    ctx.require(policy.READ)
    return await ctx.need(ESCALATION, escalation_id)


@refuses()
async def open_of(ctx: Context, resource_id: str) -> list[Escalation]:
    """What an object still waits for, or the practice was told about it; what is staged as it is staged."""
    ctx.require(policy.READ)
    query = Query(ESCALATION, (Is("resource_id", resource_id), OneOf("status", _OPEN)), limit=MOST)
    page = await ctx.find(query)
    staged = await ctx.get_many(ESCALATION, [escalation.id for escalation in page.items])
    return [escalation for escalation in staged.values() if escalation.status.is_open]


@refuses()
async def open(ctx: Context, draft: Escalation) -> Escalation:
    """Ask something of the practice, or let it know."""
    ctx.require(policy.WRITE)
    escalation = await ctx.put(ESCALATION, draft)
    ctx.tell(Event("escalation.opened", ESCALATION.name, escalation.id))
    return escalation


@refuses()
async def resolve(
    ctx: Context, escalation: Escalation, *, at: datetime | None = None, document_ids: Sequence[str] = ()
) -> Escalation:
    """Say that an escalation is answered, with these documents; ``at`` is the practice's time, now if it is None."""
    ctx.require(policy.WRITE)
    answered = replace(
        escalation,
        status=EscalationStatus.RESOLVED,
        answered_at=at or ctx.clock.now(),
        document_ids=(*escalation.document_ids, *document_ids),
    )
    return await _close(ctx, answered)


@refuses()
async def withdraw_of(ctx: Context, resource_id: str) -> None:
    """Nobody waits for the practice any more in the matter of an object; news about it stay as they are."""
    ctx.require(policy.WRITE)
    for escalation in await open_of(ctx, resource_id):
        if escalation.action is EscalationAction.SUBMISSION:
            await _close(ctx, replace(escalation, status=EscalationStatus.WITHDRAWN))


async def _close(ctx: Context, escalation: Escalation) -> Escalation:
    closed = await ctx.put(ESCALATION, escalation)
    ctx.tell(Event("escalation.closed", ESCALATION.name, closed.id))
    return closed
