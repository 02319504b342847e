"""Encounters."""

from collections.abc import AsyncIterator, Sequence
from typing import Unpack
from uuid import UUID

from polyclinic.dialects.candid.client import operations
from polyclinic.dialects.candid.client.operations import EncounterFilters
from polyclinic.dialects.candid.wire import encounters_from_pre_encounter as from_wire
from polyclinic.dialects.candid.wire import encounters_universal as universal
from polyclinic.dialects.candid.wire import medication_dispense, superbills
from polyclinic.dialects.candid.wire.encounters import Encounter, EncounterCreate, EncounterPage, EncounterUpdate
from polyclinic.dialects.candid.wire.encounters_from_pre_encounter import (
    EncounterCreateFromPreEncounter,
    UniversalEncounterCreateFromPreEncounter,
)
from polyclinic.dialects.candid.wire.encounters_universal import UniversalEncounterCreate, UniversalEncounterUpdate
from polyclinic.dialects.candid.wire.medication_dispense import MedicationDispenseCreate
from polyclinic.dialects.candid.wire.superbills import Superbill, SuperbillCreate
from polyclinic.sdk._async.client import AsyncApiClient
from polyclinic.sdk.operation import Operation


class AsyncEncounters:
    """Encounters of the organization. What is refused raises an ``ApiError`` of ``polyclinic.sdk.errors``."""

    def __init__(self, api: AsyncApiClient) -> None:
        self._api = api

    async def create(self, encounter: EncounterCreate) -> Encounter:
        """Record a visit. Raises ``ExternalIdTaken``, ``ValidationFailed``.

        Not sent again by itself when no answer comes: look for its external id first.
        """
        return await self._api.send(operations.create_encounter(encounter))

    async def get(self, encounter_id: UUID | str) -> Encounter:
        """Raises ``NotFound``."""
        return await self._api.send(operations.get_encounter(encounter_id))

    async def update(self, encounter_id: UUID | str, changes: EncounterUpdate) -> Encounter:
        """Change what is set on ``changes`` and keep the rest; None clears.

        Raises ``NotFound`` and ``ValidationFailed``.
        """
        return await self._api.send(operations.update_encounter(encounter_id, changes))

    async def create_universal(self, encounter: UniversalEncounterCreate) -> Encounter:
        """Record a visit on either form. Raises what ``create`` raises."""
        return await self._api.send(universal.CREATE.call(encounter))

    async def update_universal(self, encounter_id: UUID | str, changes: UniversalEncounterUpdate) -> Encounter:
        """Change what is set on ``changes``, on either form. Raises what ``update`` raises."""
        return await self._api.send(universal.UPDATE.call(changes, encounter_id=encounter_id))

    async def create_from_dispense(self, dispense: MedicationDispenseCreate) -> Encounter:
        """Bill a drug that was handed out. Raises ``NotFound`` for the patient, ``ExternalIdTaken``."""
        return await self._api.send(medication_dispense.CREATE.call(dispense))

    async def superbills(self, asked: SuperbillCreate) -> Sequence[Superbill]:
        """A patient's superbills as files, one per billing provider. Raises ``Unprocessable`` for the patient."""
        return (await self._api.send(superbills.CREATE.call(asked))).superbills

    async def create_from_pre_encounter(self, encounter: EncounterCreateFromPreEncounter) -> Encounter:
        """Record a visit of a pre-encounter patient, whose record it follows until its claim is sent.

        Raises ``NotFound`` for the patient and appointments, ``ExternalIdTaken``, ``ValidationFailed``.
        """
        return await self._api.send(from_wire.CREATE.call(encounter))

    async def create_universal_from_pre_encounter(
        self, encounter: UniversalEncounterCreateFromPreEncounter
    ) -> Encounter:
        """The same for visits billed on either form."""
        return await self._api.send(from_wire.CREATE_UNIVERSAL.call(encounter))

    async def list(self, *, page_size: int = 100, **filters: Unpack[EncounterFilters]) -> AsyncIterator[Encounter]:
        """Every encounter that matches, the latest first unless ``sort`` says otherwise."""

        def following(page: EncounterPage) -> Operation[EncounterPage] | None:
            token = page.next_page_token
            return None if token is None else operations.list_encounters(page_size, filters, token)

        async for page in self._api.pages(operations.list_encounters(page_size, filters), following):
            for encounter in page.items:
                yield encounter
