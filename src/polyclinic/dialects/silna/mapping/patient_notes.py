"""Notes about patients."""

from typing import Any

from polyclinic.core.patients.notes import Note
from polyclinic.dialects.silna.mapping.common import instant
from polyclinic.dialects.silna.wire.patient_notes import PatientNoteCreate


def from_core(note: Note) -> dict[str, Any]:
    """A note of a patient as Silna shows it."""
    return {
        "id": note.id,
        "patient_id": note.patient_id,
        "note": note.value or None,
        "created_at": instant(note.created_at),
        "file_id": note.document_id,
    }


def to_core(body: PatientNoteCreate, patient_id: str) -> Note:
    """A new note."""
    return Note(value=body.note or "", patient_id=patient_id, document_id=body.file_id)
