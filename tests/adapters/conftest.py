"""A store of test kinds, on both engines."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from polyclinic.adapters.db.migrate import migrate
from polyclinic.adapters.db.store import Store
from tests.adapters.things import KINDS
from tests.support.bucket import access
from tests.support.database import postgres_database, sqlite_database
from tests.support.store import KEYS, practice_id, store

__all__ = ["access", "practice_id", "store"]


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def things_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database for the test kinds, one per engine."""
    with asyncio.Runner() as runner:
        if request.param == "sqlite":
            url = sqlite_database(tmp_path_factory.mktemp("things"))
            runner.run(migrate(url, KINDS))
            yield url
            return
        database = postgres_database()
        url = runner.run(database.__aenter__())
        runner.run(migrate(url, KINDS))
        yield url
        runner.run(database.__aexit__(None, None, None))


@pytest.fixture
async def things(things_url: str) -> AsyncIterator[Store]:
    async with Store(things_url, KINDS, KEYS) as opened:
        yield opened
