"""A change as one statement: everything is written, or a check in it raises and nothing is.

Rows travel as one array per column, or as plain values where there is one row, as there mostly is. The text depends
only on which kinds and tables a change touches, and on where it has several rows.
"""

import itertools
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from polyclinic.adapters.db.feeds import announcement
from polyclinic.adapters.db.layout import BASE, Column, Layout
from polyclinic.adapters.db.writes import (
    BEHIND,
    FACT_COLUMNS,
    KEPT_COLUMNS,
    OUTBOX_COLUMNS,
    POSTING_COLUMNS,
    POSTING_TYPES,
    Writes,
    columns_of,
)

COUNTER_SHARDS = 64

_TYPES = {"text": "text", "int": "bigint", "bool": "boolean", "instant": "timestamptz", "date": "date"}
_LOOKUP = ("kind", "id", "name", "value", "scope", "exclusive")
_BOOKING = ("kind", "id", "resource", "starts_at", "ends_at")
_FACT_TYPES = ("instant", *["text"] * (len(FACT_COLUMNS) - 1))
_DOC = Column("doc", "text")
_EXPECTED = Column("expected", "int")
_UPDATED = ("version", "updated_at", "active", "doc")


class _Attached(NamedTuple):
    """A table whose rows hang on objects, and what a row that its constraints refuse is called by."""

    table: str
    columns: tuple[str, ...]
    types: tuple[str, ...]
    label: str
    what: str


_LOOKUPS = _Attached("lookups", _LOOKUP, ("text", "text", "text", "text", "text", "bool"), "name", "unique")
_BOOKINGS = _Attached("bookings", _BOOKING, ("text", "text", "text", "instant", "instant"), "resource", "booking")


class Shape(NamedTuple):
    """What a change touches, each with whether there is one row of it.

    ``lookups`` and ``bookings``: "" not at all, "add", or "replace".
    """

    inserts: tuple[tuple[str, bool], ...]
    updates: tuple[tuple[str, bool], ...]
    live: tuple[str, ...]
    lookups: tuple[str, bool]
    bookings: tuple[str, bool]
    postings: tuple[bool, bool]
    facts: tuple[bool, bool]
    events: tuple[bool, bool]
    kept_events: tuple[bool, bool]
    answer: bool


def shape_of(writes: Writes) -> Shape:
    return Shape(
        tuple((name, len(rows) == 1) for name, rows in writes.inserts.items()),
        tuple((name, len(rows) == 1) for name, rows in writes.updates.items()),
        tuple(writes.live),
        ("replace" if writes.replaced else "add" if writes.lookups else "", len(writes.lookups) == 1),
        ("replace" if writes.released else "add" if writes.bookings else "", len(writes.bookings) == 1),
        (bool(writes.postings), len(writes.postings) == 1),
        (bool(writes.facts), len(writes.facts) == 1),
        (bool(writes.events), len(writes.events) == 1),
        (bool(writes.kept_events), len(writes.kept_events) == 1),
        writes.answer is not None,
    )


class Statements:
    """The texts for changes over ``layouts``, each made once."""

    def __init__(self, layouts: Mapping[str, Layout]) -> None:
        self._layouts = layouts
        self._texts: dict[Shape, str] = {}

    def of(self, writes: Writes) -> tuple[str, list[Any]]:
        """The statement for a change and its values."""
        shape = shape_of(writes)
        sql = self._texts.get(shape)
        if sql is None:
            sql = self._texts[shape] = _Text(shape, self._layouts).build()
        return sql, self._values(writes, shape)

    def _values(self, writes: Writes, shape: Shape) -> list[Any]:
        """In the order in which ``_Text`` numbers its parameters."""
        stamp = writes.stamp
        values: list[Any] = [writes.practice_id, writes.actor, announcement(writes.practice_id, stamp), stamp]
        for name, rows in writes.inserts.items():
            width = len(self._layouts[name].columns) + 1
            values += _columns([(*row.base, row.doc, *row.keys) for row in rows], width)
        for name, rows in writes.updates.items():
            width = len(self._layouts[name].columns) + 2
            values += _columns([(*row.base, row.doc, *row.keys, row.expected) for row in rows], width)
        values += writes.live.values()
        if shape.lookups[0]:
            lookups = [(r.kind, r.id, r.name, r.value, r.scope, r.exclusive) for r in writes.lookups]
            values += _columns(lookups, len(_LOOKUP))
        if writes.replaced:
            values += columns_of(writes.replaced, 2)
        if shape.bookings[0]:
            bookings = [(b.kind, b.id, b.resource, b.starts_at, b.ends_at) for b in writes.bookings]
            values += _columns(bookings, len(_BOOKING))
        if writes.released:
            values += columns_of(writes.released, 2)
        if writes.postings:
            values += _columns(writes.postings, len(POSTING_COLUMNS))
        if writes.facts:
            values += _columns(writes.facts, len(FACT_COLUMNS))
        if writes.events:
            values += [*_columns(writes.events, len(OUTBOX_COLUMNS)), writes.at]
        if writes.kept_events:
            values += _columns(writes.kept_events, len(KEPT_COLUMNS))
        if writes.answer is not None:
            values += [writes.answer.claim, writes.answer.owner, writes.answer.status, writes.answer.answer]
        return values


