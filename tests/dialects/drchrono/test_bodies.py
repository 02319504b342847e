"""Every body in every encoding, and every way of getting one wrong: by declaration, as in ``test_scopes.py``."""

import json
from dataclasses import replace
from typing import Any

import pytest

from polyclinic.dialects.drchrono.dialect import dialect
from polyclinic.sdk.endpoint import Endpoint
from tests.dialects.drchrono.contract.reference import Operation, operations, resources
from tests.dialects.drchrono.contract.requests import Request
from tests.dialects.drchrono.group import Group
from tests.dialects.drchrono.test_scopes import OWN, SCOPES, request

ROUTES = [route.endpoint for route in dialect.routes if not route.endpoint.path.startswith(OWN)]
WITH_BODIES = [
    pytest.param(endpoint, id=endpoint.name) for endpoint in ROUTES if endpoint.takes and endpoint.public is None
]
PATHS = sorted({endpoint.path for endpoint in ROUTES if endpoint.public is None})
DEFAULTED = {"duration", "sort_order"}  # the one is given by a profile or template, the other is 0
UNREADABLE = [
    ("application/json", b"{", 400),
    ("application/json", b"[]", 400),
    ("application/json", b'{"a": 1, "a": 2}', 400),
    ("application/x-www-form-urlencoded", b"a=%ff", 400),
    ("multipart/form-data", b"--x", 400),
    ("application/xml", b"<a/>", 415),
    ("text/plain", b"{}", 415),
]


def operation_of(endpoint: Endpoint[Any, Any, Any]) -> Operation:
    return operations()[endpoint.method, endpoint.path]


def given(sent: Request) -> dict[str, Any]:
    body: dict[str, Any] = sent.options.get("json") or sent.options["data"]
    return {name: value for name, value in body.items() if name != "document"}


def as_text(value: Any) -> str:
    """A value as a form holds it: null is empty, a list one text of JSON."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value)


def encoded(sent: Request, encoding: str) -> Request:
    files = sent.options.get("files", {}) if encoding == "multipart" else {}
    texts = {name: as_text(value) for name, value in given(sent).items()}
    options: dict[str, Any] = {
        "json": {"json": given(sent)},
        "form": {"data": texts},
        "multipart": {"files": {**{name: (None, text) for name, text in texts.items()}, **files}},
    }[encoding]
    return replace(sent, options=options)


@pytest.mark.parametrize("endpoint", WITH_BODIES)
async def test_a_body_is_taken_in_every_encoding(endpoint: Endpoint[Any, Any, Any], group: Group) -> None:
    assert set(endpoint.accepts) == {"json", "form", "multipart"}
    async with group.http(await group.new_token(*SCOPES, role="owner")) as http:
        for encoding in endpoint.accepts:
            sent = encoded(await request(group, operation_of(endpoint)), encoding)
            answer = await sent.send(http)
            if encoding != "multipart" and any(part.required for part in endpoint.files):
                assert (answer.status_code, set(answer.json())) == (400, {part.name for part in endpoint.files})
            else:
                assert answer.status_code == endpoint.status, (encoding, answer.text)


@pytest.mark.parametrize("endpoint", WITH_BODIES)
async def test_every_bad_field_is_named_at_once(endpoint: Endpoint[Any, Any, Any], group: Group) -> None:
    assert endpoint.takes is not None
    operation = operation_of(endpoint)
    fields = resources()[operation.resource].values()
    required = {field.name for field in fields if field.required} if endpoint.method != "PATCH" else set()
    required -= {part.name for part in endpoint.files if not part.required}
    async with group.http(await group.new_token(*SCOPES, role="owner")) as http:
        sent = await request(group, operation)
        wrong = await replace(sent, options={"json": {name: {"x": 1} for name in endpoint.takes.model_fields}}).send(
            http
        )
        files = {part.name for part in endpoint.files if part.required}
        assert (wrong.status_code, set(wrong.json())) == (400, {*endpoint.takes.model_fields, *files})
        if required:
            empty = await replace(sent, options={"json": {}}).send(http)
            assert empty.status_code == 400
            assert required - DEFAULTED <= set(empty.json()) <= required


@pytest.mark.parametrize("endpoint", WITH_BODIES)
async def test_what_cannot_be_read_is_refused(endpoint: Endpoint[Any, Any, Any], group: Group) -> None:
    async with group.http(await group.new_token(*SCOPES, role="owner")) as http:
        sent = await request(group, operation_of(endpoint))
        for media_type, content, status in UNREADABLE:
            headers = {"Content-Type": media_type}
            refused = await replace(sent, options={"content": content, "headers": headers}).send(http)
            assert (refused.status_code, list(refused.json())) == (status, ["detail"]), (media_type, content)
        size = endpoint.max_body or dialect.max_body
        headers = {"Content-Type": "application/json", "Content-Length": str(size + 1)}
        large = await replace(sent, options={"content": b" ", "headers": headers}).send(http)
        assert (large.status_code, list(large.json())) == (413, ["detail"])


@pytest.mark.parametrize("path", PATHS)
async def test_other_methods_are_not_allowed(path: str, group: Group) -> None:
    allowed = {endpoint.method for endpoint in ROUTES if endpoint.path == path}
    async with group.http() as http:
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - allowed:
            refused = await http.request(method, path.replace("{id}", "1"), json={})
            assert (refused.status_code, list(refused.json())) == (405, ["detail"]), method
            assert allowed <= set(refused.headers["allow"].split(", "))
