"""Identifiers: UUIDs of version 7 (RFC 9562), so that ids sort by the time they were made."""

import os
import re
import threading
import time
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_CANONICAL = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


class _Ticks:
    """Milliseconds with a 12-bit fraction (RFC 9562, method 3), bumped when the clock stands still."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def next(self) -> int:
        with self._lock:
            self._last = max(time.time_ns() * 4096 // 1_000_000, self._last + 1)
            return self._last


_ticks = _Ticks()


def new_id() -> str:
    """Return a fresh UUIDv7 as lower-case text. Ids made by one process never go backwards."""
    return _written(*divmod(_ticks.next(), 4096))


def _written(millis: int, fraction: int) -> str:
    node = int.from_bytes(os.urandom(8)) & (1 << 62) - 1 | 1 << 63
    text = f"{millis:012x}7{fraction:03x}{node:016x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def id_at(moment: datetime) -> str:
    """Return a fresh UUIDv7 that is made of ``moment`` instead of now; ``moment_of`` gives it back."""
    millis, micros = divmod((moment - _EPOCH) // _MICROSECOND, 1000)
    return _written(millis, -(-micros * 4096 // 1000))


def lowest_id_at(moment: datetime) -> str:
    """The least id that ``id_at`` could make in the millisecond of ``moment``."""
    return f"{_written((moment - _EPOCH) // _MICROSECOND // 1000, 0)[:18]}-0000-000000000000"


def moment_of(id: str) -> datetime:
    """The microsecond that an id was made of."""
    millis, fraction = int(id[:8] + id[9:13], 16), int(id[15:18], 16)
    return _EPOCH + timedelta(milliseconds=millis, microseconds=fraction * 1000 // 4096)


def is_id(text: str) -> bool:
    """Tell whether ``text`` is a UUID in its canonical 36-character form, in either case."""
    return _CANONICAL.fullmatch(text) is not None
