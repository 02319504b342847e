"""The verbs of contracts with payers."""

from collections.abc import Iterator
from typing import Any

from polyclinic.core.contracts import policy
from polyclinic.core.contracts.model import PAYER_CONTRACT, PayerContract
from polyclinic.core.organisation.groups import PROVIDER_GROUP
from polyclinic.core.organisation.model import FACILITY, LEGAL_ENTITY, PAYER, Payer
from polyclinic.core.practitioners.model import PRACTITIONER
from polyclinic.core.shared.changes import Event
from polyclinic.core.shared.context import Context, Edit
from polyclinic.core.shared.errors import Invalid, NotFound, Path, Problem, UnknownCursor, UnknownReference
from polyclinic.core.shared.kinds import Kind
from polyclinic.core.shared.queries import Page, Query
from polyclinic.core.shared.refusals import refusals_of, refuses


@refuses(NotFound)
async def read(ctx: Context, contract_id: str) -> PayerContract:
    """A contract by id."""
    ctx.require(policy.READ)
    return await ctx.need(PAYER_CONTRACT, contract_id)


@refuses(UnknownCursor)
async def search(ctx: Context, query: Query[PayerContract]) -> Page[PayerContract]:
    """A page of contracts."""
    ctx.require(policy.READ)
    return await ctx.find(query)


@refuses()
async def contracted_payers(ctx: Context) -> tuple[str, ...]:
    """The ids of the payers that there is a contract with."""
    ctx.require(policy.READ)
    return tuple(sorted(await ctx.count_by(Query(PAYER_CONTRACT), "payer_id")))


@refuses(Invalid, UnknownReference)
async def add(ctx: Context, draft: PayerContract) -> PayerContract:
    """Record a contract."""
    ctx.require(policy.WRITE)
    await _check(ctx, draft)
    contract = await ctx.put(PAYER_CONTRACT, draft)
    ctx.tell(Event("payer_contract.added", PAYER_CONTRACT.name, contract.id))
    return contract


@refuses(NotFound, *refusals_of(add))
async def update(ctx: Context, contract_id: str, edit: Edit[PayerContract]) -> PayerContract:
    """Change a contract by a pure function; an edit that changes nothing makes no version."""
    ctx.require(policy.WRITE)
    before = await ctx.need(PAYER_CONTRACT, contract_id)
    after = edit(before)
    if after == before:
        return before
    await _check(ctx, after)
    contract = await ctx.put(PAYER_CONTRACT, after)
    ctx.tell(Event("payer_contract.updated", PAYER_CONTRACT.name, contract.id))
    return contract


async def _check(ctx: Context, contract: PayerContract) -> None:
    references: list[tuple[Kind[Any], str | None, Path]] = [
        (PAYER, contract.payer_id, ("payer_id",)),
        (LEGAL_ENTITY, contract.legal_entity_id, ("legal_entity_id",)),
        (PRACTITIONER, contract.practitioner_id, ("practitioner_id",)),
        (PROVIDER_GROUP, contract.group_id, ("group_id",)),
        *((FACILITY, id, ("facility_ids", at)) for at, id in enumerate(contract.facility_ids)),
    ]
    await ctx.refer_all([(kind, id, path) for kind, id, path in references if id is not None])
    problems = [*_plans(contract, await ctx.need(PAYER, contract.payer_id)), *await _strangers(ctx, contract)]
    if problems:
        raise Invalid(problems)


def _plans(contract: PayerContract, payer: Payer) -> Iterator[Problem]:
    known = {payer.plan_id(plan) for plan in payer.plans}
    for field, ids in (("plan_ids", contract.plan_ids), ("excluded_plan_ids", contract.excluded_plan_ids)):
        for at, id in enumerate(ids):
            if id not in known:
                yield Problem((field, at), UnknownReference.code, "is no plan of this payer")
    for at, id in enumerate(contract.excluded_plan_ids):
        if id in contract.plan_ids:
            yield Problem(("excluded_plan_ids", at), "contradicts", "is also among the plans that are covered")


async def _strangers(ctx: Context, contract: PayerContract) -> list[Problem]:
    """What belongs to another company than the contract does."""
    company = contract.legal_entity_id
    if company is None:
        return []
    found = []
    default = ctx.tenant.defaults.get("legal_entity")
    places = await ctx.get_many(FACILITY, contract.facility_ids)
    for at, id in enumerate(contract.facility_ids):
        if (places[id].legal_entity_id or default) != company:
            found.append(Problem(("facility_ids", at), "other_company", "belongs to another provider"))
    group = await ctx.get(PROVIDER_GROUP, contract.group_id) if contract.group_id else None
    if group is not None and group.legal_entity_id != company:
        found.append(Problem(("group_id",), "other_company", "belongs to another provider"))
    return found
