"""Refusals in CareStack's own form, with each bad field by its name on the wire."""

from starlette.datastructures import Headers

from polyclinic.core.shared.errors import ExternalIdTaken, Invalid, NotFound, Problem, Refusal, Unauthenticated
from polyclinic.dialects.carestack.errors import errors
from polyclinic.dialects.carestack.wire.common import ErrorBody
from polyclinic.web.call import RawRequest
from polyclinic.web.dialect import Failed
from polyclinic.web.problems import BadFields, FieldProblem, HttpProblem

RAW = RawRequest("GET", "/", "", Headers({}), "https://x.example", "/carestack", "127.0.0.1", "r-1")


def refused(refusal: Refusal | HttpProblem) -> ErrorBody:
    answer = errors(refusal, Failed(None, RAW))
    body = ErrorBody.model_validate(answer.body, extra="forbid")
    assert (body.statusCode, body.request_id) == (answer.status, "r-1")
    return body


def test_bad_fields_have_their_names_on_the_wire() -> None:
    body = refused(
        BadFields(
            [
                FieldProblem("query", ("filters", "gender"), "invalid_value", "Invalid gender."),
                FieldProblem("body", ("qualifications", 0, "year"), "string_type", "input should be a valid string"),
            ]
        )
    )
    assert (body.statusCode, body.error_code, body.message) == (400, "VALIDATION_ERROR", "Validation failed: ")
    assert [(each.field, each.message) for each in body.details] == [
        ("filters.gender", "Invalid gender."),
        ("qualifications.0.year", "Input should be a valid string"),
    ]
    body = refused(Invalid([Problem(("birth_date",), "in_future", "no"), Problem(("patient_id",), "x", "no")]))
    assert [each.field for each in body.details] == ["birthDate", "patientReference"]


def test_what_is_not_there_or_there_already() -> None:
    assert (refused(NotFound("patient", "x")).statusCode, refused(NotFound("patient", "x")).message) == (
        404,
        "Patient not Found !!!",
    )
    assert refused(ExternalIdTaken("practitioner", "s", "v")).message == "Practitioner already exists."
    assert refused(Unauthenticated("x")).error_code == "UNAUTHORIZED"
