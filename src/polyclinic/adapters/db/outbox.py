"""Delivers events from the outbox: at least once, and one object's events one after another.

An event may be due later, by its practice's clock. Those due by the system's clock are due by every practice's, which
is never behind; practices whose clock has been advanced, as sandboxes do, are then looked at one by one.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

import msgspec

from polyclinic.adapters.db.engine import EVERY_PRACTICE, Engine
from polyclinic.core.shared.changes import Event
from polyclinic.core.shared.clock import Clock

GROUP = 32
ATTEMPTS = 12
LEASE = timedelta(seconds=60)
FIRST_WAIT = timedelta(seconds=1)
LONGEST_WAIT = timedelta(minutes=10)

# A row that waits for its turn stays due; taking it pushes that time beyond the lease, so that nobody else takes it
# and a worker that dies with it loses it then. Earlier rows of the object come first, whatever became of their worker,
# but for those that are due later and have not begun. What has been taken once is timed by the system's clock.
_TAKE = (
    "WITH due AS MATERIALIZED (SELECT o.practice_id, o.id FROM outbox o WHERE {due} AND NOT o.dead "
    "AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.practice_id = o.practice_id AND e.kind = o.kind "
    "AND e.object_id = o.object_id AND e.id < o.id AND NOT e.dead "
    "AND NOT (e.attempts = 0 AND e.due_at > e.at AND e.due_at > o.due_at)) "
    f"ORDER BY o.due_at, o.id LIMIT {GROUP}{{lock}}) "
    "UPDATE outbox SET due_at = $1, attempts = attempts + 1 "
    "WHERE (practice_id, id) IN (SELECT practice_id, id FROM due) "
    "RETURNING id, practice_id, name, kind, object_id, facts, attempts"
)
_BY_SYSTEM = "o.due_at <= $2"
_BY_PRACTICE = "o.due_at <= $2 AND o.practice_id = $3 AND o.attempts = 0"
_ADVANCED = "SELECT id, clock_offset FROM practices WHERE clock_offset > 0"
_DONE = "DELETE FROM outbox WHERE practice_id = $1 AND id = $2"
_LATER = "UPDATE outbox SET due_at = $3, dead = $4 WHERE practice_id = $1 AND id = $2"


@dataclass(frozen=True, slots=True)
class Delivery:
    """An event on its way. ``number`` is the same at every attempt: a handler that must act once remembers it."""

    practice_id: str
    number: int
    event: Event
    attempt: int


Handler = Callable[[Delivery], Awaitable[None]]


class Worker:
    """Hands each event to the handler of its name; an event without a handler is done.

    What a handler raises puts the event off, longer each time; after twelve attempts it is left as dead.
    """

    def __init__(self, engine: Engine, clock: Clock, handlers: Mapping[str, Handler]) -> None:
        self._engine = engine
        self._clock = clock
        self._handlers = handlers
        lock = " FOR UPDATE SKIP LOCKED" if engine.postgres else ""
        self._by_system = _TAKE.format(due=_BY_SYSTEM, lock=lock)
        self._by_practice = _TAKE.format(due=_BY_PRACTICE, lock=lock)

    async def run_once(self) -> int:
        """Deliver what is due, about 32 events; returns how many were taken."""
        deliveries = await self._take()
        wanted = [delivery for delivery in deliveries if delivery.event.name in self._handlers]
        unwanted = [(_DONE, (d.practice_id, d.number)) for d in deliveries if d.event.name not in self._handlers]
        if unwanted:
            await self._engine.write(EVERY_PRACTICE, unwanted)
        await asyncio.gather(*(self._deliver(delivery) for delivery in wanted))
        return len(deliveries)

    async def _take(self) -> list[Delivery]:
        now = self._clock.now()
        lease = now + LEASE
        rows = [*await self._engine.write(EVERY_PRACTICE, [(self._by_system, (lease, now))])]
        for practice_id, offset in await self._engine.fetch(None, _ADVANCED, ()):
            if len(rows) >= GROUP:
                break
            values = (lease, now + timedelta(microseconds=offset), practice_id)
            rows += await self._engine.write(EVERY_PRACTICE, [(self._by_practice, values)])
        return [
            Delivery(practice_id, number, Event(name, kind, object_id, msgspec.json.decode(facts)), attempt)
            for number, practice_id, name, kind, object_id, facts, attempt in rows
        ]

    async def _deliver(self, delivery: Delivery) -> None:
        handler = self._handlers[delivery.event.name]
        key = delivery.practice_id, delivery.number
        try:
            async with asyncio.timeout(LEASE.total_seconds() / 2):
                await handler(delivery)
        except Exception:  # noqa: BLE001 # whatever went wrong in a handler, the event is tried again
            wait = min(FIRST_WAIT * 2 ** (delivery.attempt - 1), LONGEST_WAIT)
            dead = delivery.attempt >= ATTEMPTS
            await self._engine.write(EVERY_PRACTICE, [(_LATER, (*key, self._clock.now() + wait, dead))])
        else:
            await self._engine.write(EVERY_PRACTICE, [(_DONE, key)])