def _columns(rows: Sequence[Sequence[Any]], width: int) -> Sequence[Any]:
    """One row as it is, several (or none) as columns."""
    return rows[0] if len(rows) == 1 else columns_of(rows, width)


class _Text:
    """Builds the statement of one shape: common table expressions, and a final SELECT of checks that raise."""

    def __init__(self, shape: Shape, layouts: Mapping[str, Layout]) -> None:
        self._shape = shape
        self._layouts = layouts
        self._next = 5
        self._ctes: list[str] = []
        self._checks: list[str] = []

    def build(self) -> str:
        shape = self._shape
        # First, so that readers of feeds know of the change while the rest of it waits for anything.
        self._check("feed_admits($1, $3::bigint, $4::timestamptz)", BEHIND, "''")
        sources = [(f"n{place}", name) for place, (name, _) in enumerate(shape.inserts)]
        changed = [(f"m{place}", name) for place, (name, _) in enumerate(shape.updates)]
        for (source, name), (_, one) in zip(sources, shape.inserts, strict=True):
            self._insert(source, self._layouts[name], one)
        for (source, name), (_, one) in zip(changed, shape.updates, strict=True):
            self._update(source, self._layouts[name], one)
        if sources or changed:
            self._history([*sources, *changed])
            self._counters(sources, changed)
        else:
            self._ctes.append("who AS (SELECT $1::text, $2::text)")  # gives both parameters their type
        for place, name in enumerate(shape.live):
            self._live(f"l{place}", self._layouts[name])
        self._attached(_LOOKUPS, *shape.lookups)
        self._attached(_BOOKINGS, *shape.bookings)
        if shape.postings[0]:
            self._append("posted", "ledger", POSTING_COLUMNS, POSTING_TYPES, shape.postings[1])
        if shape.facts[0]:
            self._append("noted", "audit_facts", FACT_COLUMNS, _FACT_TYPES, shape.facts[1])
        if shape.events[0]:
            self._events(shape.events[1])
        if shape.kept_events[0]:
            self._append("kept", "events", KEPT_COLUMNS, ("text",) * len(KEPT_COLUMNS), shape.kept_events[1])
        if shape.answer:
            self._answer()
        return f"WITH {', '.join(self._ctes)} SELECT {', '.join(self._checks)}"

    def _rows(self, columns: Sequence[str], types: Sequence[str], one: bool) -> str:
        """A SELECT of the next parameters: as one row, or as arrays of several rows' columns."""
        numbers = range(self._next, self._next + len(types))
        self._next += len(types)
        if one:
            texts = zip(numbers, types, columns, strict=True)
            return f"SELECT {', '.join(f'${place}::{_TYPES[type_]} AS {name}' for place, type_, name in texts)}"
        arrays = ", ".join(f"${place}::{_TYPES[type_]}[]" for place, type_ in zip(numbers, types, strict=True))
        return f"SELECT * FROM unnest({arrays}) AS x({', '.join(columns)})"

    def _check(self, holds: str, what: str, name: str) -> None:
        self._checks.append(f"CASE WHEN NOT ({holds}) THEN polyclinic_refuse('{what}', {name}) END")

    def _source(self, source: str, columns: Sequence[Column], one: bool) -> None:
        rows = self._rows([column.quoted for column in columns], [column.type for column in columns], one)
        self._ctes.append(f"{source} AS MATERIALIZED ({rows})")

    def _insert(self, source: str, layout: Layout, one: bool) -> None:
        columns = (*BASE, _DOC, *layout.key_columns)
        self._source(source, columns, one)
        names = ", ".join(column.quoted for column in columns)
        self._ctes.append(
            f"{source}_put AS (INSERT INTO {layout.table} (practice_id, {names}) "
            f"SELECT $1::text, {names} FROM {source})"
        )

    def _update(self, source: str, layout: Layout, one: bool) -> None:
        self._source(source, (*BASE, _DOC, *layout.key_columns, _EXPECTED), one)
        columns = (*_UPDATED, *(column.name for column in layout.key_columns))
        sets = ", ".join(f'"{name}" = s."{name}"' for name in columns)
        match = "t.practice_id = $1 AND t.id = s.id AND t.version = s.expected"
        self._ctes.append(
            f"{source}_was AS (SELECT s.active, t.active AS was FROM {source} s JOIN {layout.table} t ON {match})"
        )
        self._ctes.append(
            f"{source}_put AS (UPDATE {layout.table} t SET {sets} FROM {source} s WHERE {match} RETURNING 1)"
        )
        self._check(
            f"(SELECT count(*) FROM {source}_put) = (SELECT count(*) FROM {source})", "version", f"'{layout.name}'"
        )

    def _history(self, sources: Sequence[tuple[str, str]]) -> None:
        rows = " UNION ALL ".join(
            f"SELECT $1, '{name}', id, version, updated_at, $2::text, doc FROM {source}" for source, name in sources
        )
        self._ctes.append(f"past AS (INSERT INTO history (practice_id, kind, id, version, at, actor, doc) {rows})")

    def _counters(self, inserted: Sequence[tuple[str, str]], updated: Sequence[tuple[str, str]]) -> None:
        """A counter row per kind and backend, so that writers do not queue for it."""
        live, dead = "sum(active::int)", "sum((NOT active)::int)"
        steps = [f"SELECT '{name}' AS kind, {live} AS live, {dead} AS dead FROM {s}" for s, name in inserted]
        live, dead = "sum(active::int - was::int)", "sum(was::int - active::int)"
        steps += [
            f"SELECT '{name}' AS kind, {live} AS live, {dead} AS dead FROM {s}_was WHERE active <> was"
            for s, name in updated
        ]
        self._ctes.append(
            "counted AS (INSERT INTO counters AS c (practice_id, kind, shard, live, dead) "
            f"SELECT $1, kind, pg_backend_pid() % {COUNTER_SHARDS}, sum(live), sum(dead) "
            f"FROM ({' UNION ALL '.join(steps)}) s WHERE live IS NOT NULL GROUP BY kind ORDER BY kind "
            "ON CONFLICT (practice_id, kind, shard) DO UPDATE "
            "SET live = c.live + excluded.live, dead = c.dead + excluded.dead)"
        )

    def _live(self, name: str, layout: Layout) -> None:
        """Rows that must be live, locked so that they are still so at the commit."""
        ids = f"${self._next}::text[]"
        self._next += 1
        self._ctes.append(
            f"{name} AS MATERIALIZED (SELECT 1 FROM {layout.table} t WHERE t.practice_id = $1 AND t.id = ANY({ids}) "
            "AND t.active FOR SHARE)"
        )
        self._check(f"(SELECT count(*) FROM {name}) = cardinality({ids})", "live", f"'{layout.name}'")

    def _attached(self, attached: _Attached, mode: str, one: bool) -> None:
        """Rows that hang on an object. What an index refuses is skipped and then missed by the check.

        Skipping keeps the values out of the server's log, and concurrent writers of overlapping ranges from deadlock.
        """
        if not mode:
            return
        table, columns, types, label, what = attached
        names = ", ".join(columns)
        self._ctes.append(f"{table}_want AS MATERIALIZED ({self._rows(columns, types, one)})")
        fresh, after = f"{table}_want", ""
        if mode == "replace":
            same = " AND ".join(f"h.{column} = w.{column}" for column in columns)
            objects = self._rows(("kind", "id"), ("text", "text"), one=False)
            self._ctes.append(
                f"{table}_gone AS (DELETE FROM {table} h USING ({objects}) o WHERE h.practice_id = $1 "
                f"AND h.kind = o.kind AND h.id = o.id "
                f"AND NOT EXISTS (SELECT 1 FROM {table}_want w WHERE {same}) RETURNING 1)"
            )
            self._ctes.append(
                f"{table}_fresh AS MATERIALIZED (SELECT * FROM {table}_want w WHERE NOT EXISTS "
                f"(SELECT 1 FROM {table} h WHERE h.practice_id = $1 AND {same}))"
            )
            fresh = f"{table}_fresh"
            # Counting what goes makes it go first: a value may move from one object to another in one change.
            after = f" WHERE (SELECT count(*) FROM {table}_gone) >= 0"
        self._ctes.append(
            f"{table}_put AS (INSERT INTO {table} (practice_id, {names}) SELECT $1, {names} FROM {fresh}{after} "
            f"ON CONFLICT DO NOTHING RETURNING {names})"
        )
        missed = " AND ".join(f"p.{column} = f.{column}" for column in columns)
        name = (
            f"(SELECT f.{label} FROM {fresh} f WHERE NOT EXISTS (SELECT 1 FROM {table}_put p WHERE {missed}) LIMIT 1)"
        )
        self._check(f"(SELECT count(*) FROM {table}_put) = (SELECT count(*) FROM {fresh})", what, name)

    def _append(self, name: str, table: str, columns: Sequence[str], types: Sequence[str], one: bool) -> None:
        """Rows that are only ever added."""
        rows = self._rows(columns, types, one)
        names = ", ".join(columns)
        self._ctes.append(f"{name} AS (INSERT INTO {table} (practice_id, {names}) SELECT $1, s.* FROM ({rows}) s)")

    def _events(self, one: bool) -> None:
        rows = self._rows(OUTBOX_COLUMNS, (*("text",) * (len(OUTBOX_COLUMNS) - 1), "instant"), one)
        at = f"${self._next}::timestamptz"
        self._next += 1
        names = ", ".join(OUTBOX_COLUMNS[:-1])
        self._ctes.append(
            f"told AS (INSERT INTO outbox (practice_id, {names}, due_at, at, attempts, dead) "
            f"SELECT $1, {names}, coalesce(s.due_at, {at}), {at}, 0, false FROM ({rows}) s)"
        )

    def _answer(self) -> None:
        claim, owner, status, answer = (f"${self._next + place}" for place in range(4))
        self._next += 4
        self._ctes.append(
            f"answered AS (UPDATE idempotency SET status = {status}, answer = {answer} WHERE practice_id = $1 "
            f"AND claim = {claim} AND owner = {owner} AND status IS NULL RETURNING 1)"
        )
        self._check("(SELECT count(*) FROM answered) = 1", "claim", "''")


