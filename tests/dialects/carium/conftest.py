"""An organization in a fresh practice, on both engines, and a client that has signed in."""

from collections.abc import AsyncIterator

import httpx2
import pytest

from polyclinic.adapters.db.store import Store
from tests.dialects.carium.office import Office, open_office
from tests.support.bucket import access
from tests.support.store import store

__all__ = ["access", "store"]


@pytest.fixture
async def office(store: Store) -> Office:
    """Callers are not limited."""
    return await open_office(store)


@pytest.fixture
async def http(office: Office) -> AsyncIterator[httpx2.AsyncClient]:
    async with await office.http() as client:
        yield client
