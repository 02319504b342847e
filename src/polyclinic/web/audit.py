"""Failures that no practice's trail can take one by one: nobody known, or somebody who is being throttled."""

import asyncio
from collections import Counter
from datetime import datetime

import structlog

from polyclinic.core.shared.changes import Fact
from polyclinic.core.shared.clock import Clock
from polyclinic.core.shared.records import Audit

MAX_BUCKETS = 10_000

_log = structlog.get_logger("polyclinic.audit")

_Bucket = tuple[datetime, str, str, str, str]


class CountedFailures:
    """Counts failures per minute, address, dialect, route and outcome; each count becomes one fact of the system chain.

    Full minutes are written by ``run``, which the server keeps going, and what is left by ``flush`` when it stops.
    """

    def __init__(self, audit: Audit, clock: Clock) -> None:
        self._audit = audit
        self._clock = clock
        self._counts: Counter[_Bucket] = Counter()
        self._writing = asyncio.Lock()

    def __len__(self) -> int:
        return len(self._counts)

    def count(self, *, address: str, dialect: str, route: str, outcome: str) -> None:
        """Add one failure. Addresses share a bucket once there are too many to tell apart."""
        minute = self._clock.now().replace(second=0, microsecond=0)
        if len(self._counts) >= MAX_BUCKETS:
            address = "many"
        self._counts[minute, address, dialect, route, outcome] += 1

    async def flush(self, before: datetime | None = None) -> None:
        """Write the counts of minutes that started earlier than ``before``, or all; one writer at a time."""
        async with self._writing:
            await self._flush(before)

    async def _flush(self, before: datetime | None) -> None:
        due = [bucket for bucket in self._counts if before is None or bucket[0] < before]
        for bucket in due:
            minute, address, dialect, route, outcome = bucket
            count = self._counts.pop(bucket)
            fact = Fact(
                at=minute,
                actor="anonymous",
                action=route,
                outcome=outcome,
                dialect=dialect,
                detail=f"{count} in this minute from {address}",
            )
            try:
                await self._audit.record(None, fact)
            except Exception as error:  # noqa: BLE001  # kept for the next round, whatever ails the store
                self._counts[bucket] += count
                _log.warning("audit.counts_not_written", error=type(error).__name__)
                return

    async def run(self, every: float = 10.0) -> None:
        """Write full minutes until cancelled, then everything."""
        try:
            while True:
                await asyncio.sleep(every)
                await asyncio.shield(self.flush(self._clock.now().replace(second=0, microsecond=0)))
        finally:
            await asyncio.shield(self.flush())
