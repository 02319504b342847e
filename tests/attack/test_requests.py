"""Requests that two readers could take apart differently, and methods, paths and hosts that nobody honest sends."""

import pytest
import requests

from tests.between.conftest import TIMEOUT, Practice
from tests.support.server import RunningSandbox
from tests.support.sockets import STILL_OPEN, talk

LOGIN = b"POST /carium/identity/v1/login/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
HEALTH = b"GET /health/live HTTP/1.1\r\nHost: x\r\n"
HIDDEN = b"GET /health/ready HTTP/1.1\r\nHost: x\r\n\r\n"
UPGRADE = b"Connection: Upgrade\r\nUpgrade: h2c\r\n"
REFUSED = {
    "length and chunks": LOGIN + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + HIDDEN,
    "chunks and length": LOGIN + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + HIDDEN,
    "two lengths": LOGIN + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}" + HIDDEN,
    "one length twice": LOGIN + b"Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
    "a list of lengths": LOGIN + b"Content-Length: 2, 2\r\n\r\n{}",
    "a length with a sign": LOGIN + b"Content-Length: +2\r\n\r\n{}",
    "a hexadecimal length": LOGIN + b"Content-Length: 0x2\r\n\r\n{}",
    "a negative length": LOGIN + b"Content-Length: -1\r\n\r\n{}",
    "a length beyond 64 bits": LOGIN + b"Content-Length: " + b"9" * 30 + b"\r\n\r\n{}",
    "a superscript length": LOGIN + b"Content-Length: \xb2\r\n\r\n{}",
    "a space before the colon": LOGIN + b"Content-Length : 2\r\n\r\n{}",
    "a folded header": HEALTH + b"X-A: a\r\n b\r\n\r\n",
    "a folded coding": LOGIN + b"Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
    "a coding like chunked": LOGIN + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "chunked, then another coding": LOGIN + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "another coding, then chunked": LOGIN + b"Transfer-Encoding: gzip, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "two headers of codings": LOGIN
    + b"Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "chunked twice": LOGIN + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "a chunk of no size": LOGIN + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
    "a chunk beyond 64 bits": LOGIN + b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 20 + b"\r\n{}\r\n0\r\n\r\n",
    "chunks ended by line feeds": LOGIN + b"Transfer-Encoding: chunked\r\n\r\n2\n{}\n0\n\n",
    "lines ended by line feeds": b"GET /health/live HTTP/1.1\nHost: x\n\n",
    "a carriage return in a header": HEALTH + b"X-A: a\rX-B: b\r\n\r\n",
    "NUL in a header": HEALTH + b"X-A: a\x00b\r\n\r\n",
    "no host": b"GET /health/live HTTP/1.1\r\n\r\n",
    "two hosts": HEALTH + b"Host: y\r\n\r\n",
    "too many headers": HEALTH + b"".join(b"X-%d: a\r\n" % number for number in range(300)) + b"\r\n",
    "one header too often": HEALTH + b"Cookie: a=b\r\n" * 300 + b"\r\n",
    "a version that is none": b"GET /health/live HTTP/9.9\r\nHost: x\r\n\r\n",
    "a request line without end": b"GET /" + b"a" * 300_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "a tunnel": b"CONNECT 169.254.169.254:80 HTTP/1.1\r\nHost: x\r\n\r\n",
    "a method that is none": b"FOO /silna/ HTTP/1.1\r\nHost: x\r\n\r\n",
    "a method in small letters": b"get /silna/ HTTP/1.1\r\nHost: x\r\n\r\n",
    "HTTP/2 without TLS": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "TLS": bytes.fromhex("16030100a5010000a10303") + b"\x00" * 160,
}


@pytest.mark.parametrize("said", REFUSED.values(), ids=REFUSED.keys())
def test_what_can_be_read_in_two_ways_is_refused_and_the_connection_ended(
    address: tuple[str, int], said: bytes
) -> None:
    heard = talk(address, said)
    assert heard.startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 431 ")), heard[:200]
    assert heard.count(b"HTTP/1.1 ") == 1, "what was hidden behind it is not answered"
    assert b"connection: close" in heard


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (b"Content-Length: %d\r\n\r\n" % len(HIDDEN), HIDDEN),
        (b"Transfer-Encoding: chunked\r\n\r\n", b"%x\r\n%s\r\n0\r\n\r\n" % (len(HIDDEN), HIDDEN)),
    ],
    ids=["length", "chunks"],
)
@pytest.mark.parametrize("pause", [0, 0.3])
def test_a_body_behind_an_offer_of_another_protocol_is_a_body(
    address: tuple[str, int], head: bytes, body: bytes, pause: float
) -> None:
    said = (LOGIN + UPGRADE + head, body, HEALTH + b"Connection: close\r\n\r\n")
    heard = talk(address, *([b"".join(said)] if not pause else said), pause=pause)
    assert heard.startswith(b"HTTP/1.1 400 ")
    assert b"the body is not JSON" in heard, "read as what was sent, not as nothing"
    assert heard.count(b"HTTP/1.1 ") == 2, "what was hidden in the body is no request"
    assert b"HTTP/1.1 200 " in heard, "the next request is answered"


