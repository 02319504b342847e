"""Facts are written before anything is answered, sealed in a chain, and what was sealed cannot change unseen."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import pytest

from polyclinic.adapters.db import audit
from polyclinic.adapters.db.audit import AuditTrail, Finding
from polyclinic.adapters.db.postgres.engine import PostgresEngine
from polyclinic.adapters.db.postgres.statements import FACTS_AS_ROWS
from polyclinic.adapters.db.sqlite.connections import connect
from polyclinic.adapters.db.store import Store
from polyclinic.adapters.db.url import parse
from polyclinic.adapters.db.writes import fact_row
from polyclinic.core.shared.changes import Fact
from polyclinic.core.shared.errors import Unavailable
from tests.adapters.things import KINDS, THING, Thing, put
from tests.support.store import KEYS, add_practice, open_context

COUNT = "SELECT count(*) FROM audit_facts WHERE practice_id = $1"


def fact(action: str = "read") -> Fact:
    return Fact(datetime.now(UTC), "user:1", action, "ok", ("thing/1",))


async def tamper(url: str, *statements: str) -> None:
    """Change the trail behind the store's back, with an owner's rights and triggers out of the way."""
    if (path := parse(url).path) is not None:
        connection = connect(Path(path), writes=True)
        triggers = "SELECT sql, name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit_%'"
        kept = connection.execute(triggers).fetchall()
        for _, name in kept:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        for sql, _ in kept:
            connection.execute(sql)
        connection.close()
        return
    owner = await asyncpg.connect(url)
    for statement in statements:
        await owner.execute(statement)
    await owner.close()


async def sealed(things: Store, practice_id: str, seals: int = 3, facts: int = 4) -> None:
    for _ in range(seals):
        for place in range(facts):
            await things.audit.record(practice_id, fact(f"action {place}"))
        await passed(things, practice_id)
        await settle(things, practice_id)


async def passed(things: Store, practice_id: str) -> None:
    """Wait until one seal can hold everything: no older transaction, of whatever database of the server, is open."""
    held = "SELECT 1 FROM audit_facts WHERE practice_id = $1 AND position >= audit_horizon() LIMIT 1"
    async with asyncio.timeout(60):
        while things.engine.postgres and await things.engine.fetch(practice_id, held, (practice_id,)):  # noqa: ASYNC110  # another connection must end, nobody tells us
            await asyncio.sleep(0.01)


async def settle(things: Store, practice_id: str) -> None:
    """Seal until nothing is left: another transaction on the server may hold facts back for a moment."""
    async with asyncio.timeout(60):
        while True:
            await things.audit.seal()
            if practice_id not in things.audit.unsealed:
                return
            await asyncio.sleep(0.01)


async def test_changes_and_reads_leave_facts(things: Store, practice_id: str) -> None:
    (made,) = await put(open_context(things, practice_id, action="thing.add"), Thing())
    context = open_context(things, practice_id, action="thing.read", actor="key:7")
    await context.need(THING, made.id)
    await context.commit()
    await open_context(things, practice_id, action="thing.update").record_failure("conflict", "rank")
    await settle(things, practice_id)
    sql = "SELECT actor, action, outcome, objects, detail FROM audit_facts WHERE practice_id = $1 ORDER BY id"
    rows = [tuple(row) for row in await things.engine.fetch(practice_id, sql, (practice_id,))]
    assert rows == [
        ("user:test", "thing.add", "ok", f'["thing/{made.id}"]', ""),
        ("key:7", "thing.read", "ok", f'["thing/{made.id}"]', ""),
        ("user:test", "thing.update", "conflict", "[]", "rank"),
    ]
    assert await things.audit.verify(practice_id) == []


async def test_facts_without_a_practice_have_a_chain_too(things: Store) -> None:
    await things.audit.record(None, fact("login"))
    await settle(things, "system")
    assert (await things.engine.fetch("system", COUNT, ("system",)))[0][0] >= 1
    assert await things.audit.verify() == []


FIRST = "(SELECT min(id) FROM audit_facts WHERE MINE)"
LAST = "(SELECT max(id) FROM audit_facts WHERE MINE)"
TAMPERINGS: dict[str, tuple[str, set[tuple[int, str]]]] = {
    "altered": (
        f"UPDATE audit_facts SET actor = 'nobody' WHERE MINE AND id = {FIRST} + 5",
        {(2, "altered")},
    ),
    "altered time": (
        f"UPDATE audit_facts SET at = (SELECT min(at) FROM audit_facts WHERE MINE) WHERE MINE AND id = {LAST}",
        {(3, "altered")},
    ),
    "deleted": (f"DELETE FROM audit_facts WHERE MINE AND id = {FIRST}", {(1, "missing")}),
    "a seal dropped": ("DELETE FROM audit_seals WHERE MINE AND number = 2", {(2, "seal")}),
    "the last seal dropped": ("DELETE FROM audit_seals WHERE MINE AND number = 3", {(3, "seal")}),
    "all seals dropped": ("DELETE FROM audit_seals WHERE MINE", {(3, "seal")}),
    "a seal rewritten": ("UPDATE audit_seals SET facts = 3 WHERE MINE AND number = 1", {(1, "inserted")}),
    "a seal moved": (
        "UPDATE audit_seals SET digest = previous WHERE MINE AND number = 1",
        {(1, "altered"), (2, "seal")},
    ),
}


@pytest.mark.parametrize("name", TAMPERINGS)
async def test_tampering_is_found(things: Store, things_url: str, practice_id: str, name: str) -> None:
    statement, expected = TAMPERINGS[name]
    await sealed(things, practice_id)
    assert await things.audit.verify(practice_id) == []
    await tamper(things_url, statement.replace("MINE", f"practice_id = '{practice_id}'"))
    found = await things.audit.verify(practice_id)
    assert {(finding.seal, finding.what) for finding in found} == expected


async def test_an_inserted_fact_is_found(things: Store, things_url: str, practice_id: str) -> None:
    await sealed(things, practice_id)
    columns = "at, actor, action, outcome, objects, dialect, request_id, purpose, detail"
    values = "at, 'forged', action, outcome, objects, dialect, request_id, purpose, detail"
    first = f"WHERE practice_id = '{practice_id}' ORDER BY id LIMIT 1"
    if things.engine.postgres:
        insert = f"INSERT INTO audit_facts (practice_id, position, {columns}) SELECT practice_id, position, {values}"
    else:
        insert = f"INSERT INTO audit_facts (practice_id, id, {columns}) SELECT practice_id, -5, {values}"
    await tamper(things_url, f"{insert} FROM audit_facts {first}")
    assert await things.audit.verify(practice_id) == [Finding(practice_id, 1, "inserted")]


async def test_groups_under_load(things: Store, practice_id: str) -> None:
    await asyncio.gather(*(things.audit.record(practice_id, fact(str(place))) for place in range(1500)))
    assert (await things.engine.fetch(practice_id, COUNT, (practice_id,)))[0][0] == 1500
    await settle(things, practice_id)
    assert await things.audit.verify(practice_id) == []
    assert await things.audit.seal() == 0


async def test_large_batches_are_sealed_in_parts(
    things: Store, practice_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "BATCH", 10)
    for _ in range(3):
        await asyncio.gather(*(things.audit.record(practice_id, fact(str(place))) for place in range(12)))
    await settle(things, practice_id)
    sql = "SELECT sum(facts), count(*) FROM audit_seals WHERE practice_id = $1"
    facts, seals = (await things.engine.fetch(practice_id, sql, (practice_id,)))[0]
    assert (facts, seals > 1) == (36, True)
    assert await things.audit.verify(practice_id) == []


async def test_sealing_ends_although_facts_keep_coming(things: Store, practice_id: str) -> None:
    ended = asyncio.Event()

    async def go_on() -> None:
        while not ended.is_set():
            await things.audit.record(practice_id, fact())

    async with asyncio.timeout(60), asyncio.TaskGroup() as readers:
        for _ in range(4):
            readers.create_task(go_on())
        try:
            for _ in range(5):
                await asyncio.wait_for(things.audit.seal(), 10)
        finally:
            ended.set()
    await settle(things, practice_id)
    assert await things.audit.verify(practice_id) == []


async def test_many_facts_of_several_practices_are_written_at_once(things: Store) -> None:
    ones, others = [(await add_practice(things)).id for _ in range(2)]
    for count in (1, 2, FACTS_AS_ROWS, FACTS_AS_ROWS + 1, 40):
        practices = [ones if place % 2 else others for place in range(count)]
        rows = [fact_row(fact(f"{count}/{place}")) for place in range(count)]
        await things.engine.append_facts(practices, rows)
        for practice_id in (ones, others):
            sql = f"SELECT action FROM audit_facts WHERE practice_id = $1 AND action LIKE '{count}/%' ORDER BY id"
            held = [row[0] for row in await things.engine.fetch(practice_id, sql, (practice_id,))]
            assert held == [f"{count}/{place}" for place, owner in enumerate(practices) if owner == practice_id]


async def test_two_sealers_make_one_chain(things_url: str) -> None:
    async with Store(things_url, KINDS, KEYS) as one, Store(things_url, KINDS, KEYS) as other:
        practice = await add_practice(one)
        for _ in range(5):
            await asyncio.gather(one.audit.record(practice.id, fact()), other.audit.record(practice.id, fact()))
            await asyncio.gather(one.audit.seal(), other.audit.seal())
        await settle(one, practice.id)
        await settle(other, practice.id)
        assert await one.audit.verify(practice.id) == []
        sql = "SELECT sum(facts) FROM audit_seals WHERE practice_id = $1"
        assert (await one.engine.fetch(practice.id, sql, (practice.id,)))[0][0] == 10


async def test_a_fact_that_commits_late_is_sealed_later(things: Store, things_url: str, practice_id: str) -> None:
    if not isinstance(things.engine, PostgresEngine):
        pytest.skip("SQLite has one writer: facts commit in the order of their ids")
    slow = await asyncpg.connect(things_url)
    transaction = slow.transaction()
    await transaction.start()
    columns = "practice_id, at, actor, action, outcome, objects, dialect, request_id, purpose, detail"
    await slow.execute(
        f"INSERT INTO audit_facts ({columns}) VALUES ($1, $2, 'late', '', '', '[]', '', '', '', '')",
        practice_id,
        datetime.now(UTC),
    )
    for _ in range(3):
        await things.audit.record(practice_id, fact())
    await things.audit.seal()
    assert practice_id in things.audit.unsealed
    await transaction.commit()
    await slow.close()
    await settle(things, practice_id)
    sql = "SELECT sum(facts) FROM audit_seals WHERE practice_id = $1"
    assert (await things.engine.fetch(practice_id, sql, (practice_id,)))[0][0] == 4
    assert await things.audit.verify(practice_id) == []


async def test_what_cannot_be_recorded_in_time_is_refused(
    things: Store, practice_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "PATIENCE", 0.05)

    class Stuck:
        postgres = things.engine.postgres

        async def append_facts(self, practices: object, rows: object) -> None:
            await asyncio.sleep(0.2)

    trail = AuditTrail(Stuck(), things.vault, things.clock, things.practices)  # type: ignore[arg-type] # an engine whose disk hangs
    with pytest.raises(Unavailable):
        await trail.record(practice_id, fact())
    await trail.finish()


async def test_a_closed_store_records_nothing(things_url: str, practice_id: str) -> None:
    store = Store(things_url, KINDS, KEYS)
    await store.open()
    await store.close()
    with pytest.raises(Unavailable):
        await store.audit.record(practice_id, fact())
    with pytest.raises(Unavailable):
        await store.records(practice_id).get(THING, "any")
    assert not await store.ready()
