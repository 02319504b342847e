"""Custom schemas v1."""

from polyclinic.core.organisation import schemas
from polyclinic.core.organisation.schemas import SCHEMA
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import Forbidden
from polyclinic.core.shared.queries import Query
from polyclinic.dialects.candid.mapping import custom_schemas as mapping
from polyclinic.dialects.candid.wire import custom_schemas as wire
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()
MOST = 1000
"""Schemas that are listed at most: the list has no pages."""


@routes.on(wire.GET_MULTI)
async def get_multi(ctx: Context, call: Call[None, wire.SchemaQuery]) -> Reply:
    if call.query.organization_id is not None and str(call.query.organization_id) != ctx.tenant.id:
        raise Forbidden("another organization's schemas are its own")
    page = await schemas.search(ctx, Query(SCHEMA, limit=MOST))
    return {"schemas": [mapping.from_core(schema) for schema in page.items]}


@routes.on(wire.CREATE)
async def create(ctx: Context, call: Call[wire.SchemaCreate]) -> Reply:
    return mapping.from_core(await schemas.add(ctx, mapping.to_core(call.body.model_dump(mode="json"))))


@routes.on(wire.GET)
async def get(ctx: Context, call: Call) -> Reply:
    return mapping.from_core(await schemas.read(ctx, str(call.path["schema_id"])))


@routes.on(wire.UPDATE)
async def update(ctx: Context, call: Call[wire.SchemaUpdate]) -> Reply:
    sent = call.body.model_dump(mode="json", exclude_unset=True)
    schema_id = str(call.path["schema_id"])
    return mapping.from_core(await schemas.update(ctx, schema_id, lambda held: mapping.updated(held, sent)))
