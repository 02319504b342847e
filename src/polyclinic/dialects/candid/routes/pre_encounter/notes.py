"""Notes of the pre-encounter API."""

from functools import partial

from polyclinic.core.patients import notes
from polyclinic.core.patients.notes import Note
from polyclinic.core.shared.context import Context
from polyclinic.dialects.candid.mapping.common import Json
from polyclinic.dialects.candid.mapping.pre_encounter import notes as mapping
from polyclinic.dialects.candid.routes.pre_encounter.common import id_of, replaced_or_made
from polyclinic.dialects.candid.wire.pre_encounter import notes as wire
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()


@routes.on(wire.GET)
async def get(ctx: Context, call: Call) -> Reply:
    return _shown(ctx, await notes.read(ctx, id_of(call.path)))


@routes.on(wire.CREATE)
async def create(ctx: Context, call: Call[wire.MutableNote]) -> Reply:
    return _shown(ctx, await notes.add(ctx, mapping.to_core(call.body.model_dump(mode="json"))))


@routes.on(wire.UPDATE)
async def update(ctx: Context, call: Call[wire.MutableNote]) -> Reply:
    edit = partial(mapping.to_core, call.body.model_dump(mode="json"))
    return _shown(ctx, await notes.update(ctx, id_of(call.path), edit, version=await _version(ctx, call)))


@routes.on(wire.DEACTIVATE)
async def deactivate(ctx: Context, call: Call) -> None:
    await notes.deactivate(ctx, id_of(call.path), version=await _version(ctx, call))


async def _version(ctx: Context, call: Call[wire.MutableNote] | Call) -> int:
    return replaced_or_made(call.path, await notes.read(ctx, id_of(call.path)))


def _shown(ctx: Context, note: Note) -> Json:
    return mapping.from_core(note, ctx.tenant.id)
