"""Tags of the pre-encounter API."""

from functools import partial

from polyclinic.core.organisation import tags
from polyclinic.core.organisation.tags import TAG, Tag
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.queries import Order
from polyclinic.dialects.candid.mapping.common import Json
from polyclinic.dialects.candid.mapping.pre_encounter import tags as mapping
from polyclinic.dialects.candid.routes.pre_encounter.common import asked, id_of, page_of, replaced_or_made
from polyclinic.dialects.candid.wire.pre_encounter import tags as wire
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()


@routes.on(wire.GET_ALL)
async def get_all(ctx: Context, call: Call[None, wire.TagQuery]) -> Reply:
    query = asked(TAG, call.query, (), Order("created_at", call.query.sort_direction == "desc"))
    page = await tags.search(ctx, query)
    return page_of(query, page, [_shown(ctx, tag) for tag in page.items])


@routes.on(wire.GET)
async def get(ctx: Context, call: Call) -> Reply:
    return _shown(ctx, await tags.read(ctx, id_of(call.path)))


@routes.on(wire.CREATE)
async def create(ctx: Context, call: Call[wire.MutableTag]) -> Reply:
    return _shown(ctx, await tags.add(ctx, mapping.to_core(call.body.model_dump(mode="json"))))


@routes.on(wire.UPDATE)
async def update(ctx: Context, call: Call[wire.MutableTag]) -> Reply:
    edit = partial(mapping.to_core, call.body.model_dump(mode="json"))
    return _shown(ctx, await tags.update(ctx, id_of(call.path), edit, version=await _version(ctx, call)))


@routes.on(wire.DEACTIVATE)
async def deactivate(ctx: Context, call: Call) -> None:
    await tags.deactivate(ctx, id_of(call.path), version=await _version(ctx, call))


async def _version(ctx: Context, call: Call[wire.MutableTag] | Call) -> int:
    return replaced_or_made(call.path, await tags.read(ctx, id_of(call.path)))


def _shown(ctx: Context, tag: Tag) -> Json:
    return mapping.from_core(tag, ctx.tenant.id)
