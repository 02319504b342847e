"""The OpenAPI documents speak JSON Schema: what a tool does not know it ignores, and what it is told is so."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from polyclinic.server.dialects import load_dialect
from polyclinic.server.settings import DIALECTS
from polyclinic.web.openapi import describe

_WORDS = """
    $ref additionalProperties allOf anyOf const default deprecated description discriminator enum examples
    exclusiveMaximum exclusiveMinimum format items maxItems maxLength maxProperties maximum minItems minLength
    minProperties minimum multipleOf not oneOf pattern prefixItems properties propertyNames required title type
    uniqueItems
"""
KEYWORDS = frozenset(_WORDS.split())
HEAD = 60_000
"""Bytes of a request's head that every server takes (uvicorn's, of 64 KiB, holds headers, too)."""


def schemas(part: Any) -> Iterator[dict[str, Any]]:
    """Every schema inside a schema, itself first."""
    yield part
    for name in ("items", "additionalProperties", "not", "propertyNames"):
        if isinstance(part.get(name), dict):
            yield from schemas(part[name])
    for name in ("anyOf", "oneOf", "allOf", "prefixItems"):
        for each in part.get(name, ()):
            yield from schemas(each)
    for each in part.get("properties", {}).values():
        yield from schemas(each)


def roots(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every place of a document that holds a schema."""
    yield from document["components"]["schemas"].values()
    for operations in document["paths"].values():
        for operation in operations.values():
            yield from (parameter["schema"] for parameter in operation["parameters"])
            answers = operation["responses"].values()
            for holder in (operation.get("requestBody", {}), *answers):
                yield from (content["schema"] for content in holder.get("content", {}).values())


@pytest.mark.parametrize("name", DIALECTS)
def test_a_document_says_nothing_but_json_schema(name: str) -> None:
    found = [schema for root in roots(describe(load_dialect(name))) for schema in schemas(root)]
    assert len(found) > 100
    assert {keyword for schema in found for keyword in schema} <= KEYWORDS
    assert [schema for schema in found if schema.get("default", ...) is None] == []


@pytest.mark.parametrize("name", DIALECTS)
def test_no_two_paths_differ_in_the_names_of_parameters_only(name: str) -> None:
    document = describe(load_dialect(name))
    shapes = [re.sub(r"\{[^}]*\}", "{}", path) for path in document["paths"]]
    assert len(shapes) == len(set(shapes))
    for path, operations in document["paths"].items():
        for operation in operations.values():
            named = [each["name"] for each in operation["parameters"] if each["in"] == "path"]
            assert named == re.findall(r"\{([^}]*)\}", path)


@pytest.mark.parametrize("name", DIALECTS)
def test_ids_as_many_as_a_query_takes_fit_into_a_request(name: str) -> None:
    for path, operations in describe(load_dialect(name))["paths"].items():
        for operation in operations.values():
            for parameter in (each for each in operation["parameters"] if each["in"] == "query"):
                for schema in schemas(parameter["schema"]):
                    most = schema.get("maxItems", 0) if schema.get("items", {}).get("format") == "uuid" else 0
                    assert most * (len(parameter["name"]) + 38) < HEAD, (path, parameter["name"])
