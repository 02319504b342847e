"""Schemathesis against the example dialect: what OpenAPI promises is what comes, whatever is sent."""

from typing import Any

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from polyclinic.core.shared.clock import HeldClock
from polyclinic.web.app import DialectApp
from polyclinic.web.openapi import describe
from polyclinic.web.services import WebSettings
from tests.web import example
from tests.web.memory import Memory
from tests.web.support import NOW, add_practice, make_services

memory = Memory()
add_practice(memory, scopes=("a",))
app = DialectApp(example.dialect, make_services(memory, HeldClock(NOW)), WebSettings())
schema = schemathesis.openapi.from_dict(describe(example.dialect)).exclude(operation_id="odd")


@schema.parametrize()
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_operation_keeps_its_promises(case: schemathesis.Case[Any]) -> None:
    case.call_and_validate(
        app=app,
        base_url="http://test",
        headers={"Authorization": "Bearer key-p1"},
        checks=[
            schemathesis.checks.not_a_server_error,
            status_code_conformance,
            content_type_conformance,
            response_schema_conformance,
        ],
    )
