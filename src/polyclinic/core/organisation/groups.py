"""Groups that a company treats and bills as, each with numbers of its own; and the verbs of them."""

from dataclasses import dataclass

from polyclinic.core.organisation import policy
from polyclinic.core.organisation.model import LEGAL_ENTITY
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.entity import Entity
from polyclinic.core.shared.errors import NotFound, UnknownCursor, UnknownReference
from polyclinic.core.shared.kinds import Key, Kind
from polyclinic.core.shared.names import fold
from polyclinic.core.shared.queries import Page, Query
from polyclinic.core.shared.refusals import refuses


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderGroup(Entity):
    """A group of a company. ``npi`` has ten digits, ``tin`` nine."""

    name: str
    legal_entity_id: str
    npi: str
    tin: str


PROVIDER_GROUP = Kind(
    "provider_group",
    ProviderGroup,
    keys=(
        Key("name", lambda group: fold(group.name), search="substring"),
        Key("legal_entity_id", lambda group: group.legal_entity_id),
    ),
    scope_keys={"legal_entity": "legal_entity_id"},
)


@refuses(NotFound)
async def read(ctx: Context, group_id: str) -> ProviderGroup:
    """A group by id."""
    ctx.require(policy.READ)
    return await ctx.need(PROVIDER_GROUP, group_id)


@refuses(UnknownCursor)
async def search(ctx: Context, query: Query[ProviderGroup]) -> Page[ProviderGroup]:
    """A page of groups."""
    ctx.require(policy.READ)
    return await ctx.find(query)


@refuses(UnknownReference)
async def add(ctx: Context, draft: ProviderGroup) -> ProviderGroup:
    """Add a group to a company."""
    ctx.require(policy.WRITE)
    await ctx.refer(LEGAL_ENTITY, draft.legal_entity_id, "legal_entity_id")
    return await ctx.put(PROVIDER_GROUP, draft)
