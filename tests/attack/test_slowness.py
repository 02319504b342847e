"""Many who hold a connection and say little: everybody else is served meanwhile."""

import contextlib
import socket
import time
from collections.abc import Iterator

import psutil
import requests

from tests.between.conftest import TIMEOUT, Practice
from tests.support.server import RunningSandbox

MANY = 400
HOLDING = [
    b"",
    b"GET /health/live HT",
    b"GET /silna/ HTTP/1.1\r\nHost: x\r\nX-A: a",
    b"POST /carium/identity/v1/login/ HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\n{",
    b"POST /carium/identity/v1/login/ HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n",
]


@contextlib.contextmanager
def held(address: tuple[str, int], count: int) -> Iterator[list[socket.socket]]:
    """So many connections, each of which begins something and does not go on."""
    with contextlib.ExitStack() as stack:
        found = []
        for number in range(count):
            connection = stack.enter_context(socket.create_connection(address, timeout=TIMEOUT))
            connection.sendall(HOLDING[number % len(HOLDING)])
            found.append(connection)
        yield found


def test_others_are_served_while_many_hold_their_connections(
    address: tuple[str, int], practice: Practice, target: RunningSandbox
) -> None:
    server = psutil.Process(target.pid)
    before = server.memory_info().rss
    with held(address, MANY):
        for _ in range(5):
            assert requests.get(target.base_url + "/health/ready", timeout=TIMEOUT).status_code == 200
            assert practice.drchrono.call("GET", "/api/patients")["results"]
            assert practice.silna.call("GET", "/public/v1/payors/")
        assert server.memory_info().rss - before < MANY * 100_000


def test_a_server_out_of_connections_serves_again(address: tuple[str, int], target: RunningSandbox) -> None:
    """As if the machine had few: what an attacker takes is given back when it ends."""
    server = psutil.Process(target.pid)
    soft, hard = server.rlimit(psutil.RLIMIT_NOFILE)
    server.rlimit(psutil.RLIMIT_NOFILE, (server.num_fds() + 50, hard))
    try:
        with contextlib.suppress(OSError), held(address, 200):
            pass
        assert server.is_running()
    finally:
        server.rlimit(psutil.RLIMIT_NOFILE, (soft, hard))
    assert served_again(target.base_url + "/health/ready")


def served_again(url: str) -> bool:
    """The server still resets connections that it could not take when they came: whoever comes then tries again."""
    deadline = time.monotonic() + TIMEOUT
    while time.monotonic() < deadline:
        with contextlib.suppress(requests.ConnectionError):
            return requests.get(url, timeout=TIMEOUT).status_code == 200
        time.sleep(0.1)
    return False
