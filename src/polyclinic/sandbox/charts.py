"""What is known about the demo patients' health: common complaints, and what goes with them."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

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
from polyclinic.core.patients.model import Patient
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.kinds import Kind
from polyclinic.core.shared.times import partial_time
from polyclinic.sandbox.plan import Plan

Entry = tuple[Kind[Any], ClinicalEntry]


def _concept(display: str, system: str, code: str, *others: Coding) -> Concept:
    return Concept(display, (Coding(system, code, display), *others))


@dataclass(frozen=True, slots=True)
class _Complaint:
    """A problem by its SNOMED CT and ICD-10-CM codes, and the RxNorm drug that it is treated with, if any."""

    snomed: str
    icd: str
    name: str
    drug: str = ""
    drug_name: str = ""
    directions: str = ""

    @property
    def problem(self) -> Concept:
        return _concept(self.name, CodeSystem.SNOMED_CT, self.snomed, Coding(CodeSystem.ICD_10_CM, self.icd, self.name))

    @property
    def treatment(self) -> Concept:
        return _concept(self.drug_name, CodeSystem.RXNORM, self.drug)


_GROWN = 2000
"""Who was born before is an adult in any demo."""
_ASTHMA = _Complaint(
    "195967001",
    "J45.909",
    "Asthma",
    "745679",
    "200 ACTUAT albuterol 0.09 MG/ACTUAT Metered Dose Inhaler",
    "Two puffs as needed",
)
_COMPLAINTS = (
    _Complaint("38341003", "I10", "Hypertension", "314076", "lisinopril 10 MG Oral Tablet", "One tablet a day"),
    _Complaint(
        "44054006",
        "E11.9",
        "Type 2 diabetes mellitus",
        "860975",
        "24 HR metformin hydrochloride 500 MG Extended Release Oral Tablet",
        "One tablet with the evening meal",
    ),
    _Complaint("279039007", "M54.50", "Low back pain"),
    _ASTHMA,
    _Complaint("55822004", "E78.5", "Hyperlipidemia", "314231", "simvastatin 10 MG Oral Tablet", "One tablet at night"),
    _Complaint("239873007", "M17.9", "Osteoarthritis of knee"),
)
_DRUG = AllergyCategory.MEDICATION
_ALLERGIES = (
    ("7984", CodeSystem.RXNORM, "penicillin V", _DRUG, "247472004", "Hives"),
    ("762952008", CodeSystem.SNOMED_CT, "Peanut", AllergyCategory.FOOD, "39579001", "Anaphylaxis"),
    (
        "10831",
        CodeSystem.RXNORM,
        "sulfamethoxazole / trimethoprim",
        AllergyCategory.MEDICATION,
        "271807003",
        "Skin rash",
    ),
    ("111088007", CodeSystem.SNOMED_CT, "Latex", AllergyCategory.ENVIRONMENT, "418363000", "Itching of skin"),
)
_SMOKING = (
    ("266919005", "Never smoker"),
    ("8517006", "Former smoker"),
    ("266919005", "Never smoker"),
    ("449868002", "Current every day smoker"),
)
_FOR_ALL = 3
"""So many vital signs are alike at any age."""
_VITAL_SIGNS = (
    ("8480-6", "Systolic blood pressure", "mm[Hg]", 108, 148),
    ("8462-4", "Diastolic blood pressure", "mm[Hg]", 66, 94),
    ("8867-4", "Heart rate", "/min", 58, 92),
    ("29463-7", "Body weight", "kg", 52, 104),
    ("8302-2", "Body height", "cm", 154, 190),
)
_PANEL = _concept("Basic metabolic panel", CodeSystem.LOINC, "51990-0")
_RESULTS = (
    ("2345-7", "Glucose", "mg/dL", "70", "99", "76", "128"),
    ("2160-0", "Creatinine", "mg/dL", "0.6", "1.2", "0.7", "1.3"),
    ("2951-2", "Sodium", "mmol/L", "136", "145", "134", "146"),
)
"""With what is usual, and between which the demo's results lie."""
_NEW: dict[str, Any] = {"patient_id": ""}
_PROCEDURES = (
    ("73761001", "Colonoscopy"),
    ("80146002", "Appendectomy"),
    ("609588000", "Total knee replacement"),
)


