"""Metadata schemas of the pre-encounter API."""

from dataclasses import replace
from functools import partial

from polyclinic.core.organisation import schemas
from polyclinic.core.organisation.schemas import SCHEMA, Schema
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.queries import Order
from polyclinic.dialects.candid.mapping.common import Json
from polyclinic.dialects.candid.mapping.pre_encounter import metadata_schemas as mapping
from polyclinic.dialects.candid.mapping.pre_encounter.filters import parse
from polyclinic.dialects.candid.routes.pre_encounter.common import asked, id_of, page_of, replaced_or_made
from polyclinic.dialects.candid.wire.pre_encounter import metadata_schemas as wire
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()


@routes.on(wire.GET_ALL)
async def get_all(ctx: Context, call: Call[None, wire.MetadataSchemaQuery]) -> Reply:
    where = parse(call.query.filters, mapping.FILTERS, ctx.tenant.zone)
    query = asked(SCHEMA, call.query, where, Order("created_at", call.query.sort_direction == "desc"))
    page = await schemas.search(ctx, query)
    return page_of(query, page, [_shown(ctx, schema) for schema in page.items])


@routes.on(wire.GET)
async def get(ctx: Context, call: Call) -> Reply:
    return _shown(ctx, await schemas.read(ctx, id_of(call.path), deleted=True))


@routes.on(wire.CREATE)
async def create(ctx: Context, call: Call[wire.MutableMetadataSchema]) -> Reply:
    return _shown(ctx, await schemas.add(ctx, mapping.to_core(call.body.model_dump(mode="json"))))


@routes.on(wire.UPDATE)
async def update(ctx: Context, call: Call[wire.MutableMetadataSchema]) -> Reply:
    edit = partial(mapping.to_core, call.body.model_dump(mode="json"))
    return _shown(ctx, await schemas.update(ctx, id_of(call.path), edit, version=await _version(ctx, call)))


@routes.on(wire.DEACTIVATE)
async def deactivate(ctx: Context, call: Call) -> None:
    version = await _version(ctx, call)
    await schemas.update(ctx, id_of(call.path), lambda held: replace(held, active=False), version=version)


@routes.on(wire.REACTIVATE)
async def reactivate(ctx: Context, call: Call) -> None:
    version = await _version(ctx, call)
    await schemas.update(ctx, id_of(call.path), lambda held: replace(held, active=True), version=version, deleted=True)


async def _version(ctx: Context, call: Call[wire.MutableMetadataSchema] | Call) -> int:
    return replaced_or_made(call.path, await schemas.read(ctx, id_of(call.path), deleted=True))


def _shown(ctx: Context, schema: Schema) -> Json:
    return mapping.from_core(schema, ctx.tenant.id)
