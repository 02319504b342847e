"""Summaries of care to make documents of: with everything, with nothing, and with any text in every field."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import cycle
from typing import Any
from zoneinfo import ZoneInfo

from polyclinic.core.clinical.model import (
    ClinicalEntry,
    CodeSystem,
    Coding,
    Concept,
    Dosage,
    Quantity,
    Reaction,
    ReferenceRange,
    Severity,
)
from polyclinic.core.clinical.summary import Summary
from polyclinic.core.encounters.model import Diagnosis, Encounter, FacilityCopy, PatientCopy
from polyclinic.core.organisation.model import Facility, LegalEntity
from polyclinic.core.patients.model import Patient
from polyclinic.core.practitioners.model import Practitioner
from polyclinic.core.scheduling.model import Appointment, Status
from polyclinic.core.shared.addresses import Address, Telecom
from polyclinic.core.shared.codes import Gender
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.names import HumanName
from polyclinic.core.shared.queries import Page
from tests.support import clinical

NOW = datetime(2026, 3, 4, 17, 0, tzinfo=UTC)
SECTIONS = (
    "allergies",
    "medications",
    "conditions",
    "results",
    "vital_signs",
    "social_history",
    "procedures",
    "visits",
    "planned",
)
PLACE = Address(("12 Harbour Row", "Floor 2"), "Albany", "NY", "12207", "1234", "US")
ANA = Patient(
    name=HumanName("Ana", "Silva", "María"),
    birth_date=date(1962, 7, 30),
    gender=Gender.FEMALE,
    telecoms=(Telecom("phone", "+1 (555) 200-0100", "mobile"), Telecom("email", "ana@example.com", "home")),
    address=Address(("10 Elm Street",), "Albany", "NY", "12207", "", "US"),
    race="White",
    ethnicity="Not Hispanic",
    language="English",
    created_at=datetime(2024, 1, 1, tzinfo=UTC),
)


def pages(**entries: Any) -> dict[str, Any]:
    """Each section's page; those that are not named have nothing."""
    return {name: Page(entries.get(name, ()), has_more=False) for name in SECTIONS}


def summary(patient: Patient = ANA, /, **changes: Any) -> Summary:
    """A summary without entries; nobody knows who treats the patient, or where."""
    given: dict[str, Any] = {
        "at": NOW,
        "zone": ZoneInfo("America/New_York"),
        "practice_id": new_id(),
        "practice_name": "Riverside",
        "practitioner": None,
        "facility": None,
        "legal_entity": None,
        **pages(),
    }
    return Summary(patient=patient, **{**given, **changes})


def full(patient: Patient = ANA, /, **changes: Any) -> Summary:
    """A summary with an entry in every section."""
    id = patient.id
    visit = Encounter(
        patient_id=id,
        patient=PatientCopy(patient.name),
        start=date(2026, 2, 1),
        facility=FacilityCopy(name="Main Street Office"),
        diagnoses=(Diagnosis(code_type="ABK", code="M5450", name="Low back pain, unspecified"),),
    )
    start = NOW + timedelta(days=9)
    given: dict[str, Any] = {
        "practitioner": Practitioner(
            name=HumanName("Jyoti", "Whitfield", suffix="MD"), npi="1234567893", address=PLACE
        ),
        "facility": Facility(name="Main", address=PLACE, phone="+15552000100"),
        "legal_entity": LegalEntity(name="Riverside Medical PC", npi="1245319599"),
        **pages(
            allergies=[clinical.allergy(id)],
            medications=[clinical.medication(id)],
            conditions=[clinical.condition(id)],
            results=[clinical.result(id)],
            vital_signs=[clinical.vital_sign(id)],
            social_history=[clinical.smoking_status(id)],
            procedures=[clinical.procedure(id)],
            visits=[visit],
            planned=[Appointment(start=start, end=start, patient_id=id, status=Status.BOOKED, reason="Follow-up")],
        ),
    }
    return summary(patient, **{**given, **changes})


