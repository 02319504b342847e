"""Delivers events from the outbox: at least once, and one object's events one after another."""

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
# and a worker that dies with it loses it then. Earlier rows of the object come first, whatever became of their worker.
_TAKE = (
    "WITH due AS MATERIALIZED (SELECT o.practice_id, o.id FROM outbox o WHERE o.due_at <= $1 AND NOT o.dead "
    "AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.practice_id = o.practice_id AND e.kind = o.kind "
    "AND e.object_id = o.object_id AND e.id < o.id AND NOT e.dead) "
    f"ORDER BY o.due_at, o.id LIMIT {GROUP}{{lock}}) "
    "UPDATE outbox SET due_at = $2, attempts = attempts + 1 "
    "WHERE (practice_id, id) IN (SELECT practice_id, id FROM due) "
    "RETURNING id, practice_id, name, kind, object_id, facts, attempts"
)
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
        self._take = _TAKE.format(lock=" FOR UPDATE SKIP LOCKED" if engine.postgres else "")

    async def run_once(self) -> int:
        """Deliver what is due, 32 events at most; returns how many were taken."""
        now = self._clock.now()
        rows = await self._engine.write(EVERY_PRACTICE, [(self._take, (now, now + LEASE))])
        deliveries = [
            Delivery(practice_id, number, Event(name, kind, object_id, msgspec.json.decode(facts)), attempt)
            for number, practice_id, name, kind, object_id, facts, attempt in rows
        ]
        wanted = [delivery for delivery in deliveries if delivery.event.name in self._handlers]
        unwanted = [(_DONE, (d.practice_id, d.number)) for d in deliveries if d.event.name not in self._handlers]
        if unwanted:
            await self._engine.write(EVERY_PRACTICE, unwanted)
        await asyncio.gather(*(self._deliver(delivery) for delivery in wanted))
        return len(deliveries)

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
