"""What is known about a patient's health: allergies, medications, problems, observations, procedures.

Names, statuses and codes are FHIR R4's. Dates are as exact as their source: ``2019``, ``2019-04``, ``2019-04-07`` or an
instant in UTC, ``2019-04-07T09:30:00Z`` (``partial_time`` in ``shared/times.py``); "" where nobody knows.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from polyclinic.core.shared.code_sets import bare, dotted
from polyclinic.core.shared.entity import Entity
from polyclinic.core.shared.kinds import Key, Kind

# -- codes and measures -----------------------------------------------------------------------------------------------


class CodeSystem(StrEnum):
    """Code systems by FHIR's URIs. Others are kept as they come."""

    SNOMED_CT = "http://snomed.info/sct"
    LOINC = "http://loinc.org"
    RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
    ICD_10_CM = "http://hl7.org/fhir/sid/icd-10-cm"
    CPT = "http://www.ama-assn.org/go/cpt"
    HCPCS = "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"
    NDC = "http://hl7.org/fhir/sid/ndc"
    CVX = "http://hl7.org/fhir/sid/cvx"


@dataclass(frozen=True, slots=True)
class Coding:
    """A code of a system (its URI), and what the system calls it."""

    system: str
    code: str
    display: str = ""


@dataclass(frozen=True, slots=True)
class Concept:
    """Something in words, in codes or both (FHIR CodeableConcept): several codings say the same, the best one first."""

    text: str = ""
    codings: tuple[Coding, ...] = ()

    @property
    def label(self) -> str:
        """What to show to people."""
        shown = (self.text, *(coding.display for coding in self.codings), *(coding.code for coding in self.codings))
        return next((text for text in shown if text), "")

    def has(self, system: str, code: str) -> bool:
        """Whether one of the codings is this."""
        return any((coding.system, coding.code) == (system, code) for coding in self.codings)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A measure; ``unit`` is UCUM's code (``mm[Hg]``), "1" for a mere number, else the words of the source."""

    value: Decimal
    unit: str


# -- entities ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicalEntry(Entity):
    """One thing known about a patient. A deactivated one was entered in error.

    ``practitioner_id`` is who found or did it, ``encounter_id`` the visit that it comes from, if known.
    """

    patient_id: str
    code: Concept
    encounter_id: str | None = None
    practitioner_id: str | None = None
    note: str = ""

    @property
    def begun(self) -> str:
        """When it began or was found."""
        return ""

    @property
    def ended(self) -> str:
        """When it ended."""
        return ""


class ClinicalStatus(StrEnum):
    """Where a problem stands; an allergy knows ``active``, ``inactive`` and ``resolved``."""

    ACTIVE = "active"
    RECURRENCE = "recurrence"
    RELAPSE = "relapse"
    INACTIVE = "inactive"
    REMISSION = "remission"
    RESOLVED = "resolved"


class AllergyType(StrEnum):
    """Whether the immune system is involved."""

    ALLERGY = "allergy"
    INTOLERANCE = "intolerance"


class AllergyCategory(StrEnum):
    """What sort of substance it is."""

    FOOD = "food"
    MEDICATION = "medication"
    ENVIRONMENT = "environment"
    BIOLOGIC = "biologic"


class Criticality(StrEnum):
    """What the next exposure may do."""

    LOW = "low"
    HIGH = "high"
    UNKNOWN = "unable-to-assess"


class Severity(StrEnum):
    """How bad it was."""

    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"


@dataclass(frozen=True, slots=True)
class Reaction:
    """What an exposure did."""

    manifestation: Concept
    severity: Severity | None = None


