"""The verbs of appointment types: the kinds of visit that a practice offers."""

from dataclasses import replace

from polyclinic.core.practitioners.model import PRACTITIONER
from polyclinic.core.scheduling import policy
from polyclinic.core.scheduling.errors import InUse
from polyclinic.core.scheduling.model import APPOINTMENT_TEMPLATE, APPOINTMENT_TYPE, LONGEST, AppointmentType
from polyclinic.core.shared.context import Context, Edit
from polyclinic.core.shared.errors import Invalid, NotFound, UnknownCursor, UnknownReference
from polyclinic.core.shared.queries import Is, Page, Query
from polyclinic.core.shared.refusals import refusals_of, refuses


@refuses(NotFound)
async def read(ctx: Context, type_id: str) -> AppointmentType:
    """A live appointment type."""
    ctx.require(policy.READ)
    return await ctx.need(APPOINTMENT_TYPE, type_id)


@refuses(NotFound)
async def read_number(ctx: Context, number: int) -> AppointmentType:
    """A live appointment type by the practice-wide number."""
    ctx.require(policy.READ)
    return await ctx.need_number(APPOINTMENT_TYPE, number)


@refuses(UnknownCursor)
async def search(ctx: Context, query: Query[AppointmentType]) -> Page[AppointmentType]:
    """The practice's appointment types."""
    ctx.require(policy.READ)
    return await ctx.find(query)


@refuses(Invalid, UnknownReference)
async def add(ctx: Context, draft: AppointmentType) -> AppointmentType:
    """Offer another kind of visit."""
    ctx.require(policy.WRITE)
    if draft.practitioner_id is not None:
        await ctx.refer(PRACTITIONER, draft.practitioner_id, "practitioner_id")
    return await ctx.put(APPOINTMENT_TYPE, _checked(draft))


@refuses(NotFound, *refusals_of(add))
async def update(ctx: Context, type_id: str, edit: Edit[AppointmentType]) -> AppointmentType:
    """Change a kind of visit by a pure function. Appointments keep what it filled in when they were made."""
    ctx.require(policy.WRITE)
    return await ctx.put(APPOINTMENT_TYPE, _checked(edit(await ctx.need(APPOINTMENT_TYPE, type_id))))


@refuses(NotFound, InUse)
async def delete(ctx: Context, type_id: str) -> AppointmentType:
    """Offer a kind of visit no longer; appointments of it keep it. Refused while templates, or the practice's defaults,
    name it."""
    ctx.require(policy.WRITE)
    held = await ctx.need(APPOINTMENT_TYPE, type_id)
    if ctx.tenant.defaults.get("appointment_type") == held.id:
        raise InUse("it is what the practice's appointments are by default", by="defaults")
    if await ctx.count(Query(APPOINTMENT_TEMPLATE, (Is("type_id", held.id),))):
        raise InUse("appointment templates use it", by=APPOINTMENT_TEMPLATE.name)
    return await ctx.put(APPOINTMENT_TYPE, replace(held, active=False))


def _checked(held: AppointmentType) -> AppointmentType:
    if not 0 < held.duration.total_seconds() <= LONGEST.total_seconds():
        raise Invalid.field("duration", code="bad_duration", message="a visit lasts between a minute and seven days")
    return held
