"""What JSON:API 1.1 requires of any document, checked by us and by jsonapi-pydantic.

jsonapi-pydantic knows 1.0, wants absolute links and ignores members that it does not know: a second look. The one
member name that the rules forbid is ``page[total]``, which Carium's own client reads.
"""

import re
from collections.abc import Iterator
from typing import Any

import httpx2
from jsonapi_pydantic.v1_0 import TopLevel

MEDIA_TYPE = "application/vnd.api+json"
TOP = {"data", "errors", "meta", "links", "included", "jsonapi"}
RESOURCE = {"type", "id", "attributes", "relationships", "links", "meta"}
FORBIDDEN_NAME = "page[total]"
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?")
FLAT = ("/identity/v1/login/",)
"""What Carium answers flat, with the same media type."""
OWN_TOP = {"url"}
"""Beside ``data`` where a download is asked for: what the published prose reads."""


async def look_at(answer: httpx2.Response) -> None:
    """Check an answer, if it is a document."""
    if answer.headers.get("content-type") != MEDIA_TYPE or answer.request.method == "HEAD":
        return
    if answer.is_success and answer.request.url.path.endswith(FLAT):
        return
    document = await _json(answer)
    found = problems(document, sparse="fields%5B" in str(answer.request.url.query))
    assert found == [], f"{answer.request.url}: {found}"
    TopLevel.model_validate(document)


async def _json(answer: httpx2.Response) -> Any:
    await answer.aread()
    return answer.json()


def problems(document: Any, *, sparse: bool = False) -> list[str]:
    """Everything that the rules forbid in a document; in a ``sparse`` one linkage may be left out."""
    return list(_top(document, sparse))


def _top(document: Any, sparse: bool) -> Iterator[str]:
    if not isinstance(document, dict):
        yield "the document is no object"
        return
    if not document.keys() & {"data", "errors", "meta"}:
        yield "none of data, errors and meta"
    if {"data", "errors"} <= document.keys():
        yield "data and errors together"
    if "included" in document and "data" not in document:
        yield "included without data"
    if strange := document.keys() - TOP - OWN_TOP:
        yield f"strange members at the top: {strange}"
    yield from _links("the document", document.get("links"))
    yield from _names(document)
    yield from _resources(document, sparse)


def _resources(document: dict[str, Any], sparse: bool) -> Iterator[str]:
    data = document.get("data")
    primary = data if isinstance(data, list) else [data] if data else []
    included = document.get("included", [])
    for resource in (*primary, *included):
        yield from _resource(resource)
    keys = [(each["type"], each["id"]) for each in (*primary, *included)]
    if len(keys) != len(set(keys)):
        yield "a resource is there twice"
    if sparse:
        return
    linked = {key for resource in (*primary, *included) for key in _linkage(resource)}
    if lost := {(each["type"], each["id"]) for each in included} - linked:
        yield f"included but referred to by nothing: {lost}"


def _linkage(resource: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for relationship in resource.get("relationships", {}).values():
        data = relationship.get("data")
        for identifier in data if isinstance(data, list) else [data] if data else []:
            yield identifier["type"], identifier["id"]


def _resource(resource: Any) -> Iterator[str]:
    name = f"{resource.get('type')}/{resource.get('id')}"
    if not isinstance(resource.get("type"), str) or not isinstance(resource.get("id"), str):
        yield f"{name}: type and id must be text"
    if strange := resource.keys() - RESOURCE:
        yield f"{name}: strange members {strange}"
    attributes, relationships = resource.get("attributes", {}), resource.get("relationships", {})
    if both := attributes.keys() & relationships.keys():
        yield f"{name}: attributes and relationships share {both}"
    if reserved := (attributes.keys() | relationships.keys()) & {"type", "id"}:
        yield f"{name}: {reserved} is no name for a field"
    for field, relationship in relationships.items():
        if not relationship.keys() & {"links", "data", "meta"}:
            yield f"{name}: {field} says nothing"
        yield from _links(f"{name}/{field}", relationship.get("links"))
    yield from _links(name, resource.get("links"))


def _links(where: str, links: dict[str, Any] | None) -> Iterator[str]:
    for name, link in (links or {}).items():
        if not isinstance(link, str) or not link.startswith("http"):
            yield f"{where}: the link {name} is {link!r}"
        elif re.search(r"[\[\] ]", link):
            yield f"{where}: the link {name} is not escaped"


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if not _NAME.fullmatch(name) and name != FORBIDDEN_NAME:
                yield f"{name!r} is no member name"
            yield from _names(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _names(inner)
