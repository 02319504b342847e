"""Silna's lists: newest first, walked both ways by object id."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from polyclinic.core.shared.context import Context
from polyclinic.core.shared.entity import Entity
from polyclinic.core.shared.errors import UnknownCursor
from polyclinic.core.shared.kinds import Kind
from polyclinic.core.shared.queries import Condition, Order, Page, Query
from polyclinic.dialects.silna.wire.common import PageQuery

T = TypeVar("T", bound=Entity)

NEWEST_FIRST = (Order("created_at", descending=True),)


def query_of(kind: Kind[T], page: PageQuery, *where: Condition) -> Query[T]:
    """The page that was asked for, of what fulfils all of ``where``."""
    return Query(kind, where, NEWEST_FIRST, limit=page.limit, after=page.starting_after, before=page.ending_before)


async def everything(ctx: Context, kind: Kind[T], *where: Condition) -> AsyncIterator[T]:
    """All that fulfils ``where``, for what a practice has few of."""
    query = Query(kind, where, limit=1000)
    while True:
        page = await ctx.find(query)
        for entity in page.items:
            yield entity
        if not page.has_more:
            return
        query = replace(query, after=page.items[-1].id)


def page_of_few(every: Sequence[dict[str, Any]], asked: PageQuery) -> dict[str, Any]:
    """The page that was asked for of records that are all at hand, in their order. Raises ``UnknownCursor``."""
    places = {record["id"]: at for at, record in enumerate(every)}
    cursor = asked.starting_after or asked.ending_before
    if cursor is not None and cursor not in places:
        raise UnknownCursor("there is no such object")
    if asked.ending_before is not None:
        end = places[asked.ending_before]
        start = max(0, end - asked.limit)
        more = start > 0
    else:
        start = places[asked.starting_after] + 1 if asked.starting_after is not None else 0
        end = start + asked.limit
        more = end < len(every)
    records = every[start:end]
    first, last = (records[0]["id"], records[-1]["id"]) if records else (None, None)
    return {"records": list(records), "has_more": more, "first_id": first, "last_id": last}


def page_of(page: Page[Any], records: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The envelope around ``records``, which stand for the items of ``page`` one to one."""
    return {
        "records": list(records),
        "has_more": page.has_more,
        "first_id": page.items[0].id if page.items else None,
        "last_id": page.items[-1].id if page.items else None,
    }
