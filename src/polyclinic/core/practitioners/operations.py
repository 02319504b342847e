"""The verbs of practitioners."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from polyclinic.core.practitioners import policy
from polyclinic.core.practitioners.errors import NpiTaken
from polyclinic.core.practitioners.model import PRACTITIONER, Practitioner, Relation
from polyclinic.core.shared.changes import AtMost, Event
from polyclinic.core.shared.context import Context, Edit
from polyclinic.core.shared.errors import ExternalIdTaken, Invalid, NotFound, UnknownCursor, VersionConflict
from polyclinic.core.shared.queries import Has, Is, Page, Query
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


@refuses()
async def changed_since(
    ctx: Context, since: datetime, *, limit: int, relation: Relation | None = None
) -> Sequence[Practitioner]:
    """Practitioners changed at or after ``since``, deactivated ones too, the earliest change first."""
    ctx.require(policy.READ)
    where = () if relation is None else (Is("relation", relation.value),)
    return await ctx.changed_since(PRACTITIONER, since, limit=limit, where=where)


@refuses(Invalid, ExternalIdTaken, NpiTaken)
async def create(ctx: Context, draft: Practitioner) -> Practitioner:
    """Add a practitioner. No two external ones have the same NPI."""
    ctx.require(policy.WRITE)
    await _check(ctx, draft, None)
    practitioner = await ctx.put(PRACTITIONER, draft)
    _tell(ctx, "created", practitioner)
    return practitioner


@refuses(NotFound, VersionConflict, *refusals_of(create))
async def update(
    ctx: Context, practitioner_id: str, edit: Edit[Practitioner], *, version: int | None = None
) -> Practitioner:
    """Change a practitioner by a pure function. ``version``, if given, is the one the caller read."""
    ctx.require(policy.WRITE)
    before = _at(version, await ctx.need(PRACTITIONER, practitioner_id))
    after = edit(before)
    await _check(ctx, after, before)
    practitioner = await ctx.put(PRACTITIONER, after)
    _tell(ctx, "updated", practitioner)
    return practitioner


@refuses(NotFound, VersionConflict)
async def delete(ctx: Context, practitioner_id: str, *, version: int | None = None) -> Practitioner:
    """Deactivate a practitioner. The second time it is not found."""
    ctx.require(policy.WRITE)
    before = _at(version, await ctx.need(PRACTITIONER, practitioner_id))
    practitioner = await ctx.put(PRACTITIONER, replace(before, active=False))
    _tell(ctx, "deleted", practitioner)
    return practitioner


def _tell(ctx: Context, what: str, practitioner: Practitioner) -> None:
    who = "staff" if practitioner.relation is Relation.STAFF else "practitioner"
    ctx.tell(Event(f"{who}.{what}", PRACTITIONER.name, practitioner.id))


async def _check(ctx: Context, after: Practitioner, before: Practitioner | None) -> None:
    if not (after.name.given or after.name.family):
        raise Invalid.field("name", code="required", message="a practitioner needs a name")
    await ctx.refuse_taken_ids(PRACTITIONER, after, before)
    if after.relation is Relation.EXTERNAL and after.npi and (before is None or before.npi != after.npi):
        await _refuse_taken_npi(ctx, after)


async def _refuse_taken_npi(ctx: Context, practitioner: Practitioner) -> None:
    same = Query(PRACTITIONER, (Has("npi", (practitioner.npi,)), Is("relation", Relation.EXTERNAL.value)), limit=2)
    for other in (await ctx.find(same)).items:
        if other.id != practitioner.id:
            raise NpiTaken("an external practitioner with this NPI exists", holder=other.id)
    ctx.guard(AtMost(same, 1, f"external_npi:{practitioner.npi}"))


def _at(version: int | None, practitioner: Practitioner) -> Practitioner:
    if version is not None and version != practitioner.version:
        raise VersionConflict("practitioner has changed", latest_version=practitioner.version)
    return practitioner
