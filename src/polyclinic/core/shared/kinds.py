"""How a kind of entity is stored and found: what is declared here can be filtered and sorted on, nothing else can."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, Literal, TypeVar

from polyclinic.core.shared.entity import Entity

T = TypeVar("T", bound=Entity)

KeyType = Literal["text", "int", "date", "instant", "bool"]
KeyValue = str | int | date | datetime | bool | None
Search = Literal["none", "prefix", "substring"]


@dataclass(frozen=True, slots=True)
class Key(Generic[T]):
    """A single-valued property: one indexed column, filtered and sorted on.

    ``search`` adds an index for the start of the value ("prefix") or any part of it ("substring"); such values are
    stored as ``of`` gives them, so fold case and accents there. A key that is only compared within what other keys have
    found needs no index of its own (``indexed``).
    """

    name: str
    of: Callable[[T], KeyValue]
    type: KeyType = "text"
    search: Search = "none"
    indexed: bool = True


@dataclass(frozen=True, slots=True)
class Lookup(Generic[T]):
    """A many-valued property (phone numbers, NPIs, tags): a row per value. ``unique`` among the kind's live objects."""

    name: str
    of: Callable[[T], Iterable[str]]
    unique: bool = False


@dataclass(frozen=True, slots=True)
class Booking:
    """A resource (``practitioner:<id>``, ``room:<facility>:<n>``) held from ``start`` up to ``end``, exclusively."""

    resource: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """A kind of entity. ``name`` is its table's name and appears in refusals and audit facts.

    Every kind can also be filtered and sorted on ``id``, ``number``, ``version``, ``created_at``, ``updated_at`` and
    ``active``, and found by its external ids. ``scope_keys`` maps a dimension of the credential's scope
    (``legal_entity``, ``facility``, ``patient``) to the key that it limits; a key called ``patient_id`` is limited by
    ``patient`` without being named there. A ``shared`` kind belongs to no practice: every practice
    reads the same objects, which an operator loads and no request writes. It has keys only.
    """

    name: str
    entity: type[T]
    keys: tuple[Key[T], ...] = ()
    lookups: tuple[Lookup[T], ...] = ()
    bookings: Callable[[T], Iterable[Booking]] | None = None
    scope_keys: dict[str, str] = field(default_factory=dict)
    shared: bool = False

    @property
    def limits(self) -> dict[str, str]:
        """The keys that a credential's scope limits, by dimension."""
        mine = {"patient": "patient_id"} if any(key.name == "patient_id" for key in self.keys) else {}
        return {**mine, **self.scope_keys}

    def __hash__(self) -> int:
        return hash(self.name)
