"""A change inside the writer's savepoint. The writer is alone, so every guard is a plain look."""

import sqlite3
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from polyclinic.adapters.db.layout import EXTERNAL, Layout
from polyclinic.adapters.db.values import numbered, to_sqlite, to_sqlite_all
from polyclinic.adapters.db.writes import (
    BEHIND,
    CLAIM,
    FACT_COLUMNS,
    KEPT_COLUMNS,
    LIVE,
    OUTBOX_COLUMNS,
    POSTING_COLUMNS,
    REPLACED,
    Row,
    Writes,
)
from polyclinic.core.shared.changes import GuardFailed

_UPDATED = ("version", "updated_at", "active", "doc")
_LOOKUP = "kind, id, name, value, scope, exclusive"
_BOOKING = "kind, id, resource, starts_at, ends_at"


class _Texts:
    """The statements for one kind."""

    def __init__(self, layout: Layout) -> None:
        names = [*(c.quoted for c in layout.columns[:6]), "doc", *(c.quoted for c in layout.key_columns)]
        marks = ", ".join("?" * (len(names) + 1))
        self.insert = f"INSERT INTO {layout.table} (practice_id, {', '.join(names)}) VALUES ({marks})"
        sets = ", ".join(f'"{name}" = ?' for name in (*_UPDATED, *(c.name for c in layout.key_columns)))
        self.update = f"UPDATE {layout.table} SET {sets} WHERE practice_id = ? AND id = ?"
        self.standing = f"SELECT version, active FROM {layout.table} WHERE practice_id = ? AND id = ?"


class Changes:
    """Applies changes over ``layouts``."""

    def __init__(self, layouts: Mapping[str, Layout]) -> None:
        self._texts = {name: _Texts(layout) for name, layout in layouts.items()}

    def apply(self, connection: sqlite3.Connection, writes: Writes) -> None:
        """Write everything. Raises ``GuardFailed``; the savepoint around it then undoes what was written."""
        practice_id = writes.practice_id
        _check_mark(connection, practice_id, writes.stamp)
        counts: dict[str, list[int]] = {}
        for name, rows in writes.inserts.items():
            for row in rows:
                self._insert(connection, practice_id, name, row)
                _count(counts, name, int(row.base[5]), int(not row.base[5]))
        for name, rows in writes.updates.items():
            for row in rows:
                was = self._update(connection, practice_id, name, row)
                step = int(row.base[5]) - was
                _count(counts, name, step, -step)
        _add_history(connection, writes)
        _bump(connection, practice_id, counts)
        self._check_live(connection, writes)
        _replace_lookups(connection, writes)
        _replace_bookings(connection, writes)
        _add_postings(connection, writes)
        append_facts(connection, [practice_id] * len(writes.facts), writes.facts)
        _add_events(connection, writes)
        _complete(connection, writes)
        for limit in writes.limits:
            (count,) = connection.execute(numbered(limit.sql), to_sqlite_all(limit.values)).fetchone()
            if count > limit.count:
                raise GuardFailed("at_most", limit.lock)

    def _insert(self, connection: sqlite3.Connection, practice_id: str, name: str, row: Row) -> None:
        values = to_sqlite_all((practice_id, *row.base, row.doc, *row.keys))
        try:
            connection.execute(self._texts[name].insert, values)
        except sqlite3.IntegrityError as error:
            taken = str(error).endswith(f"{name}.number")
            raise GuardFailed("unique" if taken else REPLACED, "number" if taken else name) from None

    def _update(self, connection: sqlite3.Connection, practice_id: str, name: str, row: Row) -> int:
        """Replace the expected version; returns whether that one was live."""
        id_, _, version, _, updated_at, active = row.base
        texts = self._texts[name]
        found = connection.execute(texts.standing, (practice_id, id_)).fetchone()
        if found is None or found[0] != row.expected:
            raise GuardFailed(REPLACED, name)
        connection.execute(
            texts.update, to_sqlite_all((version, updated_at, active, row.doc, *row.keys, practice_id, id_))
        )
        was: int = found[1]
        return was

    def _check_live(self, connection: sqlite3.Connection, writes: Writes) -> None:
        for name, ids in writes.live.items():
            for id_ in ids:
                found = connection.execute(self._texts[name].standing, (writes.practice_id, id_)).fetchone()
                if found is None or not found[1]:
                    raise GuardFailed(LIVE, name)


def _check_mark(connection: sqlite3.Connection, practice_id: str, stamp: datetime) -> None:
    """Nothing may appear behind what a reader of a feed has seen."""
    sql = "SELECT 1 FROM feeds WHERE practice_id = ? AND read_to > ?"
    if connection.execute(sql, (practice_id, to_sqlite(stamp))).fetchone():
        raise GuardFailed(BEHIND)


def _count(counts: dict[str, list[int]], name: str, live: int, dead: int) -> None:
    held = counts.setdefault(name, [0, 0])
    held[0] += live
    held[1] += dead


def _bump(connection: sqlite3.Connection, practice_id: str, counts: Mapping[str, list[int]]) -> None:
    sql = (
        "INSERT INTO counters (practice_id, kind, shard, live, dead) VALUES (?, ?, 0, ?, ?) "
        "ON CONFLICT (practice_id, kind, shard) DO UPDATE SET live = live + excluded.live, dead = dead + excluded.dead"
    )
    for name, (live, dead) in counts.items():
        if live or dead:
            connection.execute(sql, (practice_id, name, live, dead))


