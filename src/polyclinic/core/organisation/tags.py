"""Tags of a practice's own, and the verbs of them. What is tagged holds their ids."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from polyclinic.core.organisation import policy
from polyclinic.core.shared.changes import Event
from polyclinic.core.shared.context import Context, Edit
from polyclinic.core.shared.entity import Entity
from polyclinic.core.shared.errors import Conflict, Invalid, NotFound, Problem, UnknownCursor, VersionConflict
from polyclinic.core.shared.kinds import Key, Kind, Lookup
from polyclinic.core.shared.queries import Has, Page, Query
from polyclinic.core.shared.refusals import refusals_of, refuses


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag(Entity):
    """A word that objects are marked with. ``alert``: whoever sees it should be warned."""

    value: str
    description: str = ""
    alert: bool | None = None


TAG = Kind(
    "tag", Tag, keys=(Key("value", lambda t: t.value),), lookups=(Lookup("called", lambda t: [t.value], unique=True),)
)


class UnknownTags(Invalid):
    """Tags that the practice does not have, by the names they were asked for (``names``)."""

    code = "unknown_tags"

    def __init__(self, names: Iterable[str]) -> None:
        super().__init__([Problem(("tags",), "unknown_tag", "there is no such tag")])
        self.names = tuple(names)


@refuses(NotFound)
async def read(ctx: Context, tag_id: str) -> Tag:
    """A tag by id, deactivated or not."""
    ctx.require(policy.READ)
    return await ctx.need(TAG, tag_id, deleted=True)


@refuses(UnknownCursor)
async def search(ctx: Context, query: Query[Tag]) -> Page[Tag]:
    """A page of tags."""
    ctx.require(policy.READ)
    return await ctx.find(query)


@refuses()
async def add(ctx: Context, draft: Tag) -> Tag:
    """The live tag of this value: the one that there is, else ``draft``."""
    ctx.require(policy.WRITE)
    if (held := await _called(ctx, draft.value)) is not None:
        return held
    tag = await ctx.put(TAG, draft)
    ctx.tell(Event("tag.created", TAG.name, tag.id))
    return tag


@refuses(NotFound, VersionConflict, Conflict)
async def update(ctx: Context, tag_id: str, edit: Edit[Tag], *, version: int) -> Tag:
    """Change a live tag, read at ``version``, by a pure function. Two tags of one value are a ``Conflict``."""
    ctx.require(policy.WRITE)
    before = await ctx.need(TAG, tag_id)
    if before.version != version:
        raise VersionConflict("tag has changed", latest_version=before.version)
    after = edit(before)
    if after.active and after.value != before.value and await _called(ctx, after.value) is not None:
        raise Conflict("another tag has this value")
    tag = await ctx.put(TAG, after)
    ctx.tell(Event("tag.updated", TAG.name, tag.id))
    return tag


@refuses(*refusals_of(update))
async def deactivate(ctx: Context, tag_id: str, *, version: int) -> Tag:
    """Deactivate a tag. What is marked with it stays so."""
    return await update(ctx, tag_id, lambda held: replace(held, active=False), version=version)


@refuses(UnknownTags)
async def named(ctx: Context, names: Collection[str]) -> tuple[Tag, ...]:
    """The live tags of these values, or with these ids, each once and in their order."""
    found = await known(ctx, names)
    if missing := [name for name in names if name not in found]:
        raise UnknownTags(missing)
    return tuple({found[name].id: found[name] for name in names}.values())


@refuses()
async def known(ctx: Context, names: Collection[str]) -> dict[str, Tag]:
    """Those of the names, each a value or an id, that live tags have."""
    ctx.require(policy.READ)
    if not names:
        return {}
    by_id = {id: tag for id, tag in (await ctx.get_many(TAG, names)).items() if tag.active}
    page = await ctx.find(Query(TAG, (Has("called", tuple(names)),), limit=len(names)))
    return by_id | {tag.value: tag for tag in page.items}


async def _called(ctx: Context, value: str) -> Tag | None:
    page = await ctx.find(Query(TAG, (Has("called", (value,)),), limit=1))
    return page.items[0] if page.items else None
