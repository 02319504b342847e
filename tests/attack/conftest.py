"""A real server to attack: without rate limits, since an attacker has many addresses."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import requests

from tests.between.conftest import TIMEOUT, Practice, open_doors
from tests.support.server import RunningSandbox, running_sandbox


@pytest.fixture(scope="session")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSandbox]:
    """One engine is enough: what is attacked lies above the store."""
    with running_sandbox(tmp_path_factory.mktemp("target"), "--rate-limits", "off") as running:
        yield running


@pytest.fixture(scope="session")
def practice(target: RunningSandbox) -> Practice:
    """Its demo practice, signed in everywhere."""
    return open_doors(target.credentials)


@pytest.fixture
def address(target: RunningSandbox) -> Iterator[tuple[str, int]]:
    """Where the server listens; it is alive after the test."""
    parts = urlsplit(target.base_url)
    yield parts.hostname or "", parts.port or 0
    assert requests.get(target.base_url + "/health/ready", timeout=TIMEOUT).status_code == 200
