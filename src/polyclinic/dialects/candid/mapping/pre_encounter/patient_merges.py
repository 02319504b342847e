"""Merges of patients as read."""

from collections.abc import Mapping, Sequence

from polyclinic.core.patients.model import Patient, PatientMerge
from polyclinic.dialects.candid.mapping.common import Json
from polyclinic.dialects.candid.mapping.pre_encounter.common import base
from polyclinic.dialects.candid.mapping.pre_encounter.patients import mrn_of

FIELDS = {"survivor_id": ("primary_patient_mrn",), "merged_id": ("alternative_patient_mrn",)}
"""The record's fields in this API's words."""


def from_core(merge: PatientMerge, patients: Mapping[str, Patient], organization_id: str) -> Json:
    """A merge; ``patients`` holds both sides."""
    return {
        **base(merge, organization_id),
        "id": merge.id,
        "primary_patient_mrn": mrn_of(patients[merge.survivor_id]),
        "alternative_patient_mrn": mrn_of(patients[merge.merged_id]),
    }


def status(survivor: Patient | None, merged: Sequence[Patient]) -> Json:
    """Where a patient stands: whom it was merged into, who was merged into it."""
    if survivor is not None:
        return {"merge_status": "alternative", "primary_mrn": mrn_of(survivor)}
    if merged:
        return {"merge_status": "primary", "alternative_mrns": [mrn_of(patient) for patient in merged]}
    return {"merge_status": "none"}
