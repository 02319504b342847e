"""A facility's entry in the national registry of health facilities: its id there, and how far it has come.

Ids are those of India's Health Facility Registry: ``IN``, two digits for the state, eight for the facility.
"""

from dataclasses import replace

from polyclinic.core.organisation import operations, policy
from polyclinic.core.organisation.model import FACILITY, Facility, RegistrationStatus
from polyclinic.core.shared.context import Context, Edit
from polyclinic.core.shared.entity import with_external_id
from polyclinic.core.shared.errors import ExternalIdTaken
from polyclinic.core.shared.refusals import refusals_of, refuses

REGISTRY = "in.hfr"
"""The external ids that facilities carry in the registry."""

_NUMBERS = 10**8


@refuses(*refusals_of(operations.add_facility))
async def enter(ctx: Context, draft: Facility, state: int) -> Facility:
    """Open a facility that is registered in the state of this number; without an id it gets a free one."""
    ctx.require(policy.WRITE)
    return await operations.add_facility(ctx, await _numbered(ctx, draft, state))


@refuses(*refusals_of(operations.update_facility))
async def enter_existing(ctx: Context, facility_id: str, edit: Edit[Facility], state: int) -> Facility:
    """Register a facility that the record has. Refused as ``ExternalIdTaken`` if it is registered."""
    held = await operations.read_facility(ctx, facility_id)
    if held.registration is not None:
        raise ExternalIdTaken(FACILITY.name, REGISTRY, held.external_id(REGISTRY) or "", held.id)
    named = await _numbered(ctx, edit(held), state)
    return await operations.update_facility(
        ctx, facility_id, lambda facility: with_external_id(edit(facility), REGISTRY, named.external_id(REGISTRY))
    )


@refuses(*refusals_of(operations.update_facility))
async def answered_for(ctx: Context, facility_id: str, edit: Edit[Facility]) -> Facility:
    """Change a facility by somebody who answers for it, which approves its registration."""

    def approved(facility: Facility) -> Facility:
        registration = facility.registration
        done = registration and replace(registration, status=RegistrationStatus.APPROVED)
        return replace(edit(facility), registration=done)

    return await operations.update_facility(ctx, facility_id, approved)


async def _numbered(ctx: Context, facility: Facility, state: int) -> Facility:
    """With an id of the registry, which follows from the facility's own unless another has it."""
    if facility.external_id(REGISTRY):
        return facility
    number = int(facility.id.replace("-", ""), 16)
    while True:
        registry_id = f"IN{state:02}{number % _NUMBERS:08}"
        if await ctx.get_by_external_id(FACILITY, REGISTRY, registry_id) is None:
            return with_external_id(facility, REGISTRY, registry_id)
        number += 1
