"""Pages hold every object once, in one order, whichever way they are walked and whatever is written meanwhile."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cmp_to_key
from typing import Any

import pytest

from polyclinic.adapters.db.store import Store
from polyclinic.core.shared.errors import UnknownCursor
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.queries import Between, Contains, Is, OneOf, Order, Query
from polyclinic.core.shared.records import Records
from tests.adapters.things import THING, Thing, put
from tests.support.store import open_context

ORDERS: tuple[tuple[Order, ...], ...] = (
    (Order("created_at"),),
    (Order("created_at", descending=True),),
    (Order("id", descending=True),),
    (Order("name"),),
    (Order("name", descending=True),),
    (Order("rank"),),
    (Order("day", descending=True),),
    (Order("at"),),
    (Order("flag", descending=True),),
    (Order("rank"), Order("id", descending=True)),
    (Order("rank"), Order("name")),
    (Order("rank", descending=True), Order("name")),
    (Order("flag"), Order("day", descending=True), Order("number")),
)


def some_things(count: int) -> list[Thing]:
    rng = random.Random(7)
    start = datetime(2026, 1, 1, tzinfo=UTC)

    def maybe(value: Any) -> Any:
        return value if rng.random() < 0.7 else None

    return [
        Thing(
            name=maybe(rng.choice(["", "a", "A", "ab", "é", "z", "\U0001d4b5", "\uffff", "b b"])),
            rank=maybe(rng.randrange(-3, 4)),
            day=maybe(date(2026, 1, 1 + rng.randrange(5))),
            at=maybe(start + timedelta(microseconds=rng.randrange(4))),
            flag=maybe(rng.random() < 0.5),
        )
        for _ in range(count)
    ]


def in_order(things: list[Thing], order: tuple[Order, ...]) -> list[str]:
    """Ids as the contract has them: nulls last, ties by id in the direction of the first key, text by code point."""

    def comparable(value: Any) -> Any:
        return value.encode() if isinstance(value, str) else value

    def compare(one: Thing, other: Thing) -> int:
        for key, descending in [*((o.key, o.descending) for o in order), ("id", order[0].descending)]:
            mine, its = comparable(getattr(one, key)), comparable(getattr(other, key))
            if mine == its:
                continue
            if mine is None or its is None:
                return 1 if mine is None else -1
            return (1 if mine > its else -1) * (-1 if descending else 1)
        return 0

    return [thing.id for thing in sorted(things, key=cmp_to_key(compare))]


async def walk(records: Records, query: Query[Thing], limit: int, *, back: bool = False) -> list[str]:
    """All ids, page by page from one end to the other."""
    ids: list[str] = []
    last = (await records.find(replace(query, limit=10_000))).items[-1].id if back else None
    if back:
        ids, query = [str(last)], replace(query, before=last)
    while True:
        page = await records.find(replace(query, limit=limit))
        found = [thing.id for thing in page.items]
        ids = found + ids if back else ids + found
        if not page.has_more:
            return ids
        query = replace(query, before=found[0]) if back else replace(query, after=found[-1])


@pytest.mark.parametrize("order", ORDERS, ids=str)
async def test_walks_agree_with_the_order(things: Store, practice_id: str, order: tuple[Order, ...]) -> None:
    made = await put(open_context(things, practice_id), *some_things(60))
    records = things.records(practice_id)
    query = Query(THING, order=order)
    expected = in_order(made, order)
    assert [t.id for t in (await records.find(replace(query, limit=100))).items] == expected
    for limit in (1, 7, 59, 60):
        assert await walk(records, query, limit) == expected, limit
        assert await walk(records, query, limit, back=True) == expected, limit
    for offset in (0, 10, 59, 60, 100):
        page = await records.find(replace(query, offset=offset, limit=5, total=True))
        assert [t.id for t in page.items] == expected[offset : offset + 5], offset
        assert (page.total, page.has_more) == (60, offset + 5 < 60)
    between = await records.find(replace(query, after=expected[10], before=expected[20]))
    assert [t.id for t in between.items] == expected[11:20]
    after_offset = await records.find(replace(query, after=expected[10], offset=3, limit=4))
    assert [t.id for t in after_offset.items] == expected[14:18]


FILTERS: dict[str, tuple[Any, Callable[[Thing], bool]]] = {
    "is": (Is("rank", 1), lambda t: t.rank == 1),
    "null": (Is("rank", None), lambda t: t.rank is None),
    "one of": (OneOf("rank", (0, None)), lambda t: t.rank in (0, None)),
    "between": (Between("rank", -1, 2), lambda t: t.rank is not None and -1 <= t.rank < 2),
    "part": (Contains("name", "b b"), lambda t: t.name is not None and "b b" in t.name),
    "short part": (Contains("name", "b"), lambda t: t.name is not None and "b" in t.name),
}


@pytest.mark.parametrize("name", FILTERS)
async def test_filtered_walks(things: Store, practice_id: str, name: str) -> None:
    condition, matches = FILTERS[name]
    made = await put(open_context(things, practice_id), *some_things(80))
    records = things.records(practice_id)
    matching = [thing for thing in made if matches(thing)]
    for order in ((Order("rank"),), (Order("name", descending=True),), (Order("rank"), Order("day"))):
        query = Query(THING, (condition,), order)
        expected = in_order(matching, order)
        assert await walk(records, query, 3) == expected, order
        assert await walk(records, query, 3, back=True) == expected, order
        page = await records.find(replace(query, limit=2, offset=1, total=True))
        assert ([t.id for t in page.items], page.total) == (expected[1:3], len(expected)), order


async def test_a_walk_while_others_write(things: Store, practice_id: str) -> None:
    made = await put(open_context(things, practice_id), *(Thing(rank=rank * 10) for rank in range(250)))
    records = things.records(practice_id)
    query = Query(THING, order=(Order("rank"),), limit=20)
    ids: list[str] = []
    while True:
        page = await records.find(query)
        ids += [thing.id for thing in page.items]
        if not page.has_more:
            break
        last = page.items[-1]
        # one before the page's end, one after it; and the object that the next page starts after is deleted
        rank = last.rank or 0
        await put(open_context(things, practice_id), Thing(rank=rank - 5), Thing(rank=rank + 5))
        await put(open_context(things, practice_id), replace(last, active=False))
        query = replace(query, after=last.id)
    assert len(ids) == len(set(ids))
    assert set(ids) >= {thing.id for thing in made}


async def test_250_rows_both_ways(things: Store, practice_id: str) -> None:
    made = [thing.id for thing in await put(open_context(things, practice_id), *(Thing() for _ in range(250)))]
    records = things.records(practice_id)
    query = Query(THING, order=(Order("created_at", descending=True),))
    assert await walk(records, query, 100) == sorted(made, reverse=True)
    assert await walk(records, query, 100, back=True) == sorted(made, reverse=True)
    first = await records.find(replace(query, before=max(made)))
    assert (list(first.items), first.has_more) == ([], False)


async def test_a_cursor_must_be_an_object_of_the_practice(things: Store, practice_id: str) -> None:
    (mine,) = await put(open_context(things, practice_id), Thing(name="x"))
    (foreign,) = await put(open_context(things, new_id()), Thing(name="x"))
    records = things.records(practice_id)
    for order in ((Order("created_at"),), (Order("name"),), (Order("name"), Order("rank"))):
        for cursor in (foreign.id, new_id(), "", "nul\0"):
            for query in (Query(THING, order=order, after=cursor), Query(THING, order=order, before=cursor)):
                with pytest.raises(UnknownCursor):
                    await records.find(query)
        page = await records.find(Query(THING, order=order, after=mine.id, total=True))
        assert (list(page.items), page.has_more, page.total) == ([], False, 1)
