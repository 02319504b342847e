"""Copies of a SQLite database."""

import os
import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from polyclinic.adapters.db.backup import Entries
from polyclinic.core.shared.errors import Unavailable

_NAME = "database.sqlite"


def save(path: Path, entries: Entries) -> None:
    if not path.exists():
        raise Unavailable(f"there is no database at {path}")
    with tempfile.TemporaryDirectory(prefix="polyclinic-") as folder:
        copy = Path(folder) / _NAME
        try:
            with closing(sqlite3.connect(path, timeout=30)) as source, closing(sqlite3.connect(copy)) as target:
                # In one step: taken page by page it would start anew with every write of the server.
                source.backup(target, pages=-1)
        except sqlite3.Error as error:
            raise Unavailable(f"the database cannot be read: {error}") from error
        with copy.open("rb") as content, entries(_NAME) as entry:
            shutil.copyfileobj(content, entry)


def restore(path: Path, entries: Entries) -> bool:
    """Whether the file was made; one that exists is left alone."""
    if path.exists():
        return False
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=path.name) as target:
        with entries(_NAME) as entry:
            shutil.copyfileobj(entry, target)
        target.flush()
        os.fsync(target.fileno())
        try:
            os.link(target.name, path)
        except FileExistsError:
            return False
    return True
