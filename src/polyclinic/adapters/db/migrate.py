"""Brings a database to the schema of this version: an empty one at once, an older one step by step."""

import asyncio
import io
import os
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import asyncpg

from polyclinic.adapters.db.engine import ROLE
from polyclinic.adapters.db.migrations import scripts
from polyclinic.adapters.db.postgres.pool import Connection
from polyclinic.adapters.db.reference.load import ship_postgres, ship_sqlite
from polyclinic.adapters.db.url import Database, parse
from polyclinic.core.shared.errors import Unavailable
from polyclinic.core.shared.kinds import Kind

_LOCK = 0x706F6C79  # "poly": one migration of a database at a time

LOCK_SECONDS = 2
"""How long a change of tables waits for them, and whoever asks for them later waits behind it."""
PATIENCE = 600
"""Seconds to go on trying for."""

_BUSY = (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError)

_READ_STAMP = f"GRANT SELECT ON alembic_version TO {ROLE}"

# every practice: audit positions are numbered across the installation
_REBASE = """DO $$
DECLARE sealed bigint; ahead bigint;
BEGIN
    SELECT max(high) INTO sealed FROM audit_seals;
    IF sealed > audit_horizon() THEN
        SELECT greatest(sealed, max(position) + 1) INTO ahead FROM audit_facts;
        EXECUTE format('CREATE OR REPLACE FUNCTION audit_base() RETURNS bigint LANGUAGE sql STABLE AS %L',
            format('SELECT %s::bigint', ahead));
    END IF;
END $$"""


class UnknownRevision(Exception):
    """The database was made by a newer version of this program."""


async def migrate(url: str, kinds: Sequence[Kind[Any]] | None = None) -> None:
    """Create or update the tables and what ships for all practices; nothing happens when they are up to date.

    On PostgreSQL run it as the database's owner, with the right to create roles the first time. Servers of the version
    before may go on meanwhile: no request waits longer than ``LOCK_SECONDS`` for it. On SQLite nothing else is written
    until it is done. Without ``kinds`` the database is made for those that this version ships with; else nothing but
    tables is made. Raises ``Unavailable`` and ``UnknownRevision``.
    """
    database = parse(url)
    shipping = kinds is None
    if kinds is None:
        from polyclinic.core.kinds import ALL_KINDS

        kinds = ALL_KINDS
    if database.path is not None:
        await asyncio.to_thread(_migrate_sqlite, database.path, kinds, shipping=shipping)
    else:
        await _migrate_postgres(database, kinds, shipping=shipping)


@dataclass(frozen=True, slots=True)
class Step:
    """What one revision does: all of it or nothing, or statement by statement (``alone``), beside requests."""

    statements: list[str]
    alone: bool = False


def upgrade_steps(engine: Literal["sqlite", "postgresql"], revision: str | None) -> list[Step]:
    """What Alembic writes to bring a database from ``revision`` (None: an empty one) to this version."""
    from alembic.config import Config
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    config = Config(output_buffer=io.StringIO())
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", "\n".join(map(str, scripts.FOLDERS)))
    config.attributes["engine"] = engine
    directory = ScriptDirectory.from_config(config)
    try:
        known = [directory.get_revision(revision)] if revision else []
    except CommandError as error:
        raise UnknownRevision(f"this version does not know the database's revision {revision}") from error
    missing = [*directory.iterate_revisions("head", known[0].revision if known else "base")]
    return [Step([*_script(config, each)], getattr(each.module, "alone", False)) for each in reversed(missing)]


def _script(config: Any, revision: Any) -> Iterator[str]:
    from alembic import command

    buffer = config.output_buffer = io.StringIO()
    command.upgrade(config, f"{revision.down_revision or 'base'}:{revision.revision}", sql=True)
    for part in buffer.getvalue().split(";\n\n"):
        lines = (line for line in part.splitlines() if not line.startswith("-- "))
        if statement := "\n".join(lines).strip():
            yield statement