FACTS_AS_ROWS = 16
"""Up to so many facts go as rows of plain values, a statement for each number of them: arrays cost half as much again,
on both sides."""


def write_facts(practices: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> tuple[str, list[Any]]:
    """Facts of several practices in one statement."""
    if len(rows) <= FACTS_AS_ROWS:
        values = [value for practice, row in zip(practices, rows, strict=True) for value in (practice, *row)]
        return _facts_as_rows(len(rows)), values
    return _FACTS_AS_ARRAYS, [list(practices), *columns_of(rows, len(FACT_COLUMNS))]


_INTO_FACTS = f"INSERT INTO audit_facts (practice_id, {', '.join(FACT_COLUMNS)})"
_FACT_CASTS = tuple(_TYPES[type_] for type_ in ("text", *_FACT_TYPES))
_ARRAYS = ", ".join(f"${place}::{cast}[]" for place, cast in enumerate(_FACT_CASTS, start=1))
_FACTS_AS_ARRAYS = f"{_INTO_FACTS} SELECT * FROM unnest({_ARRAYS})"


@cache
def _facts_as_rows(count: int) -> str:
    places = itertools.count(1)
    rows = (", ".join(f"${next(places)}::{cast}" for cast in _FACT_CASTS) for _ in range(count))
    return f"{_INTO_FACTS} VALUES {', '.join(f'({row})' for row in rows)}"
