"""Loads what every practice reads, in bulk, on a connection of the owner's. Nothing of it goes through a practice."""

import csv
import hashlib
import io
import lzma
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import asyncpg
import msgspec

from polyclinic.adapters.db.engine import SHARED
from polyclinic.adapters.db.layout import BASE, Layout
from polyclinic.adapters.db.postgres.pool import Connection
from polyclinic.adapters.db.reference.payer_files import read_payers
from polyclinic.adapters.db.url import parse
from polyclinic.adapters.db.values import instant, numbered, to_sqlite_all
from polyclinic.core.organisation.model import PAYER, Payer
from polyclinic.core.shared.clock import SystemClock
from polyclinic.core.shared.code_sets import ICD_10_CM
from polyclinic.core.shared.errors import Unavailable

_FOLDER = Path(__file__).parent
PAYERS = _FOLDER / "payers.csv"
ICD = _FOLDER / "icd-10-cm.tsv.xz"

_KNOWN = "SELECT name, digest FROM reference_sets"
_STAMP = (
    "INSERT INTO reference_sets (name, digest, loaded_at) VALUES ($1, $2, $3) "
    "ON CONFLICT (name) DO UPDATE SET digest = excluded.digest, loaded_at = excluded.loaded_at"
)
_EMPTIED = "DELETE FROM codes WHERE system = $1"
_CODE_COLUMNS = ("system", "code", "billable", "valid_from", "valid_to", "display")
_CODES = f"INSERT INTO codes ({', '.join(_CODE_COLUMNS)}) VALUES ($1, $2, $3, $4, $5, $6)"

_payers = Layout(PAYER)
_names = [column.name for column in _payers.columns]
_HELD = "SELECT id, number, version, created_at FROM payer WHERE practice_id = $1"
_INSERT = (
    f"INSERT INTO payer (practice_id, {', '.join(_names)}, doc) "
    f"VALUES ({', '.join(f'${place}' for place in range(1, len(_names) + 3))})"
)
_UPSERT = (
    f"{_INSERT} ON CONFLICT (practice_id, id) DO UPDATE SET "
    f"{', '.join(f'{name} = excluded.{name}' for name in (*_names, 'doc') if name != 'id')}"
)
_COUNT = (
    "INSERT INTO counters (practice_id, kind, shard, live, dead) "
    "SELECT $1, 'payer', 0, count(*), 0 FROM payer WHERE practice_id = $1 "
    "ON CONFLICT (practice_id, kind, shard) DO UPDATE SET live = excluded.live"
)


class Held(NamedTuple):
    """What stays of a payer that is loaded again."""

    number: int
    version: int
    created_at: datetime


class NotTheOwner(Exception):
    """The role of the database URL may not write what all practices read."""


# -- SQLite -----------------------------------------------------------------------------------------------------------


def ship_sqlite(connection: sqlite3.Connection) -> None:
    """Load the shipped sets that the database does not hold in this version, inside the caller's transaction."""
    known = dict(connection.execute(_KNOWN).fetchall())
    for name, path in _outdated(known):
        if name == "payers":
            _put_sqlite(connection, _shipped_payers(), over=False)
        else:
            connection.execute(numbered(_EMPTIED), [ICD_10_CM])
            connection.executemany(numbered(_CODES), ([*row[:3], *map(_text, row[3:5]), row[5]] for row in codes()))
        connection.execute(numbered(_STAMP), to_sqlite_all([name, _digest(path), _now()]))


def _put_sqlite(connection: sqlite3.Connection, payers: Sequence[Payer], *, over: bool) -> None:
    held = {
        row[0]: Held(row[1], row[2], instant(row[3]) or _now())
        for row in connection.execute(numbered(_HELD), [SHARED]).fetchall()
    }
    rows = payer_rows(payers, held, over=over)
    connection.executemany(numbered(_UPSERT), [to_sqlite_all(row) for row in rows])
    connection.execute(numbered(_COUNT), [SHARED])


