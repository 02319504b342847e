"""Service locations: made and read."""

from polyclinic.core.organisation import operations as organisation
from polyclinic.core.organisation.groups import PROVIDER_GROUP
from polyclinic.core.organisation.model import FACILITY, LEGAL_ENTITY
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import Invalid, Problem
from polyclinic.core.shared.names import fold
from polyclinic.core.shared.queries import Condition, Contains, Is, OneOf
from polyclinic.dialects.silna import paging
from polyclinic.dialects.silna.mapping import service_locations as mapping
from polyclinic.dialects.silna.mapping.common import owners
from polyclinic.dialects.silna.routes.common import (
    need_location,
    need_provider,
    path_id,
    refs_of,
    source_id_filter,
)
from polyclinic.dialects.silna.wire import service_locations as wire
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()


@routes.on(wire.LIST)
async def list_service_locations(ctx: Context, call: Call[None, wire.ServiceLocationQuery]) -> Reply:
    provider = await need_provider(ctx, path_id(call, "provider_id"))
    query = call.query
    where: list[Condition] = [OneOf("legal_entity_id", owners(provider.id, "legal_entity", refs_of(ctx, call)))]
    where += source_id_filter(query.source_id, provider.id)
    if query.name is not None:
        where.append(Contains("name", fold(query.name)))
    if query.state is not None:
        where.append(Is("state", fold(query.state)))
    if query.provider_group_ids is not None:
        where.append(OneOf("group_id", tuple(None if id == provider.id else id for id in query.provider_group_ids)))
    page = await organisation.search_facilities(ctx, paging.query_of(FACILITY, query, *where))
    groups = await ctx.get_many(PROVIDER_GROUP, {facility.group_id for facility in page.items if facility.group_id})
    return paging.page_of(
        page, [mapping.from_core(each, provider, groups.get(each.group_id or "")) for each in page.items]
    )


@routes.on(wire.CREATE)
async def create_service_location(ctx: Context, call: Call[wire.ServiceLocationCreate]) -> Reply:
    body = call.body
    provider = await ctx.get(LEGAL_ENTITY, body.provider_id)
    problems = []
    if provider is None or not provider.active:
        problems.append(Problem(("provider_id",), "unknown_reference", "there is no such provider"))
    group = await ctx.get(PROVIDER_GROUP, body.provider_group_id)
    if body.provider_group_id != body.provider_id and (group is None or group.legal_entity_id != body.provider_id):
        problems.append(Problem(("provider_group_id",), "unknown_reference", "there is no such group of this provider"))
    if problems:
        raise Invalid(problems)
    facility = await organisation.add_facility(ctx, mapping.to_core(body))
    return {"id": facility.id}


@routes.on(wire.GET)
async def get_service_location(ctx: Context, call: Call) -> Reply:
    refs = refs_of(ctx, call)
    facility, provider = await need_location(ctx, path_id(call, "service_location_id"), refs)
    group = await ctx.get(PROVIDER_GROUP, facility.group_id) if facility.group_id else None
    return mapping.from_core(facility, provider, group)
