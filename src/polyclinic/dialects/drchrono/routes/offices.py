"""Offices: serves ``wire/offices.py``."""

from functools import partial
from typing import Any

from polyclinic.core.organisation import operations as organisation
from polyclinic.core.organisation.model import FACILITY
from polyclinic.core.shared.context import Context
from polyclinic.dialects.drchrono.mapping import offices as mapping
from polyclinic.dialects.drchrono.mapping.common import changed
from polyclinic.dialects.drchrono.paging import envelope, page_query
from polyclinic.dialects.drchrono.routes.common import refuse
from polyclinic.dialects.drchrono.wire import offices as wire
from polyclinic.dialects.drchrono.wire.common import PageQuery
from polyclinic.web.call import Call
from polyclinic.web.dialect import Routes

routes = Routes()


@routes.on(wire.LIST_OFFICES)
async def list_offices(ctx: Context, call: Call[None, PageQuery]) -> dict[str, Any]:
    page = await organisation.search_facilities(ctx, page_query(FACILITY, call.query))
    return envelope(call.raw, call.query, page, [mapping.from_core(office) for office in page.items], page.total or 0)


@routes.on(wire.READ_OFFICE)
async def read_office(ctx: Context, call: Call[None]) -> dict[str, Any]:
    return mapping.from_core(await organisation.read_facility_number(ctx, call.path["id"]))


@routes.on(wire.REPLACE_OFFICE)
async def replace_office(ctx: Context, call: Call[wire.OfficeWrite]) -> dict[str, Any]:
    return await _update(ctx, call.path["id"], call.body)


@routes.on(wire.UPDATE_OFFICE)
async def update_office(ctx: Context, call: Call[wire.OfficePatch]) -> dict[str, Any]:
    return await _update(ctx, call.path["id"], call.body)


async def _update(ctx: Context, number: int, body: wire.OfficeWrite | wire.OfficePatch) -> dict[str, Any]:
    office = await organisation.read_facility_number(ctx, number)
    values = changed(body, mapping.from_core(office))
    refuse(mapping.problems(values, office))
    if values:
        office = await organisation.update_facility(ctx, office.id, partial(mapping.to_core, values))
    return mapping.from_core(office)