def _steps(engine: Literal["sqlite", "postgresql"], revision: str | None, kinds: Sequence[Kind[Any]]) -> list[Step]:
    if revision is None:
        return [Step([*scripts.fresh(kinds, engine), *_stamp()])]
    return [] if revision == scripts.HEAD else upgrade_steps(engine, revision)


def _stamp() -> Iterator[str]:
    yield (
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
        "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
    )
    yield f"INSERT INTO alembic_version (version_num) VALUES ('{scripts.HEAD}')"


def _migrate_sqlite(path: Path, kinds: Sequence[Kind[Any]], *, shipping: bool) -> None:
    try:
        with suppress(OSError):  # what is wrong with the path, SQLite says
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as connection:
            _write_ahead(connection)
            connection.execute("BEGIN IMMEDIATE")
            named = "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"
            found = (
                connection.execute(named).fetchone()
                and connection.execute("SELECT version_num FROM alembic_version").fetchone()
            )
            for step in _steps("sqlite", found[0] if found else None, kinds):
                for statement in step.statements:
                    connection.execute(statement)
            if shipping:
                ship_sqlite(connection)
            connection.execute("COMMIT")
    except sqlite3.OperationalError as error:
        raise Unavailable(f"the database cannot be migrated: {error}") from error


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Switch to a write-ahead log, which does not wait for another process that does, as other statements would."""
    deadline = time.monotonic() + 30
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
        time.sleep(0.02)


async def _migrate_postgres(database: Database, kinds: Sequence[Kind[Any]], *, shipping: bool) -> None:
    try:
        connection = await asyncpg.connect(database.url, timeout=30)
    except (OSError, asyncpg.PostgresConnectionError, asyncpg.OperatorInterventionError) as error:
        raise Unavailable("the database is away") from error
    try:
        async with _only_one(connection):
            known = await connection.fetchval("SELECT to_regclass('alembic_version') IS NOT NULL")
            revision = await connection.fetchval("SELECT version_num FROM alembic_version") if known else None
            for step in _steps("postgresql", revision, kinds):
                await _take(connection, step)
            async with connection.transaction():
                await connection.execute(_READ_STAMP)
                await connection.execute(_REBASE)
                if shipping:
                    await ship_postgres(connection)
    finally:
        await connection.close()


@asynccontextmanager
async def _only_one(connection: Connection) -> AsyncIterator[None]:
    """Holds other migrations off. Waits by asking again: a statement that waits would hold up an index being built."""
    while not await connection.fetchval(f"SELECT pg_try_advisory_lock({_LOCK})"):  # noqa: ASYNC110  # another process holds it
        await asyncio.sleep(0.2)
    yield
    await connection.execute(f"SELECT pg_advisory_unlock({_LOCK})")


async def _take(connection: Connection, step: Step) -> None:
    if step.alone:
        for statement in step.statements:
            await _patiently(lambda text=statement: connection.execute(text))  # type: ignore[misc]  # bound here
        return

    async def together() -> None:
        async with connection.transaction():
            await connection.execute(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'")
            await connection.execute(";\n".join(step.statements))

    await _patiently(together)


async def _patiently(work: Callable[[], Awaitable[object]]) -> None:
    """Do it again while requests hold what it needs, letting them through in between."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            await work()
            return
        except _BUSY as error:
            if time.monotonic() > deadline:
                raise Unavailable("the database is too busy: migrate again, it goes on where it stopped") from error
        await asyncio.sleep(LOCK_SECONDS)


async def create_postgres(connection: Connection, kinds: Sequence[Kind[Any]]) -> None:
    """Make the tables in an empty database, as its owner, within the caller's transaction."""
    await connection.execute(f"SELECT pg_advisory_xact_lock({_LOCK})")
    for step in _steps("postgresql", None, kinds):
        await connection.execute(";\n".join(step.statements))
    await connection.execute(_READ_STAMP)
