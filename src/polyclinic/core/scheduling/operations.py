"""The verbs of the schedule."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from polyclinic.core.organisation.model import FACILITY, Facility, OverlapPolicy
from polyclinic.core.organisation.operations import ZONE_CHANGED
from polyclinic.core.patients.model import PATIENT
from polyclinic.core.practitioners.model import PRACTITIONER
from polyclinic.core.scheduling import policy, reminders
from polyclinic.core.scheduling.errors import TimeTaken
from polyclinic.core.scheduling.model import (
    APPOINTMENT,
    APPOINTMENT_STATUS,
    APPOINTMENT_TEMPLATE,
    APPOINTMENT_TYPE,
    HOLDING,
    LONGEST,
    Appointment,
    AppointmentStatus,
    clock_seconds,
    settled,
)
from polyclinic.core.shared.changes import Event
from polyclinic.core.shared.context import Context, Edit
from polyclinic.core.shared.copies import replace
from polyclinic.core.shared.errors import (
    ExternalIdTaken,
    Invalid,
    NotFound,
    Problem,
    UnknownCursor,
    UnknownReference,
    VersionConflict,
)
from polyclinic.core.shared.kinds import Kind
from polyclinic.core.shared.queries import Between, Condition, Is, OneOf, Order, Page, Query
from polyclinic.core.shared.refusals import refusals_of, refuses
from polyclinic.core.shared.times import YEARS, wall

OF_PATIENTS = (Between("patient_id", start=""),)
"""No breaks."""
_AT_ONCE = 200
_REFERENCES: dict[str, Kind[Any]] = {
    "patient_id": PATIENT,
    "practitioner_id": PRACTITIONER,
    "facility_id": FACILITY,
    "status_id": APPOINTMENT_STATUS,
    "type_id": APPOINTMENT_TYPE,
    "template_id": APPOINTMENT_TEMPLATE,
}


@refuses(NotFound)
async def read(ctx: Context, appointment_id: str, *, deleted: bool = False) -> Appointment:
    """An appointment by id; with ``deleted`` also a deleted one."""
    ctx.require(policy.READ)
    return await ctx.need(APPOINTMENT, appointment_id, deleted=deleted)


@refuses(NotFound)
async def history(ctx: Context, appointment_id: str) -> Sequence[Appointment]:
    """Every version of an appointment, oldest first, of deleted ones too."""
    ctx.require(policy.READ)
    versions = await ctx.history(APPOINTMENT, appointment_id)
    if not versions:
        raise NotFound(APPOINTMENT.name, appointment_id)
    return versions


@refuses(NotFound)
async def read_number(ctx: Context, number: int) -> Appointment:
    """A live appointment by the practice-wide number."""
    ctx.require(policy.READ)
    return await ctx.need_number(APPOINTMENT, number)


@refuses(UnknownCursor)
async def search(ctx: Context, query: Query[Appointment]) -> Page[Appointment]:
    """A page of appointments."""
    ctx.require(policy.READ)
    return await ctx.find(query)


def on_days(first: date, last: date) -> Condition:
    """Only appointments that start on one of the days, both included, by the clock of their facility.

    Raises ``OverflowError`` for the last day there is.
    """
    midnights = (datetime.combine(day, time.min) for day in (first, last + timedelta(days=1)))
    return Between("local_start", *map(clock_seconds, midnights))


@refuses()
async def changed_since(ctx: Context, since: datetime, *, limit: int) -> Sequence[Appointment]:
    """Patients' appointments changed at or after ``since``, deleted ones too, the earliest change first."""
    ctx.require(policy.READ)
    return await ctx.changed_since(APPOINTMENT, since, limit=limit, where=OF_PATIENTS)


@refuses()
async def count_by(ctx: Context, query: Query[Appointment], key: str) -> dict[str, int]:
    """How many of the matches have each value of ``key``; those without one are not counted."""
    ctx.require(policy.READ)
    return await ctx.count_by(query, key)


@refuses(Invalid, UnknownReference, ExternalIdTaken, TimeTaken)
async def book(ctx: Context, draft: Appointment) -> Appointment:
    """Make an appointment."""
    ctx.require(policy.WRITE)
    appointment = await ctx.put(APPOINTMENT, await _checked(ctx, draft, None))
    ctx.tell(Event("appointment.booked", APPOINTMENT.name, appointment.id))
    return appointment


@refuses(NotFound, VersionConflict, *refusals_of(book))
async def update(
    ctx: Context,
    appointment_id: str,
    edit: Edit[Appointment],
    *,
    deleted: bool = False,
    version: int | None = None,
) -> Appointment:
    """Change an appointment by a pure function; with ``deleted`` also one that was deleted, to bring it back.

    ``version``, if given, is the one the caller read.
    """
    ctx.require(policy.WRITE)
    before = await ctx.need(APPOINTMENT, appointment_id, deleted=deleted)
    if version is not None and version != before.version:
        raise VersionConflict("appointment has changed", latest_version=before.version)
    appointment = await ctx.put(APPOINTMENT, await _checked(ctx, edit(before), before))
    await reminders.follow(ctx, before, appointment)
    ctx.tell(Event("appointment.updated", APPOINTMENT.name, appointment.id))
    return appointment


@refuses(NotFound)
async def delete(ctx: Context, appointment_id: str) -> Appointment:
    """Take an appointment out of the schedule, freeing its time. The second time it is not found."""
    ctx.require(policy.WRITE)
    before = await ctx.need(APPOINTMENT, appointment_id)
    appointment = await ctx.put(APPOINTMENT, replace(before, active=False, blocking=False))
    await reminders.follow(ctx, before, appointment)
    ctx.tell(Event("appointment.deleted", APPOINTMENT.name, appointment.id))
    return appointment


