"""A practice group of its own for every test, on both engines."""

from collections.abc import AsyncIterator

import pytest

from polyclinic.adapters.db.keys import Keys
from polyclinic.adapters.db.migrate import migrate
from polyclinic.adapters.db.store import Store
from polyclinic.core.kinds import ALL_KINDS
from tests.dialects.drchrono.group import Group, open_group

_migrated: set[str] = set()


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    """The store of the session's database, opened for one test."""
    if database_url not in _migrated:
        await migrate(database_url)
        _migrated.add(database_url)
    async with Store(database_url, ALL_KINDS, Keys({"k1": bytes(range(32))}, "k1")) as opened:
        yield opened


@pytest.fixture
async def group(store: Store) -> Group:
    """Offices, doctors, a patient, a profile, and a token with every scope."""
    return await open_group(store)


@pytest.fixture
async def other(store: Store) -> Group:
    """Another practice group, with numbers of its own."""
    return await open_group(store, first_number=900_000)