# -- PostgreSQL -------------------------------------------------------------------------------------------------------


async def ship_postgres(connection: Connection) -> None:
    """The same on PostgreSQL, inside the caller's transaction."""
    known = {row[0]: row[1] for row in await connection.fetch(_KNOWN)}
    for name, path in _outdated(known):
        if name == "payers":
            await _put_postgres(connection, _shipped_payers(), over=False)
        else:
            await connection.execute(_EMPTIED, ICD_10_CM)
            await connection.copy_records_to_table("codes", records=codes(), columns=_CODE_COLUMNS)
        await connection.execute(_STAMP, name, _digest(path), _now())


async def _put_postgres(connection: Connection, payers: Sequence[Payer], *, over: bool) -> None:
    held = {row[0]: Held(row[1], row[2], row[3]) for row in await connection.fetch(_HELD, SHARED)}
    await connection.executemany(_UPSERT, payer_rows(payers, held, over=over))
    await connection.execute(_COUNT, SHARED)


# -- both -------------------------------------------------------------------------------------------------------------


async def load_payers(url: str, payers: Sequence[Payer]) -> None:
    """Add payers, or replace those with the same ids. Raises ``Unavailable``, ``NotTheOwner``."""
    database = parse(url)
    if database.path is not None:
        try:
            with closing(sqlite3.connect(database.path, timeout=30, isolation_level=None)) as connection:
                connection.execute("BEGIN IMMEDIATE")
                _put_sqlite(connection, payers, over=True)
                connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            raise Unavailable(f"the database cannot be written: {error}") from error
        return
    try:
        owner = await asyncpg.connect(database.url, timeout=30)
    except (OSError, asyncpg.PostgresConnectionError, asyncpg.OperatorInterventionError) as error:
        raise Unavailable("the database is away") from error
    try:
        async with owner.transaction():
            await _put_postgres(owner, payers, over=True)
    except asyncpg.InsufficientPrivilegeError as error:
        raise NotTheOwner("payers are loaded as the database's owner, as migrations are run") from error
    finally:
        await owner.close()


def payer_rows(payers: Sequence[Payer], held: Mapping[str, Held], *, over: bool) -> list[list[Any]]:
    """Rows for ``_UPSERT``. Without ``over``, a payer that is held stays as it is: an operator may have loaded it."""
    now = _now()
    number = max((payer.number for payer in held.values()), default=0)
    rows = []
    for payer in payers:
        before = held.get(payer.id)
        if before is None:
            number += 1
            before = Held(number, 0, now)
        elif not over:
            continue
        stamped = replace(
            payer, number=before.number, version=before.version + 1, created_at=before.created_at, updated_at=now
        )
        base = [getattr(stamped, column.name) for column in BASE]
        rows.append([SHARED, *base, *_payers.key_values(stamped), msgspec.json.encode(stamped).decode()])
    return rows


def codes() -> Iterator[tuple[str, str, bool, date | None, date | None, str]]:
    """The shipped table of ICD-10-CM, row by row, as ``_CODE_COLUMNS``."""
    with lzma.open(ICD, "rt", encoding="utf-8", newline="\n") as file:
        for line in file:
            code, billable, since, until, display = line[:-1].split("\t")
            yield ICD_10_CM, code, billable == "1", _date(since), _date(until), display


def _shipped_payers() -> Sequence[Payer]:
    return read_payers(csv.reader(io.StringIO(PAYERS.read_text(encoding="utf-8"))))


def _outdated(known: Mapping[str, str]) -> list[tuple[str, Path]]:
    shipped = {"payers": PAYERS, ICD_10_CM: ICD}
    return [(name, path) for name, path in shipped.items() if known.get(name) != _digest(path)]


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _text(day: Any) -> str | None:
    return day.isoformat() if day else None


def _now() -> datetime:
    return SystemClock().now()