async def load_charts(ctx: Context, plan: Plan, patients: Sequence[Patient]) -> None:
    """Stage what is known about each patient; of the first something for every section of a summary of care."""
    today = ctx.clock.today(ZoneInfo(plan.zone))
    for position, patient in enumerate(patients):
        for number, (kind, entry) in enumerate(_chart(plan, position, patient, today)):
            known = replace(
                entry,
                id=plan.id("clinical", position, number),
                number=plan.first_number + 10_001 + 20 * position + number,
                patient_id=patient.id,
                practitioner_id=patient.practitioner_id,
            )
            await ctx.put(kind, known)


def _chart(plan: Plan, position: int, patient: Patient, today: date) -> Iterator[Entry]:
    """The same for the same plan, but that its latest visit is always a few days ago. The young have little of all."""
    rng = random.Random(f"{plan.seed}/{position}")  # noqa: S311  # demo data, not secrets
    grown = patient.birth_date is not None and patient.birth_date.year < _GROWN
    complaint = _COMPLAINTS[position % len(_COMPLAINTS)] if grown else _ASTHMA
    began = date(2021, 1, 1) + timedelta(days=rng.randrange(1200))
    yield CONDITION, Condition(**_NEW, code=complaint.problem, onset=began.isoformat()[:7])
    if complaint.drug:
        directions = Dosage(text=complaint.directions)
        yield (
            MEDICATION,
            MedicationStatement(**_NEW, code=complaint.treatment, start=began.isoformat(), dosage=directions),
        )
    if position % 3 == 0:
        yield ALLERGY, _allergy(position // 3)
    if position % 4 == 0 and grown:
        code, name = _PROCEDURES[position // 4 % len(_PROCEDURES)]
        done = str(2014 + rng.randrange(10))
        yield PROCEDURE, Procedure(**_NEW, code=_concept(name, CodeSystem.SNOMED_CT, code), performed=done)
    yield from _found(position, rng, grown, _noon(today - timedelta(days=3 + position % 25), plan))


def _allergy(turn: int) -> AllergyIntolerance:
    code, system, name, category, reaction, reaction_name = _ALLERGIES[turn % len(_ALLERGIES)]
    severe = reaction_name == "Anaphylaxis"
    did = Reaction(
        _concept(reaction_name, CodeSystem.SNOMED_CT, reaction), Severity.SEVERE if severe else Severity.MODERATE
    )
    return AllergyIntolerance(
        **_NEW,
        code=_concept(name, system, code),
        category=category,
        criticality=Criticality.HIGH if severe else Criticality.LOW,
        onset=str(2019 + turn % 5),
        reactions=(did,),
    )


def _found(position: int, rng: random.Random, grown: bool, at: str) -> Iterator[Entry]:
    """What the last visit found: vital signs, whether the patient smokes, and of every other patient the blood."""
    new: dict[str, Any] = {**_NEW, "effective": at}
    for loinc, name, unit, low, high in _VITAL_SIGNS[: None if grown else _FOR_ALL]:
        measured = Quantity(Decimal(rng.randint(low, high)), unit)
        code = _concept(name, CodeSystem.LOINC, loinc)
        yield OBSERVATION, Observation(**new, category=ObservationCategory.VITAL_SIGNS, code=code, quantity=measured)
    answer, words = _SMOKING[position // 2 % len(_SMOKING) if grown else 0]
    asked = _concept("Tobacco smoking status", CodeSystem.LOINC, "72166-2")
    said = _concept(words, CodeSystem.SNOMED_CT, answer)
    yield OBSERVATION, Observation(**new, category=ObservationCategory.SOCIAL_HISTORY, code=asked, concept=said)
    if position % 2 == 0:
        for loinc, name, unit, *bounds in _RESULTS:
            usual_low, usual_high, least, most = (Decimal(bound) for bound in bounds)
            step = Decimal("0.1") if most < 10 else Decimal(1)
            value = least + step * rng.randrange(int((most - least) / step) + 1)
            yield (
                OBSERVATION,
                Observation(
                    **new,
                    category=ObservationCategory.LABORATORY,
                    code=_concept(name, CodeSystem.LOINC, loinc),
                    quantity=Quantity(value, unit),
                    interpretation="H" if value > usual_high else "L" if value < usual_low else "N",
                    reference_range=ReferenceRange(usual_low, usual_high),
                    panel=_PANEL,
                ),
            )


def _noon(day: date, plan: Plan) -> str:
    noon = datetime.combine(day, time(12), ZoneInfo(plan.zone)).astimezone(UTC)
    return partial_time(noon.isoformat())
