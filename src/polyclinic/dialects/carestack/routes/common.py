"""The envelopes of answers, and what reads the query string of a search."""

from collections.abc import Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from polyclinic.core.shared.entity import Entity
from polyclinic.core.shared.kinds import Kind
from polyclinic.core.shared.queries import Condition, Page, Query
from polyclinic.dialects.carestack import paging
from polyclinic.web.bodies import parse_json
from polyclinic.web.fields import problems_of
from polyclinic.web.problems import BadFields, FieldProblem, Malformed

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T", bound=Entity)

NONE_FOUND = "Records not Found !!!"


def read_filters(model: type[M], text: str) -> M:
    """The filters of a search. Raises ``BadFields`` naming each one that is unknown or wrong."""
    try:
        given = parse_json(text.encode())
    except Malformed:
        given = None
    if not isinstance(given, dict):
        raise BadFields([FieldProblem("query", ("filters",), "json", "filters is not a JSON object")])
    try:
        return model.model_validate(given)
    except ValidationError as error:
        found = problems_of(error, "query", given)
        raise BadFields(
            [FieldProblem("query", ("filters", *each.path), each.code, each.message, each.facts) for each in found]
        ) from None


def page_query(kind: Kind[T], where: Sequence[Condition], next_page: str | None, size: int | None = None) -> Query[T]:
    """A page in the order of creation, with the total."""
    limit = min(size or paging.PAGE_SIZE, paging.LARGEST_PAGE)
    return Query(kind, tuple(where), limit=limit, after=paging.start(kind.name, next_page), total=True)


def next_link(kind: Kind[T], page: Page[T], asked: str | None) -> str | None:
    """The token of the page after this one, for which ``asked`` was sent."""
    following = paging.number(kind.name, asked) + 1
    return paging.token(kind.name, page.items[-1].id, following) if page.has_more and page.items else None


def saved(type: str, verb: str, resource_id: str, resource: dict[str, Any]) -> dict[str, Any]:
    """The answer to a creation or a change."""
    return {
        "type": type,
        "message": f"Successfully {verb} the {type} profile",
        "resourceId": resource_id,
        "validationErrors": [],
        "resource": resource,
        "status": "success",
    }


def found(type: str, resource: dict[str, Any], message: str) -> dict[str, Any]:
    """One resource."""
    return _records(type, message, resource, 1, None)


def none_found(type: str, nothing: list[Any] | None) -> dict[str, Any]:
    """No such resource: still a success, as the published client expects."""
    return _records(type, NONE_FOUND, nothing, 0, None)


def listed(type: str, resources: list[dict[str, Any]], total: int, next_page: str | None) -> dict[str, Any]:
    """A page of a list."""
    return _records(type, "Records Found !!!" if resources else NONE_FOUND, resources, total, next_page)


def page_of(
    kind: Kind[T], page: Page[T], shown: list[dict[str, Any]], *, type: str, name: str, asked: str | None
) -> dict[str, Any]:
    """A page of a list, also as the published README has it: under ``name`` and with the page's number."""
    total, link = page.total or 0, next_link(kind, page, asked)
    return {
        **listed(type, shown, total, link),
        name: shown,
        "total": total,
        "page": paging.number(kind.name, asked),
        "per_page": paging.PAGE_SIZE,
        "next_page": link,
        "has_next": link is not None,
    }


def profiles(resources: list[dict[str, Any]], total: int, next_page: str | None) -> dict[str, Any]:
    """A page of a search."""
    return {"entry": resources, "link": {"nextPage": next_page}, "total": total}


def deleted(type: str, resource_id: str) -> dict[str, Any]:
    """The answer to a deletion."""
    return {"type": type, "message": f"Successfully deleted the {type} profile", "resourceId": resource_id}


def _records(type: str, message: str, resource: Any, total: int, next_page: str | None) -> dict[str, Any]:
    return {
        "type": type,
        "message": message,
        "requestResource": resource,
        "totalNumberOfRecords": total,
        "nextPageLink": next_page,
    }
