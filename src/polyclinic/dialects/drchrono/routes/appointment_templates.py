"""Appointment templates: serves ``wire/appointment_templates.py``."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from polyclinic.core.organisation.model import FACILITY
from polyclinic.core.scheduling import templates
from polyclinic.core.scheduling.model import APPOINTMENT_TEMPLATE, AppointmentTemplate
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.queries import Condition, Is
from polyclinic.dialects.drchrono.mapping import appointment_templates as mapping
from polyclinic.dialects.drchrono.mapping.common import FieldProblems, Refs, changed
from polyclinic.dialects.drchrono.paging import envelope, page_query
from polyclinic.dialects.drchrono.routes.common import (
    load_refs,
    own_doctor,
    referred,
    refers_to,
    refuse,
    require_own,
)
from polyclinic.dialects.drchrono.wire import appointment_templates as wire
from polyclinic.web.call import Call
from polyclinic.web.dialect import Routes

routes = Routes()


@routes.on(wire.LIST_TEMPLATES)
async def list_templates(ctx: Context, call: Call[None, wire.AppointmentTemplateQuery]) -> dict[str, Any]:
    asked = call.query
    where: list[Condition] = await refers_to(ctx, FACILITY, "facility_id", asked.office)
    if asked.week_day is not None:
        where.append(Is("weekday", asked.week_day))
    if asked.available is not None:
        where += templates.free_in_week_of(asked.available)
    page = await templates.search(ctx, page_query(APPOINTMENT_TEMPLATE, asked, *where))
    return envelope(call.raw, asked, page, await _show(ctx, page.items), page.total or 0)


@routes.on(wire.CREATE_TEMPLATE)
async def create_template(ctx: Context, call: Call[wire.AppointmentTemplateWrite]) -> dict[str, Any]:
    values = changed(call.body)
    targets = await _targets(ctx, values, None)
    template = await templates.add(ctx, mapping.new(values, targets, await own_doctor(ctx)))
    return (await _show(ctx, [template]))[0]


@routes.on(wire.READ_TEMPLATE)
async def read_template(ctx: Context, call: Call[None]) -> dict[str, Any]:
    return (await _show(ctx, [await templates.read_number(ctx, call.path["id"])]))[0]


@routes.on(wire.REPLACE_TEMPLATE)
async def replace_template(ctx: Context, call: Call[wire.AppointmentTemplateWrite]) -> dict[str, Any]:
    return await _update(ctx, call.path["id"], call.body)


@routes.on(wire.UPDATE_TEMPLATE)
async def update_template(ctx: Context, call: Call[wire.AppointmentTemplatePatch]) -> dict[str, Any]:
    return await _update(ctx, call.path["id"], call.body)


async def _update(
    ctx: Context, number: int, body: wire.AppointmentTemplateWrite | wire.AppointmentTemplatePatch
) -> dict[str, Any]:
    template = await _own(ctx, number)
    refs = await _refs(ctx, [template])
    values = changed(body, mapping.from_core(template, refs))
    if "office" in values:
        # the room stays the same number, which is another room
        values.setdefault("exam_room", template.room)
    targets = await _targets(ctx, values, refs.office(template.facility_id))
    if values:
        template = await templates.update(ctx, template.id, partial(mapping.to_core, values, targets=targets))
    return (await _show(ctx, [template]))[0]


@routes.on(wire.DELETE_TEMPLATE)
async def delete_template(ctx: Context, call: Call[None]) -> None:
    await templates.delete(ctx, (await _own(ctx, call.path["id"])).id)


async def _own(ctx: Context, number: int) -> AppointmentTemplate:
    template = await templates.read_number(ctx, number)
    await require_own(ctx, template.practitioner_id)
    return template


async def _targets(ctx: Context, values: dict[str, Any], office: Any) -> mapping.Targets:
    """What the changed references name, at the present ``office`` unless that changes. Refuses what is wrong."""
    problems: FieldProblems = []
    targets = mapping.Targets(**{"office": office, **await referred(ctx, values, problems)})
    refuse([*problems, *mapping.problems(values, targets)])
    return targets


async def _refs(ctx: Context, found: Sequence[AppointmentTemplate]) -> Refs:
    return await load_refs(
        ctx,
        offices=[template.facility_id for template in found],
        profiles=[template.type_id for template in found],
    )


async def _show(ctx: Context, found: Sequence[AppointmentTemplate]) -> list[dict[str, Any]]:
    refs = await _refs(ctx, found)
    return [mapping.from_core(template, refs) for template in found]
