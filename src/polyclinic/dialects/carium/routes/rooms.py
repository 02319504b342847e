"""Rooms of video visits: links to them, and the page behind those that no provider serves."""

from typing import Any

from polyclinic.core.scheduling import video
from polyclinic.core.scheduling.errors import RoomClosed
from polyclinic.core.scheduling.model import APPOINTMENT, Appointment
from polyclinic.core.scheduling.video import Role
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import NotFound
from polyclinic.dialects.carium.auth import bearer_of
from polyclinic.dialects.carium.wire import rooms as wire
from polyclinic.dialects.carium.wire.common import NoQuery
from polyclinic.web.call import Answer, Call
from polyclinic.web.dialect import Routes
from polyclinic.web.pages.render import page, problem_page

routes = Routes()


def room_url(ctx: Context, call: Call[Any, Any], appointment: Appointment, role: Role) -> str | None:
    """Where somebody enters an appointment's room: at the provider, or at a page of ours; None while there is none."""
    if not video.is_open(appointment):
        return None
    if (provider := call.services.video) is not None:
        return provider.url(video.room(ctx, appointment.id))
    key = video.key(ctx, appointment.id, role)
    path = {"organization_id": ctx.tenant.id, "id": appointment.id, "role": role.value, "key": key}
    return call.raw.absolute(wire.ROOM.fill(path))


@routes.public(wire.ROOM)
async def enter(call: Call[None, NoQuery]) -> Answer:
    practice_id, id, role = call.path["organization_id"], call.path["id"], Role(call.path["role"])
    try:
        principal = await bearer_of(call.services, practice_id, f"video:{role}:{id}", NotFound(APPOINTMENT.name, id))
        ctx = call.open_context(principal)
        visit = await video.enter(ctx, id, role, call.path["key"])
    except NotFound:
        return problem_page(call.raw, 404, "No such room", "This link is not complete. Copy all of it.")
    except RoomClosed:
        text = "The visit is over or has been called off, or does not take place by video any more."
        return problem_page(call.raw, 410, "This room is closed", text)
    await ctx.commit()
    zone, appointment = ctx.tenant.zone, visit.appointment
    values = {
        "practice": principal.practice.name,
        "practitioner": visit.practitioner.name.full if visit.practitioner else "",
        "role": role.value,
        "start": appointment.start.astimezone(zone),
        "end": appointment.end.astimezone(zone),
    }
    return page(call.raw, "room.html", values, package="polyclinic.dialects.carium")
