"""Refusals in this API's words: JSON:API error objects, each pointing at what is wrong."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel

from polyclinic.core.documents.errors import DownloadRefused
from polyclinic.core.identity.errors import InvitationRefused
from polyclinic.core.shared.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    Path,
    Refusal,
    Unauthenticated,
    Unavailable,
    UnknownCursor,
)
from polyclinic.dialects.carium.wire.common import kebab
from polyclinic.web.call import Answer
from polyclinic.web.dialect import Failed
from polyclinic.web.pages.render import problem_page
from polyclinic.web.problems import BadFields, FieldProblem, HttpProblem, NoRoute, PreconditionFailed

ATTRIBUTES: Path = ("data", "attributes")
_ABSENT = frozenset({"missing", "unreachable"})
_HEADERS = {406: "Accept", 415: "Content-Type"}


class Pointed(HttpProblem):
    """A problem of this API's own, with the place in the request that it lies at."""

    def __init__(self, message: str, source: Mapping[str, str]) -> None:
        super().__init__(message)
        self.source = source


class BadParameter(Pointed):
    """A query parameter that is known has a value that is not."""

    status, code = 400, "bad_parameter"


class UnknownOrganization(Pointed):
    """An organization that is not the caller's."""

    status, code = 404, "unknown_organization"


class IdMismatch(Pointed):
    """The id in the body is not the one in the URL (JSON:API 1.1, updating resources)."""

    status, code = 409, "id_mismatch"


class Taken(Pointed):
    """What must be unique is not."""

    status, code = 409, "taken"


class IdGiven(Pointed):
    """The client chose the id of what it creates (JSON:API 1.1, client-generated ids)."""

    status, code = 403, "id_given"


@dataclass(frozen=True, slots=True)
class _Error:
    status: int
    code: str
    detail: str
    source: Mapping[str, str] | None = None

    def spell(self, request_id: str) -> dict[str, Any]:
        spelled: dict[str, Any] = {
            "id": request_id,
            "status": str(self.status),
            "code": kebab(self.code),
            "title": HTTPStatus(self.status).phrase,
            "detail": self.detail,
        }
        return spelled if self.source is None else {**spelled, "source": dict(self.source)}


def errors(problem: Refusal | HttpProblem, failed: Failed) -> Answer:
    """The answer to any refusal. Several errors of different statuses are a 400 together (JSON:API 1.1, errors)."""
    found = list(_errors(problem))
    statuses = {error.status for error in found}
    status = statuses.pop() if len(statuses) == 1 else 400
    if failed.endpoint is not None and failed.endpoint.is_page:
        text = " ".join(_sentence(problem, each) for each in found)
        shown = problem_page(failed.raw, status, "Not possible", text)
        return replace(shown, headers={**_headers(problem), **shown.headers})
    body = {"errors": [error.spell(failed.raw.request_id) for error in found]}
    return Answer(body, status, _headers(problem))


def _sentence(problem: Refusal | HttpProblem, error: _Error) -> str:
    """What a person is told."""
    if isinstance(problem, InvitationRefused):
        return _INVITATIONS[str(problem.facts["reason"])]
    return f"{error.detail[:1].upper()}{error.detail[1:]}."


_INVITATIONS = {
    "unknown": "This link is not complete. Open it again from the message, or copy all of it.",
    "expired": "This invitation has expired. Ask your practice for another.",
    "spent": "This invitation has been used, or a later one took its place. Open the latest, or sign in.",
}


def _headers(problem: Refusal | HttpProblem) -> dict[str, str]:
    if isinstance(problem, Unauthenticated):
        return {"WWW-Authenticate": "Bearer"}
    return {"Retry-After": "1"} if isinstance(problem, Unavailable) else {}


def _errors(problem: Refusal | HttpProblem) -> Iterator[_Error]:
    if isinstance(problem, BadFields):
        yield from _of_fields(problem)
    elif isinstance(problem, Pointed):
        yield _Error(problem.status, problem.code, problem.message, problem.source)
    elif isinstance(problem, PreconditionFailed):
        yield _Error(problem.status, problem.code, problem.message, {"header": problem.header})
    elif isinstance(problem, HttpProblem):
        header = _HEADERS.get(problem.status)
        yield _Error(problem.status, problem.code, problem.message, {"header": header} if header else None)
    elif isinstance(problem, Invalid):
        for each in problem.problems:
            status = 404 if each.code == "unknown_reference" else 422
            source = _pointer(each.path) if each.path[:1] == ATTRIBUTES[:1] else None
            yield _Error(status, each.code, each.message, source)
    elif isinstance(problem, Unauthenticated):
        yield _Error(401, str(problem.facts.get("reason", problem.code)), problem.message)
    else:
        yield _Error(_status(problem), problem.code, problem.message)


def _status(refusal: Refusal) -> int:
    if isinstance(refusal, InvitationRefused):
        return 404 if refusal.facts.get("reason") == "unknown" else 410
    if isinstance(refusal, DownloadRefused):
        return 410 if refusal.facts.get("reason") == "expired" else 403
    for kind, status in _STATUSES:
        if isinstance(refusal, kind):
            return status
    return 400


_STATUSES: tuple[tuple[type[Refusal], int], ...] = (
    (Forbidden, 403),
    (NotFound, 404),
    (Conflict, 409),
    (UnknownCursor, 400),
    (Unavailable, 503),
)


def _of_fields(problem: BadFields) -> Iterator[_Error]:
    if any(each.where == "path" for each in problem.problems):
        yield _Error(404, NoRoute.code, "no such path")
        return
    for each in problem.problems:
        if each.where == "query":
            yield _of_parameter(each)
        else:
            yield _of_body(each)


def _of_parameter(problem: FieldProblem) -> _Error:
    name = str(problem.path[0]) if problem.path else ""
    unknown = problem.code == "extra_forbidden"
    detail = f"`{name}` is not supported here" if unknown else f"`{name}`: {problem.message}"
    return _Error(400, "unknown_parameter" if unknown else "bad_parameter", detail, {"parameter": name})


def _of_body(problem: FieldProblem) -> _Error:
    absent = problem.code in _ABSENT
    place = problem.path[:-1] if problem.code == "missing" else problem.path
    name = problem.path[-1] if problem.path else ""
    detail = f"`{name}` is required" if problem.code == "missing" else problem.message
    wrong_type = problem.path == ("data", "type") and not absent
    return _Error(409 if wrong_type else 422, problem.code, detail, _pointer(place))


def _pointer(path: Path) -> dict[str, str]:
    """A JSON pointer (RFC 6901)."""
    return {"pointer": "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)}


@contextmanager
def spelled(attributes: BaseModel, names: Mapping[str, str]) -> Iterator[None]:
    """Lets refusals about the record's fields point at the attributes that were sent.

    ``names`` maps a field of the record to a field of ``attributes``. What was not sent is pointed at by its parent.
    """

    def place(path: Path) -> Path:
        name = names.get(str(path[0]), "") if path else ""
        return (*ATTRIBUTES, kebab(name), *path[1:]) if name in attributes.model_fields_set else ATTRIBUTES

    try:
        yield
    except Invalid as refusal:
        problems = [replace(problem, path=place(problem.path)) for problem in refusal.problems]
        raise Invalid(problems) from refusal
    except Conflict as refusal:
        if "field" not in refusal.facts:
            raise
        raise Taken(refusal.message, _pointer(place((str(refusal.facts["field"]),)))) from refusal
