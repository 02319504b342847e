"""What only SQLite does: a writer whose jobs share commits, statistics that readers take up, a file others may lock."""

import asyncio
import sqlite3
import stat
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from polyclinic.adapters.db.migrate import migrate
from polyclinic.adapters.db.sqlite import connections
from polyclinic.adapters.db.sqlite.connections import Readers, Writer, connect
from polyclinic.adapters.db.sqlite.engine import SqliteEngine
from polyclinic.adapters.db.store import Store
from polyclinic.adapters.db.url import parse
from polyclinic.core.shared.errors import Unavailable
from polyclinic.core.shared.queries import Is, Order, Query
from tests.adapters.things import KINDS, THING, Thing, put
from tests.support.database import sqlite_database
from tests.support.store import KEYS, open_context


@pytest.fixture
async def url(tmp_path: Path) -> str:
    made = sqlite_database(tmp_path)
    await migrate(made, KINDS)
    return made


@pytest.fixture
async def writer(url: str) -> AsyncIterator[Writer]:
    path = parse(url).path
    assert path is not None
    started = Writer(path)
    started.start()
    yield started
    await started.stop()


def add(name: str) -> str:
    return f"INSERT INTO practices (id, created_at, doc) VALUES ('{name}', '', '')"


async def test_nobody_but_its_owner_reads_the_file_or_its_log(url: str, writer: Writer) -> None:
    await writer.run(lambda connection: connection.execute(add("p")))
    path = parse(url).path
    assert path is not None
    modes = {each.name.removeprefix(path.name): stat.S_IMODE(each.stat().st_mode) for each in path.parent.iterdir()}
    assert modes == {"": 0o600, "-wal": 0o600, "-shm": 0o600}


async def test_a_job_that_fails_undoes_itself_alone(writer: Writer) -> None:
    def fail(connection: sqlite3.Connection) -> None:
        connection.execute(add("half"))
        raise RuntimeError("no")

    def succeed(place: int) -> Callable[[sqlite3.Connection], object]:
        return lambda connection: connection.execute(add(f"p{place}"))

    jobs: list[Coroutine[Any, Any, object]] = [writer.run(succeed(place)) for place in range(20)]
    jobs[10:10] = [writer.run(fail), writer.run(fail)]
    results = await asyncio.gather(*jobs, return_exceptions=True)
    assert [place for place, result in enumerate(results) if isinstance(result, RuntimeError)] == [10, 11]
    rows = await writer.run(lambda connection: connection.execute("SELECT id FROM practices").fetchall())
    assert {row[0] for row in rows} == {f"p{place}" for place in range(20)}


async def test_a_job_given_up_before_its_turn_is_not_run(writer: Writer) -> None:
    hold = asyncio.Event()
    loop = asyncio.get_running_loop()

    def wait(_: sqlite3.Connection) -> None:
        asyncio.run_coroutine_threadsafe(hold.wait(), loop).result()

    first = asyncio.create_task(writer.run(wait))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(writer.run(lambda connection: connection.execute(add("late"))))
    await asyncio.sleep(0)
    second.cancel()
    await asyncio.gather(second, return_exceptions=True)
    hold.set()
    await first
    rows = await writer.run(lambda connection: connection.execute("SELECT id FROM practices").fetchall())
    assert rows == []


async def test_a_file_that_somebody_keeps_locked(writer: Writer, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    await writer.run(lambda connection: connection.execute("PRAGMA busy_timeout = 20"))
    path = parse(url).path
    assert path is not None
    other = connect(path, writes=True)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable):
        await writer.run(lambda connection: connection.execute(add("p")))
    other.execute("COMMIT")
    other.close()
    await writer.run(lambda connection: connection.execute(add("p")))


async def test_readers_learn_of_statistics(url: str, practice_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "FIRST_ANALYSIS", 3)
    async with Store(url, KINDS, KEYS) as store:
        assert isinstance(store.engine, SqliteEngine)
        for place in range(4):
            await put(
                open_context(store, practice_id), *(Thing(rank=rank, name=f"{rank} {place}") for rank in range(300))
            )
        records = store.records(practice_id)
        page = await records.find(Query(THING, (Is("rank", 7),), (Order("name"),)))
        assert [thing.name for thing in page.items] == ["7 0", "7 1", "7 2", "7 3"]
        plan = "EXPLAIN QUERY PLAN SELECT id FROM thing WHERE practice_id = ? AND rank = ? ORDER BY name LIMIT 5"
        for point in (True, False):
            rows = await store.engine.fetch(practice_id, plan, (practice_id, 7), point=point)
            assert "rank=?" in rows[0][3]


async def test_readers_never_write(url: str, writer: Writer) -> None:
    path = parse(url).path
    assert path is not None
    readers = Readers(path, writer)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        readers.here(add("p"), ())
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await readers.aside(add("p"), ())
    readers.close()
