"""No route of any API lets in who does not show a credential of that API, whatever else is wrong with the request."""

import time
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
import requests

from polyclinic.sdk.endpoint import Endpoint
from polyclinic.server.dialects import load_dialect
from polyclinic.server.settings import DIALECTS
from tests.between.conftest import TIMEOUT, Practice, open_doors
from tests.between.test_isolation import fingerprint
from tests.support.server import RunningSandbox

EVERYWHERE = ("nothing", "another API's token 0")
SAMPLE = 12
"""One of so many routes is tried with the other ways to be wrong: what reads credentials is the same for all."""
STRANGER = "0192f0c0-0000-7000-8000-000000000000"


@pytest.fixture(scope="module")
def practice(unlimited_sandbox: RunningSandbox) -> Practice:
    unlimited_sandbox.reset()
    return open_doors(unlimited_sandbox.credentials)


def bearer(practice: Practice, name: str) -> str:
    header: str = getattr(practice, name).headers["Authorization"]
    return header.removeprefix("Bearer ")


def strangers(practice: Practice, name: str) -> dict[str, dict[str, str]]:
    """Headers of callers who may not come in through this API, by what is wrong with them."""
    token = bearer(practice, name)
    others = [bearer(practice, other) for other in DIALECTS if other != name]
    found = {
        "nothing": {},
        "no token": {"Authorization": "Bearer "},
        "another scheme": {"Authorization": f"Basic {token}"},
        "a token cut short": {"Authorization": f"Bearer {token[:-1]}"},
        "a token and more": {"Authorization": f"Bearer {token} {token}"},
        "a very long token": {"Authorization": "Bearer " + "x" * 5000},
        **{f"another API's token {place}": {"Authorization": f"Bearer {each}"} for place, each in enumerate(others)},
    }
    if name == "carium":
        found["a token that has expired"] = {"Authorization": f"Bearer {expired_token(practice)}"}
    return found


def expired_token(practice: Practice) -> str:
    block = practice.blocks["carium"]
    body = {"username": block["username"], "password": block["password"], "access-token-expiration-seconds": 1}
    token: str = practice.carium.call("POST", "/identity/v1/login/", json=body)["access-token"]
    time.sleep(1.1)
    return token


def path_of(endpoint: Endpoint[Any, Any, Any]) -> str:
    """The endpoint's path to something that nobody has."""
    ids: dict[object, str] = {UUID: STRANGER, int: "1"}
    return endpoint.fill({name: ids.get(endpoint.path_types.get(name), STRANGER) for name in endpoint.path_names})


def closed(name: str) -> Iterator[Endpoint[Any, Any, Any]]:
    return (route.endpoint for route in load_dialect(name).routes if route.endpoint.public is None)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", DIALECTS)
def test_strangers_stay_outside(name: str, practice: Practice) -> None:
    before = fingerprint(practice)
    base = getattr(practice, name).base_url
    with requests.Session() as session:
        for wrong, headers in strangers(practice, name).items():
            for endpoint in list(closed(name))[:: 1 if wrong in EVERYWHERE else SAMPLE]:
                answer = session.request(
                    endpoint.method,
                    base + path_of(endpoint),
                    headers=headers,
                    data=None if endpoint.method == "GET" else b"{not json",
                    timeout=TIMEOUT,
                    allow_redirects=False,
                )
                told = f"{endpoint.method} {endpoint.path} with {wrong}: {answer.status_code} {answer.text[:200]}"
                assert answer.status_code == 401, told
                assert answer.json(), told
    assert fingerprint(practice) == before


@pytest.mark.parametrize("name", DIALECTS)
def test_open_routes_say_why(name: str) -> None:
    reasons = {route.endpoint.name: route.endpoint.public for route in load_dialect(name).routes}
    assert not [endpoint for endpoint, reason in reasons.items() if reason is not None and len(reason.split()) < 3]
