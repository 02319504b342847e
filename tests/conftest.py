"""Fixtures for every test. What only one folder needs stays in that folder's conftest.py."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from polyclinic.core.shared.refusals import verify_refusals
from tests.support.database import postgres_database, sqlite_database, stop_servers
from tests.support.server import RunningSandbox, running_sandbox

pytest_plugins = ["tests.support.proofs"]

# How long an example takes to make or to run is the machine's business, and no test's.
settings.register_profile("polyclinic", deadline=None, suppress_health_check=[HealthCheck.too_slow])


def pytest_configure() -> None:
    verify_refusals(on=True)
    settings.load_profile("polyclinic")


def pytest_unconfigure() -> None:
    stop_servers()


ENGINES = ["sqlite", "postgresql"]


@contextmanager
def new_database(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An empty database that nobody else uses."""
    if engine == "sqlite":
        yield sqlite_database(tmp_path_factory.mktemp("database"))
        return
    with asyncio.Runner() as runner:
        database = postgres_database()
        yield runner.run(database.__aenter__())
        runner.run(database.__aexit__(None, None, None))


@pytest.fixture(scope="session", params=ENGINES)
def database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An empty database of each engine, one per test session and worker: a test using it runs twice."""
    with new_database(request.param, tmp_path_factory) as url:
        yield url


@pytest.fixture(scope="session", params=ENGINES)
def sandbox(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSandbox]:
    """A sandbox over a real socket, one per session, worker and engine."""
    with (
        new_database(request.param, tmp_path_factory) as url,
        running_sandbox(tmp_path_factory.mktemp("sandbox"), "--database", url) as running,
    ):
        yield running


@pytest.fixture(scope="session", params=ENGINES)
def unlimited_sandbox(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningSandbox]:
    """A sandbox of its own without rate limits, for tests that try everything."""
    with (
        new_database(request.param, tmp_path_factory) as url,
        running_sandbox(tmp_path_factory.mktemp("sandbox"), "--database", url, "--rate-limits", "off") as running,
    ):
        yield running


@pytest.fixture
def demo(sandbox: RunningSandbox) -> dict[str, Any]:
    """The credentials of the demo practice, which has just been reset: for the published examples' ids."""
    sandbox.reset()
    return sandbox.credentials


@pytest.fixture
def practice(sandbox: RunningSandbox) -> dict[str, Any]:
    """The credentials of a practice that only this test uses."""
    return sandbox.new_practice()
