"""Practices see nothing of each other, and a credential nothing beyond its scope."""

from dataclasses import replace

import asyncpg
import pytest

from polyclinic.adapters.db.engine import EVERY_PRACTICE
from polyclinic.adapters.db.postgres.pool import Pool, UnsafeRole, Use
from polyclinic.adapters.db.store import Store
from polyclinic.core.shared.changes import Event
from polyclinic.core.shared.context import Scope
from polyclinic.core.shared.entity import ExternalId
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.queries import Contains, Has, HasExternalId, Is, Query
from tests.adapters.things import KINDS, THING, Thing, put
from tests.support.store import KEYS, open_context

MARKED = Thing(name="content marker", tags=("marker",), serial="marker", external_ids=(ExternalId("sys", "marker"),))


async def test_another_practice_finds_nothing(things: Store, practice_id: str) -> None:
    (mine,) = await put(open_context(things, practice_id), MARKED)
    theirs = things.records(new_id())
    assert await theirs.get(THING, mine.id) is None
    assert await theirs.get_by_number(THING, mine.number) is None
    assert await theirs.get_by_external_id(THING, "sys", "marker") is None
    assert await theirs.get_many(THING, [mine.id]) == {}
    assert await theirs.history(THING, mine.id) == []
    for where in (
        (),
        (Contains("name", "marker"),),
        (Contains("name", "ma"),),
        (Has("tag", ("marker",)),),
        (HasExternalId("sys", "marker"),),
        (Is("id", mine.id),),
    ):
        query = Query(THING, where, active=None, total=True)
        page = await theirs.find(query)
        assert (list(page.items), page.total, await theirs.count(query)) == ([], 0, 0), where


async def test_ids_and_unique_values_are_a_practices_own(things: Store, practice_id: str) -> None:
    (mine,) = await put(open_context(things, practice_id), MARKED)
    other = new_id()
    (theirs,) = await put(open_context(things, other), replace(MARKED, id=mine.id, name="theirs"))
    assert theirs.id == mine.id
    assert await things.records(practice_id).get(THING, mine.id) == mine
    assert await things.records(other).get(THING, mine.id) == theirs


async def test_scope_limits_every_read(things: Store, practice_id: str) -> None:
    inside, outside, nowhere = await put(
        open_context(things, practice_id),
        Thing(name="inside", facility_id="f1", external_ids=(ExternalId("sys", "1"),)),
        Thing(name="outside", facility_id="f2", external_ids=(ExternalId("sys", "2"),)),
        Thing(name="nowhere", external_ids=(ExternalId("sys", "3"),)),
    )
    for facilities, seen in (
        (frozenset({"f1"}), [inside]),
        (frozenset({"f1", None}), [inside, nowhere]),
        (frozenset({None}), [nowhere]),
        (frozenset({"f3"}), []),
        (frozenset(), [inside, outside, nowhere]),
    ):
        records = things.records(practice_id, Scope(facilities=facilities))
        visible = {thing.id for thing in seen}
        page = await records.find(Query(THING, total=True))
        assert {thing.id for thing in page.items} == visible
        assert page.total == len(seen) == await records.count(Query(THING))
        assert (await records.get_many(THING, [inside.id, outside.id, nowhere.id])).keys() == visible
        for place, thing in enumerate((inside, outside, nowhere), start=1):
            expected = thing if thing.id in visible else None
            assert await records.get(THING, thing.id) == expected
            assert await records.get_by_number(THING, thing.number) == expected
            assert await records.get_by_external_id(THING, "sys", str(place)) == expected
            assert bool(await records.history(THING, thing.id)) == (expected is not None)
            part = Query(THING, (Contains("name", thing.name or ""),), total=True)
            assert (await records.find(part)).total == (1 if expected else 0)


@pytest.fixture
def postgres_url(things_url: str) -> str:
    if things_url.startswith("sqlite"):
        pytest.skip("row-level security is PostgreSQL's")
    return things_url


async def test_without_the_stores_filter_the_database_hides_others(postgres_url: str) -> None:
    async with Store(postgres_url, KINDS, KEYS) as things:
        practices = [new_id(), new_id()]
        for each in practices:
            context = open_context(things, each)
            context.tell(Event("told", "thing", "1"))
            await put(context, Thing(name=f"marker {each}", serial="s", held=("room",)))
            await context.records.settled(context.system_clock.now())
            await things.audit.begin_epoch(each)
        tables = ("thing", "history", "lookups", "counters", "numbers", "outbox", "audit_facts", "audit_seals")
        for table in (*tables, "audit_heads", "feeds"):
            rows = await things.engine.fetch(practices[0], f"SELECT DISTINCT practice_id FROM {table}", ())
            assert [row[0] for row in rows] == [practices[0]], table
        search = "SELECT name FROM search_thing_name($1, '%marker%')"
        found = await things.engine.fetch(practices[0], search, (practices[0],))
        assert [row[0] for row in found] == [f"marker {practices[0]}"]
        assert list(await things.engine.fetch(practices[0], search, (practices[1],))) == []
        for nobody in ("", EVERY_PRACTICE, new_id()):
            for table in (*tables[:5], "bookings", "audit_facts", "audit_seals", "feeds"):
                assert list(await things.engine.fetch(nobody, f"SELECT 1 FROM {table}", ())) == [], table
        move = "UPDATE thing SET practice_id = $1"
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await things.engine.write(practices[0], [(move, (practices[1],))])


async def test_what_is_appended_stays(things: Store, practice_id: str) -> None:
    await put(open_context(things, practice_id), Thing())
    tables = ("history", "audit_facts") if things.engine.postgres else ("audit_facts",)
    for table in tables:
        for sql in (f"DELETE FROM {table}", f"UPDATE {table} SET actor = 'nobody'"):
            with pytest.raises(Exception, match=r"permission denied|append-only"):
                await things.engine.write(practice_id, [(sql, ())])


async def test_a_connection_forgets_its_practice_on_failure(postgres_url: str) -> None:
    pool = Pool(postgres_url, 1)
    first, second = Use(new_id()), Use(new_id())
    setting = "SELECT current_setting('app.practice', true)"
    for use in (first, second, first):
        async with pool.lent(use) as link:
            assert await link.connection.fetchval(setting) == use.practice_id
    with pytest.raises(asyncpg.DivisionByZeroError):
        async with pool.lent(first) as link:
            await link.connection.fetchval("SELECT 1 / 0")
    assert link.use is None
    with pytest.raises(RuntimeError):
        async with pool.lent(first) as link:
            raise RuntimeError
    assert link.connection.is_closed()
    async with pool.lent(second) as link:
        assert await link.connection.fetchval(setting) == second.practice_id
        assert await link.connection.fetchval("SELECT current_user") == "polyclinic_app"
    await pool.close()


async def test_a_role_that_policies_do_not_bind_is_refused(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = await asyncpg.connect(postgres_url)
    role = await owner.fetchval("SELECT current_user")
    await owner.close()
    monkeypatch.setattr("polyclinic.adapters.db.postgres.pool.ROLE", role)
    pool = Pool(postgres_url, 1)
    with pytest.raises(UnsafeRole):
        await pool.open()
    await pool.close()
