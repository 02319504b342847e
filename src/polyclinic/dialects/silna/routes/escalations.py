"""Escalations: read here, answered by what is sent to the object that they are about."""

from polyclinic.core.escalations import operations as escalations
from polyclinic.core.escalations.model import ESCALATION
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.queries import Condition, Is, OneOf
from polyclinic.dialects.silna import paging
from polyclinic.dialects.silna.mapping import escalations as mapping
from polyclinic.dialects.silna.mapping.common import owners
from polyclinic.dialects.silna.routes.common import need_provider, refs_of
from polyclinic.dialects.silna.wire import escalations as wire
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()


@routes.on(wire.LIST)
async def list_escalations(ctx: Context, call: Call[None, wire.EscalationQuery]) -> Reply:
    refs, query = refs_of(ctx, call), call.query
    provider = await need_provider(ctx, query.provider_id)
    where: list[Condition] = [OneOf("legal_entity_id", owners(provider.id, "legal_entity", refs))]
    if query.resource_types is not None:
        where.append(OneOf("resource_type", tuple(each.value.lower() for each in query.resource_types)))
    if query.statuses is not None:
        where.append(OneOf("status", tuple(each.value.lower() for each in query.statuses)))
    if query.resource_id is not None:
        where.append(Is("resource_id", query.resource_id))
    if query.patient_id is not None:
        where.append(Is("patient_id", query.patient_id))
    page = await escalations.search(ctx, paging.query_of(ESCALATION, query, *where))
    return paging.page_of(page, [mapping.from_core(escalation, refs) for escalation in page.items])
