"""Turns the texts of path, query and form into typed values, and pydantic's errors into problems with wire paths."""

import types
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError

from polyclinic.sdk.endpoint import type_adapter
from polyclinic.web.bodies import parse_json
from polyclinic.web.problems import FieldProblem, Malformed, Where

MOST_PROBLEMS = 200
MOST_ERRORS = 10_000
"""A body in which more is wrong than this is so on purpose: taking its errors apart would cost more than reading it."""
_CONTAINERS = (list, tuple, set, frozenset, Sequence)


class FormModel:
    """Reads pairs of texts (a query string, a form) into a pydantic model.

    A field of a list type collects a repeated key; any other takes the last value given. In a form (``nested``), a
    single text that a list or object field gets is read as JSON.
    """

    def __init__(self, model: Any, *, nested: bool = False) -> None:
        self._adapter: TypeAdapter[Any] = type_adapter(model)
        self._lists: set[str] = set()
        self._nested: set[str] = set()
        fields = model.model_fields if isinstance(model, type) and issubclass(model, BaseModel) else {}
        for name, field in fields.items():
            wire = _wire_name(name, field.validation_alias, field.alias)
            kinds = set(_kinds(field.annotation))
            if kinds & set(_CONTAINERS):
                self._lists.add(wire)
            if nested and kinds - {str, int, float, bool}:
                self._nested.add(wire)

    def read(self, pairs: Iterable[tuple[str, str]], where: Where, problems: list[FieldProblem]) -> Any:
        """The model, or None after adding what is wrong to ``problems``."""
        values: dict[str, Any] = {}
        for name, text in pairs:
            if name in self._lists:
                values.setdefault(name, []).append(text)
            else:
                values[name] = text
        for name in self._nested & values.keys():
            self._unfold(name, values)
        try:
            return self._adapter.validate_python(values, strict=False)
        except ValidationError as error:
            problems += problems_of(error, where, values)
            return None

    @staticmethod
    def _unfold(name: str, values: dict[str, Any]) -> None:
        given = values[name]
        text = given[0] if isinstance(given, list) and len(given) == 1 else given
        if isinstance(text, str) and text.lstrip()[:1] in ("[", "{"):
            try:
                values[name] = parse_json(text.encode())
            except Malformed:
                pass  # stays text, which the model refuses by name


def _wire_name(name: str, validation_alias: Any, alias: str | None) -> str:
    return validation_alias if isinstance(validation_alias, str) else alias or name


def _kinds(annotation: Any) -> Iterable[Any]:
    """The plain classes that an annotation is made of, looking through unions and ``Annotated``."""
    origin = get_origin(annotation)
    if origin in (Union, types.UnionType):
        for member in get_args(annotation):
            yield from _kinds(member)
    elif origin is Annotated:
        yield from _kinds(get_args(annotation)[0])
    elif annotation is not type(None):
        yield origin or annotation


class PathValues:
    """Reads a path's parameters into their declared types; what has none stays text."""

    def __init__(self, names: Sequence[str], path_types: Mapping[str, Any]) -> None:
        self._names = names
        self._typed = {name: type_adapter(type_) for name, type_ in path_types.items() if type_ is not str}

    def read(self, texts: Sequence[str], problems: list[FieldProblem]) -> dict[str, Any]:
        """The values by name; what is wrong is added to ``problems``."""
        values: dict[str, Any] = dict(zip(self._names, texts, strict=True))
        for name, adapter in self._typed.items():
            try:
                values[name] = adapter.validate_python(values[name], strict=False)
            except ValidationError as error:
                problems += [
                    FieldProblem("path", (name,), each["type"], each["msg"], each.get("ctx", {}))
                    for each in error.errors(include_url=False, include_input=False)
                ]
        return values


def problems_of(error: ValidationError, where: Where, given: Any) -> list[FieldProblem]:
    """The errors of a validation, the first ``MOST_PROBLEMS``, with the path as it was spelled on the wire."""
    if error.error_count() > MOST_ERRORS:
        return [FieldProblem(where, (), "value_error", f"more than {MOST_ERRORS} values are wrong")]
    problems: dict[tuple[object, ...], FieldProblem] = {}
    for each in error.errors(include_url=False, include_input=False):
        facts = {name: value for name, value in each.get("ctx", {}).items() if not isinstance(value, Exception)}
        path = _wire_path(each["loc"], given, absent=each["type"] == "missing")
        problems.setdefault(
            (path, each["type"], each["msg"], repr(facts)), FieldProblem(where, path, each["type"], each["msg"], facts)
        )
        if len(problems) == MOST_PROBLEMS:
            break
    return list(problems.values())


def _wire_path(location: tuple[int | str, ...], given: Any, *, absent: bool) -> tuple[int | str, ...]:
    """``location`` without the names of union members, which pydantic puts between the keys of what was sent."""
    path: list[int | str] = []
    value = given
    for position, step in enumerate(location):
        inside = step in value if isinstance(value, dict) else isinstance(value, list) and isinstance(step, int)
        if inside:
            value = value[step]
        if inside or (absent and position == len(location) - 1):
            path.append(step)
    return tuple(path)
