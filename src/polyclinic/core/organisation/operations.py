"""The verbs of facilities and legal entities."""

from polyclinic.core.organisation import policy
from polyclinic.core.organisation.model import FACILITY, LEGAL_ENTITY, Facility, LegalEntity
from polyclinic.core.shared.context import Context, Edit
from polyclinic.core.shared.errors import ExternalIdTaken, NotFound, UnknownCursor, UnknownReference
from polyclinic.core.shared.queries import Page, Query
from polyclinic.core.shared.refusals import refuses


@refuses(NotFound)
async def read_facility(ctx: Context, facility_id: str) -> Facility:
    """A live facility by id."""
    ctx.require(policy.READ)
    return await ctx.need(FACILITY, facility_id)


@refuses(NotFound)
async def read_facility_number(ctx: Context, number: int) -> Facility:
    """A live facility by the practice-wide number."""
    ctx.require(policy.READ)
    return await ctx.need_number(FACILITY, number)


@refuses(UnknownCursor)
async def search_facilities(ctx: Context, query: Query[Facility]) -> Page[Facility]:
    """A page of facilities."""
    ctx.require(policy.READ)
    return await ctx.find(query)


@refuses(UnknownReference, ExternalIdTaken)
async def add_facility(ctx: Context, draft: Facility) -> Facility:
    """Open a facility."""
    ctx.require(policy.WRITE)
    if draft.legal_entity_id:
        await ctx.refer(LEGAL_ENTITY, draft.legal_entity_id, "legal_entity_id")
    await ctx.refuse_taken_ids(FACILITY, draft)
    return await ctx.put(FACILITY, draft)


@refuses(NotFound, ExternalIdTaken)
async def update_facility(ctx: Context, facility_id: str, edit: Edit[Facility]) -> Facility:
    """Change a facility by a pure function. Changing its zone keeps the instants of its appointments."""
    ctx.require(policy.WRITE)
    before = await ctx.need(FACILITY, facility_id)
    after = edit(before)
    await ctx.refuse_taken_ids(FACILITY, after, before)
    return await ctx.put(FACILITY, after)


@refuses(NotFound)
async def read_legal_entity(ctx: Context, legal_entity_id: str) -> LegalEntity:
    """A live legal entity by id."""
    ctx.require(policy.READ)
    return await ctx.need(LEGAL_ENTITY, legal_entity_id)


@refuses(UnknownCursor)
async def search_legal_entities(ctx: Context, query: Query[LegalEntity]) -> Page[LegalEntity]:
    """A page of legal entities."""
    ctx.require(policy.READ)
    return await ctx.find(query)


@refuses(ExternalIdTaken)
async def add_legal_entity(ctx: Context, draft: LegalEntity) -> LegalEntity:
    """Add a company that bills."""
    ctx.require(policy.WRITE)
    await ctx.refuse_taken_ids(LEGAL_ENTITY, draft)
    return await ctx.put(LEGAL_ENTITY, draft)
