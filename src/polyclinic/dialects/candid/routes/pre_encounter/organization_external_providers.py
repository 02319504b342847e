"""External providers: practitioners of the record that work elsewhere."""

from functools import partial

from polyclinic.core.practitioners import operations as practitioners
from polyclinic.core.practitioners.model import PRACTITIONER, Practitioner, Relation
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import NotFound
from polyclinic.core.shared.queries import Order
from polyclinic.core.shared.times import to_instant
from polyclinic.dialects.candid.mapping.pre_encounter import organization_external_providers as mapping
from polyclinic.dialects.candid.mapping.pre_encounter.common import order
from polyclinic.dialects.candid.routes.pre_encounter.common import asked, id_of, page_of, replaced
from polyclinic.dialects.candid.wire.pre_encounter import organization_external_providers as wire
from polyclinic.dialects.candid.wire.pre_encounter.common import ScanQuery
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()


@routes.on(wire.GET_MULTI)
async def get_multi(ctx: Context, call: Call[None, wire.ProviderQuery]) -> Reply:
    by = order(call.query.sort_field, call.query.sort_direction, mapping.SORTS, Order("sort_name"))
    query = asked(PRACTITIONER, call.query, mapping.conditions(call.query), by)
    page = await practitioners.search(ctx, query)
    return page_of(query, page, [mapping.from_core(each, ctx.tenant.id) for each in page.items])


@routes.on(wire.CREATE)
async def create(ctx: Context, call: Call[wire.MutableOrganizationExternalProvider]) -> Reply:
    sent = call.body.model_dump(mode="json", exclude_none=True)
    return mapping.from_core(await practitioners.create(ctx, mapping.new(sent)), ctx.tenant.id)


@routes.on(wire.SCAN)
async def scan(ctx: Context, call: Call[None, ScanQuery]) -> Reply:
    since, limit = to_instant(call.query.since), call.query.maxResults
    found = await practitioners.changed_since(ctx, since, limit=limit, relation=Relation.EXTERNAL)
    return [mapping.from_core(each, ctx.tenant.id) for each in found]


@routes.on(wire.GET)
async def get(ctx: Context, call: Call) -> Reply:
    return mapping.from_core(await _external(ctx, id_of(call.path), deleted=True), ctx.tenant.id)


@routes.on(wire.DEACTIVATE)
async def deactivate(ctx: Context, call: Call) -> None:
    provider = await _external(ctx, id_of(call.path))
    await practitioners.delete(ctx, provider.id, version=replaced(call.path))


@routes.on(wire.UPDATE)
async def update(ctx: Context, call: Call[wire.MutableOrganizationExternalProvider]) -> Reply:
    before = await _external(ctx, id_of(call.path))
    sent = call.body.model_dump(mode="json", exclude_none=True)
    edit = partial(mapping.to_core, sent, mapping.from_core(before, ctx.tenant.id))
    provider = await practitioners.update(ctx, before.id, edit, version=replaced(call.path))
    return mapping.from_core(provider, ctx.tenant.id)


async def _external(ctx: Context, id: str, *, deleted: bool = False) -> Practitioner:
    """Raises ``NotFound`` for staff too, who are the organization's own."""
    provider = await practitioners.read(ctx, id, deleted=deleted)
    if provider.relation is not Relation.EXTERNAL:
        raise NotFound(PRACTITIONER.name, id)
    return provider
