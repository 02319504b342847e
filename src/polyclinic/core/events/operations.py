"""The verbs of kept events."""

from collections.abc import Collection
from datetime import datetime, timedelta

from polyclinic.core.events import policy
from polyclinic.core.events.model import KEPT_FOR
from polyclinic.core.shared.changes import KeptEvent
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import NotFound
from polyclinic.core.shared.refusals import refuses
from polyclinic.core.shared.times import to_millisecond


@refuses()
async def scan(
    ctx: Context,
    *,
    names: Collection[str] | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    before: str | None = None,
    limit: int,
) -> list[KeptEvent]:
    """The latest events first, of the last thirty days: of these names, from ``since`` to ``until`` (to the
    millisecond, both included), before the event with the id ``before``.

    Of what the actor may not read there is none. No event appears later among those that were read.
    """
    oldest = ctx.system_clock.now() - KEPT_FOR
    settled = await ctx.records.settled(ctx.system_clock.now())
    return await ctx.records.events(
        policy.readable(ctx, names),
        since=max(since or oldest, oldest),
        until=settled if until is None else min(to_millisecond(until) + timedelta(milliseconds=1), settled),
        before=before,
        limit=limit,
    )


@refuses(NotFound)
async def read(ctx: Context, event_id: str) -> KeptEvent:
    """An event of the last thirty days by id."""
    found = await ctx.records.event(policy.readable(ctx), event_id)
    if found is None or found.at < ctx.system_clock.now() - KEPT_FOR:
        raise NotFound("event", event_id)
    return found
