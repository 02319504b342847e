"""What version v2014_08 documents of its answers: each resource's fields with their types, and each operation's scopes.

``fields.csv`` and ``operations.csv`` were written down from the reference; where it names no verb or scope, they have
what its text and later versions suggest.
"""

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
_PATTERNS = {
    "date": r"\d{4}-\d{2}-\d{2}",
    "time": r"([01]\d|2[0-3]):[0-5]\d:[0-5]\d|24:00:00",
    "timestamp": r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}",
    "file": r"https?://.+",
}
_PLAIN: Mapping[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
}


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a resource; ``parts`` are those of the objects in a list, ``choices`` all values that it may have."""

    name: str
    type: str
    choices: tuple[str, ...]
    required: bool
    summary: bool
    parts: dict[str, "Field"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Operation:
    """``scopes``: a token needs one of these. ``needs`` are the filters that must be given."""

    method: str
    path: str
    scopes: frozenset[str]
    needs: tuple[str, ...]

    @property
    def resource(self) -> str:
        return self.path.removesuffix("/{id}").removesuffix("/current")


@cache
def operations() -> Mapping[tuple[str, str], Operation]:
    """All of them, by method and path."""
    rows = _rows("operations.csv")
    made = [
        Operation(row["method"], row["path"], frozenset(row["scopes"].split()), _words(row["needs"])) for row in rows
    ]
    return {(each.method, each.path): each for each in made}


@cache
def resources() -> Mapping[str, Mapping[str, Field]]:
    """The fields of every resource, by the path of its list."""
    found: dict[str, dict[str, Field]] = {}
    for row in _rows("fields.csv"):
        choices = tuple(row["choices"].split("|")) if row["choices"] else ()
        name, _, part = row["field"].partition(".")
        made = Field(part or name, row["type"], choices, row["required"] == "yes", row["summary"] == "yes")
        fields = found.setdefault(row["resource"], {})
        (fields[name].parts if part else fields)[made.name] = made
    return found


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(newline="") as file:
        return list(csv.DictReader(file))


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def operation_at(method: str, path: str) -> Operation | None:
    """The operation that a request asks for; a mount at /drchrono, doubled slashes and one at the end do not count."""
    plain = re.sub("/+", "/", path.removeprefix("/drchrono")).rstrip("/")
    if plain != "/api/users/current":
        plain = re.sub(r"^(/api/[a-z_]+)/[^/]+", r"\1/{id}", plain)
    return operations().get((method, plain))


class UndocumentedAnswer(AssertionError):
    """An answer that the reference does not describe."""


def check_answer(method: str, path: str, status: int, content: bytes) -> None:
    """Raise ``UndocumentedAnswer`` unless an operation of the reference may answer this."""
    operation = operation_at("GET" if method == "HEAD" else method, path)
    if status >= 400:
        found = [] if "/api/" not in path or method == "HEAD" else list(_error(status, json.loads(content)))
    elif operation is None or method in ("HEAD", "OPTIONS"):
        return
    elif status in (204, 302) or operation.resource not in resources():
        found = [f"an answer where none is expected: {content!r}"] if content else []
    else:
        found = list(_success(operation, json.loads(content)))
    if found:
        raise UndocumentedAnswer(f"{method} {path} answered {status}: {'; '.join(found)}")


def _error(status: int, body: Any) -> Iterator[str]:
    """Texts per field with 400, else one ``detail``."""
    plain = isinstance(body, dict) and set(body) == {"detail"} and isinstance(body["detail"], str)
    fields = isinstance(body, dict) and body and all(_is_texts(texts) for texts in body.values())
    if not (plain or (status == 400 and fields)):
        yield f"no error of this API: {body!r}"


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(text, str) for text in value)


def _success(operation: Operation, body: Any) -> Iterator[str]:
    fields = resources()[operation.resource]
    if operation.method != "GET" or "{id}" in operation.path:
        yield from _object(fields, body, "")
        return
    members = {"count", "next", "previous", "results"}
    if not isinstance(body, dict) or set(body) != members or not _PLAIN["integer"](body["count"]):
        yield f"no envelope of a list: {body!r:.200}"
        return
    for name in ("next", "previous"):
        if body[name] is not None and not str(body[name]).startswith(f"{operation.path}?"):
            yield f"{name} is no path: {body[name]!r}"
    for position, each in enumerate(body["results"]):
        yield from _object(fields, each, f"results.{position}.")


def _object(fields: Mapping[str, Field], body: Any, path: str) -> Iterator[str]:
    """Exactly the fields, of their types; of a resource with a summary, it may be exactly that."""
    summary = {name for name, each in fields.items() if each.summary}
    if not isinstance(body, dict) or set(body) not in (set(fields), summary or set(fields)):
        yield f"{path}{body!r:.200} is not made of {sorted(fields)}"
        return
    for name, value in body.items():
        yield from _value(fields[name], value, f"{path}{name}")


def _value(field: Field, value: Any, path: str) -> Iterator[str]:
    if item := re.fullmatch("list of (.+)", field.type):
        for position, each in enumerate(value if isinstance(value, list) else ()):
            if field.parts:
                yield from _object(field.parts, each, f"{path}.{position}.")
            elif not fits(item[1], each):
                yield f"{path}.{position}: {each!r} is no {item[1]}"
    if not fits(field.type, value) or (field.choices and str(value) not in field.choices):
        yield f"{path}: {value!r} is no {field.type} that it may be"


def fits(type_: str, value: Any) -> bool:
    """Whether a value is of a type as ``fields.csv`` names it."""
    if nullable := re.fullmatch("(.+) or null", type_):
        return value is None or fits(nullable[1], value)
    if type_.startswith("list of "):
        return isinstance(value, list)
    if path := re.fullmatch("path to (.+)", type_):
        return isinstance(value, str) and re.fullmatch(rf"/api/{path[1]}/\d+", value) is not None
    if plain := _PLAIN.get(type_):
        return plain(value)
    return isinstance(value, str) and re.fullmatch(_PATTERNS[type_], value) is not None
