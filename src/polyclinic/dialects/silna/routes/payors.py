"""Payors: the payers of every practice, and those that a practice has contracts with."""

from polyclinic.core.contracts import operations as contracts
from polyclinic.core.organisation import operations as organisation
from polyclinic.core.organisation.model import PAYER
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.queries import OneOf
from polyclinic.dialects.silna import paging
from polyclinic.dialects.silna.mapping import payors as mapping
from polyclinic.dialects.silna.routes.common import path_id
from polyclinic.dialects.silna.wire import payors as wire
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()


@routes.on(wire.LIST)
async def list_payors(ctx: Context, call: Call[None, wire.PayorQuery]) -> Reply:
    asked = call.query
    where = mapping.conditions(asked.identifier, asked.standard, asked.payor_type)
    page = await organisation.search_payers(ctx, paging.query_of(PAYER, asked, *where))
    return paging.page_of(page, [mapping.from_core(payer) for payer in page.items])


@routes.on(wire.LIST_OF_PROVIDER)
async def list_provider_payors(ctx: Context, call: Call[None, wire.ProviderPayorQuery]) -> Reply:
    asked = call.query
    where = [*mapping.conditions(asked.identifier, asked.standard, asked.payor_type)]
    if asked.only_contracted:
        where.append(OneOf("id", await contracts.contracted_payers(ctx)))
    page = await organisation.search_payers(ctx, paging.query_of(PAYER, asked, *where))
    return paging.page_of(page, [mapping.from_core(payer) for payer in page.items])


@routes.on(wire.PLANS)
async def list_plans(ctx: Context, call: Call[None, wire.PayorPlanQuery]) -> Reply:
    payer = await organisation.read_payer(ctx, call.query.payor_id)
    return paging.page_of_few(mapping.plans_from_core(payer, call.query.name), call.query)


@routes.on(wire.GET)
async def get_payor(ctx: Context, call: Call) -> Reply:
    return mapping.from_core(await organisation.read_payer(ctx, path_id(call, "payor_id")))
