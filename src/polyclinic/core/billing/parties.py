"""The verbs of what else an encounter holds: providers by role, the guarantor, billing notes, paperwork."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from polyclinic.core.billing import operations as billing
from polyclinic.core.billing.errors import GuarantorExists, ReferringMissing, RoleTaken
from polyclinic.core.documents.model import DOCUMENT
from polyclinic.core.encounters import operations as encounters
from polyclinic.core.encounters.model import Encounter, Provider, ProviderRole
from polyclinic.core.encounters.parts import BillingNote, Guarantor, Paperwork
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.copies import replace
from polyclinic.core.shared.errors import Invalid, NotFound
from polyclinic.core.shared.refusals import refusals_of, refuses

MOST_PAPERWORK = 10
"""How many PWK segments a claim has room for."""
GUARANTOR, NOTE, PAPERWORK = "guarantor", "billing_note", "paperwork"


class Part(Protocol):
    @property
    def id(self) -> str: ...


P = TypeVar("P", bound=Part)

# -- providers --------------------------------------------------------------------------------------------------------


@refuses(RoleTaken, ReferringMissing, *refusals_of(billing.update))
async def add_provider(ctx: Context, encounter_id: str, provider: Provider) -> Encounter:
    """Name a provider. Who referred first is named beside who referred last only."""
    encounter = await encounters.read(ctx, encounter_id)
    if encounter.provider(provider.role):
        raise RoleTaken(provider.role.value, "the encounter has such a provider")
    if provider.role is ProviderRole.INITIAL_REFERRING and encounter.provider(ProviderRole.REFERRING) is None:
        raise ReferringMissing("an initial referring provider is named beside a referring provider only")
    return await _with_provider(ctx, encounter, provider.role, provider)


@refuses(*refusals_of(billing.update))
async def change_provider(
    ctx: Context, encounter_id: str, role: ProviderRole, edit: Callable[[Provider], Provider]
) -> Encounter:
    """Change a provider by a pure function. Raises ``NotFound`` also where nobody has the role."""
    encounter = await encounters.read(ctx, encounter_id)
    return await _with_provider(ctx, encounter, role, edit(_provider(encounter, role)))


@refuses(RoleTaken, *refusals_of(billing.update))
async def remove_provider(ctx: Context, encounter_id: str, role: ProviderRole) -> Encounter:
    """Take a provider out. Who referred last stays while somebody referred first."""
    encounter = await encounters.read(ctx, encounter_id)
    _provider(encounter, role)
    first = ProviderRole.INITIAL_REFERRING
    if role is ProviderRole.REFERRING and encounter.provider(first):
        raise RoleTaken(first.value, "remove the initial referring provider first")
    return await _with_provider(ctx, encounter, role, None)


def _provider(encounter: Encounter, role: ProviderRole) -> Provider:
    provider = encounter.provider(role)
    if provider is None:
        raise NotFound(f"{role.value}_provider", encounter.id)
    return provider


async def _with_provider(
    ctx: Context, encounter: Encounter, role: ProviderRole, provider: Provider | None
) -> Encounter:
    def with_it(held: Encounter) -> Encounter:
        others = [each for each in held.providers if each.role is not role]
        return replace(held, providers=tuple(others if provider is None else [*others, provider]))

    return await billing.update(ctx, encounter.id, with_it)


# -- guarantor --------------------------------------------------------------------------------------------------------


@refuses(GuarantorExists, *refusals_of(billing.update))
async def add_guarantor(ctx: Context, encounter_id: str, draft: Guarantor) -> Guarantor:
    """Say who answers for what the patient owes."""
    encounter = await encounters.read(ctx, encounter_id)
    if encounter.guarantor is not None:
        raise GuarantorExists("the encounter has a guarantor")
    await billing.update(ctx, encounter.id, lambda held: replace(held, guarantor=draft))
    return draft


@refuses(NotFound)
async def read_guarantor(ctx: Context, guarantor_id: str) -> Guarantor:
    """A guarantor by id."""
    _, guarantor = await _guarantor(ctx, guarantor_id)
    return guarantor


@refuses(*refusals_of(billing.update))
async def change_guarantor(ctx: Context, guarantor_id: str, edit: Callable[[Guarantor], Guarantor]) -> Guarantor:
    """Change a guarantor by a pure function."""
    encounter, before = await _guarantor(ctx, guarantor_id)
    after = edit(before)
    await billing.update(ctx, encounter.id, lambda held: replace(held, guarantor=after))
    return after


async def _guarantor(ctx: Context, guarantor_id: str) -> tuple[Encounter, Guarantor]:
    encounter = await encounters.holding(ctx, GUARANTOR, guarantor_id)
    if encounter.guarantor is None or encounter.guarantor.id != guarantor_id:
        raise NotFound(GUARANTOR, guarantor_id)
    return encounter, encounter.guarantor


# -- billing notes ----------------------------------------------------------------------------------------------------


@refuses(*refusals_of(billing.update))
async def add_note(ctx: Context, encounter_id: str, text: str) -> tuple[Encounter, BillingNote]:
    """Add a remark for those who bill."""
    note = BillingNote(text=text, created_at=ctx.system_clock.now())
    after = await billing.update(
        ctx, encounter_id, lambda held: replace(held, billing_notes=(*held.billing_notes, note))
    )
    return after, note


@refuses(*refusals_of(billing.update))
async def change_note(ctx: Context, note_id: str, text: str) -> tuple[Encounter, BillingNote]:
    """Word a remark anew."""
    encounter = await encounters.holding(ctx, NOTE, note_id)
    note = replace(_part(encounter.billing_notes, NOTE, note_id), text=text)
    after = await billing.update(
        ctx, encounter.id, lambda held: replace(held, billing_notes=_replaced(held.billing_notes, note))
    )
    return after, note


@refuses(*refusals_of(billing.update))
async def remove_note(ctx: Context, note_id: str) -> None:
    """Take a remark back."""
    encounter = await encounters.holding(ctx, NOTE, note_id)
    _part(encounter.billing_notes, NOTE, note_id)
    await billing.update(
        ctx, encounter.id, lambda held: replace(held, billing_notes=_without(held.billing_notes, note_id))
    )


# -- paperwork --------------------------------------------------------------------------------------------------------


@refuses(*refusals_of(billing.update))
async def add_paperwork(ctx: Context, encounter_id: str, draft: Paperwork) -> Paperwork:
    """Announce paperwork with the claim."""
    encounter = await encounters.read(ctx, encounter_id)
    if len(encounter.paperwork) >= MOST_PAPERWORK:
        raise Invalid.field("paperwork", code="too_many", message=f"a claim takes {MOST_PAPERWORK} at most")
    await _check_document(ctx, encounter, draft, None)
    await billing.update(ctx, encounter.id, lambda held: replace(held, paperwork=(*held.paperwork, draft)))
    return draft


@refuses(*refusals_of(billing.update))
async def change_paperwork(
    ctx: Context, encounter_id: str, paperwork_id: str, edit: Callable[[Paperwork], Paperwork]
) -> Paperwork:
    """Change announced paperwork by a pure function."""
    encounter = await encounters.read(ctx, encounter_id)
    before = _part(encounter.paperwork, PAPERWORK, paperwork_id)
    after = edit(before)
    await _check_document(ctx, encounter, after, before)
    await billing.update(ctx, encounter.id, lambda held: replace(held, paperwork=_replaced(held.paperwork, after)))
    return after


@refuses(*refusals_of(billing.update))
async def remove_paperwork(ctx: Context, encounter_id: str, paperwork_id: str) -> None:
    """Take announced paperwork back."""
    encounter = await encounters.read(ctx, encounter_id)
    _part(encounter.paperwork, PAPERWORK, paperwork_id)
    await billing.update(
        ctx, encounter.id, lambda held: replace(held, paperwork=_without(held.paperwork, paperwork_id))
    )


async def _check_document(ctx: Context, encounter: Encounter, after: Paperwork, before: Paperwork | None) -> None:
    """A document that is sent with a claim is the patient's."""
    if after.document_id is None or (before is not None and before.document_id == after.document_id):
        return
    document = await ctx.need(DOCUMENT, after.document_id)
    if document.patient_id != encounter.patient_id:
        raise NotFound(DOCUMENT.name, after.document_id)


# -- parts in general -------------------------------------------------------------------------------------------------


def _part(parts: tuple[P, ...], kind: str, part_id: str) -> P:
    for part in parts:
        if part.id == part_id:
            return part
    raise NotFound(kind, part_id)


def _replaced(parts: tuple[P, ...], new: P) -> tuple[P, ...]:
    return tuple([new if part.id == new.id else part for part in parts])


def _without(parts: tuple[P, ...], part_id: str) -> tuple[P, ...]:
    return tuple([part for part in parts if part.id != part_id])
