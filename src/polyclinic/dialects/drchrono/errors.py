"""Refusals in this API's words: messages per field with status 400, one ``detail`` otherwise."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from polyclinic.core.documents.errors import NotUploaded
from polyclinic.core.scheduling.errors import InUse, TimeTaken
from polyclinic.core.shared.errors import (
    Conflict,
    Contended,
    ExternalIdTaken,
    Forbidden,
    Invalid,
    NotFound,
    Refusal,
    Unauthenticated,
    Unavailable,
    UnknownCursor,
)
from polyclinic.dialects.drchrono.mapping.patients import CHART_ID
from polyclinic.dialects.drchrono.wire.common import Detail, FieldErrors
from polyclinic.dialects.drchrono.wire.oauth import REVOKE_TOKEN, TOKEN, OAuthError
from polyclinic.sdk.endpoint import ErrorType
from polyclinic.web.call import Answer
from polyclinic.web.dialect import Failed
from polyclinic.web.oauth import InvalidClient, OAuthProblem
from polyclinic.web.pages.render import problem_page
from polyclinic.web.problems import (
    BadFields,
    Broken,
    FieldProblem,
    HttpProblem,
    KeyInFlight,
    Malformed,
    NoRoute,
    NotAcceptable,
    TooLarge,
    TooManyRequests,
    WrongMediaType,
    WrongMethod,
)

_FIELDS = {
    "name": "last_name",
    "birth_date": "date_of_birth",
    "practitioner_id": "doctor",
    "patient_id": "patient",
    "facility_id": "office",
    "type_id": "profile",
    "template_id": "template",
    "room": "exam_room",
    "rooms": "exam_rooms",
    "closes": "end_time",
    "start": "scheduled_time",
    "end": "duration",
}
"""The record's field names where they differ from this API's."""

_MESSAGES = {
    "missing": "This field is required.",
    "string_type": "Not a valid string.",
    "int_type": "A valid integer is required.",
    "bool_type": "A valid boolean is required.",
    "list_type": "Expected a list of items.",
    "string_too_long": "Use at most {max_length} characters.",
    "too_long": "Use at most {max_length} items.",
    "literal_error": "Not a valid choice: use {expected}.",
    "greater_than_equal": "Use {ge} or more.",
    "less_than_equal": "Use {le} or less.",
    "unknown_reference": "There is no such object.",
    "unknown_room": "The office has no such exam room.",
}
_DETAILS: tuple[tuple[type[HttpProblem], str], ...] = (
    (NoRoute, "Not found."),
    (WrongMethod, "This method is not allowed here."),
    (NotAcceptable, "Only JSON is served here."),
    (TooLarge, "The request is too large."),
    (WrongMediaType, "This media type is not supported here."),
    (TooManyRequests, "Too many requests: try again later."),
    (KeyInFlight, "The first request has not ended yet."),
    (Broken, "The server failed; nothing was written."),
)
_OAUTH_ERRORS = {500: "server_error", 503: "temporarily_unavailable"}
_REASONS = {
    "missing": "Authentication credentials were not provided.",
    "malformed": "The Authorization header is not that of a bearer token.",
    "expired": "The token has expired.",
    "revoked": "The token has been revoked.",
}


def error_body(error: ErrorType | None) -> Any:
    """The type of an error's body."""
    if error is not None and error.content in (str, OAuthError):
        return error.content
    return FieldErrors | Detail if error is None or error.status == 400 else Detail


def answer_error(problem: Refusal | HttpProblem, failed: Failed) -> Answer:
    """The answer to whatever was refused: to a person as a page, to an application under ``/o/`` as OAuth has it."""
    answer = _refused(problem) if isinstance(problem, Refusal) else _not_understood(problem)
    if failed.endpoint is not None and failed.endpoint.is_page:
        return _as_page(answer, failed)
    return _as_oauth(problem, answer) if failed.endpoint in (TOKEN, REVOKE_TOKEN) else answer


