"""Practitioners."""

from typing import Any

from polyclinic.core.practitioners import operations
from polyclinic.core.practitioners.model import PRACTITIONER, Practitioner
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import NotFound
from polyclinic.core.shared.names import HumanName
from polyclinic.dialects.carestack.auth import facility_of
from polyclinic.dialects.carestack.mapping.practitioners import STAFF, conditions, from_core, to_core
from polyclinic.dialects.carestack.routes import common
from polyclinic.dialects.carestack.wire import practitioners as wire
from polyclinic.dialects.carestack.wire.common import PageQuery, ProfilesQuery
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()


@routes.on(wire.CREATE)
async def create(ctx: Context, call: Call[wire.PractitionerCreate]) -> Reply:
    facility = facility_of(ctx)
    blank = Practitioner(name=HumanName(), facility_ids=(facility,) if facility else ())
    practitioner = await operations.create(ctx, to_core(call.body, blank))
    return _saved("created", practitioner)


@routes.on(wire.LIST)
async def list_all(ctx: Context, call: Call[None, PageQuery]) -> Reply:
    page = await operations.search(ctx, common.page_query(PRACTITIONER, STAFF, call.query.nextPage))
    shown = [from_core(practitioner) for practitioner in page.items]
    return common.page_of(PRACTITIONER, page, shown, type=wire.TYPE, name="practitioners", asked=call.query.nextPage)


@routes.on(wire.GET)
async def get(ctx: Context, call: Call) -> Reply:
    try:
        practitioner = await operations.read(ctx, call.path["id"])
    except NotFound:
        return common.none_found(wire.TYPE, [])
    return common.found(wire.TYPE, from_core(practitioner), wire.FOUND)


@routes.on(wire.UPDATE)
async def update(ctx: Context, call: Call[wire.PractitionerUpdate]) -> Reply:
    practitioner = await operations.update(ctx, call.body.resourceId, lambda held: to_core(call.body, held))
    return _saved("updated", practitioner)


@routes.on(wire.FIND)
async def find(ctx: Context, call: Call[None, ProfilesQuery]) -> Reply:
    filters = common.read_filters(wire.PractitionerFilters, call.query.filters)
    query = common.page_query(PRACTITIONER, conditions(filters), call.query.nextPage, filters.count)
    page = await operations.search(ctx, query)
    shown = [from_core(practitioner) for practitioner in page.items]
    return common.profiles(shown, page.total or 0, common.next_link(PRACTITIONER, page, call.query.nextPage))


@routes.on(wire.DELETE)
async def delete(ctx: Context, call: Call) -> Reply:
    practitioner = await operations.delete(ctx, call.path["id"])
    return common.deleted(wire.TYPE, practitioner.id)


def _saved(verb: str, practitioner: Practitioner) -> dict[str, Any]:
    return {
        **common.saved(wire.TYPE, verb, practitioner.id, from_core(practitioner)),
        "practitioner_id": practitioner.id,
    }
