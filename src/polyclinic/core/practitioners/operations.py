"""The verbs of practitioners."""

from dataclasses import replace

from polyclinic.core.practitioners import policy
from polyclinic.core.practitioners.model import PRACTITIONER, Practitioner, Relation
from polyclinic.core.shared.changes import Event
from polyclinic.core.shared.context import Context, Edit
from polyclinic.core.shared.errors import ExternalIdTaken, Invalid, NotFound, UnknownCursor
from polyclinic.core.shared.queries import Page, Query
from polyclinic.core.shared.refusals import refusals_of, refuses


@refuses(NotFound)
async def read(ctx: Context, practitioner_id: str, *, deleted: bool = False) -> Practitioner:
    """A practitioner by id, staff or external."""
    ctx.require(policy.READ)
    return await ctx.need(PRACTITIONER, practitioner_id, deleted=deleted)


@refuses(NotFound)
async def read_number(ctx: Context, number: int) -> Practitioner:
    """A live practitioner by the practice-wide number."""
    ctx.require(policy.READ)
    return await ctx.need_number(PRACTITIONER, number)


@refuses(UnknownCursor)
async def search(ctx: Context, query: Query[Practitioner]) -> Page[Practitioner]:
    """A page of practitioners."""
    ctx.require(policy.READ)
    return await ctx.find(query)


@refuses(Invalid, ExternalIdTaken)
async def create(ctx: Context, draft: Practitioner) -> Practitioner:
    """Add a practitioner."""
    ctx.require(policy.WRITE)
    await _check(ctx, draft, None)
    practitioner = await ctx.put(PRACTITIONER, draft)
    _tell(ctx, "created", practitioner)
    return practitioner


@refuses(NotFound, *refusals_of(create))
async def update(ctx: Context, practitioner_id: str, edit: Edit[Practitioner]) -> Practitioner:
    """Change a practitioner by a pure function."""
    ctx.require(policy.WRITE)
    before = await ctx.need(PRACTITIONER, practitioner_id)
    after = edit(before)
    await _check(ctx, after, before)
    practitioner = await ctx.put(PRACTITIONER, after)
    _tell(ctx, "updated", practitioner)
    return practitioner


@refuses(NotFound)
async def delete(ctx: Context, practitioner_id: str) -> Practitioner:
    """Deactivate a practitioner. The second time it is not found."""
    ctx.require(policy.WRITE)
    practitioner = await ctx.put(PRACTITIONER, replace(await ctx.need(PRACTITIONER, practitioner_id), active=False))
    _tell(ctx, "deleted", practitioner)
    return practitioner


def _tell(ctx: Context, what: str, practitioner: Practitioner) -> None:
    who = "staff" if practitioner.relation is Relation.STAFF else "practitioner"
    ctx.tell(Event(f"{who}.{what}", PRACTITIONER.name, practitioner.id))


async def _check(ctx: Context, after: Practitioner, before: Practitioner | None) -> None:
    if not (after.name.given or after.name.family):
        raise Invalid.field("name", code="required", message="a practitioner needs a name")
    await ctx.refuse_taken_ids(PRACTITIONER, after, before)
