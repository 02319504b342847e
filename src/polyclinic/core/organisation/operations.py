"""The verbs of facilities, legal entities and payers."""

from dataclasses import replace

from polyclinic.core.organisation import policy
from polyclinic.core.organisation.groups import PROVIDER_GROUP
from polyclinic.core.organisation.model import FACILITY, LEGAL_ENTITY, PAYER, Facility, LegalEntity, Payer, payer_key
from polyclinic.core.shared.changes import Event
from polyclinic.core.shared.context import Context, Edit
from polyclinic.core.shared.errors import ExternalIdTaken, Invalid, NotFound, UnknownCursor, UnknownReference
from polyclinic.core.shared.names import fold
from polyclinic.core.shared.queries import Has, Is, Page, Query
from polyclinic.core.shared.refusals import refuses

ZONE_CHANGED = "facility.zone_changed"


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


@refuses(NotFound)
async def find_place(ctx: Context, place_id: str) -> tuple[Facility, str]:
    """The live facility that a ``Facility.place_id`` is of, and its code."""
    ctx.require(policy.READ)
    for facility in (await ctx.find(Query(FACILITY, (Has("place", (place_id,)),), limit=1))).items:
        return facility, next(code for code in facility.places if facility.place_id(code) == place_id)
    raise NotFound("place", place_id)


@refuses(Invalid, UnknownReference, ExternalIdTaken)
async def add_facility(ctx: Context, draft: Facility) -> Facility:
    """Open a facility."""
    ctx.require(policy.WRITE)
    _check(draft)
    if draft.legal_entity_id:
        await ctx.refer(LEGAL_ENTITY, draft.legal_entity_id, "legal_entity_id")
    if draft.group_id:
        group = await ctx.refer(PROVIDER_GROUP, draft.group_id, "group_id")
        if group.legal_entity_id != draft.legal_entity_id:
            raise UnknownReference("group_id", kind=PROVIDER_GROUP.name, id=draft.group_id)
    await ctx.refuse_taken_ids(FACILITY, draft)
    return await ctx.put(FACILITY, draft)


@refuses(NotFound, Invalid, ExternalIdTaken)
async def update_facility(ctx: Context, facility_id: str, edit: Edit[Facility]) -> Facility:
    """Change a facility by a pure function. Changing its zone keeps the instants of its appointments, which then read
    otherwise on its clock: ``ZONE_CHANGED`` tells the schedule."""
    ctx.require(policy.WRITE)
    before = await ctx.need(FACILITY, facility_id)
    after = edit(before)
    _check(after)
    await ctx.refuse_taken_ids(FACILITY, after, before)
    if after.zone != before.zone:
        ctx.tell(Event(ZONE_CHANGED, FACILITY.name, facility_id))
    return await ctx.put(FACILITY, after)


def _check(facility: Facility) -> None:
    if facility.problems:
        raise Invalid(facility.problems)


@refuses(NotFound)
async def remove_facility(ctx: Context, facility_id: str) -> Facility:
    """Deactivate a facility: it is not found any more, but what refers to it keeps it."""
    ctx.require(policy.WRITE)
    return await ctx.put(FACILITY, replace(await ctx.need(FACILITY, facility_id), active=False))


@refuses(NotFound)
async def find_facility(ctx: Context, system: str, external_id: str) -> Facility:
    """The live facility that carries an id of another system."""
    ctx.require(policy.READ)
    facility = await ctx.get_by_external_id(FACILITY, system, external_id)
    if facility is None:
        raise NotFound(FACILITY.name, external_id)
    return facility


@refuses(NotFound)
async def read_legal_entity(ctx: Context, legal_entity_id: str) -> LegalEntity:
    """A live legal entity by id."""
    ctx.require(policy.READ)
    return await ctx.need(LEGAL_ENTITY, legal_entity_id)


@refuses(NotFound)
async def recall_legal_entity(ctx: Context, legal_entity_id: str) -> LegalEntity:
    """A live legal entity by id, for requests about what is its own: as ``Context.recall`` has it."""
    ctx.require(policy.READ)
    found = await ctx.recall(LEGAL_ENTITY, legal_entity_id)
    if found is None or not found.active:
        raise NotFound(LEGAL_ENTITY.name, legal_entity_id)
    return found


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
    entity = await ctx.put(LEGAL_ENTITY, draft)
    ctx.tell(Event("legal_entity.created", LEGAL_ENTITY.name, entity.id))
    return entity


@refuses(NotFound, ExternalIdTaken)
async def update_legal_entity(ctx: Context, legal_entity_id: str, edit: Edit[LegalEntity]) -> LegalEntity:
    """Change a legal entity by a pure function."""
    ctx.require(policy.WRITE)
    before = await ctx.need(LEGAL_ENTITY, legal_entity_id)
    after = edit(before)
    await ctx.refuse_taken_ids(LEGAL_ENTITY, after, before)
    entity = await ctx.put(LEGAL_ENTITY, after)
    ctx.tell(Event("legal_entity.updated", LEGAL_ENTITY.name, entity.id))
    return entity


@refuses(NotFound)
async def read_payer(ctx: Context, payer_id: str) -> Payer:
    """A payer by its id in the record (not the one that claims carry)."""
    ctx.require(policy.READ)
    return await ctx.need(PAYER, payer_id)


@refuses(UnknownCursor)
async def search_payers(ctx: Context, query: Query[Payer]) -> Page[Payer]:
    """A page of payers."""
    ctx.require(policy.READ)
    return await ctx.find(query)


@refuses()
async def match_payer(ctx: Context, claims_id: str, name: str) -> Payer | None:
    """The payer that a claim or an insurance card means: by id and name, else by an id that only one payer has.

    Without an id: by a name that only one payer has.
    """
    ctx.require(policy.READ)
    exact = await ctx.get(PAYER, payer_key(claims_id, name))
    if exact is not None and exact.active:
        return exact
    where = Is("claims_id", fold(claims_id)) if claims_id else Is("name", fold(name))
    page = await ctx.find(Query(PAYER, (where,), limit=2))
    return page.items[0] if len(page.items) == 1 else None
