"""The published API as tables, and what of a declared type differs from them.

``operations.csv`` has a line per operation, ``parameters.csv`` per parameter, ``fields.csv`` per field of a body and
``enums.csv`` per enumeration: names and types, nothing else.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter

Use = Literal["request", "answer"]
Json = dict[str, Any]

_FOLDER = Path(__file__).parent
_FORMATS = ("uuid", "date", "date-time")


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a body, or a parameter."""

    name: str
    type: str
    required: bool
    nullable: bool
    limits: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation: ``gives`` are the schemas of its successes by status, "" where there is no body."""

    call: str
    takes: str
    gives: Mapping[int, str]
    errors: frozenset[int]
    paged: bool
    parameters: Mapping[tuple[str, str], Field]


def _rows(name: str) -> list[dict[str, str]]:
    with (_FOLDER / name).open(newline="") as lines:
        return list(csv.DictReader(lines))


def _field(row: Mapping[str, str], name: str) -> Field:
    limits = dict(limit.partition("=")[::2] for limit in row["limits"].split())
    return Field(row[name], row["type"], bool(row["required"]), bool(row.get("nullable")), limits)


@cache
def operations() -> Mapping[str, Operation]:
    """Every published operation by its call: ``GET /public/v1/payors/``."""
    parameters: dict[str, dict[tuple[str, str], Field]] = {}
    for row in _rows("parameters.csv"):
        parameters.setdefault(row["call"], {})[row["in"], row["name"]] = _field(row, "name")
    found = {}
    for row in _rows("operations.csv"):
        gives = {int(status): schema for status, _, schema in (each.partition(":") for each in row["gives"].split())}
        errors = frozenset(map(int, row["errors"].split()))
        known = parameters.get(row["call"], {})
        found[row["call"]] = Operation(row["call"], row["takes"], gives, errors, bool(row["paged"]), known)
    return found


@cache
def schemas() -> Mapping[str, Mapping[str, Field]]:
    """The fields of every published body by name."""
    found: dict[str, dict[str, Field]] = {}
    for row in _rows("fields.csv"):
        found.setdefault(row["schema"], {})[row["field"]] = _field(row, "field")
    return found


@cache
def enums() -> Mapping[str, frozenset[str]]:
    return {row["enum"]: frozenset(row["values"].split()) for row in _rows("enums.csv")}


def differences(schema: str, type_: Any, use: Use) -> list[str]:
    """What of a declared type is not as the published schema says, each with its place."""
    described = TypeAdapter(type_).json_schema(mode="validation")
    return list(_Comparison(described.get("$defs", {}), use).body(schema, described, schema))


def parameter_differences(published: Mapping[str, Field], type_: Any) -> list[str]:
    """The same of the parameters of a query or of headers."""
    described = TypeAdapter(type_).json_schema(mode="validation") if type_ is not None else {}
    comparison = _Comparison(described.get("$defs", {}), "request")
    return list(comparison.fields(published, described, "", nullable=False))


class _Comparison:
    def __init__(self, definitions: Mapping[str, Json], use: Use) -> None:
        self._definitions = definitions
        self._use = use
        self._seen: set[tuple[str, str]] = set()

    def body(self, name: str, declared: Json, place: str) -> Iterator[str]:
        """What of an object differs; one that holds its like is looked at once."""
        reference = declared.get("$ref", "")
        if reference and (name, reference) in self._seen:
            return
        self._seen.add((name, reference))
        yield from self.fields(schemas()[name], self._resolved(declared), place)

    def fields(
        self, published: Mapping[str, Field], declared: Json, place: str, *, nullable: bool = True
    ) -> Iterator[str]:
        properties, required = declared.get("properties", {}), set(declared.get("required", ()))
        for name in sorted(published.keys() ^ properties.keys()):
            yield f"{place}.{name}: {'missing' if name in published else 'not published'}"
        for name in sorted(published.keys() & properties.keys()):
            field, here = published[name], f"{place}.{name}"
            if field.required != (name in required):
                yield f"{here}: {'required' if field.required else 'not required'}"
            choices = self._choices(properties[name])
            null = {"type": "null"} in choices
            if nullable and field.nullable != null and not self._may_be_null(field, null):
                yield f"{here}: {'nullable' if field.nullable else 'not nullable'}"
            yield from self._types(field, [choice for choice in choices if choice != {"type": "null"}], here)

    def _may_be_null(self, field: Field, null: bool) -> bool:
        """A field that need not be sent may be sent as null, although that is not published."""
        return self._use == "request" and null and not field.required

    def _types(self, field: Field, choices: Sequence[Json], place: str) -> Iterator[str]:
        wanted = field.type.split("|")
        problems = {
            (each, at): list(self._type(each, choice, place)) for each in wanted for at, choice in enumerate(choices)
        }
        if self._use == "answer":
            unmatched = [at for at in range(len(choices)) if all(problems[each, at] for each in wanted)]
            yield from (problem for at in unmatched for problem in problems[wanted[0], at])
        else:
            missing = [each for each in wanted if all(problems[each, at] for at in range(len(choices)))]
            yield from (problem for each in missing for problem in problems[each, 0])
        for limit, value in field.limits.items():
            if any(str(choice.get(limit, value)) != value for choice in choices):
                yield f"{place}: {limit} is {value}"
            elif self._use == "request" and not any(limit in choice for choice in choices):
                yield f"{place}: without {limit}"

    def _type(self, wanted: str, choice: Json, place: str) -> Iterator[str]:
        kind, _, name = wanted.partition(":")
        found = self._resolved(choice)
        if wanted.startswith("array<"):
            if found.get("type") != "array":
                yield f"{place}: {wanted}"
                return
            item = Field("", wanted.removeprefix("array<")[:-1], True, False, {})
            yield from self._types(item, self._choices(found["items"]), f"{place}[]")
        elif kind in ("enum", "only"):
            values = enums()[name] if kind == "enum" else frozenset(name.split("/"))
            if (given := frozenset(found.get("enum", [found.get("const")]))) != values:
                yield f"{place}: {name} has {sorted(values)}, not {sorted(map(str, given))}"
        elif kind == "object":
            if found.get("type") != "object":
                yield f"{place}: {wanted}"
                return
            yield from self.body(name, choice, place)
        elif wanted in _FORMATS:
            if (found.get("type"), found.get("format")) != ("string", wanted):
                yield f"{place}: {wanted}, not {found}"
        elif found.get("type") != wanted or "enum" in found:
            yield f"{place}: {wanted}, not {found}"

    def _choices(self, declared: Json) -> list[Json]:
        """The alternatives that a property may be."""
        inner = declared if "anyOf" in declared or "oneOf" in declared else self._resolved(declared)
        alternatives = inner.get("anyOf") or inner.get("oneOf")
        if alternatives is None:
            return [declared]
        return [choice for each in alternatives for choice in self._choices(each)]

    def _resolved(self, declared: Json) -> Json:
        reference = declared.get("$ref")
        return self._definitions[reference.rpartition("/")[2]] if reference else declared
