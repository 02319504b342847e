from collections.abc import AsyncIterator, Iterator

import httpx2
import pytest

from polyclinic.adapters.db.store import Store
from polyclinic.web.app import DialectApp
from tests.support.store import store
from tests.web import example
from tests.web.support import House, open_house

__all__ = ["store"]


@pytest.fixture
async def house(store: Store) -> House:
    return await open_house(store)


@pytest.fixture
def app(house: House) -> DialectApp:
    return house.app()


@pytest.fixture
async def http(house: House, app: DialectApp) -> AsyncIterator[httpx2.AsyncClient]:
    async with house.http(app) as client:
        yield client


@pytest.fixture(autouse=True)
def no_hooks() -> Iterator[None]:
    yield
    example.hooks.clear()
