"""Providers of an encounter on their own, in both directions."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from polyclinic.core.encounters.model import Encounter, Provider, ProviderRole
from polyclinic.core.shared.errors import Invalid
from polyclinic.dialects.candid.mapping.common import Json
from polyclinic.dialects.candid.mapping.encounter_updates import replaced
from polyclinic.dialects.candid.mapping.encounters import Refs, provider_in
from polyclinic.dialects.candid.mapping.parties import provider_from_core, provider_to_core, provider_to_wire
from polyclinic.dialects.candid.mapping.rules import provider_problems


def to_core(role: ProviderRole, sent: Mapping[str, Any], current: Provider | None = None) -> Provider:
    """A provider with everything that ``sent`` says. Raises ``Invalid``."""
    if problems := list(provider_problems("", sent)):
        raise Invalid([replace(problem, path=problem.path[1:]) for problem in problems])
    return provider_to_core(role, sent, current)


def changed(sent: Mapping[str, Any], provider: Provider) -> Provider:
    """The provider with what ``sent`` says: absent stays, null clears. Raises ``Invalid``."""
    return to_core(provider.role, replaced(provider_to_wire(provider), sent), provider)


def from_core(encounter: Encounter, provider: Provider, refs: Refs) -> Json:
    """A provider as read."""
    return provider_from_core(provider, provider_in(encounter, ProviderRole.BILLING, refs).address)
