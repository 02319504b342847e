"""What was found, said and done at an encounter."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from polyclinic.dialects.candid.wire.codes import (
    BillingNoteType,
    InterventionCategory,
    LabCodeType,
    NoteCategory,
    PatientHistoryKind,
)
from polyclinic.dialects.candid.wire.common import Count, Instant, Measure, Npi, Text, Wire


class ClinicalNote(Wire):
    """A note and who wrote it."""

    text: str
    author_name: str
    author_npi: Npi | None = None
    timestamp: Instant


class ClinicalNotesCreate(Wire):
    """The notes of one category, as sent."""

    category: NoteCategory
    notes: list[ClinicalNote]


class ClinicalNotes(Wire):
    """The notes of one category, as read back: their texts, and the notes themselves."""

    category: NoteCategory
    notes: list[str]
    notes_structured: list[ClinicalNote] | None = None


class BillingNoteCreate(Wire):
    """A remark for those who bill."""

    text: Text


class BillingNote(Wire):
    """A remark for those who bill, as read back."""

    billing_note_id: UUID
    encounter_id: UUID
    created_at: Instant
    text: str
    billing_note_type: BillingNoteType | None = None


class FollowUp(Wire):
    """A question asked because of an answer, and its answer."""

    id: str
    text: str
    response: str | None = None


class IntakeResponse(Wire):
    """An answer and what was asked because of it."""

    response: str | None = None
    follow_ups: list[FollowUp] | None = None


class IntakeQuestion(Wire):
    """A question of the intake form and its answers."""

    id: str
    text: str
    responses: list[IntakeResponse] | None = None


class PatientHistory(Wire):
    """One category of the patient's history."""

    category: PatientHistoryKind
    questions: Annotated[list[IntakeQuestion], Field(min_length=1)]


class Medication(Wire):
    """A medication; ``rx_cui`` is its RxNorm concept."""

    name: str
    rx_cui: str | None = None
    dosage: str | None = None
    dosage_form: str | None = None
    frequency: str | None = None
    as_needed: bool | None = None


class Lab(Wire):
    """A laboratory test."""

    name: str
    code: str | None = None
    code_type: LabCodeType | None = None


class Intervention(Wire):
    """Something done about a complaint."""

    name: str
    category: InterventionCategory
    description: str | None = None
    medication: Medication | None = None
    labs: list[Lab] | None = None


class Vitals(Wire):
    """Measurements, each in the unit its name ends with."""

    height_in: Count | None = None
    weight_lbs: Count | None = None
    blood_pressure_systolic_mmhg: Count | None = None
    blood_pressure_diastolic_mmhg: Count | None = None
    body_temperature_f: Measure | None = None
    hemoglobin_gdl: Measure | None = None
    hematocrit_pct: Measure | None = None
