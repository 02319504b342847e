"""Clinical entries of every kind, as a doctor would have left them."""

from decimal import Decimal
from typing import Any

from polyclinic.core.clinical.model import (
    ALLERGY,
    CONDITION,
    MEDICATION,
    OBSERVATION,
    PROCEDURE,
    AllergyCategory,
    AllergyIntolerance,
    ClinicalEntry,
    CodeSystem,
    Coding,
    Concept,
    Condition,
    Criticality,
    Dosage,
    MedicationStatement,
    Observation,
    ObservationCategory,
    Procedure,
    Quantity,
    Reaction,
    ReferenceRange,
    Severity,
)
from polyclinic.core.shared.kinds import Kind

FOUND = "2026-01-15T14:30:00Z"


def coded(text: str, system: str, code: str) -> Concept:
    return Concept(text, (Coding(system, code, text),))


HIVES = coded("Hives", CodeSystem.SNOMED_CT, "247472004")
PANEL = coded("Basic metabolic panel", CodeSystem.LOINC, "51990-0")
HYPERTENSION = Concept(
    "High blood pressure",
    (
        Coding(CodeSystem.SNOMED_CT, "38341003", "Hypertensive disorder"),
        Coding(CodeSystem.ICD_10_CM, "I10", "Essential (primary) hypertension"),
    ),
)


def allergy(patient_id: str, **changes: Any) -> AllergyIntolerance:
    given: dict[str, Any] = {
        "code": coded("Penicillin V", CodeSystem.RXNORM, "7984"),
        "category": AllergyCategory.MEDICATION,
        "criticality": Criticality.HIGH,
        "onset": "2010",
        "reactions": (Reaction(HIVES, Severity.MODERATE),),
    }
    return AllergyIntolerance(patient_id=patient_id, **{**given, **changes})


def medication(patient_id: str, **changes: Any) -> MedicationStatement:
    given: dict[str, Any] = {
        "code": coded("lisinopril 10 MG Oral Tablet", CodeSystem.RXNORM, "314076"),
        "start": "2020-03-01",
        "dosage": Dosage(
            text="One tablet a day",
            dose=Quantity(Decimal(1), "{tablet}"),
            every=Quantity(Decimal(24), "h"),
            route=coded("Oral", CodeSystem.SNOMED_CT, "26643006"),
        ),
    }
    return MedicationStatement(patient_id=patient_id, **{**given, **changes})


def condition(patient_id: str, **changes: Any) -> Condition:
    return Condition(patient_id=patient_id, **{"code": HYPERTENSION, "onset": "2019-11", **changes})


def result(patient_id: str, **changes: Any) -> Observation:
    given: dict[str, Any] = {
        "category": ObservationCategory.LABORATORY,
        "code": coded("Glucose", CodeSystem.LOINC, "2345-7"),
        "effective": FOUND,
        "quantity": Quantity(Decimal("112.50"), "mg/dL"),
        "interpretation": "H",
        "reference_range": ReferenceRange(Decimal(70), Decimal(99)),
        "panel": PANEL,
    }
    return Observation(patient_id=patient_id, **{**given, **changes})


def vital_sign(patient_id: str, **changes: Any) -> Observation:
    given: dict[str, Any] = {
        "category": ObservationCategory.VITAL_SIGNS,
        "code": coded("Systolic blood pressure", CodeSystem.LOINC, "8480-6"),
        "effective": FOUND,
        "quantity": Quantity(Decimal(132), "mm[Hg]"),
    }
    return Observation(patient_id=patient_id, **{**given, **changes})


def smoking_status(patient_id: str, **changes: Any) -> Observation:
    given: dict[str, Any] = {
        "category": ObservationCategory.SOCIAL_HISTORY,
        "code": coded("Tobacco smoking status", CodeSystem.LOINC, "72166-2"),
        "effective": "2026-01-15",
        "concept": coded("Former smoker", CodeSystem.SNOMED_CT, "8517006"),
    }
    return Observation(patient_id=patient_id, **{**given, **changes})


def procedure(patient_id: str, **changes: Any) -> Procedure:
    given: dict[str, Any] = {"code": coded("Colonoscopy", CodeSystem.SNOMED_CT, "73761001"), "performed": "2018-06"}
    return Procedure(patient_id=patient_id, **{**given, **changes})


def chart(patient_id: str) -> list[tuple[Kind[Any], ClinicalEntry]]:
    """One entry for every section of a summary of care."""
    return [
        (ALLERGY, allergy(patient_id)),
        (MEDICATION, medication(patient_id)),
        (CONDITION, condition(patient_id)),
        (OBSERVATION, result(patient_id)),
        (OBSERVATION, vital_sign(patient_id)),
        (OBSERVATION, smoking_status(patient_id)),
        (PROCEDURE, procedure(patient_id)),
    ]
