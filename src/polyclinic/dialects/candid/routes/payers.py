"""Payers v3 and v4: two ways to show the same."""

from collections.abc import Callable

from polyclinic.core.organisation import operations as organisation
from polyclinic.core.organisation.model import PAYER, Payer
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.names import fold
from polyclinic.core.shared.queries import Contains, Order, Query
from polyclinic.dialects.candid import paging
from polyclinic.dialects.candid.mapping import payers as mapping
from polyclinic.dialects.candid.mapping.common import Json
from polyclinic.dialects.candid.wire import payers as wire
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()


@routes.on(wire.GET_ALL_V3)
async def get_all_v3(ctx: Context, call: Call[None, wire.PayerQuery]) -> Reply:
    return await _page(ctx, call.query, mapping.v3_from_core)


@routes.on(wire.GET_V3)
async def get_v3(ctx: Context, call: Call) -> Reply:
    return mapping.v3_from_core(await organisation.read_payer(ctx, str(call.path["payer_uuid"])))


@routes.on(wire.GET_ALL_V4)
async def get_all_v4(ctx: Context, call: Call[None, wire.PayerQuery]) -> Reply:
    return await _page(ctx, call.query, mapping.v4_from_core)


@routes.on(wire.GET_V4)
async def get_v4(ctx: Context, call: Call) -> Reply:
    return mapping.v4_from_core(await organisation.read_payer(ctx, str(call.path["payer_uuid"])))


async def _page(ctx: Context, asked: wire.PayerQuery, shown: Callable[[Payer], Json]) -> Reply:
    after, before = paging.cursor(asked.page_token)
    where = (Contains("search_text", fold(asked.search_term)),) if asked.search_term else ()
    query = Query(PAYER, where, (Order("name"),), limit=asked.limit, after=after, before=before)
    page = await organisation.search_payers(ctx, query)
    return paging.page_of(query, page, [shown(payer) for payer in page.items])
