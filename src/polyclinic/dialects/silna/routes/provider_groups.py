"""Provider groups: each provider as a group of its own, and what groups it has besides."""

from polyclinic.core.organisation import groups
from polyclinic.core.organisation.groups import PROVIDER_GROUP, ProviderGroup
from polyclinic.core.organisation.model import LEGAL_ENTITY, LegalEntity
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.names import fold
from polyclinic.core.shared.queries import Is
from polyclinic.dialects.silna import paging
from polyclinic.dialects.silna.mapping import provider_groups as mapping
from polyclinic.dialects.silna.routes.common import check_mso, need_provider, path_id
from polyclinic.dialects.silna.wire import provider_groups as wire
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()


@routes.on(wire.LIST)
async def list_provider_groups(ctx: Context, call: Call[None, wire.ProviderGroupQuery]) -> Reply:
    asked = call.query
    check_mso(ctx, asked.mso_id)
    found: list[LegalEntity | ProviderGroup]
    if asked.provider_id is not None:
        provider = await need_provider(ctx, asked.provider_id)
        own = Is("legal_entity_id", provider.id)
        found = [provider, *[group async for group in paging.everything(ctx, PROVIDER_GROUP, own)]]
    else:
        found = [each async for each in paging.everything(ctx, LEGAL_ENTITY)]
        found += [group async for group in paging.everything(ctx, PROVIDER_GROUP)]
    found = [group for group in found if fold(asked.name or "") in fold(group.name)]
    found.sort(key=lambda group: (group.created_at, group.id), reverse=True)
    return paging.page_of_few([mapping.from_core(group) for group in found], asked)


@routes.on(wire.GET)
async def get_provider_group(ctx: Context, call: Call) -> Reply:
    id = path_id(call, "provider_group_id")
    provider = await ctx.get(LEGAL_ENTITY, id)
    if provider is not None and provider.active:
        return mapping.from_core(provider)
    return mapping.from_core(await groups.read(ctx, id))
