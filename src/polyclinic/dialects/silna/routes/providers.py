"""Providers: read only in this API."""

from polyclinic.core.organisation import operations as organisation
from polyclinic.core.organisation.model import LEGAL_ENTITY
from polyclinic.core.shared.context import Context
from polyclinic.dialects.silna import paging
from polyclinic.dialects.silna.mapping import providers as mapping
from polyclinic.dialects.silna.routes.common import need_provider, path_id, refs_of, source_id_filter
from polyclinic.dialects.silna.wire import providers as wire
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()


@routes.on(wire.LIST)
async def list_providers(ctx: Context, call: Call[None, wire.ProviderQuery]) -> Reply:
    where = source_id_filter(call.query.source_id)
    page = await organisation.search_legal_entities(ctx, paging.query_of(LEGAL_ENTITY, call.query, *where))
    refs = refs_of(ctx, call)
    return paging.page_of(page, [mapping.from_core(entity, refs) for entity in page.items])


@routes.on(wire.GET)
async def get_provider(ctx: Context, call: Call) -> Reply:
    return mapping.from_core(await need_provider(ctx, path_id(call, "provider_id")), refs_of(ctx, call))
