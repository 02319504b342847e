"""Every endpoint with every sort of token: what the version's reference lets it, and nothing more.

Endpoints come from the dialect's own routes, what opens them from ``contract/operations.csv``: one without a line there
fails.
"""

from typing import Any

import httpx2
import pytest

from polyclinic.core.identity.model import CredentialKind
from polyclinic.dialects.drchrono.dialect import dialect
from polyclinic.sdk.endpoint import Endpoint
from tests.dialects.drchrono.contract.reference import Operation, operations, resources
from tests.dialects.drchrono.contract.requests import Maker, Request
from tests.dialects.drchrono.group import NOW, Group

SCOPES = ("calendar", "user", "patients", "patients:summary", "billing")
OWN = "/o/"  # the pages of the OAuth 2.0 server: nobody has a token yet
SERVED = [route.endpoint for route in dialect.routes]


OPENED_BY_TOKENS = [
    pytest.param(endpoint, id=endpoint.name)
    for endpoint in SERVED
    if endpoint.public is None and not endpoint.path.startswith(OWN)
]


def documented(endpoint: Endpoint[Any, Any, Any]) -> Operation:
    return operations()[endpoint.method, endpoint.path]


def test_the_table_has_every_scope() -> None:
    assert {scope for each in operations().values() for scope in each.scopes} == set(SCOPES)


@pytest.mark.parametrize("endpoint", OPENED_BY_TOKENS)
def test_every_endpoint_is_opened_by_the_documented_scopes(endpoint: Endpoint[Any, Any, Any]) -> None:
    assert set(endpoint.scopes) == documented(endpoint).scopes


@pytest.mark.parametrize("endpoint", OPENED_BY_TOKENS)
async def test_tokens(endpoint: Endpoint[Any, Any, Any], group: Group) -> None:
    """401 without a good token, 403 without the scope, else success."""
    operation = documented(endpoint)
    expected = {scopes: endpoint.status if scopes & operation.scopes else 403 for scopes in scope_sets()}
    found = {}
    for scopes in expected:
        answer = await send(group, await request(group, operation), await group.new_token(*scopes, role="owner"))
        found[scopes] = answer.status_code
        if scopes == {"patients:summary"} and endpoint.method == "GET" and answer.status_code == 200:
            summary = {name for name, field in resources()[operation.resource].items() if field.summary}
            assert all(set(each) == summary for each in answer.json().get("results", [answer.json()]))
    assert found == expected

    sent = await request(group, operation)
    for name, token in (await bad_tokens(group, *operation.scopes)).items():
        refused = await send(group, sent, token)
        assert (refused.status_code, set(refused.json())) == (401, {"detail"}), name
        assert refused.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("endpoint", OPENED_BY_TOKENS)
async def test_practices(endpoint: Endpoint[Any, Any, Any], group: Group, other: Group) -> None:
    """Another group's token, with every right, finds none of this group's objects and changes none."""
    operation = documented(endpoint)
    theirs = await other.new_token(*SCOPES, role="owner")
    listed = endpoint.method == "GET" and "{id}" not in endpoint.path
    before = await send(other, await request(other, operation), theirs) if listed else None
    sent = await request(group, operation)
    answer = await send(other, sent, theirs)
    if "{id}" in endpoint.path:
        assert (answer.status_code, answer.json()) == (404, {"detail": "Not found."})
        async with group.http() as http:
            assert (await http.get("/".join(sent.path.split("/")[:4]))).status_code == 200
    elif references := referring(operation) if endpoint.method == "POST" else None:
        assert (answer.status_code, set(answer.json())) == (400, references)
    else:
        assert answer.status_code == endpoint.status
        assert before is None or answer.content == before.content, "nothing of what this group has is listed"


def scope_sets() -> list[frozenset[str]]:
    """None, each alone, all."""
    return [frozenset(), *(frozenset({scope}) for scope in SCOPES), frozenset(SCOPES)]


def referring(operation: Operation) -> set[str]:
    """The fields that a new object must refer to others by."""
    fields = resources()[operation.resource].items()
    return {name for name, field in fields if field.required and field.type.startswith("path to ")}


async def request(group: Group, operation: Operation) -> Request:
    async with group.http(await group.new_token(*SCOPES, role="owner")) as http:
        return await Maker(group, http).request(operation)


async def send(group: Group, sent: Request, token: str | None) -> httpx2.Response:
    async with group.http(token) as http:
        return await sent.send(http)


async def bad_tokens(group: Group, *scopes: str) -> dict[str, str | None]:
    """What is no credential here, whatever its scopes."""
    return {
        "none": None,
        "wrong": "nonsense",
        "expired": await group.new_token(*scopes, expires_at=NOW),
        "revoked": await group.new_token(*scopes, revoked_at=NOW),
        "of another API": await group.new_token(*scopes, dialect="candid"),
        "of another kind": await group.new_token(*scopes, kind=CredentialKind.REFRESH_TOKEN),
    }
