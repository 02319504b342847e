"""Copies of a PostgreSQL database by COPY, in the server's binary format, made and put back as the tables' owner."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import BinaryIO, cast

import asyncpg

from polyclinic.adapters.db.backup import Entries, Notes
from polyclinic.adapters.db.migrate import create_postgres
from polyclinic.adapters.db.postgres.pool import Connection, is_away
from polyclinic.core.kinds import ALL_KINDS
from polyclinic.core.shared.errors import Unavailable

_TABLES = """SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
AND relname <> 'alembic_version' ORDER BY relname"""

_SEQUENCES = """SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
WHERE a.attidentity <> '' AND c.relnamespace = current_schema()::regnamespace ORDER BY c.relname"""


async def save(url: str, entries: Entries) -> Notes:
    """Every table in one snapshot; then what the sequences have reached, which is never behind it."""
    async with _connected(url) as connection:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            tables = [row[0] for row in await connection.fetch(_TABLES)]
            for table in tables:
                with entries(_entry(table)) as entry:
                    await connection.copy_from_table(table, output=cast(BinaryIO, entry), format="binary")
        reached = {}
        for table, column in await connection.fetch(_SEQUENCES):
            sequence = await connection.fetchval("SELECT pg_get_serial_sequence($1, $2)", table, column)
            reached[table] = [column, await connection.fetchval(f"SELECT last_value FROM {sequence}")]
        return {"tables": tables, "sequences": reached}


async def restore(url: str, notes: Notes, entries: Entries) -> bool:
    """Whether everything was put back, in one transaction; a database with tables of ours is left alone."""
    async with _connected(url) as connection, connection.transaction():
        if await connection.fetchval("SELECT to_regclass('alembic_version') IS NOT NULL"):
            return False
        await create_postgres(connection, ALL_KINDS)
        for table in notes["tables"]:
            with entries(_entry(table)) as entry:
                await connection.copy_to_table(table, source=cast(BinaryIO, entry), format="binary")
        for table, (column, value) in notes["sequences"].items():
            await connection.fetchval("SELECT setval(pg_get_serial_sequence($1, $2), $3)", table, column, value)
    return True


def _entry(table: str) -> str:
    return f"tables/{table}"


@asynccontextmanager
async def _connected(url: str) -> AsyncIterator[Connection]:
    try:
        connection = await asyncpg.connect(url, timeout=30)
        try:
            yield connection
        finally:
            await connection.close()
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
        if is_away(error):
            raise Unavailable("the database is away") from error
        raise
