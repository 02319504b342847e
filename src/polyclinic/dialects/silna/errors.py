"""How Silna says no: ``{"message"}``, with ``type`` at status 401. The message names every bad field."""

from collections.abc import Mapping
from typing import Any

from polyclinic.core.shared import errors as core
from polyclinic.dialects.silna.wire.common import AuthenticationErrorBody, ErrorBody
from polyclinic.sdk.endpoint import ErrorType
from polyclinic.web import problems as http
from polyclinic.web.call import Answer
from polyclinic.web.dialect import Failed
from polyclinic.web.problems import HttpProblem

_STATUS: Mapping[type[Exception], int] = {
    core.Forbidden: 403,
    core.NotFound: 404,
    core.Invalid: 400,
    core.ExternalIdTaken: 400,
    core.Conflict: 409,
    core.WrongState: 400,
    core.UnknownCursor: 400,
    core.Unavailable: 503,
    http.BadFields: 400,
    http.KeyReused: 400,
    http.WrongMediaType: 400,
}
"""Where the status is not the usual one: this API knows neither 415 nor 422. The most specific class counts."""

_NAMES = {
    "patient": "Patient",
    "legal_entity": "Provider",
    "facility": "Service location",
    "prior_authorization": "Prior authorization",
    "document_check": "Document validation",
    "document_check_batch": "Document validation batch",
    "document": "File",
    "coverage": "Patient plan",
    "benefits_check": "Benefits check",
    "plan_discovery": "Payor detection run",
    "payer_inference": "Payor inference",
    "payer": "Payor",
    "practice": "MSO",
    "provider_group": "Provider group",
    "place": "Provider place of service",
    "care_place": "Patient place of service",
    "condition": "Patient diagnosis",
    "payer_contract": "Payor contract",
    "bulk_export": "Bulk export",
}
_FIELDS = {
    "coverage_id": "patient_plan_id",
    "type": "authorization_type",
    "lines": "requested_treatment_codes",
    "approved": "approved_treatment_codes",
    "attachments": "documents",
    "letter_ids": "approval_letter_file_ids",
    "approval_end": "approved_end_date",
    "name": "first_name",
    "birth_date": "date_of_birth",
    "start": "start_date",
    "end": "end_date",
    "document_ids": "patient_document_file_ids",
    "facility_id": "provider_service_location_id",
    "legal_entity_id": "provider_id",
    "payer_id": "payor_id",
    "practitioner_id": "clinician_id",
    "group_id": "provider_group_id",
    "plan_ids": "plans",
    "excluded_plan_ids": "excluded_plans",
    "facility_ids": "service_locations",
    "place_id": "provider_place_of_service_id",
    "code": "diagnosis_code",
}
"""The record's field names in this API's words."""
_PARTS = {"procedures": "treatment_codes", "document_id": "file_id"}
"""Those of fields inside of others."""
ANY_ERROR = ErrorBody | AuthenticationErrorBody


def errors(refusal: core.Refusal | HttpProblem, failed: Failed) -> Answer:
    """The answer to a refusal."""
    match refusal:
        case core.Unauthenticated():
            return _unauthenticated(refusal)
        case http.TooManyRequests():
            wait = refusal.state.retry_after
            return _answer(429, f"Rate limit exceeded. Please wait {wait} seconds before trying again.")
        case http.BadFields():
            return _answer(400, "; ".join(_bad_field(problem) for problem in refusal.problems))
        case core.Invalid():
            return _answer(_status_of_invalid(refusal), "; ".join(map(_broken_rule, refusal.problems)))
        case core.NotFound():
            return _answer(404, f"{_NAMES.get(refusal.kind, 'Object')} not found")
        case core.ExternalIdTaken():
            return _answer(409 if refusal.facts["kind"] == "coverage" else 400, "source_id: is already in use")
        case core.UnknownCursor():
            return _answer(400, f"{_cursor_sent(failed)}: there is no such object")
        case core.WrongState(facts={"move": str(move), "status": str(status)}):
            words = move.replace("_", " ")
            return _answer(400, _sentence(f"{words} is not possible while the request is {status.upper()}"))
        case http.NoRoute():
            return _answer(404, "There is no such path")
        case _:
            return _answer(_status(refusal), _sentence(refusal.message))


def error_body(error: ErrorType | None) -> Any:
    """The type of an error's body."""
    return error.content if error is not None and error.content else ANY_ERROR


def _answer(status: int, message: str) -> Answer:
    return Answer({"message": message}, status)


def _unauthenticated(refusal: core.Unauthenticated) -> Answer:
    if refusal.facts.get("reason") in ("missing", "malformed"):
        message, type_ = "Send the API key as Authorization: Bearer <key>", "AUTH_INVALID_REQUEST_HEADER"
    else:
        message, type_ = "The API key is not valid", "AUTH_INVALID_CREDENTIALS"
    return Answer({"message": message, "type": type_}, 401, {"WWW-Authenticate": "Bearer"})


def _status(refusal: core.Refusal | HttpProblem) -> int:
    for class_ in type(refusal).__mro__:
        if class_ in _STATUS:
            return _STATUS[class_]
    return refusal.status if isinstance(refusal, HttpProblem) else 400


def _status_of_invalid(refusal: core.Invalid) -> int:
    """An id of nothing that the caller can see is not found, unless something else is wrong as well."""
    unknown = all(problem.code == "unknown_reference" for problem in refusal.problems)
    return 404 if unknown else 400


def _bad_field(problem: http.FieldProblem) -> str:
    text = "is required" if problem.code == "missing" else problem.message
    path = _dotted(problem.path)
    return f"{path}: {text}" if path else text


def _broken_rule(problem: core.Problem) -> str:
    field, *rest = problem.path or ("",)
    path = (_FIELDS.get(str(field), field), *(_PARTS.get(str(step), step) for step in rest))
    return f"{_dotted(path)}: {problem.message}"


def _dotted(path: core.Path) -> str:
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def _cursor_sent(failed: Failed) -> str:
    return "ending_before" if "ending_before=" in failed.raw.query_string else "starting_after"


def _sentence(message: str) -> str:
    return message[:1].upper() + message[1:]
