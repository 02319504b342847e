"""The schedule: what is refused, what takes up time, and who gets a slot that many want."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import pytest

from polyclinic.adapters.db.store import Store
from polyclinic.core.organisation import operations as organisation
from polyclinic.core.organisation.model import FACILITY, Facility, OverlapPolicy, Room
from polyclinic.core.practitioners.model import PRACTITIONER, Practitioner
from polyclinic.core.scheduling import operations
from polyclinic.core.scheduling.errors import TimeTaken
from polyclinic.core.scheduling.model import APPOINTMENT, Appointment, Readiness, Status
from polyclinic.core.shared.changes import Event
from polyclinic.core.shared.context import Context, perform
from polyclinic.core.shared.errors import Invalid, NotFound, UnknownReference
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.names import HumanName
from polyclinic.core.shared.queries import Order, Query
from polyclinic.core.shared.times import wall
from tests.support.store import open_context

R = TypeVar("R")
START = datetime.now(UTC).replace(microsecond=0) + timedelta(days=30)
HALF = timedelta(minutes=30)


class Office:
    """A facility that refuses overlaps, with one practitioner."""

    def __init__(self, store: Store, practice_id: str) -> None:
        self.facility = Facility(name="Strict", rooms=(Room(1, "1"), Room(2, "2")), overlap=OverlapPolicy.REFUSE)
        self.practitioner = Practitioner(name=HumanName("Jyoti", "Whitfield"))
        self._store = store
        self._practice_id = practice_id

    async def run(self, work: Callable[[Context], Awaitable[R]]) -> R:
        return await perform(lambda: open_context(self._store, self._practice_id), work)

    async def open(self) -> "Office":
        async def add(ctx: Context) -> None:
            await ctx.put(FACILITY, self.facility)
            await ctx.put(PRACTITIONER, self.practitioner)

        await self.run(add)
        return self

    def draft(self, start: datetime = START, **changes: Any) -> Appointment:
        ids = {"facility_id": self.facility.id, "practitioner_id": self.practitioner.id}
        return Appointment(**{"start": start, "end": start + HALF, **ids, **changes})

    async def book(self, start: datetime = START, **changes: Any) -> Appointment:
        return await self.run(lambda ctx: operations.book(ctx, self.draft(start, **changes)))

    async def change(self, appointment: Appointment, **changes: Any) -> Appointment:
        return await self.run(
            lambda ctx: operations.update(ctx, appointment.id, lambda before: replace(before, **changes))
        )

    async def switch(self, overlap: OverlapPolicy) -> None:
        async def put(ctx: Context) -> None:
            await ctx.put(FACILITY, replace(await ctx.need(FACILITY, self.facility.id), overlap=overlap))

        await self.run(put)


@pytest.fixture
async def office(store: Store, practice_id: str) -> Office:
    return await Office(store, practice_id).open()


async def test_a_slot_is_taken_by_practitioner_and_by_room(office: Office) -> None:
    await office.book(room=1)
    with pytest.raises(TimeTaken) as by_practitioner:
        await office.book(START + timedelta(minutes=29), room=2)
    assert by_practitioner.value.facts == {"resource": "practitioner"}
    with pytest.raises(TimeTaken) as by_room:
        await office.book(practitioner_id=None, room=1)
    assert by_room.value.facts == {"resource": "room"}
    assert (await office.book(practitioner_id=None, room=2)).blocking
    assert (await office.book(START + HALF, room=1)).blocking
    assert (await office.book(START - HALF, room=1)).blocking


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.NO_SHOW, Status.RESCHEDULED])
async def test_what_does_not_take_place_takes_up_no_time(office: Office, status: Status) -> None:
    first = await office.book()
    await office.change(first, status=status)
    second = await office.book()
    with pytest.raises(TimeTaken):
        await office.change(first, status=Status.CONFIRMED)
    await office.run(lambda ctx: operations.delete(ctx, second.id))
    assert (await office.change(first, status=Status.CONFIRMED)).blocking


async def test_the_past_and_appointments_without_an_office_never_overlap(office: Office) -> None:
    past = START - timedelta(days=60)
    for _ in range(2):
        assert not (await office.book(past)).blocking
        assert not (await office.book(facility_id=None)).blocking


async def test_a_policy_that_becomes_strict_counts_what_was_booked_before(office: Office) -> None:
    await office.switch(OverlapPolicy.ALLOW)
    first, second = await office.book(), await office.book()
    await office.switch(OverlapPolicy.REFUSE)
    with pytest.raises(TimeTaken):
        await office.book()
    assert (await office.change(second, notes="kept")).notes == "kept", "no time is taken by a note"
    with pytest.raises(TimeTaken):
        await office.change(second, end=START + 2 * HALF)
    assert (await office.change(first, start=START + 4 * HALF, end=START + 5 * HALF)).blocking


async def test_many_want_one_slot(office: Office) -> None:
    answers = await asyncio.gather(*(office.book() for _ in range(8)), return_exceptions=True)
    assert sum(isinstance(answer, Appointment) for answer in answers) == 1
    refused = [answer for answer in answers if not isinstance(answer, Appointment)]
    assert all(isinstance(answer, TimeTaken) for answer in refused)
    booked = await office.run(lambda ctx: ctx.find(Query(APPOINTMENT)))
    assert len(booked.items) == 1


async def test_what_cannot_be_is_refused(office: Office) -> None:
    for changes, field in (
        ({"end": START}, "end"),
        ({"end": START + timedelta(days=8)}, "end"),
        ({"room": 3}, "room"),
    ):
        with pytest.raises(Invalid) as refused:
            await office.book(**changes)
        assert [problem.path for problem in refused.value.problems] == [(field,)]
    with pytest.raises(UnknownReference) as unknown:
        await office.book(patient_id=new_id(), type_id=new_id(), facility_id=new_id())
    assert {problem.path for problem in unknown.value.problems} == {("patient_id",), ("type_id",), ("facility_id",)}


async def test_coming_and_leaving_leave_their_times(office: Office) -> None:
    booked = await office.book(START)
    assert (booked.checked_in_at, booked.day) == (None, START.astimezone(ZoneInfo("America/New_York")).date())
    arrived = await office.change(booked, status=Status.ARRIVED)
    assert arrived.checked_in_at is not None
    in_session = await office.change(arrived, status=Status.IN_SESSION)
    assert (in_session.checked_in_at, in_session.checked_out_at) == (arrived.checked_in_at, None)
    done = await office.change(in_session, status=Status.COMPLETE)
    assert done.checked_in_at == arrived.checked_in_at
    assert done.checked_out_at is not None
    again = await office.change(done, status=Status.CONFIRMED)
    assert (again.checked_in_at, again.checked_out_at) == (None, None)


async def test_only_what_was_called_off_has_a_reason_for_that(office: Office) -> None:
    booked = await office.book(readiness=Readiness.NOT_READY, not_ready_reason="MANUAL", work_queue="NEW_PATIENT")
    assert booked.not_ready_reason == "MANUAL"
    cancelled = await office.change(
        booked, status=Status.CANCELLED, cancellation_reason="ill", readiness=Readiness.READY
    )
    assert (cancelled.cancellation_reason, cancelled.not_ready_reason) == ("ill", "")
    assert (await office.change(cancelled, status=Status.BOOKED)).cancellation_reason == ""


async def test_a_deleted_appointment_comes_back_if_its_time_is_free(office: Office) -> None:
    booked = await office.book()
    await office.run(lambda ctx: operations.delete(ctx, booked.id))
    other = await office.book()

    def back(held: Appointment) -> Appointment:
        return replace(held, active=True)

    with pytest.raises(NotFound):
        await office.run(lambda ctx: operations.update(ctx, booked.id, back))
    with pytest.raises(TimeTaken):
        await office.run(lambda ctx: operations.update(ctx, booked.id, back, deleted=True))
    await office.run(lambda ctx: operations.delete(ctx, other.id))
    restored = await office.run(lambda ctx: operations.update(ctx, booked.id, back, deleted=True))
    assert (restored.active, restored.blocking) == (True, True)
    versions = await office.run(lambda ctx: operations.history(ctx, booked.id))
    assert [version.active for version in versions] == [True, False, True]


async def test_a_zone_that_changes_keeps_instants_and_moves_clocks(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In New York 21:00 is the day before Berlin's 03:00."""
    monkeypatch.setattr(operations, "_AT_ONCE", 2)
    evening = START.astimezone(ZoneInfo("America/New_York")).replace(hour=21, minute=0, second=0).astimezone(UTC)
    booked = [await office.book(evening + turn * HALF, room=1) for turn in range(5)]
    cancelled = await office.change(booked[0], status=Status.CANCELLED)

    async def move(ctx: Context) -> None:
        await organisation.update_facility(ctx, office.facility.id, lambda held: replace(held, zone="Europe/Berlin"))
        assert [event.name for event in ctx.change.events] == [organisation.ZONE_CHANGED]

    async def follow(ctx: Context, after: str | None) -> list[Event]:
        await operations.follow_zone(ctx, office.facility.id, after)
        return ctx.change.events

    await office.run(move)
    told, turns = await office.run(partial(follow, after=None)), 1
    while told:
        place, turns = told[0].facts["after"], turns + 1
        told = await office.run(partial(follow, after=place))
    assert turns == 3
    page = await office.run(lambda ctx: operations.search(ctx, Query(APPOINTMENT, order=(Order("start"),))))
    assert [each.start for each in page.items] == [each.start for each in booked]
    assert [each.local_start for each in page.items] == [wall(each.start, ZoneInfo("Europe/Berlin")) for each in booked]
    assert {each.day for each in page.items} == {(booked[0].day or date.min) + timedelta(days=1)}
    assert [each.version for each in page.items] == [cancelled.version + 1, 2, 2, 2, 2]
    day = page.items[0].day or date.min
    found = await office.run(lambda ctx: ctx.count(Query(APPOINTMENT, (operations.on_days(day, day),))))
    assert found == 5
    with pytest.raises(TimeTaken):
        await office.book(evening + HALF)


async def test_a_long_appointment_is_in_the_way_however_much_begins_after_it(office: Office) -> None:
    await office.book(START - timedelta(days=6), end=START + timedelta(hours=1), room=1)
    other = replace(office.practitioner, id=new_id(), number=0, version=0)

    async def fill(ctx: Context) -> None:
        await ctx.put(PRACTITIONER, other)
        for place in range(1100):
            start = START - timedelta(minutes=place)
            draft = office.draft(start, end=start + timedelta(minutes=1), practitioner_id=other.id)
            await ctx.put(APPOINTMENT, draft)

    await office.run(fill)
    with pytest.raises(TimeTaken):
        await office.book()
    with pytest.raises(TimeTaken):
        await office.book(practitioner_id=None, room=1)
    assert (await office.book(START + timedelta(hours=1))).blocking
