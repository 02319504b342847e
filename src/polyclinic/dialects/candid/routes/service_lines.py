"""Service lines v2."""

from typing import Any

from polyclinic.core.billing import lines
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import Invalid
from polyclinic.dialects.candid.mapping import service_lines as mapping
from polyclinic.dialects.candid.routes.encounters import refs_for
from polyclinic.dialects.candid.wire import service_lines as wire
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()


@routes.on(wire.CREATE)
async def create(ctx: Context, call: Call[wire.ServiceLineCreateStandalone]) -> Reply:
    return await _create(ctx, call)


@routes.on(wire.CREATE_UNIVERSAL)
async def create_universal(ctx: Context, call: Call[wire.UniversalServiceLineCreateStandalone]) -> Reply:
    return await _create(ctx, call)


@routes.on(wire.UPDATE)
async def update(ctx: Context, call: Call[wire.ServiceLineUpdate]) -> Reply:
    return await _update(ctx, call)


@routes.on(wire.UPDATE_UNIVERSAL)
async def update_universal(ctx: Context, call: Call[wire.UniversalServiceLineUpdate]) -> Reply:
    return await _update(ctx, call)


@routes.on(wire.DELETE)
async def delete(ctx: Context, call: Call) -> Reply:
    await lines.remove(ctx, str(call.path["service_line_id"]))
    return None


@routes.on(wire.UPSERT_BY_EXTERNAL_ID)
async def upsert_by_external_id(ctx: Context, call: Call[wire.ServiceLineCreateStandalone]) -> Reply:
    sent = call.body.model_dump(mode="json", exclude_none=True)
    external_id: str = call.path["external_id"]
    if sent.get("external_id", external_id) != external_id:
        raise Invalid.field("external_id", code="differs", message="Not the external id in the path")
    held = await lines.upsert(ctx, sent["claim_id"], external_id, lambda *held: mapping.new_line(sent, *held))
    return await _shown(ctx, call, held)


async def _create(ctx: Context, call: Call[Any]) -> Reply:
    sent = call.body.model_dump(mode="json", exclude_none=True)
    held = await lines.add(ctx, sent["claim_id"], lambda *held: mapping.new_line(sent, *held))
    return await _shown(ctx, call, held)


async def _update(ctx: Context, call: Call[Any]) -> Reply:
    sent = call.body.model_dump(mode="json", exclude_unset=True)
    line_id = str(call.path["service_line_id"])
    held = await lines.change(ctx, line_id, lambda *held: mapping.changed_line(sent, *held))
    return await _shown(ctx, call, held)


async def _shown(ctx: Context, call: Call[Any], held: lines.Held) -> Reply:
    encounter, line = held
    return mapping.from_core(encounter, line, await refs_for(ctx, call.raw, [encounter]))
