"""Bodies made to exhaust whoever reads them: each API refuses them in its own words, and the server lives on."""

import gzip
import zlib
from collections.abc import Iterator
from typing import Any

import psutil
import pytest
import requests

from polyclinic.sdk.endpoint import Endpoint
from polyclinic.server.dialects import load_dialect
from polyclinic.server.settings import DIALECTS
from tests.between.conftest import TIMEOUT, Practice
from tests.between.test_doors import path_of
from tests.support.server import RunningSandbox

MALFORMED = {
    "arrays 100,000 deep": b"[" * 100_000,
    "objects 100,000 deep": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "an integer of 900,000 digits": b'{"id":' + b"9" * 900_000 + b"}",
    "an integer of 5,000 digits": b"-" + b"9" * 5000,
    "a key twice": b'{"id": 1, "id": 2}',
    "half a character": b'{"id": "\\ud800"}',
    "half a character as a key": b'{"\\udfff": 1}',
    "NUL": b'{"id": "\\u0000"}',
    "not a number": b'{"id": NaN}',
    "no UTF-8": b'{"id": "\xff"}',
}
REFUSED = {
    "a number beyond all": b'{"id": 1e999999999}',
    "900,000 letters": b'{"id": "' + b"a" * 900_000 + b'"}',
    "60,000 keys": b"{" + b",".join(b'"k%d": 1' % number for number in range(60_000)) + b"}",
    "300,000 objects": b"[" + b"{}," * 299_999 + b"{}]",
}
CODINGS = {
    "gzip": gzip.compress(b" " * 100_000_000, 1),
    "deflate": zlib.compress(b" " * 100_000_000, 1),
    "br": b"{}",
    "zstd": b"{}",
    "gzip, gzip": b"{}",
    "identity, gzip": b"{}",
}


def taking_json(name: str, count: int) -> Iterator[Endpoint[Any, Any, Any]]:
    """Some of an API's endpoints that take JSON, from all over the API."""
    found = [
        each.endpoint for each in load_dialect(name).routes if each.endpoint.takes and "json" in each.endpoint.accepts
    ]
    return iter(found[:: max(1, len(found) // count)])


def send(
    practice: Practice, name: str, endpoint: Endpoint[Any, Any, Any], content: bytes, **headers: str
) -> requests.Response:
    door = getattr(practice, name)
    return requests.request(
        endpoint.method,
        door.base_url + path_of(endpoint),
        data=content,
        headers={**door.headers, "Content-Type": sorted(load_dialect(name).json_types)[-1], **headers},
        timeout=TIMEOUT,
    )


@pytest.mark.parametrize("name", DIALECTS)
def test_json_that_is_a_bomb_is_refused(name: str, practice: Practice, address: tuple[str, int]) -> None:
    for endpoint in taking_json(name, 3):
        for what, content in MALFORMED.items():
            answer = send(practice, name, endpoint, content)
            wanted = (400, 413) if len(content) > 10_000 else (400,)
            assert answer.status_code in wanted, f"{endpoint.name}, {what}: {answer.status_code} {answer.text[:200]}"
            assert answer.json()
            assert len(answer.content) < 1000
        for what, content in REFUSED.items():
            answer = send(practice, name, endpoint, content)
            assert answer.status_code < 500, f"{endpoint.name}, {what}: {answer.text[:200]}"
            assert len(answer.content) < 50_000


@pytest.mark.parametrize("name", DIALECTS)
def test_nothing_is_decompressed(
    name: str, practice: Practice, address: tuple[str, int], target: RunningSandbox
) -> None:
    server = psutil.Process(target.pid)
    before = server.memory_info().rss
    refused = 400 if name == "silna" else 415
    for endpoint in taking_json(name, 2):
        for coding, content in CODINGS.items():
            answer = send(practice, name, endpoint, content, **{"Content-Encoding": coding})
            assert answer.status_code == refused, f"{endpoint.name}, {coding}: {answer.status_code} {answer.text[:200]}"
            assert answer.json()
        plain = send(practice, name, endpoint, b"{}", **{"Content-Encoding": "identity"})
        assert "coding" not in plain.text
    assert server.memory_info().rss - before < 50_000_000


def test_a_file_in_a_content_coding_is_refused_too(practice: Practice) -> None:
    for name in ("carium", "drchrono", "candid"):
        for route in load_dialect(name).routes:
            endpoint = route.endpoint
            if not {"multipart", "raw"} & set(endpoint.accepts):
                continue
            answer = requests.request(
                endpoint.method,
                getattr(practice, name).base_url + path_of(endpoint),
                data=CODINGS["gzip"],
                headers={
                    **getattr(practice, name).headers,
                    "Content-Type": "multipart/form-data; boundary=x",
                    "Content-Encoding": "gzip",
                },
                timeout=TIMEOUT,
            )
            assert answer.status_code == 415, f"{endpoint.name}: {answer.status_code} {answer.text[:200]}"


def test_a_form_whose_boundary_is_longer_than_a_parser_takes_is_refused(practice: Practice) -> None:
    asked = 0
    for name in ("carium", "drchrono"):
        for route in load_dialect(name).routes:
            if "multipart" not in route.endpoint.accepts:
                continue
            asked += 1
            answer = requests.request(
                route.endpoint.method,
                getattr(practice, name).base_url + path_of(route.endpoint),
                data=b"--x--\r\n",
                headers={
                    **getattr(practice, name).headers,
                    "Content-Type": f"multipart/form-data; boundary={'x' * 300}",
                },
                timeout=TIMEOUT,
            )
            assert answer.status_code == 400, f"{route.endpoint.name}: {answer.status_code} {answer.text[:200]}"
    assert asked > 1


@pytest.mark.parametrize("content", [*MALFORMED.values(), b'{"advance_seconds": 1e999}', b" " * 5_000_000])
def test_the_sandbox_s_own_routes_are_no_weaker(
    content: bytes, target: RunningSandbox, address: tuple[str, int]
) -> None:
    answer = requests.post(target.base_url + "/sandbox/clock", data=content, timeout=TIMEOUT)
    assert answer.status_code == 400, answer.text
