"""Contracts with payors."""

from collections.abc import Sequence
from typing import TypeVar

from polyclinic.core.contracts import operations as contracts
from polyclinic.core.contracts.model import PAYER_CONTRACT, PayerContract
from polyclinic.core.organisation.groups import PROVIDER_GROUP
from polyclinic.core.organisation.model import FACILITY, LEGAL_ENTITY, PAYER
from polyclinic.core.practitioners.model import PRACTITIONER
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.queries import Condition, Is
from polyclinic.dialects.silna import paging
from polyclinic.dialects.silna.mapping import payor_contracts as mapping
from polyclinic.dialects.silna.routes.common import check_mso, need_provider, path_id
from polyclinic.dialects.silna.wire import payor_contracts as wire
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()
B = TypeVar("B", bound=wire.ContractTerms)


@routes.on(wire.LIST)
async def list_contracts(ctx: Context, call: Call[None, wire.ContractQuery]) -> Reply:
    asked = call.query
    check_mso(ctx, asked.mso_id)
    where: list[Condition] = []
    if asked.provider_id is not None:
        where.append(Is("legal_entity_id", (await need_provider(ctx, asked.provider_id)).id))
    elif asked.mso_id is not None:
        where.append(Is("legal_entity_id", None))
    if asked.payor_id is not None:
        where.append(Is("payer_id", asked.payor_id))
    page = await contracts.search(ctx, paging.query_of(PAYER_CONTRACT, asked, *where))
    parties = await _parties(ctx, page.items)
    return paging.page_of(page, [mapping.from_core(contract, parties) for contract in page.items])


@routes.on(wire.CREATE)
async def create_contract(ctx: Context, call: Call[wire.ContractCreate]) -> Reply:
    check_mso(ctx, call.body.mso_id)
    contract = await contracts.add(ctx, mapping.to_core(_own_group(call.body, call.body.provider_id)))
    return {"id": contract.id}


@routes.on(wire.GET)
async def get_contract(ctx: Context, call: Call) -> Reply:
    contract = await contracts.read(ctx, path_id(call, "contract_id"))
    return mapping.from_core(contract, await _parties(ctx, [contract]))


@routes.on(wire.UPDATE)
async def update_contract(ctx: Context, call: Call[wire.ContractUpdate]) -> Reply:
    contract = await contracts.read(ctx, path_id(call, "contract_id"))
    body = _own_group(call.body, contract.legal_entity_id)
    await contracts.update(ctx, contract.id, lambda before: mapping.to_core(body, before))
    return None


def _own_group(body: B, provider_id: str | None) -> B:
    """A provider as its own group is no group of the record: the contract is the provider's."""
    own = body.provider_group_id is not None and body.provider_group_id == provider_id
    return body.model_copy(update={"provider_group_id": None}) if own else body


async def _parties(ctx: Context, found: Sequence[PayerContract]) -> mapping.Parties:
    return mapping.Parties(
        payers=await ctx.get_many(PAYER, {contract.payer_id for contract in found}),
        providers=await ctx.get_many(LEGAL_ENTITY, {each.legal_entity_id for each in found if each.legal_entity_id}),
        clinicians=await ctx.get_many(PRACTITIONER, {each.practitioner_id for each in found if each.practitioner_id}),
        groups=await ctx.get_many(PROVIDER_GROUP, {each.group_id for each in found if each.group_id}),
        locations=await ctx.get_many(FACILITY, {id for each in found for id in each.facility_ids}),
    )