@refuses(NotFound, UnknownCursor)
async def follow_zone(ctx: Context, facility_id: str, after: str | None = None) -> None:
    """What a facility's clock shows when its appointments start, written anew once its zone has changed.

    A few hundred at a time, from behind the appointment ``after``; another ``ZONE_CHANGED`` asks for the rest.
    """
    ctx.require(policy.WRITE)
    zone = _zone(ctx, await ctx.need(FACILITY, facility_id, deleted=True))
    page = await ctx.find(Query(APPOINTMENT, (Is("facility_id", facility_id),), limit=_AT_ONCE, after=after))
    for held in page.items:
        if held.local_start != (local := wall(held.start, zone)):
            await ctx.put(APPOINTMENT, replace(held, local_start=local))
    if page.has_more:
        ctx.tell(Event(ZONE_CHANGED, FACILITY.name, facility_id, {"after": page.items[-1].id}))


async def _checked(ctx: Context, after: Appointment, before: Appointment | None) -> Appointment:
    problems = []
    if after.start.year not in YEARS:
        message = f"an appointment lies in the years {YEARS.start} to {YEARS.stop - 1}"
        problems.append(Problem(("start",), "bad_year", message))
    if after.end <= after.start:
        problems.append(Problem(("end",), "not_after_start", "the end must be after the start"))
    elif after.end - after.start > LONGEST:
        problems.append(Problem(("end",), "too_long", "an appointment lasts seven days at most"))
    if problems:
        raise Invalid(problems)
    await ctx.refer_all(_new_references(after, before))
    await ctx.refuse_taken_ids(APPOINTMENT, after, before)
    facility = await _facility(ctx, after, before)
    after = settled(replace(after, local_start=wall(after.start, _zone(ctx, facility))), ctx.clock.now())
    if before is not None and _footprint(before) == _footprint(after):
        return replace(after, blocking=before.blocking)
    after = replace(after, blocking=_blocks(ctx, after, facility))
    if after.blocking:
        await _refuse_overlap(ctx, after)
    return after


def _zone(ctx: Context, facility: Facility | None) -> ZoneInfo:
    return ZoneInfo(facility.zone) if facility and facility.zone else ctx.tenant.zone


def _footprint(appointment: Appointment) -> tuple[object, ...]:
    """What time of whom and where it takes up: while that stays the same, nothing else about it is an overlap."""
    resources = appointment.facility_id, appointment.practitioner_id, appointment.room
    return appointment.start, appointment.end, resources, appointment.status.holds, appointment.active


def _new_references(after: Appointment, before: Appointment | None) -> Iterator[tuple[Kind[Any], str, tuple[str]]]:
    """What ``after`` refers to and ``before`` did not."""
    for field, kind in _REFERENCES.items():
        reference = getattr(after, field)
        if reference is not None and (before is None or getattr(before, field) != reference):
            yield kind, reference, (field,)


async def _facility(ctx: Context, after: Appointment, before: Appointment | None) -> Facility | None:
    if after.facility_id is None:
        return None
    facility = await ctx.need(FACILITY, after.facility_id, deleted=True)
    moved = before is None or (before.room, before.facility_id) != (after.room, after.facility_id)
    if after.room and moved and after.room not in {room.number for room in facility.rooms}:
        raise Invalid.field("room", code="unknown_room", message="this facility has no such room")
    return facility


def _blocks(ctx: Context, appointment: Appointment, facility: Facility | None) -> bool:
    """Overlaps count only where the facility refuses them, while the state holds time, and not for the past."""
    if facility is None or facility.overlap is not OverlapPolicy.REFUSE:
        return False
    return appointment.status.holds and appointment.end > ctx.clock.now()


async def _refuse_overlap(ctx: Context, appointment: Appointment) -> None:
    """A friendly refusal; the store's booking guard decides between concurrent writers."""
    meanwhile = (
        Is("facility_id", appointment.facility_id),
        Between("start", appointment.start - LONGEST, appointment.end),
        Between("end", appointment.start + timedelta.resolution),
        OneOf("status", HOLDING),
    )
    held = {
        "practitioner": ("practitioner_id", appointment.practitioner_id),
        "room": ("room", appointment.room or None),
    }
    for resource, (key, value) in held.items():
        if value is None:
            continue
        query = Query(APPOINTMENT, (Is(key, value), *meanwhile), order=(Order("start"),), limit=2)
        if any(other.id != appointment.id for other in (await ctx.records.find(query)).items):
            raise TimeTaken("this time is taken", resource=resource)


@refuses(UnknownCursor)
async def search_statuses(ctx: Context, query: Query[AppointmentStatus]) -> Page[AppointmentStatus]:
    """The practice's own appointment statuses."""
    ctx.require(policy.READ)
    return await ctx.find(query)


@refuses()
async def all_statuses(ctx: Context) -> list[AppointmentStatus]:
    """Every live status of the practice, oldest first: the first of a kind stands for what no one named."""
    return list((await search_statuses(ctx, Query(APPOINTMENT_STATUS, limit=1000))).items)


@refuses(NotFound)
async def read_status(ctx: Context, status_id: str) -> AppointmentStatus:
    """A live status of the practice."""
    ctx.require(policy.READ)
    return await ctx.need(APPOINTMENT_STATUS, status_id)
