"""Messages: sent when they are due, each at most once, and never silently lost."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest

from polyclinic.adapters.db.migrate import migrate
from polyclinic.adapters.db.outbox import ATTEMPTS, LEASE, Delivery, Worker
from polyclinic.adapters.db.store import Store
from polyclinic.core.kinds import ALL_KINDS
from polyclinic.core.messages import operations as messages
from polyclinic.core.messages.model import MESSAGE, Channel, Message, MessageStatus, Reason
from polyclinic.core.messages.ports import NotSent, Outgoing
from polyclinic.core.organisation.model import Practice
from polyclinic.core.patients.model import PATIENT, Patient
from polyclinic.core.shared.addresses import Address, Telecom
from polyclinic.core.shared.clock import HeldClock
from polyclinic.core.shared.context import Context, perform
from polyclinic.core.shared.errors import Invalid, UnknownReference
from polyclinic.core.shared.names import HumanName
from polyclinic.core.shared.secrets import Secret
from polyclinic.server.jobs import WORKER
from polyclinic.web.contexts import open_practice
from tests.support.store import KEYS, add_practice

R = TypeVar("R")
NOW = datetime(2031, 5, 1, 12, tzinfo=UTC)
ADA = Patient(
    name=HumanName("Ada", "Byron"),
    telecoms=(Telecom("email", "ada@example.com"), Telecom("phone", "+15185550142", "mobile")),
    address=Address(country="US"),
)


class Carrier:
    """The outside world: keeps what it takes over, and does with the next ones as it is told."""

    def __init__(self) -> None:
        self.taken: list[Outgoing] = []
        self.tries = 0
        self.then: Callable[[Outgoing], Awaitable[None]] | None = None

    async def send(self, message: Outgoing) -> None:
        self.tries += 1
        if self.then is not None:
            await self.then(message)
        self.taken.append(message)

    async def close(self) -> None:
        pass


class Post:
    """A practice that sends messages, on a clock that is held."""

    def __init__(self, store: Store, practice: Practice, clock: HeldClock) -> None:
        self.store = store
        self.practice = practice
        self.clock = clock
        self.email = Carrier()

    def context(self) -> Context:
        return open_practice(self.store, self.practice, WORKER, "test")

    async def run(self, work: Callable[[Context], Awaitable[R]]) -> R:
        return await perform(self.context, work)

    async def queue(self, **changes: Any) -> Message:
        draft = Message(
            **{
                "channel": Channel.EMAIL,
                "purpose": "test",
                "subject": "Hello",
                "text": Secret("A text"),
                "due": NOW,
                "address": "ida@example.com",
                **changes,
            }
        )
        return await self.run(lambda ctx: messages.queue(ctx, draft))

    async def add(self, patient: Patient) -> str:
        return (await self.run(lambda ctx: ctx.put(PATIENT, patient))).id

    async def work(self, carrier: Carrier | None = None) -> int:
        """One round of a worker of its own."""

        async def send(delivery: Delivery) -> None:
            practice = await self.store.practices.get(delivery.practice_id)
            assert practice is not None

            def context() -> Context:
                return open_practice(self.store, practice, WORKER, "test")

            messengers = {Channel.EMAIL: carrier or self.email, Channel.SMS: carrier or self.email}
            last_try = delivery.attempt >= ATTEMPTS
            await messages.deliver(context, messengers, delivery.event, last_try=last_try)

        return await self.store.worker({messages.DUE: send}).run_once()

    async def now(self, message: Message) -> Message:
        return await self.run(lambda ctx: ctx.need(MESSAGE, message.id))


@pytest.fixture
async def post(database_url: str) -> AsyncIterator[Post]:
    await migrate(database_url)
    clock = HeldClock(NOW)
    async with Store(database_url, ALL_KINDS, KEYS, clock=clock) as store:
        leftovers = Worker(store.engine, HeldClock(NOW.replace(year=2099)), {})
        while await leftovers.run_once():
            pass
        yield Post(store, await add_practice(store), clock)


async def test_a_message_is_sent_when_it_is_due(post: Post) -> None:
    patient_id = await post.add(ADA)
    message = await post.queue(address="", patient_id=patient_id, due=NOW + timedelta(hours=1))
    assert await post.work() == 0
    post.clock.advance(timedelta(hours=1))
    assert [await post.work(), await post.work()] == [1, 0]
    (taken,) = post.email.taken
    assert (taken.address, taken.name, taken.sender) == ("ada@example.com", "Ada Byron", "Test Practice")
    assert (taken.id, taken.subject, taken.text) == (message.id, "Hello", "A text")
    held = await post.now(message)
    assert (held.status, held.reason, held.sent_at) == (MessageStatus.SENT, None, NOW + timedelta(hours=1))


async def test_only_the_practice_whose_clock_is_advanced_sends(post: Post) -> None:
    other = Post(post.store, await add_practice(post.store), post.clock)
    due = NOW + timedelta(days=3)
    mine, theirs = await post.queue(due=due), await other.queue(due=due)
    await post.store.practices.advance_clock(post.practice.id, timedelta(days=3))
    assert [await post.work(), await post.work()] == [1, 0]
    assert ((await post.now(mine)).status, (await other.now(theirs)).status) == ("sent", "queued")


async def test_of_two_workers_one_sends(post: Post) -> None:
    made = [await post.queue() for _ in range(40)]
    while any(await asyncio.gather(*(post.work() for _ in range(2)))):
        pass
    assert sorted(taken.id for taken in post.email.taken) == sorted(message.id for message in made)
    assert {(await post.now(message)).status for message in made} == {MessageStatus.SENT}


async def test_two_that_were_given_the_same_event_send_once(post: Post) -> None:
    """As when a worker is held up for longer than its lease."""
    message = await post.queue()
    (event,) = await due_events(post)

    async def deliver() -> None:
        await messages.deliver(post.context, {Channel.EMAIL: post.email}, event, last_try=False)

    await asyncio.gather(*(deliver() for _ in range(8)), return_exceptions=True)
    assert post.email.tries == 1
    assert (await post.now(message)).status is MessageStatus.SENT


async def due_events(post: Post) -> list[Any]:
    found: list[Any] = []

    async def note(delivery: Delivery) -> None:
        found.append(delivery.event)

    await post.store.worker({messages.DUE: note}).run_once()
    return found


@pytest.mark.parametrize("moment", ["before it was handed over", "after it was handed over"])
async def test_what_a_worker_that_died_had_in_hand_is_not_sent_again(post: Post, moment: str) -> None:
    message = await post.queue()
    reached = asyncio.Event()

    async def die(outgoing: Outgoing) -> None:
        if moment.startswith("after"):
            post.email.taken.append(outgoing)
        reached.set()
        await asyncio.Event().wait()

    post.email.then = die
    dying = asyncio.create_task(post.work())
    await reached.wait()
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)
    assert (await post.now(message)).status is MessageStatus.SENDING
    post.email.then = None
    post.clock.advance(LEASE)
    while await post.work():
        post.clock.advance(timedelta(seconds=30))
    assert post.email.tries == 1
    held = await post.now(message)
    assert (held.status, held.reason) == (MessageStatus.UNKNOWN, Reason.INTERRUPTED)


async def test_what_was_surely_not_sent_is_tried_again(post: Post) -> None:
    message = await post.queue()

    async def busy(_: Outgoing) -> None:
        raise NotSent(Reason.UNREACHABLE, again=True)

    post.email.then = busy
    assert await post.work() == 1
    held = await post.now(message)
    assert (held.status, held.reason) == (MessageStatus.QUEUED, Reason.UNREACHABLE)
    post.email.then = None
    assert await post.work() == 0
    post.clock.advance(timedelta(seconds=1))
    assert [await post.work(), await post.work()] == [1, 0]
    held = await post.now(message)
    assert (held.status, held.reason, len(post.email.taken)) == (MessageStatus.SENT, None, 1)


async def test_what_cannot_be_sent_is_given_up_in_the_end(post: Post) -> None:
    message = await post.queue()

    async def busy(_: Outgoing) -> None:
        raise NotSent(Reason.UNREACHABLE, again=True)

    post.email.then = busy
    for _ in range(ATTEMPTS + 3):
        await post.work()
        post.clock.advance(timedelta(hours=1))
    held = await post.now(message)
    assert (held.status, held.reason) == (MessageStatus.FAILED, Reason.UNREACHABLE)
    assert post.email.tries == ATTEMPTS


async def test_what_may_have_left_is_not_tried_again(post: Post) -> None:
    message = await post.queue()

    async def break_off(_: Outgoing) -> None:
        raise ConnectionError("in the middle")

    post.email.then = break_off
    await post.work()
    post.clock.advance(timedelta(days=1))
    assert await post.work() == 0
    held = await post.now(message)
    assert (held.status, held.reason, post.email.tries) == (MessageStatus.UNKNOWN, Reason.NO_ANSWER, 1)


@pytest.mark.parametrize(
    ("patient", "channel", "status", "reason"),
    [
        (replace(ADA, telecoms=()), Channel.EMAIL, MessageStatus.FAILED, Reason.NO_ADDRESS),
        (replace(ADA, telecoms=(Telecom("phone", "1", "home"),)), Channel.SMS, MessageStatus.FAILED, Reason.NO_ADDRESS),
        (ADA, Channel.AUTO_CALL, MessageStatus.FAILED, Reason.CHANNEL_OFF),
        (replace(ADA, active=False), Channel.EMAIL, MessageStatus.DROPPED, Reason.NO_RECIPIENT),
    ],
)
async def test_a_message_that_cannot_go_out_says_why(
    post: Post, patient: Patient, channel: Channel, status: MessageStatus, reason: Reason
) -> None:
    patient_id = await post.add(replace(patient, active=True))
    message = await post.queue(address="", patient_id=patient_id, channel=channel)
    if not patient.active:
        await post.run(lambda ctx: _deactivate(ctx, patient_id))
    assert await post.work() == 1
    held = await post.now(message)
    assert (held.status, held.reason, post.email.tries) == (status, reason, 0)


async def _deactivate(ctx: Context, patient_id: str) -> None:
    await ctx.put(PATIENT, replace(await ctx.need(PATIENT, patient_id), active=False))


async def test_what_is_too_late_is_dropped(post: Post) -> None:
    message = await post.queue(expires=NOW + timedelta(hours=1))
    post.clock.advance(timedelta(hours=1))
    await post.work()
    held = await post.now(message)
    assert (held.status, held.reason, post.email.tries) == (MessageStatus.DROPPED, Reason.TOO_LATE, 0)


async def test_a_message_that_waits_can_be_dropped_moved_and_wanted_again(post: Post) -> None:
    day = timedelta(days=1)
    message = await post.queue(due=NOW + 3 * day)

    async def change(**changes: Any) -> None:
        await post.run(lambda ctx: messages.update(ctx, message.id, lambda held: replace(held, **changes)))

    await change(due=NOW + day)
    await change(status=MessageStatus.DROPPED, reason=Reason.CALLED_OFF)
    post.clock.advance(day)
    await post.work()
    assert post.email.tries == 0
    await change(status=MessageStatus.QUEUED, reason=None, due=NOW + 2 * day)
    await post.work()
    assert post.email.tries == 0
    post.clock.advance(day)
    await post.work()
    assert len(post.email.taken) == 1
    await change(status=MessageStatus.QUEUED, due=NOW + 4 * day)
    post.clock.advance(3 * day)
    while await post.work():
        pass
    assert len(post.email.taken) == 1
    assert (await post.now(message)).status is MessageStatus.SENT


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"subject": "Hello\r\nBcc: spy@example.com"}, "subject"),
        ({"subject": "x" * 201}, "subject"),
        ({"text": Secret("")}, "text"),
        ({"text": Secret("x" * 10_001)}, "text"),
        ({"address": ""}, "address"),
    ],
)
async def test_a_message_that_makes_no_sense_is_refused(post: Post, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        await post.queue(**changes)
    assert [problem.path for problem in refused.value.problems] == [(field,)]
    assert await post.work() == 0


async def test_another_practices_patient_gets_no_message(post: Post) -> None:
    other = Post(post.store, await add_practice(post.store), post.clock)
    with pytest.raises(UnknownReference):
        await post.queue(address="", patient_id=await other.add(ADA))


async def test_a_text_lies_encrypted_and_is_never_printed(post: Post) -> None:
    message = await post.queue(text=Secret("https://oak.example/invitation/4711"))
    rows = await post.store.engine.fetch(
        post.practice.id, "SELECT doc FROM history WHERE practice_id = $1 AND id = $2", (post.practice.id, message.id)
    )
    assert rows
    assert not any("4711" in row[0] for row in rows)
    assert "4711" not in repr(message)
    assert (await post.now(message)).text.reveal().endswith("4711")
