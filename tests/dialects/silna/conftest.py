"""An MSO in a fresh practice, on both engines."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from polyclinic.adapters.db.migrate import migrate
from polyclinic.adapters.db.store import Store
from polyclinic.core.kinds import ALL_KINDS
from tests.dialects.silna.clinic import Clinic, open_clinic
from tests.support.store import KEYS


@pytest.fixture(scope="session")
def migrated_url(database_url: str) -> str:
    """The session's database with its tables."""
    asyncio.run(migrate(database_url))
    return database_url


@pytest.fixture
async def store(migrated_url: str) -> AsyncIterator[Store]:
    """The store of the session's database, opened for one test."""
    async with Store(migrated_url, ALL_KINDS, KEYS) as opened:
        yield opened


@pytest.fixture
async def clinic(store: Store) -> Clinic:
    """Two providers whose callers are not limited."""
    return await open_clinic(store)
