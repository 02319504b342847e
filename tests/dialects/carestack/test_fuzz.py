"""Schemathesis over a real socket: whatever is sent, what OpenAPI promises is what comes, and never a 500."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from polyclinic.dialects.carestack.dialect import dialect
from polyclinic.web.openapi import describe
from tests.dialects.carestack.conftest import Door, door_of
from tests.support.server import running_sandbox

schema = schemathesis.openapi.from_dict(describe(dialect))


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """A sandbox for whatever may come. One engine is enough: what is tested lies above the store."""
    with running_sandbox(tmp_path_factory.mktemp("fuzzed"), "--dialects", "carestack") as sandbox:
        door = door_of(sandbox.credentials["carestack"])
        # what is looked up first waits until everything is indexed, longer than the fuzzer does on a busy machine
        door.call("POST", "/ai/get-code", json={"semanticTag": "any", "searchTerm": "warm"})
        yield door


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
