"""A connection that only wants to be held open is ended; an honest slow one is not."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from polyclinic.server.connections import BoundedConnection
from tests.support.sockets import STILL_OPEN, talk

POST = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n"
CHUNKED = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
LARGE = 30_000_000


class Hasty(BoundedConnection):
    LARGEST_HEAD = 4096
    HEAD_SECONDS = 0.4
    STALL_SECONDS = 0.8
    LINGER_SECONDS = 0.5
    LOOK_EVERY = 0.1


async def echo(request: Request) -> PlainTextResponse:
    return PlainTextResponse(await request.body())


async def hasty_answer(request: Request) -> PlainTextResponse:
    """Does not wait for the body."""
    return PlainTextResponse(str(request.headers.getlist("x-told")))


async def large(_: Request) -> PlainTextResponse:
    return PlainTextResponse(b"x" * LARGE)


@pytest.fixture(scope="module")
def address() -> Iterator[tuple[str, int]]:
    told = Route("/told", hasty_answer, methods=["POST"])
    app = Starlette(routes=[Route("/", echo, methods=["GET", "POST"]), told, Route("/large", large)])
    server = uvicorn.Server(uvicorn.Config(app, http=Hasty, lifespan="off", log_config=None))
    listener = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    yield listener.getsockname()
    server.should_exit = True
    thread.join()
    listener.close()


@pytest.mark.parametrize(
    "said",
    [
        pytest.param([b""], id="nothing"),
        pytest.param([b"GET / HT"], id="half a line"),
        pytest.param([b"GET / HTTP/1.1\r\n", *[b"X-A: b\r\n"] * 12], id="a header now and then"),
    ],
)
def test_a_head_that_does_not_come_is_not_waited_for(address: tuple[str, int], said: list[bytes]) -> None:
    began = time.monotonic()
    assert talk(address, *said, pause=0.1) == b""
    assert time.monotonic() - began < 2


def test_a_second_head_is_not_waited_for_either(address: tuple[str, int]) -> None:
    heard = talk(address, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"GET / HTTP/1.1\r\nHo", pause=0.1)
    assert heard.count(b"200 OK") == 1
    assert not heard.endswith(STILL_OPEN)


@pytest.mark.parametrize("line", [b"X-A: " + b"b" * 500 + b"\r\n", b"x" * 500], ids=["headers", "one header"])
def test_a_head_that_does_not_end_is_too_large(address: tuple[str, int], line: bytes) -> None:
    assert talk(address, b"GET / HTTP/1.1\r\n" + line * 12).startswith(b"HTTP/1.1 431 ")


def test_a_body_that_stalls_is_not_waited_for(address: tuple[str, int]) -> None:
    assert not talk(address, POST + b"\r\n" + b"12345").endswith(STILL_OPEN)


def test_an_honest_slow_body_is_taken(address: tuple[str, int]) -> None:
    body = [bytes([digit]) for digit in b"1234567890"]
    assert b"1234567890" in talk(address, POST + b"Connection: close\r\n\r\n", *body, pause=0.15)


def test_a_connection_may_rest_between_requests(address: tuple[str, int]) -> None:
    get = b"GET / HTTP/1.1\r\nHost: x\r\n"
    heard = talk(address, get + b"\r\n", get + b"Connection: close\r\n\r\n", pause=1.0)
    assert heard.count(b"200 OK") == 2


@pytest.mark.parametrize(
    "framing",
    [b"a: " + b"b" * 2000 + b"\r\n", b"b" * 2000],
    ids=["trailers", "one trailer"],
)
def test_trailers_without_end_are_not_kept(address: tuple[str, int], framing: bytes) -> None:
    heard = talk(address, CHUNKED + b"\r\n2\r\nab\r\n0\r\n", *[framing] * 12, pause=0.02)
    assert not heard.endswith(STILL_OPEN)
    assert b"200 OK" not in heard


def test_an_extension_of_a_chunk_without_end_is_not_read(address: tuple[str, int]) -> None:
    heard = talk(address, CHUNKED + b"\r\n2;a=", *[b"b" * 2000] * 12, pause=0.02)
    assert not heard.endswith(STILL_OPEN)
    assert b"200 OK" not in heard


def test_many_small_chunks_are_a_body(address: tuple[str, int]) -> None:
    chunks = b"1\r\na\r\n" * 3000
    heard = talk(address, CHUNKED + b"Connection: close\r\n\r\n", chunks, b"0\r\n\r\n")
    assert heard.endswith(b"a" * 3000)


def test_a_trailer_is_no_header(address: tuple[str, int]) -> None:
    told = CHUNKED.replace(b"/ ", b"/told ") + b"X-Told: first\r\nConnection: close\r\n\r\n"
    assert talk(address, told + b"0\r\nX-Told: after\r\n\r\n").endswith(b"['first']")


def test_a_body_that_goes_on_after_the_answer_is_cut_off(address: tuple[str, int]) -> None:
    head = CHUNKED.replace(b"/ ", b"/told ") + b"\r\n"
    began = time.monotonic()
    heard = talk(address, head, *[b"1\r\na\r\n"] * 40, pause=0.05)
    assert not heard.endswith(STILL_OPEN)
    assert time.monotonic() - began < 4


def test_an_answer_that_nobody_takes_is_given_up(address: tuple[str, int]) -> None:
    with socket.create_connection(address, timeout=5) as connection:
        connection.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
        time.sleep(2)
        taken = 0
        with contextlib.suppress(ConnectionError):
            while chunk := connection.recv(1 << 20):
                taken += len(chunk)
    assert taken < LARGE


def test_an_answer_that_is_taken_slowly_is_sent_whole(address: tuple[str, int]) -> None:
    taken = 0
    with socket.create_connection(address, timeout=5) as connection:
        connection.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        while chunk := connection.recv(1 << 20):
            taken += len(chunk)
            time.sleep(0.05)
    assert taken > LARGE


@pytest.mark.parametrize(("count", "answered"), [(BoundedConnection.MOST_WAITING + 1, True), (500, False)])
def test_of_requests_sent_at_once_only_so_many_wait(address: tuple[str, int], count: int, answered: bool) -> None:
    heard = talk(address, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" * count, patience=0.5)
    assert heard.count(b"HTTP/1.1 200 ") == (count if answered else 0)
    assert heard.endswith(STILL_OPEN) is answered


@pytest.mark.parametrize("next_", [b"nonsense\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n"], ids=["nonsense", "no host"])
def test_a_refusal_is_no_answer_to_the_request_before(address: tuple[str, int], next_: bytes) -> None:
    """What it did would be told to have been refused."""
    good = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
    assert not talk(address, good + next_).startswith(b"HTTP/1.1 400")
    assert talk(address, good, next_, pause=0.3).count(b"HTTP/1.1 400") == 1
