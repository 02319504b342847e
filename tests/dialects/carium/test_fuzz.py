"""Schemathesis over a real socket: whatever is sent, what OpenAPI promises is what comes, and never a 500."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from polyclinic.dialects.carium.dialect import dialect
from polyclinic.web.openapi import describe
from tests.support.server import running_sandbox

schema = schemathesis.openapi.from_dict(describe(dialect))


@dataclass(frozen=True, slots=True)
class Door:
    """Where the dialect is, and the headers to come in with."""

    base_url: str
    headers: dict[str, str]


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """A sandbox for whatever may come. One engine is enough: what is tested lies above the store."""
    arguments = ("--dialects", "carium", "--rate-limits", "off")
    with running_sandbox(tmp_path_factory.mktemp("fuzzed"), *arguments) as sandbox:
        block = sandbox.credentials["carium"]
        credentials = {name: block[name] for name in ("username", "password")}
        answer = requests.post(f"{block['base_url']}/identity/v1/login/", json=credentials, timeout=20)
        yield Door(block["base_url"], {"Authorization": f"Bearer {answer.json()['access-token']}"})


@schema.parametrize()
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_every_operation_keeps_its_promises(case: schemathesis.Case[Any], fuzzed: Door) -> None:
    case.call_and_validate(
        base_url=fuzzed.base_url,
        headers=fuzzed.headers,
        checks=[
            schemathesis.checks.not_a_server_error,
            status_code_conformance,
            content_type_conformance,
            response_schema_conformance,
        ],
    )