class _Texts:
    """Values whose every text is one of those given, which are used in turn."""

    def __init__(self, texts: list[str]) -> None:
        self._turn = cycle(texts)

    @property
    def text(self) -> str:
        return next(self._turn)

    @property
    def concept(self) -> Concept:
        codings = (
            Coding(self.text, self.text, self.text),
            Coding(CodeSystem.SNOMED_CT, self.text, self.text),
            Coding(CodeSystem.LOINC, "72166-2", self.text),
        )
        return Concept(self.text, codings)

    @property
    def address(self) -> Address:
        lines = tuple(self.text for _ in range(5))
        return Address(lines, self.text, self.text, self.text, self.text, self.text, self.text)

    @property
    def name(self) -> HumanName:
        return HumanName(self.text, self.text, self.text, self.text, self.text)

    @property
    def telecoms(self) -> tuple[Telecom, ...]:
        return Telecom("phone", self.text, "home"), Telecom("phone", self.text), Telecom("email", self.text)

    def entries(self, id: str) -> dict[str, list[Any]]:
        new: dict[str, Any] = {"code": self.concept, "note": self.text}
        measured = Quantity(Decimal("1.5"), self.text)
        dosage = Dosage(dose=measured, every=Quantity(Decimal(8), self.text), route=self.concept)
        visit = Encounter(
            patient_id=id,
            patient=PatientCopy(self.name),
            facility=FacilityCopy(name=self.text),
            diagnoses=(Diagnosis(code_type="ABK", code=self.text, name=self.text),),
        )
        return {
            "allergies": [clinical.allergy(id, **new, reactions=(Reaction(self.concept, Severity.MILD),))],
            "medications": [clinical.medication(id, **new, dosage=dosage)],
            "conditions": [clinical.condition(id, **new)],
            "procedures": [clinical.procedure(id, **new)],
            "visits": [visit],
            "planned": [Appointment(start=NOW, end=NOW, patient_id=id, reason=self.text)],
            **self._observations(id, new, measured),
        }

    def _observations(self, id: str, new: dict[str, Any], measured: Quantity) -> dict[str, list[Any]]:
        """Each with a quantity, with words and with a code."""
        values: list[dict[str, Any]] = [{"quantity": measured}, {"text": self.text}, {"concept": self.concept}]
        panel = {**new, "interpretation": self.text, "panel": self.concept, "quantity": None}
        usual = ReferenceRange(Decimal(1), Decimal(2), self.text)
        about = [self.concept, clinical.coded(self.text, CodeSystem.LOINC, "72166-2")]
        return {
            "results": [clinical.result(id, **{**panel, **value, "reference_range": usual}) for value in values],
            "vital_signs": [clinical.vital_sign(id, **{**panel, **value}) for value in values],
            "social_history": [
                clinical.smoking_status(id, **{**new, "code": code, "concept": None, **value})
                for code in about
                for value in values
            ],
        }


def with_texts(texts: list[str]) -> Summary:
    """A summary whose every text is one of ``texts``."""
    any_ = _Texts(texts)
    patient = Patient(
        name=any_.name,
        telecoms=any_.telecoms,
        address=any_.address,
        race=any_.text,
        ethnicity=any_.text,
        language=any_.text,
        created_at=NOW,
    )
    return summary(
        patient,
        practice_name=any_.text,
        practitioner=Practitioner(name=any_.name, npi=any_.text, address=any_.address, telecoms=any_.telecoms),
        facility=Facility(name=any_.text, address=any_.address, phone=any_.text),
        legal_entity=LegalEntity(name=any_.text, address=any_.address),
        **pages(**any_.entries(patient.id)),
    )


def notes(of: Summary) -> list[str]:
    """The notes of a summary's entries: free text that a document must give back."""
    held = (getattr(of, name).items for name in SECTIONS)
    return [entry.note for items in held for entry in items if isinstance(entry, ClinicalEntry)]
