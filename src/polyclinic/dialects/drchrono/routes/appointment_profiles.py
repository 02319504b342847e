"""Appointment profiles: serves ``wire/appointment_profiles.py``."""

from typing import Any

from polyclinic.core.scheduling import operations as schedule
from polyclinic.core.scheduling.model import APPOINTMENT_TYPE
from polyclinic.core.shared.context import Context
from polyclinic.dialects.drchrono.mapping.appointment_profiles import from_core
from polyclinic.dialects.drchrono.paging import envelope, page_query
from polyclinic.dialects.drchrono.wire import appointment_profiles as wire
from polyclinic.dialects.drchrono.wire.common import PageQuery
from polyclinic.web.call import Call
from polyclinic.web.dialect import Routes

routes = Routes()


@routes.on(wire.LIST_PROFILES)
async def list_profiles(ctx: Context, call: Call[None, PageQuery]) -> dict[str, Any]:
    page = await schedule.search_types(ctx, page_query(APPOINTMENT_TYPE, call.query))
    return envelope(call.raw, call.query, page, [from_core(profile) for profile in page.items], page.total or 0)


@routes.on(wire.READ_PROFILE)
async def read_profile(ctx: Context, call: Call[None]) -> dict[str, Any]:
    return from_core(await schedule.read_type_number(ctx, call.path["id"]))