NO_KNOWN_ALLERGY = "716186003"
"""SNOMED CT: the patient was asked and has none; FHIR has it stand in the place of a substance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AllergyIntolerance(ClinicalEntry):
    """A substance (``code``) that the patient does not tolerate."""

    status: ClinicalStatus = ClinicalStatus.ACTIVE
    type: AllergyType = AllergyType.ALLERGY
    category: AllergyCategory | None = None
    criticality: Criticality | None = None
    onset: str = ""
    resolved: str = ""
    reactions: tuple[Reaction, ...] = ()

    @property
    def begun(self) -> str:
        return self.onset

    @property
    def ended(self) -> str:
        return self.resolved

    @property
    def none_known(self) -> bool:
        """Whether it says that there are no allergies."""
        return self.code.has(CodeSystem.SNOMED_CT, NO_KNOWN_ALLERGY)


class MedicationStatus(StrEnum):
    """Whether a medication is taken."""

    ACTIVE = "active"
    COMPLETED = "completed"
    INTENDED = "intended"
    STOPPED = "stopped"
    ON_HOLD = "on-hold"
    NOT_TAKEN = "not-taken"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dosage:
    """How a medication is taken: ``dose`` at a time, ``every`` so often (a duration in a UCUM unit: 8 ``h``)."""

    text: str = ""
    dose: Quantity | None = None
    every: Quantity | None = None
    route: Concept | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicationStatement(ClinicalEntry):
    """A medication (``code``) that the patient takes, took or is to take."""

    status: MedicationStatus = MedicationStatus.ACTIVE
    start: str = ""
    end: str = ""
    dosage: Dosage = Dosage()

    @property
    def begun(self) -> str:
        return self.start

    @property
    def ended(self) -> str:
        return self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition(ClinicalEntry):
    """A problem on the patient's list. Diagnoses of visits stay with their encounters, which are billed by them."""

    status: ClinicalStatus = ClinicalStatus.ACTIVE
    onset: str = ""
    abatement: str = ""

    @property
    def icd_10_cm(self) -> Coding | None:
        """Its code of ICD-10-CM as people write it, if it has one."""
        for coding in self.code.codings:
            if coding.system == CodeSystem.ICD_10_CM:
                return replace(coding, code=dotted(bare(coding.code)))
        return None

    @property
    def begun(self) -> str:
        return self.onset

    @property
    def ended(self) -> str:
        return self.abatement


class ObservationCategory(StrEnum):
    """What sort of observation it is."""

    VITAL_SIGNS = "vital-signs"
    LABORATORY = "laboratory"
    SOCIAL_HISTORY = "social-history"
    IMAGING = "imaging"
    EXAM = "exam"
    SURVEY = "survey"


class ObservationStatus(StrEnum):
    """How far a result has come."""

    REGISTERED = "registered"
    PRELIMINARY = "preliminary"
    FINAL = "final"
    AMENDED = "amended"
    CORRECTED = "corrected"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class ReferenceRange:
    """What is usual, in the unit of the observation."""

    low: Decimal | None = None
    high: Decimal | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation(ClinicalEntry):
    """Something measured or found. It has one value: a ``quantity``, a ``concept`` or ``text``.

    ``interpretation`` is HL7's code (N, H, L, HH, LL, A). Observations with one ``panel`` and time were made together;
    systolic and diastolic pressure are two of them.
    """

    category: ObservationCategory
    status: ObservationStatus = ObservationStatus.FINAL
    effective: str = ""
    quantity: Quantity | None = None
    concept: Concept | None = None
    text: str = ""
    interpretation: str = ""
    reference_range: ReferenceRange | None = None
    panel: Concept | None = None

    @property
    def begun(self) -> str:
        return self.effective


class ProcedureStatus(StrEnum):
    """How far a procedure has come."""

    PREPARATION = "preparation"
    IN_PROGRESS = "in-progress"
    NOT_DONE = "not-done"
    ON_HOLD = "on-hold"
    STOPPED = "stopped"
    COMPLETED = "completed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure(ClinicalEntry):
    """Something done for the patient's health."""

    status: ProcedureStatus = ProcedureStatus.COMPLETED
    performed: str = ""

    @property
    def begun(self) -> str:
        return self.performed


# -- kinds ------------------------------------------------------------------------------------------------------------

E_ = TypeVar("E_", bound=ClinicalEntry)


def _kind(name: str, entity: type[E_], status: Callable[[E_], str], *more: Key[E_]) -> Kind[E_]:
    return Kind(
        name,
        entity,
        keys=(
            Key("patient_id", lambda entry: entry.patient_id),
            Key("status", status),
            # "" sorts before every time; a null would sort differently on the two engines
            Key("begun", lambda entry: entry.begun),
            *more,
        ),
    )


ALLERGY = _kind("allergy_intolerance", AllergyIntolerance, lambda entry: entry.status.value)
MEDICATION = _kind("medication_statement", MedicationStatement, lambda entry: entry.status.value)
CONDITION = _kind(
    "condition",
    Condition,
    lambda entry: entry.status.value,
    Key("icd_10_cm", lambda entry: entry.icd_10_cm.code if entry.icd_10_cm else None),
)
OBSERVATION = _kind(
    "observation",
    Observation,
    lambda entry: entry.status.value,
    Key("category", lambda entry: entry.category.value),
)
PROCEDURE = _kind("procedure", Procedure, lambda entry: entry.status.value)
