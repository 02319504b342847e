"""A connection that only wants to be held open is ended; an honest slow one is not."""

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

POST = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n"


class Hasty(BoundedConnection):
    LARGEST_HEAD = 4096
    HEAD_SECONDS = 0.4
    STALL_SECONDS = 0.8
    LOOK_EVERY = 0.1


async def echo(request: Request) -> PlainTextResponse:
    return PlainTextResponse(await request.body())


@pytest.fixture(scope="module")
def address() -> Iterator[tuple[str, int]]:
    app = Starlette(routes=[Route("/", echo, methods=["GET", "POST"])])
    server = uvicorn.Server(uvicorn.Config(app, http=Hasty, lifespan="off", log_config=None))
    listener = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    yield listener.getsockname()
    server.should_exit = True
    thread.join()
    listener.close()


def talk(address: tuple[str, int], *said: bytes, pause: float = 0.0) -> bytes:
    """What comes back until the server ends the connection or is silent for two seconds."""
    heard = b""
    with socket.create_connection(address, timeout=2) as connection:
        try:
            for each in said:
                connection.sendall(each)
                time.sleep(pause)
            while chunk := connection.recv(65536):
                heard += chunk
        except TimeoutError:
            return heard + b"<still open>"
        except ConnectionError:
            pass
    return heard


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
    assert not heard.endswith(b"<still open>")


@pytest.mark.parametrize("line", [b"X-A: " + b"b" * 500 + b"\r\n", b"x" * 500], ids=["headers", "one header"])
def test_a_head_that_does_not_end_is_too_large(address: tuple[str, int], line: bytes) -> None:
    assert talk(address, b"GET / HTTP/1.1\r\n" + line * 12).startswith(b"HTTP/1.1 431 ")


def test_a_body_that_stalls_is_not_waited_for(address: tuple[str, int]) -> None:
    assert not talk(address, POST + b"\r\n" + b"12345").endswith(b"<still open>")


def test_an_honest_slow_body_is_taken(address: tuple[str, int]) -> None:
    body = [bytes([digit]) for digit in b"1234567890"]
    assert b"1234567890" in talk(address, POST + b"Connection: close\r\n\r\n", *body, pause=0.15)


def test_a_connection_may_rest_between_requests(address: tuple[str, int]) -> None:
    get = b"GET / HTTP/1.1\r\nHost: x\r\n"
    heard = talk(address, get + b"\r\n", get + b"Connection: close\r\n\r\n", pause=1.0)
    assert heard.count(b"200 OK") == 2
