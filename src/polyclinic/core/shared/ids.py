"""Identifiers: UUIDs of version 7 (RFC 9562), so that ids sort by the time they were made."""

import os
import re
import struct
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


class _Randomness:
    """The system's random bits, taken many at a time: asking for each id costs as much as the rest of making it."""

    AT_ONCE = 512

    def __init__(self) -> None:
        self._words: list[int] = []

    def word(self) -> int:
        """64 bits that nobody was given before."""
        try:
            return self._words.pop()
        except IndexError:
            self._words = list(struct.unpack(f"{self.AT_ONCE}Q", os.urandom(8 * self.AT_ONCE)))
            return self._words.pop()

    def forget(self) -> None:
        self._words = []


_ticks = _Ticks()
_randomness = _Randomness()
if hasattr(os, "register_at_fork"):  # not where processes cannot fork
    os.register_at_fork(after_in_child=_randomness.forget)


def new_id() -> str:
    """Return a fresh UUIDv7 as lower-case text. Ids made by one process never go backwards."""
    return _written(*divmod(_ticks.next(), 4096))


def random_token() -> str:
    """128 random bits in hexadecimal, to tell things apart by: not for secrets."""
    return f"{_randomness.word():016x}{_randomness.word():016x}"


def _written(millis: int, fraction: int) -> str:
    time_ = f"{millis:012x}"
    node = f"{_randomness.word() & (1 << 62) - 1 | 1 << 63:016x}"
    return f"{time_[:8]}-{time_[8:]}-7{fraction:03x}-{node[:4]}-{node[4:]}"


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
