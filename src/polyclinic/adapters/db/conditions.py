"""Conditions as small pieces: an operator that decides the statement's text, and the values it is run with."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from polyclinic.adapters.db.layout import EXTERNAL, Layout, layout_of, stored, text
from polyclinic.core.shared.context import Scope
from polyclinic.core.shared.queries import (
    Between,
    Condition,
    Contains,
    Has,
    HasExternalId,
    Is,
    OneOf,
    Related,
    StartsWith,
    Without,
)

TRIGRAM = 3
"""Neither engine's trigram index helps with fewer characters."""

_LARGEST = "\U0010ffff"
_INT64 = 2**63 - 1
_ESCAPED = str.maketrans({"\\": "\\\\", "%": "\\%", "_": "\\_"})


class Join(NamedTuple):
    """Objects of another kind: its layout, the two keys that must be equal, and the texts of what they must meet."""

    layout: Layout
    key: str
    its: str
    pieces: tuple[tuple[str, Any, int], ...]


class Lack(NamedTuple):
    """Objects of another kind of which there are none: how keys compare (ours, ours moved, how, theirs), and the texts
    of what else they must meet. The values of moved keys come first."""

    layout: Layout
    pairs: tuple[tuple[str, bool, str, str], ...]
    pieces: tuple[tuple[str, Any, int], ...]


class Piece(NamedTuple):
    """``op`` and ``name`` (a key's, a lookup's, ``Join``, ``Lack``) decide the text, ``values`` are its parameters."""

    op: str
    name: Any
    values: tuple[Any, ...] = ()


def pieces(layout: Layout, where: Iterable[Condition], scope: Scope, *, postgres: bool) -> list[Piece]:
    """The pieces that must all hold. Raises ``ValueError`` for keys and lookups that the kind does not declare."""
    return [piece for condition in where for piece in _pieces(layout, condition, scope, postgres)]


def texts(found: Iterable[Piece]) -> tuple[tuple[str, Any, int], ...]:
    """What of the pieces decides a statement's text."""
    return tuple((piece.op, piece.name, len(piece.values)) for piece in found)


def scope_pieces(layout: Layout, scope: Scope) -> list[Piece]:
    """What limits a kind to the part of the practice that a credential reaches."""
    limits = {"legal_entity": scope.legal_entities, "facility": scope.facilities, "patient": scope.patients}
    found = []
    for dimension, key in layout.limits:
        if ids := limits[dimension]:
            among = sorted(identifier for identifier in ids if identifier is not None)
            found.append(Piece("in_or_null" if None in ids else "in", key, (among,)))
    return found


def _pieces(layout: Layout, condition: Condition, scope: Scope, postgres: bool) -> Iterator[Piece]:
    match condition:
        case Is(key, value):
            yield _is(layout, key, value)
        case OneOf(key, values):
            yield _one_of(layout, key, values)
        case Between(key, start, end):
            column = layout.column(key)
            if start is not None:
                yield Piece("ge", key, (stored(column.type, start),))
            if end is not None:
                yield Piece("lt", key, (stored(column.type, end),))
        case StartsWith(key, prefix):
            yield from _starts_with(layout, key, text(prefix))
        case Contains(key, part):
            yield _contains(layout, key, text(part), postgres)
        case Has(name, values):
            if not layout.is_lookup(name):
                raise ValueError(f"{layout.name} declares no lookup {name!r}")
            yield Piece("has", name, ([text(value) for value in values],))
        case HasExternalId():
            yield _external(condition)
        case Related():
            yield _related(layout, condition, scope, postgres)
        case Without():
            yield _without(layout, condition, scope, postgres)


def _related(layout: Layout, condition: Related, scope: Scope, postgres: bool) -> Piece:
    """What a credential does not reach does not count."""
    theirs = layout_of(condition.kind)
    key, its = layout.column(condition.key).name, theirs.column(condition.its).name
    found = [*pieces(theirs, condition.where, scope, postgres=postgres), *scope_pieces(theirs, scope)]
    values = tuple(value for piece in found for value in piece.values)
    return Piece("related", Join(theirs, key, its, texts(found)), values)


def _without(layout: Layout, condition: Without, scope: Scope, postgres: bool) -> Piece:
    """What a credential does not reach does not count."""
    theirs = layout_of(condition.kind)
    pairs = tuple(
        (layout.column(pair.key).name, pair.shift is not None, pair.op, theirs.column(pair.its).name)
        for pair in condition.pairs
    )
    found = [*pieces(theirs, condition.where, scope, postgres=postgres), *scope_pieces(theirs, scope)]
    shifts = [stored("int", pair.shift) for pair in condition.pairs if pair.shift is not None]
    values = (*shifts, *(value for piece in found for value in piece.values))
    return Piece("without", Lack(theirs, pairs, texts(found)), values)


def _is(layout: Layout, key: str, value: Any) -> Piece:
    column = layout.column(key)
    if value is None:
        return Piece("null", key)
    if column.type == "int" and abs(value) > _INT64:
        return Piece("never", "")
    return Piece("is", key, (stored(column.type, value),))


def _one_of(layout: Layout, key: str, values: tuple[Any, ...]) -> Piece:
    column = layout.column(key)
    among = [stored(column.type, value) for value in values if value is not None]
    if column.type == "int":
        among = [
            value for value, asked in zip(among, (v for v in values if v is not None), strict=True) if value == asked
        ]
    if None in values:
        return Piece("in_or_null", key, (among,))
    return Piece("in", key, (among,))


def _starts_with(layout: Layout, key: str, prefix: str) -> Iterator[Piece]:
    """A range on the column itself: under row-level security an index serves ``>=`` and ``<``, never ``LIKE``."""
    if layout.column(key).search == "none":
        raise ValueError(f"{layout.name}: {key!r} is not declared for search")
    if not prefix:
        yield Piece("set", key)
        return
    yield Piece("ge", key, (prefix,))
    if end := _after_prefix(prefix):
        yield Piece("lt", key, (end,))


def _after_prefix(prefix: str) -> str | None:
    """The first text, in code point order, that no longer starts with ``prefix``."""
    kept = prefix.rstrip(_LARGEST)
    if not kept:
        return None
    following = ord(kept[-1]) + 1
    return kept[:-1] + chr(0xE000 if 0xD800 <= following < 0xE000 else following)


def _contains(layout: Layout, key: str, part: str, postgres: bool) -> Piece:
    if layout.column(key).search != "substring":
        raise ValueError(f"{layout.name}: {key!r} is not declared for search in any part")
    if not part:
        return Piece("set", key)
    long = len(part) >= TRIGRAM
    if postgres:
        return Piece("match" if long else "like", key, (f"%{part.translate(_ESCAPED)}%",))
    if long:
        quoted = part.replace('"', '""')
        return Piece("match", key, (f'{key} : "{quoted}"',))
    return Piece("like", key, (part,))


def _external(condition: HasExternalId) -> Piece:
    values: list[Any] = [EXTERNAL + text(condition.system)]
    op = "no_external_id"
    if isinstance(condition.value, tuple):
        op = "external_id_among"
        values.append([text(value) for value in condition.value])
    elif condition.value is not None:
        op = "external_id"
        values.append(text(condition.value))
    if condition.scope is None:
        return Piece(op, "", tuple(values))
    return Piece(f"{op}_in_scope", "", (*values, text(condition.scope)))
