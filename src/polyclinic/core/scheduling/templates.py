"""The verbs of appointment templates: weekly slots, and which of them a week still has free."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from polyclinic.core.organisation.model import FACILITY
from polyclinic.core.practitioners.model import PRACTITIONER
from polyclinic.core.scheduling import policy
from polyclinic.core.scheduling.model import (
    APPOINTMENT,
    APPOINTMENT_TEMPLATE,
    APPOINTMENT_TYPE,
    HOLDING,
    LONGEST,
    AppointmentTemplate,
    clock_seconds,
)
from polyclinic.core.shared.context import Context, Edit
from polyclinic.core.shared.errors import Invalid, NotFound, Problem, UnknownCursor, UnknownReference
from polyclinic.core.shared.kinds import Kind
from polyclinic.core.shared.queries import Between, Condition, OneOf, Page, Pair, Query, Without
from polyclinic.core.shared.refusals import refusals_of, refuses

_REFERENCES: dict[str, Kind[Any]] = {
    "facility_id": FACILITY,
    "type_id": APPOINTMENT_TYPE,
    "practitioner_id": PRACTITIONER,
}


@refuses(NotFound)
async def read_number(ctx: Context, number: int) -> AppointmentTemplate:
    """A live template by the practice-wide number."""
    ctx.require(policy.READ)
    return await ctx.need_number(APPOINTMENT_TEMPLATE, number)


@refuses(UnknownCursor)
async def search(ctx: Context, query: Query[AppointmentTemplate]) -> Page[AppointmentTemplate]:
    """The practice's templates."""
    ctx.require(policy.READ)
    return await ctx.find(query)


def free_in_week_of(day: date) -> tuple[Condition, ...]:
    """Only templates whose slot, in the week (Monday to Sunday) of ``day``, no appointment at their facility overlaps
    in their room or with their practitioner. What was called off or missed takes up no time; breaks do."""
    monday = clock_seconds(datetime.combine(day - timedelta(days=day.weekday()), time.min))
    longest = int(LONGEST.total_seconds())
    meanwhile = (
        Pair("facility_id", "facility_id"),
        Pair("starts", "local_end", "<", shift=monday),
        Pair("ends", "local_start", ">", shift=monday),
    )
    # the pairs say it all; this keeps the search for overlaps to the weeks around
    around = Between("local_start", monday - longest, monday + 2 * longest)
    return tuple(
        Without(APPOINTMENT, (*meanwhile, Pair(resource, resource)), (around, OneOf("status", HOLDING)))
        for resource in ("room", "practitioner_id")
    )


@refuses(Invalid, UnknownReference)
async def add(ctx: Context, draft: AppointmentTemplate) -> AppointmentTemplate:
    """Keep a weekly slot."""
    ctx.require(policy.WRITE)
    return await ctx.put(APPOINTMENT_TEMPLATE, await _checked(ctx, draft, None))


@refuses(NotFound, *refusals_of(add))
async def update(ctx: Context, template_id: str, edit: Edit[AppointmentTemplate]) -> AppointmentTemplate:
    """Change a weekly slot by a pure function. Appointments that were made from it stay as they are."""
    ctx.require(policy.WRITE)
    before = await ctx.need(APPOINTMENT_TEMPLATE, template_id)
    return await ctx.put(APPOINTMENT_TEMPLATE, await _checked(ctx, edit(before), before))


@refuses(NotFound)
async def delete(ctx: Context, template_id: str) -> AppointmentTemplate:
    """Keep a weekly slot no longer; appointments that were made from it stay."""
    ctx.require(policy.WRITE)
    return await ctx.put(APPOINTMENT_TEMPLATE, replace(await ctx.need(APPOINTMENT_TEMPLATE, template_id), active=False))


async def _checked(ctx: Context, after: AppointmentTemplate, before: AppointmentTemplate | None) -> AppointmentTemplate:
    problems = []
    if not 0 <= after.weekday <= 6:
        problems.append(Problem(("weekday",), "bad_weekday", "days of the week count from 0, Monday, to 6"))
    if not 0 < after.duration.total_seconds() <= LONGEST.total_seconds():
        problems.append(Problem(("duration",), "bad_duration", "a visit lasts between a minute and seven days"))
    if problems:
        raise Invalid(problems)
    await ctx.refer_all(
        (kind, reference, (field,))
        for field, kind in _REFERENCES.items()
        if (reference := getattr(after, field)) is not None and (not before or getattr(before, field) != reference)
    )
    facility = await ctx.need(FACILITY, after.facility_id, deleted=True)
    moved = before is None or (before.room, before.facility_id) != (after.room, after.facility_id)
    if after.room and moved and after.room not in {room.number for room in facility.rooms}:
        raise Invalid.field("room", code="unknown_room", message="this facility has no such room")
    return after
