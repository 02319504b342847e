"""Billing notes."""

from uuid import UUID

from polyclinic.dialects.candid.wire import billing_notes as wire
from polyclinic.dialects.candid.wire.clinical import BillingNote
from polyclinic.sdk._async.client import AsyncApiClient


class AsyncBillingNotes:
    """Remarks for those who bill. What is refused raises an ``ApiError`` of ``polyclinic.sdk.errors``."""

    def __init__(self, api: AsyncApiClient) -> None:
        self._api = api

    async def create(self, encounter_id: UUID | str, text: str) -> BillingNote:
        """Raises ``NotFound`` for the encounter."""
        note = wire.StandaloneBillingNoteCreate.model_validate({"encounter_id": encounter_id, "text": text})
        return await self._api.send(wire.CREATE.call(note))

    async def update(self, note_id: UUID | str, text: str) -> BillingNote:
        """Word a note anew. Raises ``NotFound``."""
        return await self._api.send(wire.UPDATE.call(wire.BillingNoteUpdate(text=text), billing_note_id=note_id))

    async def delete(self, note_id: UUID | str) -> None:
        """Raises ``NotFound``."""
        await self._api.send(wire.DELETE.call(billing_note_id=note_id))
