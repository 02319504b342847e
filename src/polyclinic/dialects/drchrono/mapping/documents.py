"""Documents in charts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from polyclinic.core.documents.model import Document
from polyclinic.core.patients.model import Patient
from polyclinic.core.practitioners.model import Practitioner
from polyclinic.core.shared.times import wall
from polyclinic.dialects.drchrono.mapping.common import Refs


@dataclass(frozen=True, slots=True)
class Targets:
    """What the changed references of a body refer to."""

    doctor: Practitioner | None = None
    patient: Patient | None = None


def from_core(document: Document, refs: Refs, url: str) -> dict[str, Any]:
    """A document that has a file and a patient. Without a day of its own it reads as of the day it was filed."""
    day = document.date or wall(document.created_at, refs.zone).date()
    return {
        "id": document.number,
        "date": day.isoformat(),
        "description": document.description or document.name or document.filename,
        "doctor": refs.doctor_path(document.practitioner_id),
        "patient": refs.patient_path(document.patient_id),
        "document": url,
        "metatags": list(document.tags),
    }


def to_core(values: Mapping[str, Any], document: Document, targets: Targets) -> Document:
    """``document`` with the changed values."""
    references = {"doctor": ("practitioner_id", targets.doctor), "patient": ("patient_id", targets.patient)}
    ids: dict[str, Any] = {
        field: target.id for name, (field, target) in references.items() if name in values and target
    }
    return replace(
        document,
        date=values.get("date", document.date),
        description=values.get("description", document.description),
        tags=tuple(values["metatags"] or ()) if "metatags" in values else document.tags,
        **ids,
    )
