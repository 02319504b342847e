"""What is really in a database, read without the store."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import asyncpg


def rows_of(url: str) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table."""
    if url.startswith("sqlite"):
        return _sqlite_tables(Path(url.removeprefix("sqlite:///")))
    return asyncio.run(_postgres_tables(url))


async def stored_bytes(url: str) -> bytes:
    """Everything in the database: SQLite's files with the write-ahead log, or each row of every table as text."""
    if url.startswith("sqlite"):
        path = Path(url.removeprefix("sqlite:///"))
        return b"".join(each.read_bytes() for each in path.parent.glob(path.name + "*"))
    connection = await asyncpg.connect(url)
    try:
        tables = (
            "SELECT quote_ident(relname) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        found = []
        for (table,) in await connection.fetch(tables):
            found += [str(row[0]) for row in await connection.fetch(f"SELECT t::text FROM {table} t")]  # noqa: S608  # see above
        return "\n".join(found).encode()
    finally:
        await connection.close()


def _all_of(table: str) -> str:
    return f'SELECT * FROM "{table}"'  # noqa: S608  # the database itself names its tables


def _sqlite_tables(path: Path) -> dict[str, list[dict[str, Any]]]:
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        named = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%_text%'"
        tables = [row["name"] for row in connection.execute(named).fetchall()]
        return {table: [dict(row) for row in connection.execute(_all_of(table))] for table in tables}


async def _postgres_tables(url: str) -> dict[str, list[dict[str, Any]]]:
    connection = await asyncpg.connect(url)
    try:
        named = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
        tables = [row["tablename"] for row in await connection.fetch(named)]
        return {table: [dict(row) for row in await connection.fetch(_all_of(table))] for table in tables}
    finally:
        await connection.close()


def column_of(url: str, query: str) -> list[Any]:
    """The first column of what a query finds."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
            return [row[0] for row in connection.execute(query).fetchall()]
    return asyncio.run(_postgres_column(url, query))


async def _postgres_column(url: str, query: str) -> list[Any]:
    connection = await asyncpg.connect(url)
    try:
        return [row[0] for row in await connection.fetch(query)]
    finally:
        await connection.close()
