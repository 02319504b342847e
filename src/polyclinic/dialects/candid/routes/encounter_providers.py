"""Encounter providers v2."""

from typing import Any

from polyclinic.core.billing import lines, parties
from polyclinic.core.encounters.model import Encounter, Provider, ProviderRole
from polyclinic.core.shared.context import Context
from polyclinic.dialects.candid.mapping import encounter_providers as mapping
from polyclinic.dialects.candid.routes.encounters import refs_for
from polyclinic.dialects.candid.wire import encounter_providers as wire
from polyclinic.dialects.candid.wire.parties import OrderingProvider
from polyclinic.sdk.endpoint import Endpoint
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()
AnyEndpoint = Endpoint[Any, Any, Any]


def _serve(role: ProviderRole, create: AnyEndpoint, update: AnyEndpoint, delete: AnyEndpoint) -> None:
    """Bind the three operations on the provider that an encounter has in one role."""

    @routes.on(create)
    async def create_provider(ctx: Context, call: Call[Any]) -> Reply:
        provider = mapping.to_core(role, _sent(call))
        encounter = await parties.add_provider(ctx, str(call.path["encounter_id"]), provider)
        return await _shown(ctx, call, encounter, encounter.provider(role))

    @routes.on(update)
    async def update_provider(ctx: Context, call: Call[Any]) -> Reply:
        sent = _sent(call)
        encounter_id = str(call.path["encounter_id"])
        encounter = await parties.change_provider(ctx, encounter_id, role, lambda held: mapping.changed(sent, held))
        return await _shown(ctx, call, encounter, encounter.provider(role))

    @routes.on(delete)
    async def delete_provider(ctx: Context, call: Call) -> Reply:
        await parties.remove_provider(ctx, str(call.path["encounter_id"]), role)
        return None


_serve(ProviderRole.REFERRING, wire.CREATE_REFERRING, wire.UPDATE_REFERRING, wire.DELETE_REFERRING)
_serve(
    ProviderRole.INITIAL_REFERRING,
    wire.CREATE_INITIAL_REFERRING,
    wire.UPDATE_INITIAL_REFERRING,
    wire.DELETE_INITIAL_REFERRING,
)
_serve(ProviderRole.SUPERVISING, wire.CREATE_SUPERVISING, wire.UPDATE_SUPERVISING, wire.DELETE_SUPERVISING)


@routes.on(wire.CREATE_ORDERING)
async def create_ordering_provider(ctx: Context, call: Call[OrderingProvider]) -> Reply:
    provider = mapping.to_core(ProviderRole.ORDERING, _sent(call))
    encounter, line = await lines.add_ordering(ctx, str(call.path["service_line_id"]), provider)
    return await _shown(ctx, call, encounter, line.ordering)


@routes.on(wire.UPDATE_ORDERING)
async def update_ordering_provider(ctx: Context, call: Call[wire.OrderingProviderUpdate]) -> Reply:
    sent = _sent(call)
    line_id = str(call.path["service_line_id"])
    encounter, line = await lines.change_ordering(ctx, line_id, lambda held: mapping.changed(sent, held))
    return await _shown(ctx, call, encounter, line.ordering)


@routes.on(wire.DELETE_ORDERING)
async def delete_ordering_provider(ctx: Context, call: Call) -> Reply:
    await lines.remove_ordering(ctx, str(call.path["service_line_id"]))
    return None


def _sent(call: Call[Any]) -> dict[str, Any]:
    sent: dict[str, Any] = call.body.model_dump(mode="json", exclude_unset=True)
    return sent


async def _shown(ctx: Context, call: Call[Any], encounter: Encounter, provider: Provider | None) -> Reply:
    assert provider is not None  # it was just written
    return mapping.from_core(encounter, provider, await refs_for(ctx, call.raw, [encounter]))
