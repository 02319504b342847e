"""Copies of practices' rows in tables beside the record's."""

import sqlite3
from collections.abc import Mapping, Sequence

from polyclinic.adapters.db.imaged import DROPPED, copied
from polyclinic.adapters.db.layout import Layout


def take_image(connection: sqlite3.Connection, layouts: Mapping[str, Layout], practice_ids: Sequence[str]) -> None:
    mine = _among(practice_ids)
    for table in copied(layouts.values()):
        connection.execute(f'DROP TABLE IF EXISTS "image_{table}"')
        columns = _columns(connection, table)
        connection.execute(
            f'CREATE TABLE "image_{table}" AS SELECT {columns} FROM "{table}" WHERE {mine}', practice_ids
        )


def restore_image(connection: sqlite3.Connection, layouts: Mapping[str, Layout], practice_ids: Sequence[str]) -> None:
    mine = _among(practice_ids)
    for table in DROPPED:
        connection.execute(f'DELETE FROM "{table}" WHERE {mine}', practice_ids)
    for table in copied(layouts.values()):
        columns = _columns(connection, table)
        connection.execute(f'DELETE FROM "{table}" WHERE {mine}', practice_ids)
        connection.execute(
            f'INSERT INTO "{table}" ({columns}) SELECT {columns} FROM "image_{table}" WHERE {mine}', practice_ids
        )


def _columns(connection: sqlite3.Connection, table: str) -> str:
    """All but ``row``, which is given anew."""
    names = [name for _, name, *_ in connection.execute(f'PRAGMA table_info("{table}")')]
    return ", ".join(f'"{name}"' for name in names if name != "row")


def _among(practice_ids: Sequence[str]) -> str:
    return f"practice_id IN ({', '.join('?' * len(practice_ids))})"
