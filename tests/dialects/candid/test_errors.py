"""Names of errors and of fields; that every endpoint has an answer to everything is shown in ``tests/between``."""

from typing import Any
from uuid import UUID

import pytest
from starlette.datastructures import Headers

from polyclinic.core.shared.errors import Forbidden, Invalid, NotFound, Problem, Refusal, UnknownCursor
from polyclinic.dialects.candid.errors import errors
from polyclinic.dialects.candid.wire import auth
from polyclinic.dialects.candid.wire import encounters as wire
from polyclinic.sdk.endpoint import Endpoint
from polyclinic.web.call import Answer, RawRequest
from polyclinic.web.dialect import Failed
from polyclinic.web.problems import BadFields, FieldProblem, HttpProblem, TooManyRequests
from polyclinic.web.rate_limits import LimitState

RAW = RawRequest("GET", "/", "", Headers({}), "https://x.example", "/candid", "127.0.0.1", "0" * 32)


def refused(refusal: Refusal | HttpProblem, endpoint: Endpoint[Any, Any, Any] | None) -> tuple[int, str, Any]:
    answer = errors(refusal, Failed(endpoint, RAW))
    assert isinstance(answer, Answer)
    assert isinstance(answer.body, dict)
    assert set(answer.body) == {"errorName", "errorInstanceId", "content"}
    assert UUID(answer.body["errorInstanceId"]).int == 0
    assert answer.status is not None
    return answer.status, answer.body["errorName"], answer.body["content"]


@pytest.mark.parametrize(
    ("refusal", "endpoint", "expected"),
    [
        (NotFound("encounter", "x"), wire.GET, (404, "NotFound")),
        (NotFound("encounter", "x"), wire.UPDATE, (404, "EntityNotFoundError")),
        (Forbidden("needs"), wire.CREATE, (403, "UnauthorizedError")),
        (Forbidden("needs"), wire.GET_ALL, (403, "Forbidden")),
        (UnknownCursor("x"), wire.GET_ALL, (422, "HttpRequestValidationsError")),
        (BadFields([FieldProblem("path", ("encounter_id",), "x", "x")]), wire.UPDATE, (404, "EntityNotFoundError")),
        (BadFields([FieldProblem("path", ("encounter_id",), "x", "x")]), wire.GET, (404, "NotFound")),
        (TooManyRequests(LimitState(1, 0, 1.0, 0.5, exceeded=True)), auth.GET_TOKEN, (429, "TooManyRequestsError")),
        (TooManyRequests(LimitState(1, 0, 1.0, 0.5, exceeded=True)), wire.GET, (429, "TooManyRequests")),
    ],
)
def test_statuses_and_names(
    refusal: Refusal | HttpProblem, endpoint: Endpoint[Any, Any, Any], expected: tuple[int, str]
) -> None:
    assert refused(refusal, endpoint)[:2] == expected


def test_every_bad_field_is_named_in_this_apis_words() -> None:
    problems = [
        Problem(("start",), "required", "missing"),
        Problem(("service_lines", 1, "diagnosis_ids"), "unknown_diagnosis", "unknown"),
        Problem(("birth_date",), "in_future", "lies in the future"),
        Problem(("billing_provider", "npi"), "required", "missing"),
    ]
    _, _, content = refused(Invalid(problems), wire.CREATE)
    assert [each["fieldName"] for each in content] == [
        "date_of_service",
        "service_lines.1.diagnosis_pointers",
        "patient.date_of_birth",
        "billing_provider.npi",
    ]


def test_long_lists_of_codes_and_patterns_are_told_in_words() -> None:
    problems = [
        FieldProblem("body", ("a",), "literal_error", "Input should be " + "'AA', " * 60),
        FieldProblem("body", ("b",), "literal_error", "Input should be 'x' or 'y'"),
        FieldProblem("body", ("c",), "string_pattern_mismatch", "String should match pattern '^[0-9]{5}$'"),
    ]
    _, _, content = refused(BadFields(problems), wire.CREATE)
    assert [each["humanReadableMessage"] for each in content] == [
        "Input is not one of the codes of this field",
        "Input should be 'x' or 'y'",
        "Input does not have the format of this field",
    ]
