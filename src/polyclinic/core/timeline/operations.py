"""The verbs of the timeline."""

from polyclinic.core.shared.context import Context
from polyclinic.core.shared.queries import Page, Query
from polyclinic.core.shared.refusals import refuses
from polyclinic.core.timeline import policy
from polyclinic.core.timeline.model import ENTRY, Entry


@refuses()
async def note(ctx: Context, entry: Entry) -> None:
    """Add what has just happened: for the operation that makes it happen, which has asked its own policy."""
    await ctx.put(ENTRY, entry)


@refuses()
async def search(ctx: Context, query: Query[Entry]) -> Page[Entry]:
    """A page of entries."""
    ctx.require(policy.READ)
    return await ctx.find(query)