def test_offers_of_another_protocol_one_behind_the_other(address: tuple[str, int]) -> None:
    last = HEALTH + b"Connection: close, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n\r\n"
    heard = talk(address, (HEALTH + UPGRADE + b"\r\n") * 3 + last)
    assert heard.count(b"HTTP/1.1 200 ") == 4
    assert not heard.endswith(STILL_OPEN)


def test_a_head_that_is_too_large_is_refused_however_it_comes(address: tuple[str, int]) -> None:
    long_path = b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n"
    assert talk(address, long_path).startswith(b"HTTP/1.1 431 ")
    for said in ([HEALTH + b"X-A: " + b"a" * 300_000], [HEALTH, *[b"X-A: " + b"a" * 8000 + b"\r\n"] * 40]):
        assert talk(address, *said)[:13] in (b"HTTP/1.1 431 ", b""), "reset while we still sent, or told why"


def test_credentials_in_a_trailer_are_none(address: tuple[str, int], target: RunningSandbox) -> None:
    silna = target.credentials["silna"]
    head = f"GET /silna/public/v1/patients/?provider_id={silna['provider_id']}&limit=1 HTTP/1.1\r\nHost: x\r\n"
    key = f"Authorization: Bearer {silna['api_key']}\r\n"
    assert talk(address, f"{head}{key}\r\n".encode()).startswith(b"HTTP/1.1 200 ")
    trailing = f"{head}Transfer-Encoding: chunked\r\n\r\n0\r\n{key}\r\n"
    assert talk(address, trailing.encode()).startswith(b"HTTP/1.1 401 ")


@pytest.mark.parametrize("path", ["/", "/health/live", "/silna/patients", "/drchrono/o/authorize/", "/carium/docs"])
def test_nothing_is_traced_back(address: tuple[str, int], path: str) -> None:
    heard = talk(address, f"TRACE {path} HTTP/1.1\r\nHost: x\r\nX-Told: a-secret\r\nConnection: close\r\n\r\n".encode())
    assert heard[:13] in (b"HTTP/1.1 404 ", b"HTTP/1.1 405 ")
    assert b"a-secret" not in heard


@pytest.mark.parametrize("path", ["/", "/silna/patients", "/health/live"])
def test_no_connection_becomes_a_websocket(address: tuple[str, int], path: str) -> None:
    asked = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    heard = talk(address, f"GET {path} HTTP/1.1\r\nHost: x\r\n{asked}{key}\r\n".encode())
    assert heard.startswith(b"HTTP/1.1 ")
    assert not heard.startswith(b"HTTP/1.1 101")
    assert b"sec-websocket-accept" not in heard.lower()


UP = [
    "../carium/docs",
    "%2e%2e/carium/docs",
    "..%2fcarium/docs",
    "..%5ccarium/docs",
    "./../carium/docs",
    "..;/carium/docs",
]


@pytest.mark.parametrize("path", [*UP, "%00", "%c0%ae%c0%ae/carium/docs", "....//carium/docs", "/etc/passwd"])
def test_no_path_leads_out_of_an_api(address: tuple[str, int], path: str) -> None:
    heard = talk(address, f"GET /silna/{path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    assert heard[:13] in (b"HTTP/1.1 404 ", b"HTTP/1.1 400 "), heard[:100]
    assert b"Carium" not in heard


HOSTS = [
    "evil.example",
    "evil.example:80",
    "127.0.0.1@evil.example",
    "evil.example/x",
    "evil.example\\x",
    'a"><script>',
]


@pytest.mark.parametrize("host", HOSTS)
def test_a_host_is_no_way_into_a_page(address: tuple[str, int], host: str) -> None:
    for path in ("/", "/drchrono/account/", "/carium/account/", "/silna/docs", "/drchrono/o/authorize/"):
        asked = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nX-Forwarded-Host: {host}\r\nConnection: close\r\n\r\n"
        heard = talk(address, asked.encode())
        assert heard.startswith((b"HTTP/1.1 200 ", b"HTTP/1.1 400 ")), heard[:100]
        assert b"evil.example" not in heard
        assert b"<script" not in heard


def test_no_other_site_may_read_an_answer(practice: Practice) -> None:
    for name in ("candid", "carium", "drchrono", "carestack", "silna"):
        door = getattr(practice, name)
        for method in ("GET", "OPTIONS"):
            answer = requests.request(
                method,
                door.base_url + "/docs",
                headers={
                    **door.headers,
                    "Accept": "*/*",
                    "Origin": "https://evil.example",
                    "Access-Control-Request-Method": "GET",
                },
                timeout=TIMEOUT,
            )
            assert not [each for each in answer.headers if each.lower().startswith("access-control-")]
