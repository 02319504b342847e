"""Identifiers: UUIDs of version 7 (RFC 9562), so that ids sort by the time they were made."""

import os
import threading
import time
import uuid


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
    millis, fraction = divmod(_ticks.next(), 4096)
    node = int.from_bytes(os.urandom(8)) & (1 << 62) - 1 | 1 << 63
    text = f"{millis:012x}7{fraction:03x}{node:016x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def is_id(text: str) -> bool:
    """Tell whether ``text`` is a UUID in its canonical 36-character form, in either case."""
    if len(text) != 36:
        return False
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False
