"""Offices: serves ``wire/offices.py``."""

from typing import Any

from polyclinic.core.organisation import operations as organisation
from polyclinic.core.organisation.model import FACILITY
from polyclinic.core.shared.context import Context
from polyclinic.dialects.drchrono.mapping.offices import from_core
from polyclinic.dialects.drchrono.paging import envelope, page_query
from polyclinic.dialects.drchrono.wire import offices as wire
from polyclinic.dialects.drchrono.wire.common import PageQuery
from polyclinic.web.call import Call
from polyclinic.web.dialect import Routes

routes = Routes()


@routes.on(wire.LIST_OFFICES)
async def list_offices(ctx: Context, call: Call[None, PageQuery]) -> dict[str, Any]:
    page = await organisation.search_facilities(ctx, page_query(FACILITY, call.query))
    return envelope(call.raw, call.query, page, [from_core(office) for office in page.items], page.total or 0)


@routes.on(wire.READ_OFFICE)
async def read_office(ctx: Context, call: Call[None]) -> dict[str, Any]:
    return from_core(await organisation.read_facility_number(ctx, call.path["id"]))
