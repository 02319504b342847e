"""Every refusal in CareStack's error body, with the name of each bad field as it is sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from polyclinic.core.consent.errors import LinkRefused, NotConsented, NotDecidable
from polyclinic.core.scheduling.errors import TimeTaken
from polyclinic.core.shared.clock import SystemClock
from polyclinic.core.shared.errors import (
    Conflict,
    ExternalIdTaken,
    Forbidden,
    Invalid,
    NotFound,
    Path,
    Refusal,
    Unauthenticated,
    Unavailable,
    UnknownCursor,
)
from polyclinic.dialects.carestack.wire.common import ErrorBody
from polyclinic.sdk.endpoint import ErrorType
from polyclinic.web.call import Answer
from polyclinic.web.dialect import Failed
from polyclinic.web.pages.render import problem_page
from polyclinic.web.problems import BadFields, Broken, HttpProblem, TooManyRequests

_CLOCK = SystemClock()

_FIELDS = {
    "name": "firstName",
    "birth_date": "birthDate",
    "patient_id": "patientReference",
    "practitioner_id": "practitionerReference",
    "facility_id": "organizationId",
    "text": "searchTerm",
    "types": "healthInformationTypes",
    "period": "dateTo",
    "erase_at": "eraseDate",
}
_KINDS = {
    "patient": "Patient",
    "practitioner": "Practitioner",
    "appointment": "Appointment",
    "facility": "Facility",
    "master": "Master data",
    "location": "Location",
    "consent": "Consent",
}
_CODES = {
    400: "BAD_REQUEST",
    401: "UNAUTHORIZED",
    403: "FORBIDDEN",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    406: "NOT_ACCEPTABLE",
    409: "CONFLICT",
    413: "PAYLOAD_TOO_LARGE",
    415: "UNSUPPORTED_MEDIA_TYPE",
    422: "UNPROCESSABLE_ENTITY",
    429: "TOO_MANY_REQUESTS",
    500: "INTERNAL_SERVER_ERROR",
    503: "SERVICE_UNAVAILABLE",
}


@dataclass(frozen=True, slots=True)
class _Wording:
    status: int
    message: str
    details: tuple[tuple[str, str], ...] = ()
    code: str = ""


def error_body(error: ErrorType | None) -> Any:
    """The type of an error's body: one for all, but for pages."""
    return str if error is not None and error.content is str else ErrorBody


def errors(refusal: Refusal | HttpProblem, failed: Failed) -> Answer:
    """The answer to a refusal."""
    said = _http(refusal) if isinstance(refusal, HttpProblem) else _core(refusal)
    if failed.endpoint is not None and failed.endpoint.is_page:
        return problem_page(failed.raw, said.status, "Not possible", said.message)
    body = {
        "statusCode": said.status,
        "status": "error",
        "error_code": said.code or _CODES.get(said.status, "ERROR"),
        "message": said.message,
        "details": [{"field": field, "message": message} for field, message in said.details],
        "timestamp": _CLOCK.now().isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "request_id": failed.raw.request_id,
    }
    headers = {"WWW-Authenticate": "Bearer"} if said.status == 401 else {}
    return Answer(body, said.status, headers)


def _invalid(details: Iterable[tuple[str, str]]) -> _Wording:
    # the published client appends the first detail to the message without a blank
    return _Wording(400, "Validation failed: ", tuple(details), "VALIDATION_ERROR")


def _core(refusal: Refusal) -> _Wording:
    match refusal:
        case Unauthenticated():
            return _Wording(401, "Unauthorized: send a valid API key.")
        case LinkRefused():
            return _Wording(404, "This link is not valid, or not any more. Open the newest one that you were sent.")
        case NotDecidable():
            return _Wording(409, "This cannot be done now: the consent has been answered, or a link was just sent.")
        case NotConsented():
            return _Wording(403, "Forbidden: no granted consent covers all of these care contexts and types.")
        case Forbidden():
            return _Wording(403, "Forbidden: this API key may not do that.")
        case NotFound(kind=kind):
            return _Wording(404, f"{_KINDS.get(kind, 'Resource')} not Found !!!")
        case Invalid(problems=problems):
            return _invalid((_field(problem.path), problem.message) for problem in problems)
        case UnknownCursor():
            return _invalid([("nextPage", "Unknown page: send nextPage back as it was given.")])
        case ExternalIdTaken():
            return _Wording(409, f"{_KINDS.get(str(refusal.facts.get('kind')), 'Resource')} already exists.")
        case TimeTaken():
            return _Wording(409, "Appointment conflict: this time is taken.")
        case Conflict():
            return _Wording(409, "Conflict: the record has changed, send the request again.")
        case Unavailable():
            return _Wording(503, "Service unavailable, try again.")
    return _Wording(400, refusal.message)


def _http(problem: HttpProblem) -> _Wording:
    match problem:
        case BadFields(problems=problems):
            return _invalid((_field(each.path) or each.where, _sentence(each.message)) for each in problems)
        case TooManyRequests():
            return _Wording(429, f"Too many requests: try again in {problem.state.retry_after} seconds.")
        case Broken():
            return _Wording(500, "Internal server error.")
    return _Wording(problem.status, _sentence(problem.message))


def _field(path: Path) -> str:
    first, *rest = path or ("",)
    return ".".join(str(part) for part in (_FIELDS.get(str(first), first), *rest))


def _sentence(message: str) -> str:
    return f"{message[:1].upper()}{message[1:]}"
