"""Runs statements on SQLite."""

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from polyclinic.adapters.db.engine import Rows, Work
from polyclinic.adapters.db.layout import Layout
from polyclinic.adapters.db.sqlite.changes import Changes, append_facts
from polyclinic.adapters.db.sqlite.connections import Readers, Writer
from polyclinic.adapters.db.sqlite.images import restore_image, take_image
from polyclinic.adapters.db.values import numbered, to_sqlite_all
from polyclinic.adapters.db.writes import Writes
from polyclinic.core.shared.errors import Unavailable


class SqliteEngine:
    """An ``Engine`` on a SQLite file. Nothing but the statements' own conditions keeps practices apart here."""

    postgres = False

    def __init__(self, path: Path, layouts: Mapping[str, Layout]) -> None:
        self._path = path
        self._layouts = layouts
        self._changes = Changes(layouts)
        self._writer = Writer(path)
        self._readers: Readers | None = None

    async def open(self) -> None:
        try:
            self._writer.start()
            self._readers = Readers(self._path, self._writer)
        except sqlite3.Error as error:
            raise Unavailable(f"the database cannot be opened: {error}") from error

    async def close(self) -> None:
        await self._writer.stop()
        if self._readers is not None:
            readers, self._readers = self._readers, None
            readers.close()

    async def revision(self) -> str | None:
        if not await self.fetch(None, "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'", (), point=True):
            return None
        revision: str = (await self.fetch(None, "SELECT version_num FROM alembic_version", (), point=True))[0][0]
        return revision

    async def take_image(self, practice_ids: Sequence[str]) -> None:
        await self._writer.run(lambda connection: take_image(connection, self._layouts, practice_ids))

    async def restore_image(self, practice_ids: Sequence[str]) -> None:
        await self._writer.run(lambda connection: restore_image(connection, self._layouts, practice_ids))

    async def fetch(self, practice_id: str | None, sql: str, values: Sequence[Any], *, point: bool = False) -> Rows:
        if self._readers is None:
            raise Unavailable("the store is closed")
        try:
            if point:
                return self._readers.here(numbered(sql), to_sqlite_all(values))
            return await self._readers.aside(numbered(sql), to_sqlite_all(values))
        except sqlite3.OperationalError as error:
            raise Unavailable(f"the database cannot be read: {error}") from error

    async def write(self, practice_id: str | None, work: Work) -> Rows:
        steps = [(numbered(sql), to_sqlite_all(values)) for sql, values in work]

        def run(connection: sqlite3.Connection) -> Rows:
            rows: Rows = []
            for sql, values in steps:
                rows = connection.execute(sql, values).fetchall()
            return rows

        return await self._writer.run(run)

    async def apply(self, writes: Writes) -> None:
        await self._writer.run(lambda connection: self._changes.apply(connection, writes))

    async def append_facts(self, practices: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
        await self._writer.run(lambda connection: append_facts(connection, practices, rows))
