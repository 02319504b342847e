from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx2
import pytest

from polyclinic.core.shared.clock import HeldClock
from polyclinic.web.app import DialectApp
from polyclinic.web.services import WebSettings
from tests.web import example
from tests.web.memory import Memory
from tests.web.support import NOW, add_practice, client_of, make_services


@pytest.fixture
def memory() -> Memory:
    made = Memory()
    add_practice(made)
    return made


@pytest.fixture
def clock() -> HeldClock:
    return HeldClock(NOW)


MakeApp = Callable[..., DialectApp]


@pytest.fixture
def make_app(memory: Memory, clock: HeldClock) -> MakeApp:
    """The example dialect over the test's memory; settings are strict unless given."""

    def make(*, dialect: Any = example.dialect, rules: Any = None, **settings: Any) -> DialectApp:
        services = make_services(memory, clock, rules)
        return DialectApp(dialect, services, WebSettings(**{"verify_answers": True, **settings}))

    return make


@pytest.fixture
def app(make_app: MakeApp) -> DialectApp:
    return make_app()


@pytest.fixture
async def http(app: DialectApp) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_of(app) as client:
        yield client
    example.hooks.clear()
