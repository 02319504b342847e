"""A copy of a whole database as it stood at one moment, for an empty database of the same engine and schema.

What is encrypted in the database is so in the copy; the master keys are not part of it.
"""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import IO, Any, Literal

from polyclinic.adapters.db.layout import fingerprint
from polyclinic.adapters.db.migrate import migrate
from polyclinic.adapters.db.migrations.scripts import HEAD
from polyclinic.adapters.db.url import parse
from polyclinic.core.kinds import ALL_KINDS

Entries = Callable[[str], AbstractContextManager[IO[bytes]]]
"""Opens a part of the copy by its name: to write it, or to read it."""

Notes = dict[str, Any]
"""What a copy says of itself, as JSON."""


class NotRestored(Exception):
    """The copy does not fit: the database is not empty, or is another engine's, or another version made the copy."""


async def save_database(url: str, entries: Entries) -> Notes:
    """Copy the database as of now, while it may be in use. Run it as the database's owner. Raises ``Unavailable``."""
    database = parse(url)
    if database.path is not None:
        from polyclinic.adapters.db.sqlite.backup import save

        await asyncio.to_thread(save, database.path, entries)
        return _notes("sqlite")
    from polyclinic.adapters.db.postgres.backup import save as save_postgres

    return {**_notes("postgresql"), **await save_postgres(database.url, entries)}


async def restore_database(url: str, notes: Notes, entries: Entries) -> None:
    """Put a copy into an empty database, all of it or nothing. Raises ``NotRestored`` and ``Unavailable``."""
    database = parse(url)
    mine = _notes("postgresql" if database.path is None else "sqlite")
    if notes["schema"] != mine["schema"]:
        raise NotRestored(
            "another version of Polyclinic made this backup: restore it with that version, then run the migrations"
        )
    if notes["engine"] != mine["engine"]:
        raise NotRestored(f"this is a backup of {notes['engine']}, and the database is {mine['engine']}")
    if database.path is not None:
        from polyclinic.adapters.db.sqlite.backup import restore

        if not await asyncio.to_thread(restore, database.path, entries):
            raise NotRestored(f"{database.path} exists already")
    else:
        from polyclinic.adapters.db.postgres.backup import restore as restore_postgres

        if not await restore_postgres(database.url, notes, entries):
            raise NotRestored("the database is not empty")
    await migrate(url)


def _notes(engine: Literal["sqlite", "postgresql"]) -> Notes:
    return {"engine": engine, "schema": f"{HEAD} {fingerprint(ALL_KINDS)}"}
