"""The two clocks: the system's, which nothing moves, and a practice's, which the sandbox may advance."""

from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """Tells the time as an aware UTC instant."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's time: for tokens, limits, ids, audit and ``updated_at``."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class HeldClock:
    """A clock that moves only when told to, for limits and expiries in tests and simulations."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def advance(self, by: timedelta) -> None:
        self._now += by


class PracticeClock:
    """A practice's business time: the system's time plus the offset that its sandbox has advanced it by."""

    def __init__(self, system: Clock, offset: timedelta = timedelta(0)) -> None:
        self._system = system
        self._offset = offset

    def now(self) -> datetime:
        return self._system.now() + self._offset

    def today(self, zone: ZoneInfo) -> date:
        """The calendar day it is in ``zone``."""
        return self.now().astimezone(zone).date()
