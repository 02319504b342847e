"""Every way to a schema ends at the same one, and a store refuses any other."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any, Literal

import asyncpg
import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from polyclinic.adapters.db import ddl, migrate, tables
from polyclinic.adapters.db.layout import Layout, layouts, text
from polyclinic.adapters.db.migrate import UnknownRevision, upgrade_steps
from polyclinic.adapters.db.migrations import scripts
from polyclinic.adapters.db.store import NotMigrated, Store
from polyclinic.adapters.db.url import parse
from polyclinic.core.kinds import ALL_KINDS
from polyclinic.core.shared.changes import Fact
from polyclinic.core.shared.errors import Unavailable
from polyclinic.core.shared.kinds import Key, Kind, Lookup
from tests.adapters.things import KINDS, Plain
from tests.support.database import postgres_database, sqlite_database
from tests.support.store import KEYS

EngineName = Literal["sqlite", "postgresql"]
ENGINES: tuple[EngineName, ...] = ("sqlite", "postgresql")

# Everything that makes a PostgreSQL schema what it is, in words that do not depend on the order of its making.
CATALOG = (
    "SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || "
    "coalesce(column_default, '') || ' ' || coalesce(collation_name, '') || is_identity "
    "FROM information_schema.columns WHERE table_schema = 'public'",
    "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE connamespace = 'public'::regnamespace",
    "SELECT tablename || policyname || cmd || coalesce(qual, '') || coalesce(with_check, '') FROM pg_policies",
    "SELECT relname || relrowsecurity || coalesce(relacl::text, '') || coalesce(reloptions::text, '') FROM pg_class "
    "WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S')",
    "SELECT pg_get_functiondef(p.oid) || coalesce(proacl::text, '') FROM pg_proc p JOIN pg_language l "
    "ON l.oid = prolang WHERE pronamespace = 'public'::regnamespace AND lanname IN ('sql', 'plpgsql')",
    "SELECT pg_get_statisticsobjdef(oid) FROM pg_statistic_ext",
)


@asynccontextmanager
async def empty(engine: EngineName, folder: Path) -> AsyncIterator[str]:
    if engine == "sqlite":
        yield sqlite_database(folder)
        return
    async with postgres_database() as url:
        yield url


async def run(url: str, statements: Sequence[str]) -> None:
    if (path := parse(url).path) is not None:
        with closing(sqlite3.connect(path)) as connection:
            for statement in statements:
                connection.execute(statement)
            connection.commit()
        return
    owner = await asyncpg.connect(url)
    await owner.execute(";\n".join(statements))
    await owner.close()


async def described(url: str) -> list[str]:
    if (path := parse(url).path) is not None:
        with closing(sqlite3.connect(path)) as connection:
            found = connection.execute("SELECT name || ' ' || coalesce(sql, '') FROM sqlite_master").fetchall()
        return sorted(" ".join(row[0].split()) for row in found if "alembic_version" not in row[0])
    owner = await asyncpg.connect(url)
    lines = [str(row[0]) for query in CATALOG for row in await owner.fetch(query)]
    await owner.close()
    return sorted(line for line in lines if "alembic_version" not in line)


@pytest.mark.parametrize("engine", ENGINES)
async def test_every_way_to_the_schema_ends_at_the_same(engine: EngineName, tmp_path: Path) -> None:
    async with empty(engine, tmp_path) as declared, empty(engine, tmp_path) as kept, empty(engine, tmp_path) as stepped:
        await run(declared, ddl.statements(ALL_KINDS, engine))
        await migrate.migrate(kept)
        await run(stepped, [each for step in upgrade_steps(engine, None) for each in step.statements])
        expected = await described(declared)
        assert len(expected) > 200
        assert await described(kept) == expected
        assert await described(stepped) == expected
        await migrate.migrate(stepped)
        for url in (kept, stepped):
            async with Store(url, ALL_KINDS, KEYS) as store:
                assert await store.ready()


@pytest.mark.parametrize("engine", ENGINES)
def test_the_kept_scripts_are_those_of_the_kinds(engine: EngineName) -> None:
    remedy = "run: python -m polyclinic.adapters.db.migrations.scripts"
    assert scripts.path(engine).read_text(encoding="utf-8") == scripts.render(ALL_KINDS, engine), remedy


def test_the_head_is_alembics() -> None:
    config = Config()
    config.set_main_option("script_location", str(scripts.path("sqlite").parents[1]))
    assert ScriptDirectory.from_config(config).get_heads() == [scripts.HEAD]


@pytest.mark.parametrize("engine", ENGINES)
async def test_migrating_can_be_repeated(engine: EngineName, tmp_path: Path) -> None:
    async with empty(engine, tmp_path) as url:
        await migrate.migrate(url)
        await asyncio.gather(migrate.migrate(url), migrate.migrate(url))
        async with Store(url, ALL_KINDS, KEYS) as store:
            assert await store.engine.revision() == scripts.HEAD


@pytest.mark.parametrize("engine", ENGINES)
async def test_two_first_migrations_at_once(engine: EngineName, tmp_path: Path) -> None:
    async with empty(engine, tmp_path) as url:
        await asyncio.gather(*(migrate.migrate(url, KINDS) for _ in range(3)))
        async with Store(url, KINDS, KEYS) as store:
            assert await store.ready()


@pytest.mark.parametrize("engine", ENGINES)
async def test_a_store_refuses_other_schemas(engine: EngineName, tmp_path: Path) -> None:
    async with empty(engine, tmp_path) as url:
        await run(url, ["CREATE TABLE something (id integer)"])
        store = Store(url, ALL_KINDS, KEYS)
        with pytest.raises(NotMigrated):
            await store.open()
        await migrate.migrate(url)
        await run(url, ["UPDATE alembic_version SET version_num = '9999'"])
        with pytest.raises(NotMigrated):
            await store.open()
        with pytest.raises(UnknownRevision):
            await migrate.migrate(url)


async def test_a_database_that_is_away(tmp_path: Path) -> None:
    for url in ("postgresql://127.0.0.1:1/none", f"sqlite:///{tmp_path}/no/such/folder.sqlite3"):
        with pytest.raises(Unavailable):
            await migrate.migrate(url, KINDS)
        with pytest.raises(Unavailable):
            await Store(url, KINDS, KEYS).open()
        assert not await Store(url, KINDS, KEYS).ready()


async def test_the_trail_goes_on_on_another_server(tmp_path: Path) -> None:
    """A restored database may meet a server whose transaction numbers are lower than those in the trail."""
    async with empty("postgresql", tmp_path) as url:
        await migrate.migrate(url, KINDS)
        async with Store(url, KINDS, KEYS) as store:
            fact = Fact(store.clock.now(), "user:1", "read", "ok")
            await store.audit.record("p", fact)
            await run(url, ["UPDATE audit_facts SET position = position + 1000000000000"])
            await run(url, ["UPDATE audit_seals SET high = high + 1000000000000"])
            values = ("p", 1, -(2**62), 2_000_000_000_000, 1, store.clock.now(), "test", "", "digest")
            columns = "practice_id, number, low, high, facts, at, key_id, previous, digest"
            sql = f"INSERT INTO audit_seals ({columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
            await store.engine.write("p", [(sql, values)])
            with pytest.raises(Unavailable, match="restored"):
                await store.audit.seal()
            await migrate.migrate(url, KINDS)
            await store.audit.record("p", fact)
            async with asyncio.timeout(10):
                while "p" in store.audit.unsealed:
                    await store.audit.seal()
            rows = await store.engine.fetch("p", "SELECT low, facts FROM audit_seals WHERE number = 2", ())
            assert [tuple(row) for row in rows] == [(2_000_000_000_000, 1)]


@pytest.mark.parametrize("engine", ENGINES)
def test_every_practice_row_starts_its_keys_with_the_practice(engine: EngineName) -> None:
    meta = tables.metadata(ALL_KINDS, engine)
    across = {("ix_outbox_due_at_id", "due_at"), ("ix_idempotency_created_at", "created_at")}
    for table in meta.tables.values():
        if table.name in ("practices", "credentials", "codes", "reference_sets"):
            continue
        for index in table.indexes:
            first = next(iter(index.columns)).name
            assert first == "practice_id" or (index.name, first) in across, index.name
        if engine == "postgresql":
            assert next(iter(table.primary_key.columns)).name == "practice_id", table.name


def test_urls() -> None:
    assert parse("sqlite:///a/b.db").path == Path("a/b.db")
    assert parse("sqlite:////a/b%20c.db?x=1").path == Path("/a/b c.db")
    assert parse("postgres+asyncpg://u@h/d").url == "postgresql://u@h/d"
    for bad in ("sqlite:///:memory:", "mysql://x", "", "sqlite://"):
        with pytest.raises(ValueError, match=r"SQLite|URL"):
            parse(bad)


BAD_KINDS: tuple[Kind[Any], ...] = (
    Kind("no good", Plain),
    Kind("plain", Plain, keys=(Key("doc", lambda p: p.text),)),
    Kind("plain", Plain, keys=(Key("number", lambda p: p.text),)),
    Kind("plain", Plain, keys=(Key("a", lambda p: p.text), Key("a", lambda p: p.text))),
    Kind("plain", Plain, keys=(Key("a", lambda p: p.text),), lookups=(Lookup("a", lambda p: [p.text]),)),
    Kind("plain", Plain, keys=(Key('a"; --', lambda p: p.text),)),
    Kind("plain", Plain, scope_keys={"facility": "nothing"}),
    Kind("plain", Plain, lookups=(Lookup("a", lambda p: [p.text]),), shared=True),
)


@pytest.mark.parametrize("kind", BAD_KINDS, ids=range(len(BAD_KINDS)))
def test_kinds_that_cannot_be_stored_are_refused(kind: Kind[Any]) -> None:
    with pytest.raises(ValueError, match=r"plain|no good"):
        Layout(kind)


def test_two_kinds_need_two_names() -> None:
    with pytest.raises(ValueError, match="two kinds"):
        layouts((Kind("plain", Plain), Kind("plain", Plain)))


def test_long_texts_keep_their_start_and_their_difference() -> None:
    one, other = text("x" * 1000), text("x" * 999 + "y")
    assert len(one) == len(other) == 500
    assert (one[:436], one == other) == ("x" * 436, False)
    assert text("x" * 500) == "x" * 500
