"""A change taken apart into rows, the same for both engines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec

from polyclinic.adapters.db.codec import Codec
from polyclinic.adapters.db.layout import Layout, LookupRow, text
from polyclinic.core.events.model import READERS
from polyclinic.core.shared.changes import AtMost, Change, Event, Fact, GuardFailed, Live, Put
from polyclinic.core.shared.ids import id_at
from polyclinic.core.shared.postings import Posting

REPLACED, LIVE, CLAIM, BEHIND = "version", "live", "claim", "behind"


@dataclass(frozen=True, slots=True)
class Row:
    """A new version of one object: ``base`` and ``keys`` in the order of the layout's columns."""

    base: tuple[Any, ...]
    doc: str
    keys: tuple[Any, ...]
    expected: int


@dataclass(frozen=True, slots=True)
class BookingRow:
    """A resource held by an object."""

    kind: str
    id: str
    resource: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """The completed answer of an idempotency claim, encrypted."""

    claim: str
    owner: str
    status: int
    answer: str


@dataclass(frozen=True, slots=True)
class Limit:
    """A predicate's count, to be checked after the change under an exclusive lock."""

    lock: str
    sql: str
    values: list[Any]
    count: int


@dataclass(slots=True)
class Writes:
    """What a change writes, by table. ``replaced`` are the objects whose earlier lookups and bookings go.

    ``stamp`` is the earliest time that the change bears, as readers of feeds see it.
    """

    practice_id: str
    actor: str
    at: datetime
    stamp: datetime
    inserts: dict[str, list[Row]] = field(default_factory=dict)
    updates: dict[str, list[Row]] = field(default_factory=dict)
    lookups: list[LookupRow] = field(default_factory=list)
    bookings: list[BookingRow] = field(default_factory=list)
    replaced: list[tuple[str, str]] = field(default_factory=list)
    released: list[tuple[str, str]] = field(default_factory=list)
    live: dict[str, list[str]] = field(default_factory=dict)
    limits: list[Limit] = field(default_factory=list)
    postings: list[tuple[Any, ...]] = field(default_factory=list)
    facts: list[tuple[Any, ...]] = field(default_factory=list)
    events: list[tuple[Any, ...]] = field(default_factory=list)
    kept_events: list[tuple[Any, ...]] = field(default_factory=list)
    answer: Answer | None = None


def take_apart(
    change: Change,
    practice_id: str,
    codecs: Mapping[str, tuple[Layout, Codec[Any]]],
    now: datetime,
    heard: frozenset[str] | None = None,
) -> Writes:
    """The rows of a change but for its limits, its answer, and events that are not among ``heard``.

    Raises ``GuardFailed`` when the change contradicts itself.
    """
    actor = change.facts[0].actor if change.facts else ""
    writes = Writes(practice_id, actor, now, min([now, *(put.entity.updated_at for put in change.puts)]))
    # One order for all writers, so that two of them never wait for each other.
    for put in sorted(change.puts, key=_place):
        _add_put(writes, put, *codecs[put.kind.name])
    _add_live_guards(writes, change)
    writes.postings = [_posting_row(posting) for posting in change.postings]
    writes.facts = [fact_row(fact) for fact in change.facts]
    writes.events = [(*_event_row(event), event.due) for event in change.events if heard is None or event.name in heard]
    writes.kept_events = [(id_at(writes.stamp), *_event_row(event)) for event in change.events if event.name in READERS]
    return writes


def _place(put: Put[Any]) -> tuple[str, str]:
    return put.kind.name, put.entity.id


def _add_put(writes: Writes, put: Put[Any], layout: Layout, codec: Codec[Any]) -> None:
    entity = put.entity
    row = Row(
        (entity.id, entity.number, entity.version, entity.created_at, entity.updated_at, entity.active),
        codec.encode(writes.practice_id, entity),
        tuple(layout.key_values(entity)),
        put.expected,
    )
    new = put.expected == 0
    (writes.inserts if new else writes.updates).setdefault(layout.name, []).append(row)
    if not new:
        writes.replaced.append((layout.name, entity.id))
    writes.lookups.extend(layout.lookup_rows(entity))
    if layout.kind.bookings is None:
        return
    if not new:
        writes.released.append((layout.name, entity.id))
    if entity.active:
        held = {(text(b.resource), b.start, b.end) for b in layout.kind.bookings(entity) if b.start < b.end}
        writes.bookings.extend(BookingRow(layout.name, entity.id, *booking) for booking in sorted(held))


def _add_live_guards(writes: Writes, change: Change) -> None:
    staged = {_place(put): put.entity.active for put in change.puts}
    for guard in change.guards:
        if not isinstance(guard, Live):
            continue
        active = staged.get((guard.kind.name, guard.id))
        if active is False:
            raise GuardFailed(LIVE, guard.kind.name)
        ids = writes.live.setdefault(guard.kind.name, []) if active is None else []
        if guard.id not in ids:
            ids.append(guard.id)


def at_most_guards(change: Change) -> list[AtMost]:
    """In the order that their locks are taken in."""
    return sorted((guard for guard in change.guards if isinstance(guard, AtMost)), key=lambda guard: guard.lock)


FACT_COLUMNS = ("at", "actor", "action", "outcome", "objects", "dialect", "request_id", "purpose", "detail")


def fact_row(fact: Fact) -> tuple[Any, ...]:
    """An audit fact in the order of ``FACT_COLUMNS``."""
    objects = msgspec.json.encode(fact.objects).decode()
    words = (fact.dialect, fact.request_id, fact.purpose, fact.detail)
    return (fact.at, *(_plain(word) for word in (fact.actor, fact.action, fact.outcome)), objects, *map(_plain, words))


EVENT_COLUMNS = ("name", "kind", "object_id", "facts")
OUTBOX_COLUMNS = (*EVENT_COLUMNS, "due_at")
"""``due_at`` by the practice's clock; None is at once."""
KEPT_COLUMNS = ("id", *EVENT_COLUMNS)


def _event_row(event: Event) -> tuple[str, str, str, str]:
    return event.name, event.kind, event.id, msgspec.json.encode(dict(event.facts)).decode()


POSTING_COLUMNS = ("account", "id", "movement", "party", "cents", "currency", "reverses", "at", "actor")
POSTING_TYPES = ("text", "text", "text", "text", "int", "text", "text", "instant", "text")


def _posting_row(posting: Posting) -> tuple[Any, ...]:
    return tuple(getattr(posting, name) for name in POSTING_COLUMNS)


def _plain(word: str) -> str:
    """PostgreSQL holds no NUL in text."""
    return word.replace("\0", "") if "\0" in word else word


def columns_of(rows: Sequence[Sequence[Any]], width: int) -> list[list[Any]]:
    """Rows turned into columns; also without rows there are ``width`` of them."""
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(width)]
