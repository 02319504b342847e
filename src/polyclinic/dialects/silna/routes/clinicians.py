"""Clinicians: the staff who treat at a provider's service locations."""

from polyclinic.core.organisation.model import FACILITY
from polyclinic.core.practitioners import operations as practitioners
from polyclinic.core.practitioners.model import ANYWHERE, PRACTITIONER, Relation
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.queries import Condition, Has, Is, OneOf
from polyclinic.dialects.silna import paging
from polyclinic.dialects.silna.mapping import clinicians as mapping
from polyclinic.dialects.silna.mapping.common import owners
from polyclinic.dialects.silna.routes.common import name_filter, need_provider, refs_of
from polyclinic.dialects.silna.wire import clinicians as wire
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()


@routes.on(wire.LIST)
async def list_clinicians(ctx: Context, call: Call[None, wire.ClinicianQuery]) -> Reply:
    provider = await need_provider(ctx, call.query.provider_id)
    own = OneOf("legal_entity_id", owners(provider.id, "legal_entity", refs_of(ctx, call)))
    places = [facility.id async for facility in paging.everything(ctx, FACILITY, own)]
    where: list[Condition] = [Is("relation", Relation.STAFF.value), Has("facility", (*places, ANYWHERE))]
    if call.query.name:
        where += name_filter(call.query.name)
    page = await practitioners.search(ctx, paging.query_of(PRACTITIONER, call.query, *where))
    return paging.page_of(page, [mapping.from_core(each) for each in page.items])
