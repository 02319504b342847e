"""Change feeds: whoever reads on from where they were misses nothing, however late it commits."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from polyclinic.adapters.db.store import Store
from polyclinic.core.shared.changes import GuardFailed, Live
from polyclinic.core.shared.clock import HeldClock
from polyclinic.core.shared.context import Context, perform
from polyclinic.core.shared.errors import Contended
from polyclinic.core.shared.queries import Is
from tests.adapters.things import KINDS, THING, Thing, put
from tests.support.store import KEYS, open_context

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


async def names(store: Store, practice_id: str, since: datetime = LONG_AGO, *, limit: int = 100) -> list[str | None]:
    context = open_context(store, practice_id)
    return [thing.name for thing in await context.changed_since(THING, since, limit=limit)]


async def test_a_feed_has_what_changed_since_in_order(things: Store, practice_id: str) -> None:
    a, b, c = [(await put(open_context(things, practice_id), Thing(name=name)))[0] for name in "abc"]
    await asyncio.sleep(0.002)
    await put(open_context(things, practice_id), replace(a, name="a again"))
    await put(open_context(things, practice_id), replace(b, active=False))
    assert await names(things, practice_id) == ["c", "a again", "b"]
    assert await names(things, practice_id, limit=2) == ["c", "a again"]
    changed = await things.records(practice_id).get(THING, a.id)
    assert changed is not None
    assert await names(things, practice_id, changed.updated_at) == ["a again", "b"]
    within = changed.updated_at.replace(microsecond=changed.updated_at.microsecond // 1000 * 1000 + 999)
    assert (await names(things, practice_id, within))[0] == "a again"
    assert await names(things, practice_id, changed.updated_at + timedelta(days=1)) == []
    only = await open_context(things, practice_id).changed_since(THING, LONG_AGO, limit=9, where=(Is("name", "c"),))
    assert [thing.id for thing in only] == [c.id]
    assert await names(things, "another practice") == []


async def test_a_feed_gets_beyond_a_crowded_millisecond(things: Store, practice_id: str) -> None:
    moment = datetime(2025, 1, 1, tzinfo=UTC)
    at_once = replace(open_context(things, practice_id), system_clock=HeldClock(moment))
    await put(at_once, *(Thing(name=str(place)) for place in range(7)))
    await put(open_context(things, practice_id), Thing(name="later"))
    assert len(await names(things, practice_id, limit=3)) == 3
    assert sorted(str(name) for name in await names(things, practice_id, moment, limit=2)) == [*"0123456", "later"]


async def test_what_was_stamped_before_a_reading_cannot_be_written_after_it(things: Store, practice_id: str) -> None:
    late = open_context(things, practice_id)
    staged = await late.put(THING, Thing(name="late"))
    await put(open_context(things, practice_id), Thing(name="early"))
    await asyncio.sleep(0.002)  # readers begin again with the millisecond that they ended with
    assert await names(things, practice_id) == ["early"]
    with pytest.raises(GuardFailed, match="behind"):
        await late.commit()
    (again,) = await put(open_context(things, practice_id), Thing(name="late"))
    assert again.updated_at > staged.updated_at
    assert await names(things, practice_id) == ["early", "late"]


async def test_a_feed_stops_before_the_oldest_open_writer(things: Store, practice_id: str, things_url: str) -> None:
    if not things.engine.postgres:
        pytest.skip("SQLite has one writer: no change is open while a feed is read")
    (first, held) = await put(open_context(things, practice_id), Thing(name="first"), Thing(name="held"))
    async with Store(things_url, KINDS, KEYS) as elsewhere, _locked(things_url, held) as holder:
        waiting = open_context(elsewhere, practice_id)
        waiting.guard(Live(THING, held.id))
        await waiting.put(THING, Thing(name="second"))
        writing = asyncio.create_task(waiting.commit())
        await _until_one_waits(holder)
        await put(open_context(things, practice_id), Thing(name="third"))
        await asyncio.sleep(0.002)
        assert await names(things, practice_id) == ["first", "held"]
        assert not writing.done()
    await writing
    assert await names(things, practice_id, first.updated_at) == ["first", "held", "second", "third"]


async def test_a_reader_among_many_writers_misses_nothing(things: Store, practice_id: str, things_url: str) -> None:
    written: set[str] = set()
    seen: dict[str, datetime] = {}

    async def write(store: Store, place: int) -> None:
        async def work(context: Context) -> str:
            thing = await context.put(THING, Thing(name=str(place)))
            await asyncio.sleep(0.001 * (place % 4))
            return thing.id

        while True:
            try:
                written.add(await perform(lambda: open_context(store, practice_id), work))
                return
            except Contended:
                continue

    async def read(since: datetime) -> datetime:
        for thing in await open_context(things, practice_id).changed_since(THING, since, limit=50):
            seen[thing.id] = since = thing.updated_at
        return since

    async def read_until(done: "asyncio.Future[list[None]]") -> datetime:
        since = LONG_AGO
        while not done.done():
            since = await read(since)
            await asyncio.sleep(0.01)
        return since

    async with Store(things_url, KINDS, KEYS) as elsewhere:
        writing = asyncio.gather(*(write((things, elsewhere)[place % 2], place) for place in range(200)))
        since = await read_until(writing)
        await writing
    while (reached := await read(since)) != since:
        since = reached
    assert seen.keys() == written


@asynccontextmanager
async def _locked(url: str, thing: Thing) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """Hold the row of ``thing``, so that whoever needs it waits in the middle of a transaction."""
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction():
            await connection.execute("SELECT 1 FROM thing WHERE id = $1 FOR UPDATE", thing.id)
            yield connection
    finally:
        await connection.close()


async def _until_one_waits(holder: "asyncpg.Connection[asyncpg.Record]") -> None:
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    for _ in range(1000):
        if await holder.fetchval(waiting):
            return
        await asyncio.sleep(0.005)
    raise AssertionError("nobody waits")
