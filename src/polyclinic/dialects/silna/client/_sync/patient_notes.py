# generated: edit the _async file of the same name, then run "make format"
"""Notes about patients."""

from collections.abc import Iterator

from polyclinic.dialects.silna.client._sync.lists import every
from polyclinic.dialects.silna.wire import patient_notes as wire
from polyclinic.dialects.silna.wire.common import Page, PageQuery
from polyclinic.sdk._sync.client import ApiClient


class PatientNotes:
    """Notes about patients: text, a file, or both."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def create(
        self,
        patient_id: str,
        note: str | None = None,
        *,
        file_id: str | None = None,
        idempotency_key: str | None = None,
    ) -> str:
        """Make a note and return its id. A file that was of no patient is this patient's from then on.

        Raises ``BadRequest`` for a file of another patient.
        """
        body = wire.PatientNoteCreate.model_validate({"note": note, "file_id": file_id})
        return (self._api.send(wire.CREATE.call(body, patient_id=patient_id), key=idempotency_key)).patient_note_id

    def page(self, patient_id: str, query: PageQuery) -> Page[wire.PatientNote]:
        """One page, after or before the note that ``query`` names."""
        return self._api.send(wire.LIST.call(query=query, patient_id=patient_id))

    def list(self, patient_id: str, *, limit: int | None = None) -> Iterator[wire.PatientNote]:
        """Every note about a patient, newest first."""
        for note in every(self._api, wire.LIST, PageQuery, {"patient_id": patient_id}, limit=limit):
            yield note
