"""Reminder profiles and applying them: serves ``wire/reminder_profiles.py``."""

from functools import partial
from typing import Any

from polyclinic.core.scheduling import reminders as schedule
from polyclinic.core.scheduling.model import APPOINTMENT
from polyclinic.core.scheduling.reminders import REMINDER_PROFILE, ReminderProfile
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import NotFound
from polyclinic.dialects.drchrono.mapping import reminder_profiles as mapping
from polyclinic.dialects.drchrono.mapping.common import FieldProblems, blanks, changed
from polyclinic.dialects.drchrono.paging import envelope, page_query
from polyclinic.dialects.drchrono.routes.common import has_owner, load_refs, referred, refuse
from polyclinic.dialects.drchrono.wire import reminder_profiles as wire
from polyclinic.dialects.drchrono.wire.common import PageQuery
from polyclinic.web.call import Call
from polyclinic.web.dialect import Routes

routes = Routes()


@routes.on(wire.LIST_REMINDER_PROFILES)
async def list_profiles(ctx: Context, call: Call[None, PageQuery]) -> dict[str, Any]:
    query = page_query(REMINDER_PROFILE, call.query, *has_owner(ctx, "practitioner_id"))
    page = await schedule.search_profiles(ctx, query)
    refs = await load_refs(ctx, doctors=[profile.practitioner_id for profile in page.items])
    shown = [mapping.from_core(profile, refs) for profile in page.items]
    return envelope(call.raw, call.query, page, shown, page.total or 0)


@routes.on(wire.CREATE_REMINDER_PROFILE)
async def create_profile(ctx: Context, call: Call[wire.ReminderProfileWrite]) -> dict[str, Any]:
    edit = await _edit(ctx, changed(call.body))
    return await _show(ctx, await schedule.add_profile(ctx, edit(ReminderProfile(name=""))))


@routes.on(wire.READ_REMINDER_PROFILE)
async def read_profile(ctx: Context, call: Call[None]) -> dict[str, Any]:
    return await _show(ctx, await _found(ctx, call.path["id"]))


@routes.on(wire.REPLACE_REMINDER_PROFILE)
async def replace_profile(ctx: Context, call: Call[wire.ReminderProfileWrite]) -> dict[str, Any]:
    return await _update(ctx, call.path["id"], call.body)


@routes.on(wire.UPDATE_REMINDER_PROFILE)
async def update_profile(ctx: Context, call: Call[wire.ReminderProfilePatch]) -> dict[str, Any]:
    return await _update(ctx, call.path["id"], call.body)


@routes.on(wire.DELETE_REMINDER_PROFILE)
async def delete_profile(ctx: Context, call: Call[None]) -> None:
    await schedule.delete_profile(ctx, (await _found(ctx, call.path["id"])).id)


@routes.on(wire.APPLY_REMINDER_PROFILE)
async def apply_profile(ctx: Context, call: Call[wire.ProfileApplication]) -> None:
    profile = await _found(ctx, call.path["id"])
    appointment = await ctx.get_by_number(APPOINTMENT, call.body.appointment)
    if appointment is None or not appointment.active:
        refuse([("appointment", "There is no such appointment.")])
    else:
        await schedule.apply(ctx, profile.id, appointment.id)


async def _update(
    ctx: Context, number: int, body: wire.ReminderProfileWrite | wire.ReminderProfilePatch
) -> dict[str, Any]:
    profile = await _found(ctx, number)
    values = changed(body, await _show(ctx, profile))
    edit = await _edit(ctx, values)
    return await _show(ctx, await schedule.update_profile(ctx, profile.id, edit) if values else profile)


async def _edit(ctx: Context, values: dict[str, Any]) -> "partial[ReminderProfile]":
    """The change that ``values`` make. Raises ``BadFields``."""
    problems: FieldProblems = blanks(values, ("name",))
    found = await referred(ctx, values, problems)
    refuse(problems)
    return partial(mapping.to_core, values, doctor=found.get("doctor"))


async def _found(ctx: Context, number: int) -> ReminderProfile:
    """A profile that this API can show. Raises ``NotFound``."""
    profile = await schedule.read_profile_number(ctx, number)
    if not (profile.practitioner_id or ctx.tenant.defaults.get("practitioner")):
        raise NotFound(REMINDER_PROFILE.name, str(number))
    return profile


async def _show(ctx: Context, profile: ReminderProfile) -> dict[str, Any]:
    return mapping.from_core(profile, await load_refs(ctx, doctors=[profile.practitioner_id]))
