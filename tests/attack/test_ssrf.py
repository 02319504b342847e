"""The server goes nowhere by itself: addresses that it is given are kept, shown and redirected to, never fetched."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests

from polyclinic.sandbox.plan import DEMO
from polyclinic.server.dialects import load_dialect
from polyclinic.server.settings import DIALECTS
from tests.between.conftest import TIMEOUT, Practice, open_doors
from tests.between.smallest import NEEDED, Smallest, description, references
from tests.support.server import running_sandbox

ELSEWHERE = [
    "http://169.254.169.254/latest/meta-data/",
    "http://[fd00:ec2::254]/latest/meta-data/",
    "http://metadata.google.internal/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_FLUSHALL",
]


class Trap:
    """A server that nobody has a reason to come to; ``visits`` are those who did."""

    def __init__(self) -> None:
        self.visits: list[Any] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                connection, address = self._listener.accept()
            except OSError:
                return
            self.visits.append(address)
            connection.close()

    def close(self) -> None:
        self._listener.close()


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Processes that start meanwhile write what they connect to, look up and start into this file."""
    before = dict(os.environ)
    os.environ |= {"PYTHONPATH": str(Path(__file__).with_name("guarded")), "POLYCLINIC_TEST_TOLD": str(path)}
    try:
        yield
    finally:
        os.environ.clear()
        os.environ |= before


@pytest.fixture(scope="module")
def trap() -> Iterator[Trap]:
    made = Trap()
    yield made
    made.close()


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Practice, Path]]:
    """A practice of a server that is watched, and what it was seen to do since it was ready."""
    folder = tmp_path_factory.mktemp("watched")
    with told(folder / "told.txt"), running_sandbox(folder / "sandbox", "--rate-limits", "off") as sandbox:
        practice = open_doors(sandbox.credentials)
        (folder / "told.txt").write_text("")
        yield practice, folder / "told.txt"


def bodies(name: str, method: str, path: str, url: str) -> Iterator[dict[str, Any]]:
    """The smallest body that is taken, with an address in every field that may be left out, one at a time and all."""
    fields = description(name)["paths"][path][method.lower()]["requestBody"]["content"]
    schema = next(iter(fields.values()))["schema"]
    names = description(name)["components"]["schemas"].get(schema.get("$ref", "").rpartition("/")[2], schema)
    made = Smallest(name, references(DEMO)[name], NEEDED[name]).body(method.upper(), path)
    smallest = made[1] if made and isinstance(made[1], dict) else {}
    addressed = {each: url for each in names.get("properties", {}) if each not in smallest}
    yield {**smallest, **addressed}
    for each in addressed if url not in ELSEWHERE else ():
        yield {**smallest, each: url}


def test_what_a_watched_server_does_is_seen(tmp_path: Path, trap: Trap) -> None:
    import subprocess
    import sys

    program = f"import urllib.request; urllib.request.urlopen('{trap.url}/seen')"
    with told(tmp_path / "told.txt"):
        subprocess.run([sys.executable, "-c", program], check=False, capture_output=True, timeout=20)
    assert "socket.connect ('127.0.0.1'" in (tmp_path / "told.txt").read_text()
    assert trap.visits
    trap.visits.clear()


@pytest.mark.timeout(300)
def test_no_address_in_a_body_is_gone_to(watched: tuple[Practice, Path], trap: Trap) -> None:
    practice, seen = watched
    sent = taken = 0
    for name in DIALECTS:
        door = getattr(practice, name)
        for route in load_dialect(name).routes:
            endpoint = route.endpoint
            if endpoint.public is not None or endpoint.method not in ("POST", "PUT", "PATCH"):
                continue
            if endpoint.accepts[0] != "json" or endpoint.path_names:
                continue
            for url in (f"{trap.url}/{name}/{endpoint.name}", *ELSEWHERE):
                for body in bodies(name, endpoint.method, endpoint.path, url):
                    answer = requests.request(
                        endpoint.method, door.base_url + endpoint.path, json=body, headers=door.headers, timeout=TIMEOUT
                    )
                    assert answer.status_code < 500, f"{endpoint.name}: {answer.text[:200]}"
                    sent += 1
                    taken += answer.status_code < 300
    assert sent > 100
    assert taken > 10
    assert trap.visits == []
    assert seen.read_text() == ""
