"""Notes about patients on the wire."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from polyclinic.dialects.silna.wire.common import READ_ERRORS, WRITE_ERRORS, Id, Page, PageQuery, Wire
from polyclinic.sdk.endpoint import Endpoint

MAX_NOTE = 20_000


class PatientNote(Wire):
    """A note: text, a file, or both."""

    id: Id
    patient_id: Id
    note: str | None = None
    created_at: datetime
    file_id: Id | None = None


class PatientNoteCreate(Wire):
    """Text, a file, or both."""

    note: Annotated[str, Field(max_length=MAX_NOTE)] | None = None
    file_id: Id | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "PatientNoteCreate":
        if self.file_id is None and not (self.note or "").strip():
            raise PydanticCustomError("empty_note", "a note needs text or a file_id")
        return self


class PatientNoteCreated(Wire):
    patient_note_id: Id


_NOTES = "/public/v1/patients/{patient_id}/notes"
_TAGS = ("Patient Notes",)

LIST = Endpoint(
    name="patient_notes.list",
    summary="Get Patient Notes",
    method="GET",
    path=_NOTES,
    query=PageQuery,
    gives=Page[PatientNote],
    errors=READ_ERRORS,
    tags=_TAGS,
)
CREATE = Endpoint(
    name="patient_notes.create",
    summary="Create Patient Note",
    method="POST",
    path=_NOTES,
    takes=PatientNoteCreate,
    gives=PatientNoteCreated,
    status=201,
    errors=WRITE_ERRORS,
    tags=_TAGS,
)
