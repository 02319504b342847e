"""How a kind lies in the database: its table, its columns, and what an object's declared keys put into them."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from polyclinic.core.shared.entity import Entity
from polyclinic.core.shared.kinds import Key, KeyType, KeyValue, Kind, Lookup, Search

EXTERNAL = "@"
"""Stands before the system's name where external ids share the lookups table."""

MAX_TEXT = 500
_KEPT = MAX_TEXT - 64
_INT_MAX = 2**63 - 1
_RESERVED = {"practice_id", "doc", "row", "expected"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column that can be filtered and sorted on."""

    name: str
    type: KeyType
    nullable: bool = True
    search: Search = "none"
    indexed: bool = True

    @property
    def quoted(self) -> str:
        return f'"{self.name}"'


BASE = (
    Column("id", "text", nullable=False),
    Column("number", "int", nullable=False),
    Column("version", "int", nullable=False),
    Column("created_at", "instant", nullable=False),
    Column("updated_at", "instant", nullable=False),
    Column("active", "bool", nullable=False),
)


@dataclass(frozen=True, slots=True)
class LookupRow:
    """One value of a many-valued property, or an external id. Exclusive rows are unique within the practice."""

    kind: str
    id: str
    name: str
    value: str
    scope: str
    exclusive: bool


class Layout:
    """The table of one kind. ``columns`` are the base columns followed by one per declared key."""

    def __init__(self, kind: Kind[Any]) -> None:
        self.kind = kind
        self.name = kind.name
        self.table = f'"{kind.name}"'
        self.keys: tuple[Key[Any], ...] = kind.keys
        self.lookups: tuple[Lookup[Any], ...] = kind.lookups
        self.limits = tuple(kind.limits.items())
        self.key_columns = tuple(
            Column(key.name, key.type, search=key.search, indexed=key.indexed) for key in kind.keys
        )
        self.columns = (*BASE, *self.key_columns)
        self._by_name = {column.name: column for column in self.columns}
        self._lookup_names = {lookup.name for lookup in kind.lookups}
        self._check()

    def _check(self) -> None:
        names = [column.name for column in self.columns] + list(self._lookup_names)
        for name in (self.name, *names):
            if not name.isidentifier() or not name.isascii():
                raise ValueError(f"{self.name}: {name!r} is no plain name")
        if len(set(names)) != len(names) or _RESERVED & set(names):
            raise ValueError(f"{self.name}: its keys and lookups need names of their own, none of {_RESERVED}")
        for name in self.kind.scope_keys.values():
            if name not in self._by_name:
                raise ValueError(f"{self.name}: scope key {name!r} is not declared")
        if self.kind.shared and (self.lookups or self.kind.bookings or self.kind.scope_keys):
            raise ValueError(f"{self.name}: a shared kind has keys only")

    def column(self, name: str) -> Column:
        """The column of a key. Raises ``ValueError`` for a key that the kind does not declare."""
        try:
            return self._by_name[name]
        except KeyError:
            raise ValueError(f"{self.name} declares no key {name!r}") from None

    def is_lookup(self, name: str) -> bool:
        return name in self._lookup_names

    @property
    def searched(self) -> tuple[Column, ...]:
        """The columns that any part of can be searched."""
        return tuple(column for column in self.key_columns if column.search == "substring")

    def key_values(self, entity: Entity) -> list[KeyValue]:
        return [stored(key.type, key.of(entity)) for key in self.keys]

    def lookup_rows(self, entity: Entity) -> set[LookupRow]:
        """The rows that stand for the object; exclusive only while it is live."""
        rows = {
            LookupRow(self.name, entity.id, EXTERNAL + held.system, text(held.value), text(held.scope), entity.active)
            for held in entity.external_ids
        }
        for lookup in self.lookups:
            unique = lookup.unique and entity.active
            rows |= {LookupRow(self.name, entity.id, lookup.name, text(v), "", unique) for v in lookup.of(entity)}
        return rows


def stored(type_: KeyType, value: Any) -> Any:
    """A key's value as both engines keep it, and as it is compared with."""
    if value is None:
        return None
    if type_ == "text":
        return text(value)
    if type_ == "int":
        return max(-_INT_MAX, min(_INT_MAX, value))
    return value


def text(value: str) -> str:
    """Text that any index takes: without NUL and lone surrogates; of long text the first 436 characters and a hash."""
    if "\0" in value:
        value = value.replace("\0", "")
    if not value.isascii():
        value = value.encode("utf-8", "replace").decode()
    if len(value) <= MAX_TEXT:
        return value
    return value[:_KEPT] + hashlib.sha256(value.encode()).hexdigest()


def holdable(identifier: str) -> bool:
    """Whether the databases can hold it at all; no object has an id that they cannot."""
    return text(identifier) == identifier


@cache
def layout_of(kind: Kind[Any]) -> Layout:
    """The layout of a kind, worked out once."""
    return Layout(kind)


def layouts(kinds: Iterable[Kind[Any]]) -> dict[str, Layout]:
    """The layouts of kinds by name. Raises ``ValueError`` when two share a name."""
    found: dict[str, Layout] = {}
    for kind in kinds:
        if kind.name in found:
            raise ValueError(f"two kinds are named {kind.name}")
        found[kind.name] = layout_of(kind)
    return found


def fingerprint(kinds: Sequence[Kind[Any]]) -> str:
    """Changes whenever the tables of ``kinds`` would."""
    described = [(kind.name, kind.shared, [(k.name, k.type, k.search, k.indexed) for k in kind.keys]) for kind in kinds]
    return hashlib.sha256(repr(described).encode()).hexdigest()[:16]
