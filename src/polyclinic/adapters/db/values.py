"""How values travel: SQLite knows neither instants, dates nor arrays, so they go as text that sorts the same."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

import msgspec

_MICROSECOND = timedelta(microseconds=1)


def to_sqlite(value: Any) -> Any:
    """A value as SQLite stores and compares it; sequences become JSON for ``json_each``."""
    if value is None or isinstance(value, str | bytes):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")[:26] + "Z"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple | frozenset):
        return msgspec.json.encode([to_sqlite(item) for item in value]).decode()
    return int(value) if isinstance(value, bool) else value


def to_sqlite_all(values: Sequence[Any]) -> list[Any]:
    return [to_sqlite(value) for value in values]


def instant(value: Any) -> datetime | None:
    """An instant as either engine returns it."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def micros(value: timedelta) -> int:
    """A time span in microseconds."""
    return value // _MICROSECOND


@lru_cache(maxsize=2048)
def numbered(sql: str) -> str:
    """Statements are written with ``$1``; SQLite counts its parameters as ``?1``."""
    return re.sub(r"\$(\d+)", r"?\1", sql)
