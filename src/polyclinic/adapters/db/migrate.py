"""Brings a database to the schema of this version: an empty one at once, an older one step by step."""

import asyncio
import io
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Literal

import asyncpg

from polyclinic.adapters.db.engine import ROLE
from polyclinic.adapters.db.migrations.scripts import HEAD, fresh
from polyclinic.adapters.db.postgres.pool import Connection
from polyclinic.adapters.db.reference.load import ship_postgres, ship_sqlite
from polyclinic.adapters.db.url import Database, parse
from polyclinic.core.shared.errors import Unavailable
from polyclinic.core.shared.kinds import Kind

_LOCK = 0x706F6C79  # "poly": one migration of a database at a time

_STAMP = (
    "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
    "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))",
    f"INSERT INTO alembic_version (version_num) VALUES ('{HEAD}')",
)

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

    On PostgreSQL run it as the database's owner, with the right to create roles the first time. Without ``kinds`` the
    database is made for those that this version ships with; else nothing but tables is made. Raises ``Unavailable`` and
    ``UnknownRevision``.
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


def upgrade_script(engine: Literal["sqlite", "postgresql"], revision: str | None) -> list[str]:
    """What Alembic writes to bring a database from ``revision`` (None: an empty one) to this version."""
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config(output_buffer=io.StringIO())
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["engine"] = engine
    buffer = config.output_buffer = io.StringIO()
    try:
        command.upgrade(config, f"{revision or 'base'}:head", sql=True)
    except CommandError as error:
        raise UnknownRevision(f"this version does not know the database's revision {revision}") from error
    return [statement for statement in (part.strip() for part in buffer.getvalue().split(";\n\n")) if statement]


def _steps(engine: Literal["sqlite", "postgresql"], revision: str | None, kinds: Sequence[Kind[Any]]) -> list[str]:
    if revision is None:
        return [*fresh(kinds, engine), *_STAMP]
    return [] if revision == HEAD else upgrade_script(engine, revision)


def _migrate_sqlite(path: Path, kinds: Sequence[Kind[Any]], *, shipping: bool) -> None:
    try:
        with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("BEGIN IMMEDIATE")
            named = "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"
            found = (
                connection.execute(named).fetchone()
                and connection.execute("SELECT version_num FROM alembic_version").fetchone()
            )
            for statement in _steps("sqlite", found[0] if found else None, kinds):
                connection.execute(statement)
            if shipping:
                ship_sqlite(connection)
            connection.execute("COMMIT")
    except sqlite3.OperationalError as error:
        raise Unavailable(f"the database cannot be migrated: {error}") from error


async def _migrate_postgres(database: Database, kinds: Sequence[Kind[Any]], *, shipping: bool) -> None:
    try:
        connection = await asyncpg.connect(database.url, timeout=30)
    except (OSError, asyncpg.PostgresConnectionError, asyncpg.OperatorInterventionError) as error:
        raise Unavailable("the database is away") from error
    try:
        async with connection.transaction():
            await connection.execute(f"SELECT pg_advisory_xact_lock({_LOCK})")
            known = await connection.fetchval("SELECT to_regclass('alembic_version') IS NOT NULL")
            revision = await connection.fetchval("SELECT version_num FROM alembic_version") if known else None
            await _take_steps(connection, revision, kinds)
            await connection.execute(_REBASE)
            if shipping:
                await ship_postgres(connection)
    finally:
        await connection.close()


async def create_postgres(connection: Connection, kinds: Sequence[Kind[Any]]) -> None:
    """Make the tables in an empty database, as its owner, within the caller's transaction."""
    await connection.execute(f"SELECT pg_advisory_xact_lock({_LOCK})")
    await _take_steps(connection, None, kinds)


async def _take_steps(connection: Connection, revision: str | None, kinds: Sequence[Kind[Any]]) -> None:
    if steps := _steps("postgresql", revision, kinds):
        await connection.execute(";\n".join(steps))
    await connection.execute(f"GRANT SELECT ON alembic_version TO {ROLE}")
