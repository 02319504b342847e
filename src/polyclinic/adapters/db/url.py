"""Database URLs."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote


@dataclass(frozen=True, slots=True)
class Database:
    """Where the record is kept: ``path`` of a SQLite file, or else ``url`` of a PostgreSQL database."""

    url: str
    path: Path | None


def parse(url: str) -> Database:
    """Read ``sqlite:///file``, ``sqlite:////absolute/file`` or ``postgresql://...``; else raise ``ValueError``."""
    if found := re.fullmatch(r"sqlite(?:\+\w+)?:///(.+)", url):
        path = unquote(found[1].partition("?")[0])
        if path == ":memory:":
            raise ValueError("a SQLite database needs a file: several connections share it")
        return Database(url, Path(path))
    if re.match(r"postgres(ql)?(\+\w+)?://", url):
        return Database(re.sub(r"^[^:]+:", "postgresql:", url), None)
    raise ValueError("a database URL starts with sqlite:/// or postgresql://")
