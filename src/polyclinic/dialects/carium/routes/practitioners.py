"""People who treat."""

from typing import Any

from polyclinic.core.practitioners import operations
from polyclinic.core.practitioners.model import PRACTITIONER, Practitioner, Relation
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.queries import Is
from polyclinic.dialects.carium import paging
from polyclinic.dialects.carium.mapping import practitioners as mapping
from polyclinic.dialects.carium.routes import common
from polyclinic.dialects.carium.wire import practitioners as wire
from polyclinic.web.call import Call, RawRequest, Reply
from polyclinic.web.dialect import Routes

routes = Routes()

PRACTITIONERS = common.Collection(wire.PATH, mapping.TYPE)


@routes.on(wire.LIST)
async def search(ctx: Context, call: Call[None, wire.PractitionersQuery]) -> Reply:
    query = call.query
    common.listed(ctx, query)
    staff = Is("relation", Relation.STAFF.value)
    page = await operations.search(ctx, paging.rows(PRACTITIONER, query, query.sort, mapping.SORTABLE, staff))
    return paging.collection(call.raw, query, page, [_resource(ctx, call.raw, p, query.fields) for p in page.items])


@routes.on(wire.READ)
async def read(ctx: Context, call: Call[None, wire.PractitionerQuery]) -> Reply:
    practitioner = await operations.read(ctx, call.path["id"])
    return common.document(_resource(ctx, call.raw, practitioner, call.query.fields))


def _resource(ctx: Context, raw: RawRequest, practitioner: Practitioner, fields: str | None) -> dict[str, Any]:
    attributes = mapping.from_core(practitioner, ctx.tenant.id)
    return PRACTITIONERS.resource(raw, practitioner.id, attributes, fields)
