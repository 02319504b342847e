"""Events are delivered at least once, and those of one object in order."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from polyclinic.adapters.db.outbox import ATTEMPTS, LEASE, Delivery
from polyclinic.adapters.db.store import Store
from polyclinic.core.shared.changes import Event, GuardFailed
from polyclinic.core.shared.clock import HeldClock
from tests.adapters.things import KINDS, THING, Thing, put
from tests.support.store import KEYS, add_practice, open_context


@pytest.fixture
async def held(things_url: str) -> AsyncIterator[tuple[Store, HeldClock]]:
    """A store on a clock of its own, later than anything other tests left behind, with an empty outbox."""
    clock = HeldClock(datetime(2030, 1, 1, tzinfo=UTC))
    async with Store(things_url, KINDS, KEYS, clock=clock) as store:
        worker = store.worker({})
        while await worker.run_once():
            pass
        yield store, clock


async def tell(store: Store, practice_id: str, *events: Event) -> None:
    context = open_context(store, practice_id)
    for event in events:
        context.tell(event)
    await context.commit()


async def test_events_come_with_their_change_only(held: tuple[Store, HeldClock], practice_id: str) -> None:
    store, _ = held
    seen: list[Delivery] = []

    async def note(delivery: Delivery) -> None:
        seen.append(delivery)

    (made,) = await put(open_context(store, practice_id), Thing(serial="s"))
    await tell(store, practice_id, Event("thing.made", "thing", made.id, {"rank": 1}))
    lost = open_context(store, practice_id)
    lost.tell(Event("thing.made", "thing", "lost"))
    await lost.put(THING, Thing(serial="s"))
    with pytest.raises(GuardFailed):
        await lost.commit()
    worker = store.worker({"thing.made": note})
    assert await worker.run_once() == 1
    assert await worker.run_once() == 0
    (delivery,) = seen
    assert delivery.event == Event("thing.made", "thing", made.id, {"rank": 1})
    assert (delivery.practice_id, delivery.attempt) == (practice_id, 1)


async def test_only_events_that_somebody_hears_are_kept(things_url: str, practice_id: str) -> None:
    seen: list[str] = []

    async def note(delivery: Delivery) -> None:
        seen.append(delivery.event.name)

    clock = HeldClock(datetime(2032, 1, 1, tzinfo=UTC))
    async with Store(things_url, KINDS, KEYS, clock=clock, heard={"thing.heard"}) as store:
        await tell(store, practice_id, Event("thing.heard", "thing", "a"), Event("thing.unheard", "thing", "a"))
        worker = store.worker({"thing.heard": note, "thing.unheard": note})
        while await worker.run_once():
            pass
    assert seen == ["thing.heard"]


async def test_one_object_is_told_in_order(held: tuple[Store, HeldClock], practice_id: str) -> None:
    store, _ = held
    seen: defaultdict[str, list[int]] = defaultdict(list)
    running: defaultdict[str, int] = defaultdict(int)

    async def note(delivery: Delivery) -> None:
        running[delivery.event.id] += 1
        assert running[delivery.event.id] == 1
        await asyncio.sleep(0.001)
        seen[delivery.event.id].append(delivery.event.facts["place"])
        running[delivery.event.id] -= 1

    for place in range(10):
        await tell(store, practice_id, *(Event("told", "thing", name, {"place": place}) for name in ("a", "b", "c")))
    workers = [store.worker({"told": note}) for _ in range(4)]
    while any(await asyncio.gather(*(worker.run_once() for worker in workers))):
        pass
    assert seen == {name: list(range(10)) for name in ("a", "b", "c")}


async def test_what_fails_is_tried_again_and_holds_up_its_object_only(
    held: tuple[Store, HeldClock], practice_id: str
) -> None:
    store, clock = held
    seen: list[tuple[str, int]] = []

    async def fail_twice(delivery: Delivery) -> None:
        seen.append((delivery.event.id, delivery.attempt))
        if delivery.event.facts.get("bad") and delivery.attempt < 3:
            raise RuntimeError("not now")

    bad, after, other = Event("e", "thing", "x", {"bad": 1}), Event("e", "thing", "x"), Event("e", "thing", "y")
    await tell(store, practice_id, bad, after, other)
    worker = store.worker({"e": fail_twice})
    assert await worker.run_once() == 2
    assert await worker.run_once() == 0
    clock.advance(timedelta(seconds=1))
    assert await worker.run_once() == 1
    clock.advance(timedelta(seconds=1))
    assert await worker.run_once() == 0
    clock.advance(timedelta(seconds=1))
    assert [await worker.run_once() for _ in range(3)] == [1, 1, 0]
    assert sorted(seen[:2]) == [("x", 1), ("y", 1)]
    assert seen[2:] == [("x", 2), ("x", 3), ("x", 1)]


async def test_a_worker_that_dies_loses_its_events_to_another(held: tuple[Store, HeldClock], practice_id: str) -> None:
    store, clock = held
    seen: list[int] = []
    started = asyncio.Event()

    async def hang(delivery: Delivery) -> None:
        started.set()
        await asyncio.sleep(3600)

    async def note(delivery: Delivery) -> None:
        seen.append(delivery.attempt)

    await tell(store, practice_id, Event("e", "thing", "x"))
    dying = asyncio.create_task(store.worker({"e": hang}).run_once())
    await started.wait()
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)
    assert await store.worker({"e": note}).run_once() == 0
    clock.advance(LEASE)
    assert await store.worker({"e": note}).run_once() == 1
    assert seen == [2]


async def test_what_always_fails_is_given_up(held: tuple[Store, HeldClock], practice_id: str) -> None:
    store, clock = held
    attempts: list[str] = []

    async def fail(delivery: Delivery) -> None:
        attempts.append(delivery.event.id)
        if delivery.event.facts:
            raise RuntimeError("never")

    await tell(store, practice_id, Event("e", "thing", "x", {"bad": 1}), Event("e", "thing", "x"))
    worker = store.worker({"e": fail})
    for _ in range(ATTEMPTS + 2):
        await worker.run_once()
        clock.advance(timedelta(hours=1))
    assert len(attempts) == ATTEMPTS + 1
    assert await worker.run_once() == 0


async def test_an_event_that_is_due_later_waits_for_its_practices_clock(held: tuple[Store, HeldClock]) -> None:
    store, clock = held
    seen: list[str] = []

    async def note(delivery: Delivery) -> None:
        seen.append(delivery.event.id)

    ahead, behind = await add_practice(store), await add_practice(store)
    tomorrow = clock.now() + timedelta(days=1)
    for practice in (ahead, behind):
        await tell(store, practice.id, Event("e", "thing", practice.name + practice.id, due=tomorrow))
    worker = store.worker({"e": note})
    assert await worker.run_once() == 0
    await store.practices.advance_clock(ahead.id, timedelta(days=1))
    assert await worker.run_once() == 1
    assert await worker.run_once() == 0
    assert seen == [ahead.name + ahead.id]
    clock.advance(timedelta(days=1))
    assert await worker.run_once() == 1
    assert len(seen) == 2


async def test_an_event_that_is_due_later_holds_up_no_other_of_its_object(
    held: tuple[Store, HeldClock], practice_id: str
) -> None:
    store, clock = held
    seen: list[int] = []

    async def note(delivery: Delivery) -> None:
        seen.append(delivery.event.facts["day"])

    for day in (3, 1, 2, 0):
        due = clock.now() + timedelta(days=day) if day else None
        await tell(store, practice_id, Event("e", "thing", "x", {"day": day}, due=due))
    worker = store.worker({"e": note})
    for _ in range(4):
        assert await worker.run_once() == 1
        clock.advance(timedelta(days=1))
    assert seen == [0, 1, 2, 3]


async def test_what_a_practice_ahead_fails_at_is_put_off_by_the_systems_clock(
    held: tuple[Store, HeldClock],
) -> None:
    store, clock = held
    attempts: list[int] = []

    async def fail(delivery: Delivery) -> None:
        attempts.append(delivery.attempt)
        raise RuntimeError("not now")

    practice = await add_practice(store)
    await tell(store, practice.id, Event("e", "thing", "x", due=clock.now() + timedelta(days=1)))
    await store.practices.advance_clock(practice.id, timedelta(days=30))
    worker = store.worker({"e": fail})
    assert [await worker.run_once() for _ in range(3)] == [1, 0, 0]
    clock.advance(timedelta(seconds=1))
    assert [await worker.run_once() for _ in range(2)] == [1, 0]
    assert attempts == [1, 2]
