"""Fixtures for every test. What only one folder needs stays in that folder's conftest.py."""

import asyncio
from collections.abc import Iterator

import pytest

from tests.support.database import postgres_database, sqlite_database, stop_servers


def pytest_unconfigure() -> None:
    stop_servers()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An empty database of each engine, one per test session and worker: a test using it runs twice."""
    if request.param == "sqlite":
        yield sqlite_database(tmp_path_factory.mktemp("database"))
        return
    with asyncio.Runner() as runner:
        database = postgres_database()
        yield runner.run(database.__aenter__())
        runner.run(database.__aexit__(None, None, None))
