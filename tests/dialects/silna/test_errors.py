"""Refusals in Silna's own form: the message names what is wrong."""

import pytest
from starlette.datastructures import Headers

from polyclinic.core.shared.errors import (
    ExternalIdTaken,
    Invalid,
    NotFound,
    Problem,
    Refusal,
    Unauthenticated,
    UnknownCursor,
    UnknownReference,
)
from polyclinic.dialects.silna.dialect import dialect
from polyclinic.dialects.silna.errors import errors
from polyclinic.dialects.silna.wire.common import AuthenticationErrorBody, ErrorBody
from polyclinic.web.call import Answer, RawRequest
from polyclinic.web.dialect import Failed
from polyclinic.web.problems import BadFields, FieldProblem, HttpProblem, KeyReused, TooManyRequests
from polyclinic.web.rate_limits import LimitState


def refused(refusal: Refusal | HttpProblem, query_string: str = "") -> tuple[int, str]:
    raw = RawRequest("GET", "/", query_string, Headers({}), "https://x.example", "/silna", "127.0.0.1", "r-1")
    answer = errors(refusal, Failed(None, raw))
    assert isinstance(answer, Answer)
    assert isinstance(answer.body, dict)
    assert answer.status is not None
    body = AuthenticationErrorBody if answer.status == 401 else ErrorBody
    return answer.status, body.model_validate(answer.body, extra="forbid").message


def test_a_message_names_every_bad_field_in_the_apis_own_words() -> None:
    problems = [
        FieldProblem("body", ("first_name",), "missing", "Field required"),
        FieldProblem("body", ("patient_specialties", 1), "enum", "Input should be 'HOSPICE'"),
        FieldProblem("query", (), "two_cursors", "starting_after and ending_before exclude each other"),
    ]
    assert refused(BadFields(problems)) == (
        400,
        "first_name: is required; patient_specialties[1]: Input should be 'HOSPICE'; "
        "starting_after and ending_before exclude each other",
    )
    assert refused(Invalid([Problem(("birth_date",), "in_future", "lies in the future")])) == (
        400,
        "date_of_birth: lies in the future",
    )


@pytest.mark.parametrize(
    ("refusal", "status", "message"),
    [
        (NotFound("legal_entity", "x"), 404, "Provider not found"),
        (ExternalIdTaken("patient", "silna.source_id", "s-1"), 400, "source_id: is already in use"),
        (
            UnknownReference("facility_id", kind="facility", id="x"),
            404,
            "provider_service_location_id: facility not found",
        ),
        (KeyReused("this key was sent before"), 400, "This key was sent before"),
        (
            TooManyRequests(LimitState(120, 0, 60.0, 12.5, exceeded=True)),
            429,
            "Rate limit exceeded. Please wait 48 seconds before trying again.",
        ),
    ],
)
def test_statuses_and_words(refusal: Refusal | HttpProblem, status: int, message: str) -> None:
    assert refused(refusal) == (status, message)


def test_an_unknown_cursor_is_named_as_it_was_sent() -> None:
    assert refused(UnknownCursor(), "ending_before=x") == (400, "ending_before: there is no such object")
    assert refused(UnknownCursor(), "starting_after=x") == (400, "starting_after: there is no such object")


@pytest.mark.parametrize(
    ("reason", "type_"),
    [
        ("missing", "AUTH_INVALID_REQUEST_HEADER"),
        ("malformed", "AUTH_INVALID_REQUEST_HEADER"),
        ("unknown", "AUTH_INVALID_CREDENTIALS"),
        ("expired", "AUTH_INVALID_CREDENTIALS"),
        ("revoked", "AUTH_INVALID_CREDENTIALS"),
    ],
)
def test_the_two_types_of_401(reason: str, type_: str) -> None:
    raw = RawRequest("GET", "/", "", Headers({}), "https://x.example", "/silna", "127.0.0.1", "r-1")
    answer = errors(Unauthenticated("no", reason=reason), Failed(None, raw))

    assert isinstance(answer.body, dict)
    assert answer.body["type"] == type_


def test_limit_headers_tell_the_window_and_wait_only_when_it_is_full() -> None:
    free = LimitState(120, 119, 1_000_060.2, 1_000_000.2)
    full = LimitState(120, 0, 1_000_060.2, 1_000_058.9, exceeded=True)

    assert dialect.limit_headers(free) == {
        "X-RateLimit-Limit": "120",
        "X-RateLimit-Remaining": "119",
        "X-RateLimit-Reset": "1000061",
        "Retry-After": "0",
    }
    assert dialect.limit_headers(full)["Retry-After"] == "2"
    assert dialect.limit_headers(None) == {"Retry-After": "0"}
