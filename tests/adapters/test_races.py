"""Many writers at once: nothing is lost, nothing exists twice."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from polyclinic.adapters.db.store import Store
from polyclinic.core.shared.changes import AtMost, GuardFailed
from polyclinic.core.shared.context import Context, perform
from polyclinic.core.shared.entity import ExternalId
from polyclinic.core.shared.errors import Contended
from polyclinic.core.shared.queries import HasExternalId, Is, Query
from tests.adapters.things import KINDS, PLAIN, THING, Plain, Thing, put
from tests.support.store import KEYS, open_context

NINE = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


async def attempt(context: Context, *made: Thing) -> str:
    """Put and commit; returns what guard failed, or ok."""
    try:
        await put(context, *made)
    except GuardFailed as failed:
        return failed.what
    return "ok"


async def test_twenty_writers_add_up(things: Store, practice_id: str) -> None:
    (start,) = await put(open_context(things, practice_id), Thing(rank=0))

    async def add(context: Context) -> None:
        found = await context.need(THING, start.id)
        await asyncio.sleep(0)
        await context.put(THING, replace(found, rank=(found.rank or 0) + 1))

    async def persist() -> None:
        while True:
            try:
                return await perform(lambda: open_context(things, practice_id), add)
            except Contended:
                continue

    await asyncio.gather(*(persist() for _ in range(20)))
    records = things.records(practice_id)
    found = await records.get(THING, start.id)
    assert found is not None
    assert (found.rank, found.version) == (20, 21)
    assert [t.rank for t in await records.history(THING, start.id)] == list(range(21))


async def test_one_of_two_writers_wins(things: Store, practice_id: str) -> None:
    (start,) = await put(open_context(things, practice_id), Thing(rank=0))
    for _ in range(10):
        current = await things.records(practice_id).get(THING, start.id)
        assert current is not None
        edits = [replace(current, name=name) for name in ("left", "right")]
        outcomes = await asyncio.gather(*(attempt(open_context(things, practice_id), edit) for edit in edits))
        assert sorted(outcomes) == ["ok", "version"]


@pytest.mark.parametrize("unique", ["external id", "lookup"])
async def test_twenty_creators_make_one(things: Store, practice_id: str, unique: str) -> None:
    draft = Thing(serial="one") if unique == "lookup" else Thing(external_ids=(ExternalId("sys", "one"),))
    drafts = [replace(draft, id=Thing().id) for _ in range(20)]
    outcomes = await asyncio.gather(*(attempt(open_context(things, practice_id), each) for each in drafts))
    assert sorted(outcomes) == ["ok"] + ["unique"] * 19
    assert await things.records(practice_id).count(Query(THING, active=None)) == 1


async def test_twenty_upserts_make_one_of_twenty_versions(things: Store, practice_id: str) -> None:
    async def upsert(context: Context) -> str:
        page = await context.find(Query(THING, (HasExternalId("sys", "one"),)))
        found = page.items[0] if page.items else Thing(rank=0, external_ids=(ExternalId("sys", "one"),))
        return (await context.put(THING, replace(found, rank=(found.rank or 0) + 1))).id

    async def persist() -> str:
        while True:
            try:
                return await perform(lambda: open_context(things, practice_id), upsert)
            except Contended:
                continue

    ids = await asyncio.gather(*(persist() for _ in range(20)))
    assert len(set(ids)) == 1
    found = await things.records(practice_id).get(THING, ids[0])
    assert found is not None
    assert (found.rank, found.version) == (20, 20)


def visit(start: datetime, *held: str) -> Thing:
    return Thing(held=held, start=start, end=start + HOUR)


async def test_overlaps_are_refused(things: Store, practice_id: str) -> None:
    (first,) = await put(open_context(things, practice_id), visit(NINE, "room:1", "doctor"))
    cases = (
        (visit(NINE, "room:1"), "booking"),
        (visit(NINE + HOUR - timedelta(microseconds=1), "doctor"), "booking"),
        (visit(NINE - HOUR, "doctor", "room:1"), "ok"),
        (visit(NINE + HOUR, "doctor"), "ok"),
        (visit(NINE, "room:2"), "ok"),
        (replace(visit(NINE, "room:1"), active=False), "ok"),
        (replace(visit(NINE, "room:1"), end=NINE), "ok"),
        (replace(visit(NINE - HOUR, "room:1"), end=NINE + 2 * HOUR), "booking"),
    )
    for thing, expected in cases:
        assert await attempt(open_context(things, practice_id), thing) == expected, thing

    # moving within its own time, swapping in one change, and freeing by deletion
    (first,) = await put(open_context(things, practice_id), replace(first, end=NINE + HOUR / 2))
    second = replace(visit(NINE + HOUR / 2, "room:1"), end=NINE + HOUR)
    (second,) = await put(open_context(things, practice_id), second)
    first = replace(first, start=second.start, end=second.end)
    second = replace(second, start=NINE, end=NINE + HOUR / 2)
    first, second = await put(open_context(things, practice_id), first, second)
    await put(open_context(things, practice_id), replace(first, active=False))
    assert await attempt(open_context(things, practice_id), visit(NINE + HOUR / 2, "room:1")) == "ok"
    assert await attempt(open_context(things, practice_id), replace(first, version=first.version + 1)) == "booking"


async def test_twenty_bookings_of_one_slot(things: Store, practice_id: str) -> None:
    minutes = [timedelta(minutes=place) for place in range(20)]
    outcomes = await asyncio.gather(
        *(attempt(open_context(things, practice_id), visit(NINE + minute, "doctor")) for minute in minutes)
    )
    assert outcomes.count("ok") == 1
    assert outcomes.count("booking") + outcomes.count("version") == 19


async def test_at_most(things: Store, practice_id: str) -> None:
    async def add(lock: str) -> str:
        context = open_context(things, practice_id)
        context.guard(AtMost(Query(THING, (Is("rank", 7),)), 3, lock))
        return await attempt(context, Thing(rank=7))

    outcomes = await asyncio.gather(*(add("sevens") for _ in range(20)))
    assert sorted(outcomes) == ["at_most"] * 17 + ["ok"] * 3
    records = things.records(practice_id)
    assert await records.count(Query(THING, (Is("rank", 7),))) == 3
    assert await records.count(Query(THING)) == 3


async def test_numbers_are_given_once(things_url: str, practice_id: str) -> None:
    async with Store(things_url, KINDS, KEYS) as one, Store(things_url, KINDS, KEYS) as other:
        asked = [store.records(practice_id).next_number(THING) for _ in range(150) for store in (one, other)]
        numbers = await asyncio.gather(*asked)
        assert len(set(numbers)) == 300
        assert min(numbers) == 100_001
        assert await one.records(practice_id).next_number(PLAIN) == 100_001


async def test_numbers_go_on_after_given_ones(things: Store, practice_id: str) -> None:
    await put(open_context(things, practice_id), Thing(number=900_017), Thing(number=1234))
    (made,) = await put(open_context(things, practice_id), Thing())
    assert made.number == 900_018


async def test_writers_of_several_objects_do_not_lock_each_other_out(things: Store, practice_id: str) -> None:
    made = await put(open_context(things, practice_id), *(Thing(rank=0) for _ in range(4)))

    async def touch_all(context: Context) -> None:
        for thing in made if id(context) % 2 else reversed(made):
            found = await context.need(THING, thing.id)
            await context.put(THING, replace(found, rank=(found.rank or 0) + 1))
        await context.put(PLAIN, Plain())

    async def persist() -> None:
        while True:
            try:
                return await perform(lambda: open_context(things, practice_id), touch_all)
            except Contended:
                continue

    async with asyncio.timeout(20):
        await asyncio.gather(*(persist() for _ in range(10)))
    records = things.records(practice_id)
    assert {thing.rank for thing in (await records.find(Query(THING))).items} == {10}
    assert await records.count(Query(PLAIN)) == 10