def _add_history(connection: sqlite3.Connection, writes: Writes) -> None:
    rows = [
        (writes.practice_id, name, row.base[0], row.base[2], to_sqlite(row.base[4]), writes.actor, row.doc)
        for part in (writes.inserts, writes.updates)
        for name, rows in part.items()
        for row in rows
    ]
    sql = "INSERT INTO history (practice_id, kind, id, version, at, actor, doc) VALUES (?, ?, ?, ?, ?, ?, ?)"
    connection.executemany(sql, rows)


def _held(
    connection: sqlite3.Connection, table: str, columns: str, practice_id: str, objects: Iterable[tuple[str, str]]
) -> set[tuple[Any, ...]]:
    sql = f"SELECT {columns} FROM {table} WHERE practice_id = ? AND kind = ? AND id = ?"
    return {row for kind, id_ in objects for row in connection.execute(sql, (practice_id, kind, id_))}


def _replace_lookups(connection: sqlite3.Connection, writes: Writes) -> None:
    practice_id = writes.practice_id
    wanted = {(r.kind, r.id, r.name, r.value, r.scope, int(r.exclusive)) for r in writes.lookups}
    held = _held(connection, "lookups", _LOOKUP, practice_id, writes.replaced)
    connection.executemany(
        "DELETE FROM lookups WHERE practice_id = ? AND kind = ? AND id = ? AND name = ? AND value = ? AND scope = ? "
        "AND exclusive = ?",
        [(practice_id, *row) for row in held - wanted],
    )
    sql = f"INSERT INTO lookups (practice_id, {_LOOKUP}) VALUES (?, ?, ?, ?, ?, ?, ?)"
    for row in wanted - held:
        try:
            connection.execute(sql, (practice_id, *row))
        except sqlite3.IntegrityError:
            raise GuardFailed("unique", row[2].removeprefix(EXTERNAL)) from None


def _replace_bookings(connection: sqlite3.Connection, writes: Writes) -> None:
    practice_id = writes.practice_id
    wanted = {(b.kind, b.id, b.resource, to_sqlite(b.starts_at), to_sqlite(b.ends_at)) for b in writes.bookings}
    held = _held(connection, "bookings", _BOOKING, practice_id, writes.released)
    connection.executemany(
        "DELETE FROM bookings WHERE practice_id = ? AND kind = ? AND id = ? AND resource = ? AND starts_at = ? "
        "AND ends_at = ?",
        [(practice_id, *row) for row in held - wanted],
    )
    taken = "SELECT 1 FROM bookings WHERE practice_id = ? AND resource = ? AND ends_at > ? AND starts_at < ? LIMIT 1"
    for row in sorted(wanted - held):
        _, _, resource, starts_at, ends_at = row
        if connection.execute(taken, (practice_id, resource, starts_at, ends_at)).fetchone():
            raise GuardFailed("booking", resource)
        connection.execute(
            f"INSERT INTO bookings (practice_id, {_BOOKING}) VALUES (?, ?, ?, ?, ?, ?)", (practice_id, *row)
        )


def _add_postings(connection: sqlite3.Connection, writes: Writes) -> None:
    marks = ", ".join("?" * (len(POSTING_COLUMNS) + 1))
    connection.executemany(
        f"INSERT INTO ledger (practice_id, {', '.join(POSTING_COLUMNS)}) VALUES ({marks})",
        [to_sqlite_all((writes.practice_id, *row)) for row in writes.postings],
    )


def append_facts(connection: sqlite3.Connection, practices: Iterable[str], rows: Iterable[tuple[Any, ...]]) -> None:
    marks = ", ".join("?" * (len(FACT_COLUMNS) + 1))
    connection.executemany(
        f"INSERT INTO audit_facts (practice_id, {', '.join(FACT_COLUMNS)}) VALUES ({marks})",
        [to_sqlite_all((practice_id, *row)) for practice_id, row in zip(practices, rows, strict=True)],
    )


def _add_events(connection: sqlite3.Connection, writes: Writes) -> None:
    at = to_sqlite(writes.at)
    connection.executemany(
        f"INSERT INTO outbox (practice_id, {', '.join(OUTBOX_COLUMNS)}, at, attempts, dead) "
        "VALUES (?, ?, ?, ?, ?, coalesce(?, ?), ?, 0, 0)",
        [to_sqlite_all((writes.practice_id, *event, at, at)) for event in writes.events],
    )
    connection.executemany(
        f"INSERT INTO events (practice_id, {', '.join(KEPT_COLUMNS)}) VALUES (?, ?, ?, ?, ?, ?)",
        [(writes.practice_id, *event) for event in writes.kept_events],
    )


def _complete(connection: sqlite3.Connection, writes: Writes) -> None:
    if (answer := writes.answer) is None:
        return
    done = connection.execute(
        "UPDATE idempotency SET status = ?, answer = ? "
        "WHERE practice_id = ? AND claim = ? AND owner = ? AND status IS NULL",
        (answer.status, answer.answer, writes.practice_id, answer.claim, answer.owner),
    )
    if done.rowcount != 1:
        raise GuardFailed(CLAIM)
