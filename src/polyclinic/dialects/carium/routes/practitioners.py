"""People who treat."""

from collections.abc import Sequence
from typing import Any

from polyclinic.core.practitioners import operations
from polyclinic.core.practitioners.model import PRACTITIONER, Practitioner, Relation
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.queries import Is
from polyclinic.dialects.carium import paging
from polyclinic.dialects.carium.mapping import practitioners as mapping
from polyclinic.dialects.carium.routes import common, common_documents
from polyclinic.dialects.carium.routes.common import Resources, Spelled
from polyclinic.dialects.carium.wire import practitioners as wire
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()


async def _spell(ctx: Context, _: Call[Any, Any], practitioners: Sequence[Practitioner]) -> list[Spelled]:
    return [mapping.from_core(practitioner, ctx.tenant.id) for practitioner in practitioners]


PRACTITIONERS = Resources(wire.PATH, mapping.TYPE, PRACTITIONER, operations.search, _spell)


@routes.on(wire.LIST)
async def search(ctx: Context, call: Call[None, wire.PractitionersQuery]) -> Reply:
    query = call.query
    common.listed(ctx, query)
    staff = Is("relation", Relation.STAFF.value)
    page = await operations.search(ctx, paging.rows(PRACTITIONER, query, query.sort, mapping.SORTABLE, staff))
    return await common_documents.collection(ctx, call, PRACTITIONERS, page)


@routes.on(wire.READ)
async def read(ctx: Context, call: Call[None, wire.PractitionerQuery]) -> Reply:
    return await common_documents.document(ctx, call, PRACTITIONERS, await operations.read(ctx, call.path["id"]))
