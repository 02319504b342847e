"""The tests' own databases: both engines, fresh, gone afterwards, and never skipped without a word."""

import asyncio
import sqlite3
from pathlib import Path

import asyncpg
import pytest

from tests.conftest import new_database
from tests.support import database


def test_a_new_database_is_empty(tmp_path_factory: pytest.TempPathFactory) -> None:
    with new_database("sqlite", tmp_path_factory) as url, sqlite3.connect(url.removeprefix("sqlite:///")) as sqlite:
        assert sqlite.execute("SELECT count(*) FROM sqlite_schema").fetchone() == (0,)
    sqlite.close()
    with new_database("postgresql", tmp_path_factory) as url:
        assert asyncio.run(tables(url)) == 0


async def tables(url: str) -> int:
    connection = await asyncpg.connect(url)
    found: int = await connection.fetchval("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
    await connection.close()
    return found


async def test_a_postgres_database_is_dropped_even_with_an_open_connection() -> None:
    async with database.postgres_database() as url:
        connection = await asyncpg.connect(url)
        name = await connection.fetchval("SELECT current_database()")
    connection.terminate()
    server = await asyncpg.connect(await asyncio.to_thread(database.server_url))
    left = await server.fetchval("SELECT count(*) FROM pg_database WHERE datname = $1", name)
    await server.close()
    assert left == 0


def test_a_named_server_that_does_not_answer_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLYCLINIC_TEST_DATABASE_URL", "postgresql+asyncpg://nobody@127.0.0.1:9/none")
    choose = database.server_url.__wrapped__
    with pytest.raises(database.NoPostgres, match="POLYCLINIC_TEST_DATABASE_URL is set"):
        choose()


def test_without_any_server_one_is_started_from_the_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in database.URL_VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(database, "LOCAL_SERVER", "postgresql://{user}@127.0.0.1:9/postgres")
    monkeypatch.setattr(database, "_started", [])
    url = database.server_url.__wrapped__()
    try:
        assert asyncio.run(version(url)).startswith("PostgreSQL 18")
    finally:
        database._started.pop().cleanup()


async def version(url: str) -> str:
    connection = await asyncpg.connect(url)
    text = str(await connection.fetchval("SELECT version()"))
    await connection.close()
    return text


def test_every_sqlite_database_is_a_file_of_its_own(tmp_path: Path) -> None:
    assert database.sqlite_database(tmp_path) != database.sqlite_database(tmp_path)
