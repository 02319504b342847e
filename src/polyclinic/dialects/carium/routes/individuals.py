"""Individuals: the people whom patients are."""

from collections.abc import Sequence
from typing import Any

from polyclinic.core.patients import operations
from polyclinic.core.patients.model import PATIENT, Patient
from polyclinic.core.shared.context import Context
from polyclinic.dialects.carium import paging
from polyclinic.dialects.carium.errors import spelled
from polyclinic.dialects.carium.mapping import individuals as mapping
from polyclinic.dialects.carium.routes import common, common_documents
from polyclinic.dialects.carium.routes.common import Relationship, Resources, Spelled
from polyclinic.dialects.carium.routes.identity import GROUPS
from polyclinic.dialects.carium.wire import individuals as wire
from polyclinic.dialects.carium.wire.common import NewDocument
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()


async def _spell(ctx: Context, _: Call[Any, Any], patients: Sequence[Patient]) -> list[Spelled]:
    return [mapping.from_core(patient, ctx.tenant.id) for patient in patients]


INDIVIDUALS = Resources(
    wire.PATH,
    mapping.TYPE,
    PATIENT,
    operations.search,
    _spell,
    {"individual-groups": Relationship("individual-group-ids", GROUPS, many=True)},
)


@routes.on(wire.LIST)
async def search(ctx: Context, call: Call[None, wire.IndividualsQuery]) -> Reply:
    query = call.query
    common.listed(ctx, query)
    rows = paging.rows(PATIENT, query, query.sort, mapping.SORTABLE, *mapping.filters(query))
    return await common_documents.collection(ctx, call, INDIVIDUALS, await operations.search(ctx, rows))


@routes.on(wire.READ)
async def read(ctx: Context, call: Call[None, wire.IndividualQuery]) -> Reply:
    return await common_documents.document(ctx, call, INDIVIDUALS, await operations.read(ctx, call.path["id"]))


@routes.on(wire.UPDATE)
async def update(ctx: Context, call: Call[NewDocument[wire.ChangedIndividual], wire.IndividualQuery]) -> Reply:
    id, attributes = call.path["id"], call.body.data.attributes
    common.changed(ctx, call.raw, call.body.data, await operations.read(ctx, id))
    with spelled(attributes, mapping.NAMES):
        changed = await operations.update(ctx, id, lambda current: mapping.to_core(attributes, current), anyhow=True)
    return await common_documents.document(ctx, call, INDIVIDUALS, changed)


@routes.on(wire.RELATED)
async def related(ctx: Context, call: Call[None, wire.IndividualQuery]) -> Reply:
    return await common_documents.related(ctx, call, INDIVIDUALS, await operations.read(ctx, call.path["id"]))