def _as_page(answer: Answer, failed: Failed) -> Answer:
    status = answer.status or 400
    shown = problem_page(failed.raw, status, "Not possible", _text(answer))
    return replace(shown, headers={**answer.headers, **shown.headers})


def _as_oauth(problem: Refusal | HttpProblem, answer: Answer) -> Answer:
    """RFC 6749 section 5.2, whose descriptions are ASCII without quotation marks and backslashes."""
    code = (
        problem.code
        if isinstance(problem, OAuthProblem)
        else _OAUTH_ERRORS.get(answer.status or 400, "invalid_request")
    )
    description = re.sub(r"[^ !#-\[\]-~]", "", _text(answer))
    status = 401 if isinstance(problem, InvalidClient) else answer.status
    return Answer({"error": code, "error_description": description}, status, answer.headers)


def _text(answer: Answer) -> str:
    """The sentences of an answer in this API's usual form."""
    body: Any = answer.body
    if "detail" in body:
        return str(body["detail"])
    return " ".join(f"{name}: {' '.join(messages)}" for name, messages in body.items())


def _not_understood(problem: HttpProblem) -> Answer:
    if isinstance(problem, BadFields):
        if any(each.where == "path" for each in problem.problems):
            return _detail(404, "Not found.")
        return _fields((each.path, _message(each)) for each in problem.problems)
    if isinstance(problem, Malformed):
        return _detail(400, f"Malformed request: {problem.message}.")
    for kind, text in _DETAILS:
        if isinstance(problem, kind):
            return _detail(problem.status, text, problem.headers)
    return _detail(problem.status, _sentence(problem.message), problem.headers)


def _refused(refusal: Refusal) -> Answer:
    match refusal:
        case Unauthenticated():
            text = _REASONS.get(str(refusal.facts.get("reason")), "The token is not valid.")
            return _detail(401, text, {"WWW-Authenticate": "Bearer"})
        case NotUploaded() | NotFound():
            return _detail(404, "Not found.")
        case Forbidden():
            return _detail(403, "You do not have permission to perform this action.")
        case Invalid():
            return _fields(
                (_spelled(each.path), _MESSAGES.get(each.code, _sentence(each.message))) for each in refusal.problems
            )
        case UnknownCursor():
            return _fields([(("page",), "There is no such page.")])
        case ExternalIdTaken(system=system) if system == CHART_ID:
            return _fields([(("chart_id",), "Another patient has this chart id.")])
        case TimeTaken():
            whose = "exam room" if refusal.facts.get("resource") == "room" else "doctor"
            return _detail(409, f"The {whose} has another appointment at this time, and the office allows no overlaps.")
        case InUse():
            needed = refusal.facts.get("by") == "defaults"
            by = "Other APIs' appointments get" if needed else "Appointment templates use"
            return _detail(409, f"{by} this profile.")
        case Contended():
            return _detail(409, "Others are changing the same objects; send the request again.")
        case Conflict():
            return _detail(409, _sentence(refusal.message))
        case Unavailable():
            return _detail(503, "The service cannot answer now; nothing was written.")
        case _:
            return _detail(400, _sentence(refusal.message))


def _fields(problems: Iterable[tuple[tuple[str | int, ...], str]]) -> Answer:
    found: dict[str, list[str]] = {}
    for path, message in problems:
        if not path:
            return _detail(400, f"Malformed request: {message}")
        messages = found.setdefault(str(path[0]), [])
        if message not in messages:
            messages.append(message)
    return Answer(dict(found), 400)


def _spelled(path: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """A field of the record as this API calls it."""
    return tuple(_FIELDS.get(step, step) if isinstance(step, str) else step for step in path)


def _message(problem: FieldProblem) -> str:
    template = _MESSAGES.get(problem.code)
    return template.format_map(problem.facts) if template else _sentence(problem.message)


def _detail(status: int, text: str, headers: dict[str, str] | None = None) -> Answer:
    return Answer({"detail": text}, status, headers or {})


def _sentence(message: str) -> str:
    text = message[:1].upper() + message[1:]
    return text if text.endswith(".") else f"{text}."
