"""What we serve is what the published package knows: its operations, their errors, its models."""

import json
from typing import Any

import httpx2
import pytest

from polyclinic.dialects.candid.dialect import dialect
from polyclinic.sdk.endpoint import Endpoint
from tests.dialects.candid.contract.published import (
    OWN,
    Operation,
    UnpublishedAnswer,
    check_answer,
    known_operations,
    operation_at,
    problems,
)
from tests.dialects.candid.office import ENCOUNTERS, body
from tests.house.tree import ROOT
from tools import candid_coverage

ENDPOINTS = [route.endpoint for route in dialect.routes if route.endpoint.name not in OWN]


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda each: each.name)
def test_what_is_served_is_published_with_these_errors(endpoint: Endpoint[Any, Any, Any]) -> None:
    operation = operation_at(endpoint.method, endpoint.path)
    assert operation is not None
    assert candid_coverage.call(operation.method, operation.path) == candid_coverage.call(
        endpoint.method, endpoint.path
    )
    assert {error.name: error.status for error in endpoint.errors} == operation.errors


def test_every_operation_of_the_package_is_known() -> None:
    operations = known_operations()
    assert len(operations) == 274
    for operation in operations.values():
        operation.answer()
        assert all(operation.content(name) for name in operation.errors)


def test_the_coverage_page_is_up_to_date() -> None:
    page = (ROOT / "docs/dialects/candid.md").read_text()
    assert candid_coverage.updated(page) == page, "run `make format`"


def test_what_is_missing_of_an_operation_is_kept_while_it_is_served() -> None:
    rows = "| `encounters.v_4.get` | `GET /x` | in part: a |\n| `exports.v_3.get` | `GET /y` | in part: b |\n"
    updated = candid_coverage.updated(f"<!-- operations -->\n{rows}<!-- /operations -->")
    assert "| `encounters.v_4.get` | `GET /api/encounters/v4/{encounter_id}` | in part: a |" in updated
    assert "in part: b" not in updated


def wrong_members(operation: Operation, answer: Any) -> set[str]:
    return {problem.partition(":")[0] for problem in problems(operation, 200, json.dumps(answer).encode())}


async def test_an_answer_that_the_package_does_not_describe_is_found(http: httpx2.AsyncClient) -> None:
    sent = await http.post(ENCOUNTERS, json=body())
    operation = known_operations()["encounters.v_4.create"]
    assert problems(operation, 200, sent.content) == []

    spoiled = sent.json()
    del spoiled["encounter_id"], spoiled["patient"]["gender"]
    spoiled["billing_provider"]["tax_id"] = 123456789
    assert wrong_members(operation, spoiled) == {"encounter_id", "patient.gender", "billing_provider.tax_id"}

    added = sent.json()
    added["patient"]["nickname"] = "Loki"
    added["claims"][0]["colour"] = None
    added["patient"]["address"]["address_1"] = added["patient"]["address"].pop("address1")
    assert wrong_members(operation, added) >= {"patient.nickname", "claims.0.colour"}
    del added["patient"]["nickname"], added["claims"][0]["colour"]
    assert wrong_members(operation, added) == {"patient.address.address_1"}


@pytest.mark.parametrize(
    ("status", "name", "content", "found"),
    [
        (422, "HttpRequestValidationsError", [{"fieldName": "a"}], []),
        (404, "NotFound", {"message": "no"}, []),
        (409, "NotFound", {"message": "no"}, ["NotFound is no error of encounters.v_4.update"]),
        (422, "EntityNotFoundError", {"id": "1"}, ["EntityNotFoundError comes with 404, not 422"]),
        (404, "EntityNotFoundError", {"id": "1", "x": 1}, ["x: EntityNotFoundErrorMessage has no such member"]),
        (400, "InvalidRequest", {}, ["InvalidRequest is no error of encounters.v_4.update"]),
    ],
)
def test_an_error_that_the_package_does_not_describe_is_found(
    status: int, name: str, content: Any, found: list[str]
) -> None:
    error = {"errorName": name, "errorInstanceId": "0", "content": content}
    assert problems(known_operations()["encounters.v_4.update"], status, json.dumps(error).encode()) == found


def test_a_wrong_answer_fails_the_test_that_got_it() -> None:
    with pytest.raises(UnpublishedAnswer, match=r"encounters\.v_4\.get answered 200: "):
        check_answer("GET", "/candid/api/encounters/v4/1", 200, "application/json", b"{}")
