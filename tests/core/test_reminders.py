"""Reminders follow their appointment, whoever changes it, and an appointment has one set of them."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

import pytest

from polyclinic.adapters.db.store import Store
from polyclinic.core.messages.model import MESSAGE, Channel, Lead, Message, MessageStatus, Unit
from polyclinic.core.patients.model import PATIENT, Patient
from polyclinic.core.scheduling import operations, reminders
from polyclinic.core.scheduling.errors import HasReminders
from polyclinic.core.scheduling.model import Appointment
from polyclinic.core.scheduling.reminders import ReminderProfile, Reminding
from polyclinic.core.shared.context import Context, perform
from polyclinic.core.shared.names import HumanName
from polyclinic.core.shared.queries import Query
from tests.support.store import open_context

R = TypeVar("R")
DAY = timedelta(days=1)
START = datetime.now(UTC).replace(microsecond=0) + 30 * DAY
HOURS = Lead(3, Unit.HOURS)


class Desk:
    """A practice with one appointment and one profile of one reminder."""

    def __init__(self, store: Store, practice_id: str) -> None:
        self._store = store
        self._practice_id = practice_id

    async def run(self, work: Callable[[Context], Awaitable[R]]) -> R:
        return await perform(lambda: open_context(self._store, self._practice_id), work)

    async def open(self) -> "Desk":
        patient = await self.run(lambda ctx: ctx.put(PATIENT, Patient(name=HumanName("Ada", "Byron"))))
        draft = Appointment(start=START, end=START + timedelta(hours=1), patient_id=patient.id)
        self.appointment = await self.run(lambda ctx: operations.book(ctx, draft))
        profile = ReminderProfile(name="Usual", reminders=(Reminding(Channel.EMAIL, HOURS),))
        self.profile = await self.run(lambda ctx: reminders.add_profile(ctx, profile))
        return self

    async def apply(self) -> None:
        await self.run(lambda ctx: reminders.apply(ctx, self.profile.id, self.appointment.id))

    async def move(self, start: datetime) -> None:
        def moved(held: Appointment) -> Appointment:
            return replace(held, start=start, end=start + timedelta(hours=1))

        await self.run(lambda ctx: operations.update(ctx, self.appointment.id, moved))

    async def held(self) -> list[Message]:
        return list((await self.run(lambda ctx: ctx.find(Query(MESSAGE)))).items)


@pytest.fixture
async def desk(store: Store, practice_id: str) -> Desk:
    return await Desk(store, practice_id).open()


async def test_of_many_who_apply_a_profile_one_does(desk: Desk) -> None:
    answers = await asyncio.gather(*(desk.apply() for _ in range(4)), return_exceptions=True)
    assert [answer for answer in answers if answer is not None and not isinstance(answer, HasReminders)] == []
    assert answers.count(None) == 1
    assert len(await desk.held()) == 1


async def test_a_reminder_never_misses_a_move_that_is_made_meanwhile(desk: Desk) -> None:
    await asyncio.gather(desk.apply(), desk.move(START + DAY))
    (reminder,) = await desk.held()
    assert reminder.due == START + DAY - timedelta(hours=3)


async def test_what_was_sent_stays_as_it_was(desk: Desk) -> None:
    await desk.apply()
    (reminder,) = await desk.held()
    sent = replace(reminder, status=MessageStatus.SENT)
    await desk.run(lambda ctx: ctx.put(MESSAGE, sent))
    await desk.move(START + DAY)
    await desk.run(lambda ctx: operations.delete(ctx, desk.appointment.id))
    (after,) = await desk.held()
    assert (after.due, after.status) == (reminder.due, MessageStatus.SENT)


async def test_a_reminder_that_a_worker_is_late_with_is_not_dropped_by_a_note(desk: Desk) -> None:
    await desk.apply()
    (reminder,) = await desk.held()
    past = datetime.now(UTC) + timedelta(hours=1)
    await desk.move(past + timedelta(hours=2))  # due an hour ago, so dropped
    assert [held.status for held in await desk.held()] == [MessageStatus.DROPPED]
    await desk.run(lambda ctx: ctx.put(MESSAGE, replace(ctx_held(reminder), version=2, due=past - timedelta(hours=1))))
    await desk.run(lambda ctx: operations.update(ctx, desk.appointment.id, lambda held: replace(held, notes="Late")))
    assert [held.status for held in await desk.held()] == [MessageStatus.QUEUED]


def ctx_held(reminder: Message) -> Message:
    return replace(reminder, status=MessageStatus.QUEUED, reason=None)


@pytest.mark.parametrize(
    ("lead", "wall"),
    [
        (Lead(1, Unit.DAYS), "2026-03-07T09:00:00-05:00"),
        (Lead(1, Unit.WEEKS), "2026-03-01T09:00:00-05:00"),
        (Lead(24, Unit.HOURS), "2026-03-07T08:00:00-05:00"),
        (Lead(90, Unit.MINUTES), "2026-03-08T07:30:00-04:00"),
    ],
)
def test_days_and_weeks_are_the_calendars(lead: Lead, wall: str) -> None:
    """On March 8, 2026 the clocks of New York are put forward."""
    nine = datetime.fromisoformat("2026-03-08T09:00:00-04:00")
    assert lead.before(nine, ZoneInfo("America/New_York")) == datetime.fromisoformat(wall)
