"""Appointment profiles: serves ``wire/appointment_profiles.py``."""

from functools import partial
from typing import Any

from polyclinic.core.scheduling import types
from polyclinic.core.scheduling.model import APPOINTMENT_TYPE, AppointmentType
from polyclinic.core.shared.context import Context
from polyclinic.dialects.drchrono.mapping import appointment_profiles as mapping
from polyclinic.dialects.drchrono.mapping.common import changed
from polyclinic.dialects.drchrono.paging import envelope, page_query
from polyclinic.dialects.drchrono.routes.common import own_doctor, refuse, require_own
from polyclinic.dialects.drchrono.wire import appointment_profiles as wire
from polyclinic.dialects.drchrono.wire.common import PageQuery
from polyclinic.web.call import Call
from polyclinic.web.dialect import Routes

routes = Routes()


@routes.on(wire.LIST_PROFILES)
async def list_profiles(ctx: Context, call: Call[None, PageQuery]) -> dict[str, Any]:
    page = await types.search(ctx, page_query(APPOINTMENT_TYPE, call.query))
    return envelope(call.raw, call.query, page, [mapping.from_core(profile) for profile in page.items], page.total or 0)


@routes.on(wire.CREATE_PROFILE)
async def create_profile(ctx: Context, call: Call[wire.AppointmentProfileWrite]) -> dict[str, Any]:
    values = changed(call.body)
    refuse(mapping.problems(values))
    return mapping.from_core(await types.add(ctx, mapping.new(values, await own_doctor(ctx))))


@routes.on(wire.READ_PROFILE)
async def read_profile(ctx: Context, call: Call[None]) -> dict[str, Any]:
    return mapping.from_core(await types.read_number(ctx, call.path["id"]))


@routes.on(wire.REPLACE_PROFILE)
async def replace_profile(ctx: Context, call: Call[wire.AppointmentProfileWrite]) -> dict[str, Any]:
    return await _update(ctx, call.path["id"], call.body)


@routes.on(wire.UPDATE_PROFILE)
async def update_profile(ctx: Context, call: Call[wire.AppointmentProfilePatch]) -> dict[str, Any]:
    return await _update(ctx, call.path["id"], call.body)


async def _update(
    ctx: Context, number: int, body: wire.AppointmentProfileWrite | wire.AppointmentProfilePatch
) -> dict[str, Any]:
    profile = await _own(ctx, number)
    values = changed(body, mapping.from_core(profile))
    refuse(mapping.problems(values))
    if values:
        profile = await types.update(ctx, profile.id, partial(mapping.to_core, values))
    return mapping.from_core(profile)


@routes.on(wire.DELETE_PROFILE)
async def delete_profile(ctx: Context, call: Call[None]) -> None:
    await types.delete(ctx, (await _own(ctx, call.path["id"])).id)


async def _own(ctx: Context, number: int) -> AppointmentType:
    profile = await types.read_number(ctx, number)
    await require_own(ctx, profile.practitioner_id)
    return profile
