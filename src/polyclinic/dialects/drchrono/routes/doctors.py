"""Doctors: serves ``wire/doctors.py``."""

from functools import partial
from typing import Any

from polyclinic.core.identity import operations as identity
from polyclinic.core.practitioners import operations as practitioners
from polyclinic.core.practitioners.model import PRACTITIONER, Practitioner, Relation
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import Forbidden
from polyclinic.core.shared.queries import Is
from polyclinic.dialects.drchrono.mapping import doctors as mapping
from polyclinic.dialects.drchrono.mapping.common import changed
from polyclinic.dialects.drchrono.paging import envelope, page_query
from polyclinic.dialects.drchrono.routes.common import refuse
from polyclinic.dialects.drchrono.wire import doctors as wire
from polyclinic.dialects.drchrono.wire.common import PageQuery
from polyclinic.web.call import Call
from polyclinic.web.dialect import Routes

routes = Routes()
_STAFF = Is("relation", Relation.STAFF.value)


@routes.on(wire.LIST_DOCTORS)
async def list_doctors(ctx: Context, call: Call[None, PageQuery]) -> dict[str, Any]:
    page = await practitioners.search(ctx, page_query(PRACTITIONER, call.query, _STAFF))
    return envelope(call.raw, call.query, page, [mapping.from_core(doctor) for doctor in page.items], page.total or 0)


@routes.on(wire.READ_DOCTOR)
async def read_doctor(ctx: Context, call: Call[None]) -> dict[str, Any]:
    return mapping.from_core(await practitioners.read_number(ctx, call.path["id"]))


@routes.on(wire.REPLACE_DOCTOR)
async def replace_doctor(ctx: Context, call: Call[wire.DoctorWrite]) -> dict[str, Any]:
    return await _update(ctx, call.path["id"], call.body)


@routes.on(wire.UPDATE_DOCTOR)
async def update_doctor(ctx: Context, call: Call[wire.DoctorPatch]) -> dict[str, Any]:
    return await _update(ctx, call.path["id"], call.body)


async def _update(ctx: Context, number: int, body: wire.DoctorWrite | wire.DoctorPatch) -> dict[str, Any]:
    doctor = await practitioners.read_number(ctx, number)
    await _require_own(ctx, doctor)
    values = changed(body, mapping.from_core(doctor))
    refuse(mapping.problems(values))
    if values:
        doctor = await practitioners.update(ctx, doctor.id, partial(mapping.to_core, values))
    return mapping.from_core(doctor)


async def _require_own(ctx: Context, doctor: Practitioner) -> None:
    """The scope ``user`` reaches one's own record only. Raises ``Forbidden``."""
    user = await identity.read_user(ctx, ctx.actor.user_id) if ctx.actor.user_id else None
    if user is None or user.practitioner_id != doctor.id:
        raise Forbidden("doctors change their own record only", needs="user")
