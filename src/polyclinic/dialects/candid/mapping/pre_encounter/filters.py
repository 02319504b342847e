"""The language of ``filters``: ``field|op|value``, joined by commas, so that a value holds none.

A list declares its fields: by the name on the wire a ``Filter``, which makes a condition of an operator and a value.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from polyclinic.core.shared.errors import Invalid, Problem
from polyclinic.core.shared.ids import is_id
from polyclinic.core.shared.kinds import Kind
from polyclinic.core.shared.names import fold as folded
from polyclinic.core.shared.queries import Between, Condition, HasExternalId, Is, Related
from polyclinic.core.shared.times import BadTime, day_bounds, parse_date, parse_instant

Op = Literal["eq", "gt", "lt"]
Filter = Callable[[Op, str, ZoneInfo], tuple[Condition, ...]]
"""Raises ``BadFilter`` for an operator or a value that the field does not take."""

_OPS: Mapping[str, Op] = {"eq": "eq", "gt": "gt", "lt": "lt"}
_MOST_TERMS = 20
_TICK = timedelta(microseconds=1)


class BadFilter(ValueError):
    """An operator or value that a field does not take, in words."""


def parse(text: str | None, fields: Mapping[str, Filter], zone: ZoneInfo) -> tuple[Condition, ...]:
    """What must hold. Days are those of ``zone``. Raises ``Invalid`` naming every field that is used wrongly."""
    conditions: list[Condition] = []
    problems: list[Problem] = []
    terms = text.split(",") if text else []
    if len(terms) > _MOST_TERMS:
        raise Invalid.field("filters", code="too_many", message=f"Give {_MOST_TERMS} filters at most")
    for term in terms:
        name, op, value = (*(part.strip() for part in term.split("|", 2)), "", "")[:3]
        try:
            conditions += _condition(fields, name, op, value, zone)
        except BadFilter as bad:
            problems.append(Problem(("filters", name), "bad_filter", str(bad)))
    if problems:
        raise Invalid(problems)
    return tuple(conditions)


def names(text: str | None) -> frozenset[str]:
    """The fields that filters speak of."""
    return frozenset(term.partition("|")[0].strip() for term in (text or "").split(","))


def _condition(fields: Mapping[str, Filter], name: str, op: str, value: str, zone: ZoneInfo) -> tuple[Condition, ...]:
    if name not in fields:
        raise BadFilter("This field cannot be filtered on")
    if op not in _OPS:
        raise BadFilter("The operator should be eq, gt or lt")
    if not value:
        raise BadFilter("The value is missing")
    return fields[name](_OPS[op], value, zone)


# -- kinds of fields --------------------------------------------------------------------------------------------------


def text(key: str, *, fold: bool = False) -> Filter:
    """A text that is equal to the value; with ``fold`` whatever the case and accents."""

    def condition(op: Op, value: str, _: ZoneInfo) -> tuple[Condition, ...]:
        _only_eq(op)
        return (Is(key, folded(value) if fold else value),)

    return condition


def identifier(key: str) -> Filter:
    """An id of this API."""

    def condition(op: Op, value: str, _: ZoneInfo) -> tuple[Condition, ...]:
        _only_eq(op)
        if not is_id(value):
            raise BadFilter("The value should be a UUID")
        return (Is(key, value.lower()),)

    return condition


def external_id(system: str) -> Filter:
    """An id that somebody else gave."""

    def condition(op: Op, value: str, _: ZoneInfo) -> tuple[Condition, ...]:
        _only_eq(op)
        return (HasExternalId(system, value),)

    return condition


def code(meanings: Mapping[str, tuple[Condition, ...]]) -> Filter:
    """One of some codes, each with what it means for the record."""

    def condition(op: Op, value: str, _: ZoneInfo) -> tuple[Condition, ...]:
        _only_eq(op)
        if value not in meanings:
            raise BadFilter(f"The value should be one of {', '.join(meanings)}")
        return meanings[value]

    return condition


def day(key: str) -> Filter:
    """A calendar day."""

    def condition(op: Op, value: str, _: ZoneInfo) -> tuple[Condition, ...]:
        try:
            found = parse_date(value)
            following = found + timedelta(days=1)
        except (BadTime, OverflowError) as bad:
            raise BadFilter("The value should be a date (YYYY-MM-DD)") from bad
        return (_between(key, op, found, following, date.min),)

    return condition


def moment(key: str) -> Filter:
    """A moment, compared with a whole day or with another moment (ISO 8601; UTC unless it has an offset)."""

    def condition(op: Op, value: str, zone: ZoneInfo) -> tuple[Condition, ...]:
        try:
            start, end = _span(value, zone)
        except (BadTime, OverflowError) as bad:
            raise BadFilter("The value should be a date (YYYY-MM-DD) or a timestamp (ISO 8601)") from bad
        return (_between(key, op, start, end, None),)

    return condition


def _span(value: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    if "T" not in value and " " not in value:
        return day_bounds(parse_date(value), zone)
    instant = parse_instant(value)
    return instant, instant + _TICK


def _between(key: str, op: Op, start: Any, end: Any, earliest: Any) -> Condition:
    """``gt`` begins after all of the value, ``lt`` ends before it begins."""
    if op == "eq":
        return Between(key, start, end)
    return Between(key, end) if op == "gt" else Between(key, earliest, start)


def related(key: str, kind: Kind[Any], found: Filter, its: str = "id", *also: Condition) -> Filter:
    """A field of another kind's object whose ``its`` key is this one's ``key``, and for which ``also`` holds."""

    def condition(op: Op, value: str, zone: ZoneInfo) -> tuple[Condition, ...]:
        return (Related(key, kind, (*also, *found(op, value, zone)), its),)

    return condition


def _only_eq(op: Op) -> None:
    if op != "eq":
        raise BadFilter("The operator of this field should be eq")
