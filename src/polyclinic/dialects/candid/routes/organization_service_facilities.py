"""Organization service facilities v2."""

from typing import Any

from polyclinic.core.organisation import operations as organisation
from polyclinic.core.organisation.model import FACILITY, Facility
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.names import fold
from polyclinic.core.shared.queries import Condition, Contains, HasExternalId, Is, OneOf, Order, Query
from polyclinic.dialects.candid import paging
from polyclinic.dialects.candid.mapping import organization_service_facilities as mapping
from polyclinic.dialects.candid.wire import organization_service_facilities as wire
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()


@routes.on(wire.GET_MULTI)
async def get_multi(ctx: Context, call: Call[None, wire.FacilityQuery]) -> Reply:
    asked = call.query
    after, before = paging.cursor(asked.page_token)
    where = tuple(_asked_for(ctx, asked))
    query = Query(FACILITY, where, (Order("name"),), limit=asked.limit, after=after, before=before)
    page = await organisation.search_facilities(ctx, query)
    return paging.page_of(query, page, [mapping.from_core(facility) for facility in page.items])


@routes.on(wire.CREATE)
async def create(ctx: Context, call: Call[wire.OrganizationServiceFacilityCreate]) -> Reply:
    sent = call.body.model_dump(mode="json", exclude_unset=True)
    return mapping.from_core(await organisation.add_facility(ctx, mapping.changed(Facility(name=""), sent)))


@routes.on(wire.GET_BY_EXTERNAL_ID)
async def get_by_external_id(ctx: Context, call: Call) -> Reply:
    return mapping.from_core(await organisation.find_facility(ctx, mapping.FACILITY_ID, call.path["external_id"]))


@routes.on(wire.GET)
async def get(ctx: Context, call: Call) -> Reply:
    return mapping.from_core(await organisation.read_facility(ctx, _id(call)))


@routes.on(wire.UPDATE)
async def update(ctx: Context, call: Call[wire.OrganizationServiceFacilityUpdate]) -> Reply:
    sent = call.body.model_dump(mode="json", exclude_unset=True)
    return mapping.from_core(
        await organisation.update_facility(ctx, _id(call), lambda held: mapping.changed(held, sent))
    )


@routes.on(wire.DELETE)
async def delete(ctx: Context, call: Call) -> Reply:
    await organisation.remove_facility(ctx, _id(call))
    return None


def _id(call: Call[Any, Any]) -> str:
    return str(call.path["organization_service_facility_id"])


def _asked_for(ctx: Context, asked: wire.FacilityQuery) -> list[Condition]:
    where: list[Condition] = []
    if asked.name is not None:
        where.append(Contains("name", fold(asked.name)))
    if asked.organization_service_facility_ids is not None:
        where.append(OneOf("id", tuple(str(id) for id in asked.organization_service_facility_ids)))
    if asked.external_ids is not None:
        where.append(HasExternalId(mapping.FACILITY_ID, tuple(asked.external_ids)))
    if asked.place_of_service_code is not None:
        where.append(Is("place_of_service", asked.place_of_service_code))
    if asked.organization_id is not None and str(asked.organization_id) != ctx.tenant.id:
        where.append(OneOf("id", ()))
    return where
