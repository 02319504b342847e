"""Patients' diagnoses: problems on the record's list that bear a code of ICD-10-CM."""

from typing import Any

from polyclinic.core.clinical.diagnoses import Diagnosis

STANDARD = "ICD_10"


def from_core(diagnosis: Diagnosis) -> dict[str, Any]:
    """A diagnosis as Silna shows it."""
    code = {"code": diagnosis.code, "standard": STANDARD, "description": diagnosis.description}
    return {"id": diagnosis.id, "patient_id": diagnosis.patient_id, "diagnosis_code": code}
