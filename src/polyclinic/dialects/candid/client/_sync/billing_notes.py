# generated: edit the _async file of the same name, then run "make format"
"""Billing notes."""

from uuid import UUID

from polyclinic.dialects.candid.wire import billing_notes as wire
from polyclinic.dialects.candid.wire.clinical import BillingNote
from polyclinic.sdk._sync.client import ApiClient


class BillingNotes:
    """Remarks for those who bill. What is refused raises an ``ApiError`` of ``polyclinic.sdk.errors``."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def create(self, encounter_id: UUID | str, text: str) -> BillingNote:
        """Raises ``NotFound`` for the encounter."""
        note = wire.StandaloneBillingNoteCreate.model_validate({"encounter_id": encounter_id, "text": text})
        return self._api.send(wire.CREATE.call(note))

    def update(self, note_id: UUID | str, text: str) -> BillingNote:
        """Word a note anew. Raises ``NotFound``."""
        return self._api.send(wire.UPDATE.call(wire.BillingNoteUpdate(text=text), billing_note_id=note_id))

    def delete(self, note_id: UUID | str) -> None:
        """Raises ``NotFound``."""
        self._api.send(wire.DELETE.call(billing_note_id=note_id))
