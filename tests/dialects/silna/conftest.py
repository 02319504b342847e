"""An MSO in a fresh practice, on both engines."""

from collections.abc import AsyncIterator

import pytest

from polyclinic.adapters.db.keys import Keys
from polyclinic.adapters.db.migrate import migrate
from polyclinic.adapters.db.store import Store
from polyclinic.core.kinds import ALL_KINDS
from tests.dialects.silna.clinic import Clinic, open_clinic


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    """The store of the session's database, opened for one test."""
    await migrate(database_url)
    async with Store(database_url, ALL_KINDS, Keys({"k1": bytes(range(32))}, "k1")) as opened:
        yield opened


@pytest.fixture
async def clinic(store: Store) -> Clinic:
    """Two providers whose callers are not limited."""
    return await open_clinic(store)
