"""Facilities: listed, found with their attachments, answered for and closed."""

from typing import Any

from polyclinic.core.documents.model import DOCUMENT
from polyclinic.core.organisation import operations, registry
from polyclinic.core.organisation.model import FACILITY, Facility
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import NotFound
from polyclinic.core.shared.queries import Condition, Query
from polyclinic.dialects.carestack import paging
from polyclinic.dialects.carestack.mapping import facilities as mapping
from polyclinic.dialects.carestack.mapping.facility_registration import encoded
from polyclinic.dialects.carestack.mapping.facility_search import by_facility_id, of_account
from polyclinic.dialects.carestack.routes import common
from polyclinic.dialects.carestack.wire import facilities as wire
from polyclinic.dialects.carestack.wire.common import PageQuery
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes
from polyclinic.web.services import Services

routes = Routes()


@routes.on(wire.LIST)
async def list_all(ctx: Context, call: Call[None, PageQuery]) -> Reply:
    return await _page(ctx, call.query.nextPage)


@routes.on(wire.OF_ACCOUNT)
async def list_of_account(ctx: Context, call: Call[None, PageQuery]) -> Reply:
    account = call.path["account_id"]
    page = await _page(ctx, call.query.nextPage, *(() if account == ctx.tenant.id else (of_account(account),)))
    if not page["total"]:
        raise NotFound(FACILITY.name, account)
    return {**page, "message": wire.RECORDS_FOUND}


@routes.on(wire.GET_REGISTERED)
async def get_registered(ctx: Context, call: Call) -> Reply:
    return await _found(ctx, call.services, await _by_facility_id(ctx, call.path["facility_id"]))


@routes.on(wire.GET)
async def get(ctx: Context, call: Call) -> Reply:
    return await _found(ctx, call.services, await operations.read_facility(ctx, call.path["id"]))


@routes.on(wire.UPDATE)
async def update(ctx: Context, call: Call[wire.FacilityUpdate]) -> Reply:
    held = await _by_facility_id(ctx, call.body.id)
    return mapping.told(
        await registry.answered_for(ctx, held.id, lambda facility: mapping.answered(call.body, facility)), "updated"
    )


@routes.on(wire.DELETE)
async def delete(ctx: Context, call: Call) -> Reply:
    held = await _by_facility_id(ctx, call.path["id"])
    return mapping.told(await operations.remove_facility(ctx, held.id), "deleted")


async def _by_facility_id(ctx: Context, facility_id: str) -> Facility:
    """A facility by its id in the registry or in the record. Raises ``NotFound``."""
    page = await operations.search_facilities(ctx, Query(FACILITY, (by_facility_id(facility_id),), limit=1))
    if not page.items:
        raise NotFound(FACILITY.name, facility_id)
    return page.items[0]


async def _page(ctx: Context, next_page: str | None, *where: Condition) -> dict[str, Any]:
    page = await operations.search_facilities(ctx, common.page_query(FACILITY, where, next_page))
    following = common.next_link(FACILITY, page, next_page)
    shown = [mapping.from_core(facility, ctx.tenant.id, {}) for facility in page.items]
    return {
        "message": wire.RECORDS_FOUND if shown else common.NONE_FOUND,
        "data": shown,
        "nextPageLink": following,
        "totalNumberOfRecords": page.total or 0,
        "facilities": shown,
        "page": paging.number(FACILITY.name, next_page),
        "per_page": paging.PAGE_SIZE,
        "total": page.total or 0,
        "next_page": following,
        "has_next": following is not None,
    }


async def _found(ctx: Context, services: Services, facility: Facility) -> dict[str, Any]:
    contents = await _contents(ctx, services, facility)
    shown = mapping.from_core(facility, ctx.tenant.id, contents)
    return {"message": wire.FOUND, "data": shown, "nextPageLink": None, "totalNumberOfRecords": 1}


async def _contents(ctx: Context, services: Services, facility: Facility) -> dict[str, str]:
    """The values of a facility's attachments by their documents' ids."""
    kept = mapping.files_of(facility)
    found = await ctx.get_many(DOCUMENT, kept.keys())
    contents = {}
    for id, document in found.items():
        if document.active and document.file:
            content = b"".join([chunk async for chunk in services.files.read(ctx.tenant.id, document.file.key)])
            contents[id] = encoded(kept[id].get("start", ""), content)
    return contents
