"""Prior authorizations: what is asked of a payer before care is given, and what it decides (X12 278, Da Vinci PAS)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from polyclinic.core.priorauth.states import OPEN, Move, Party, Status
from polyclinic.core.shared.entity import Entity
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.kinds import Key, Kind, Lookup
from polyclinic.core.shared.names import HumanName

# -- what is asked for ------------------------------------------------------------------------------------------------


class AuthorizationType(StrEnum):
    """What sort of request it is: for an evaluation, a first course of care, more of it, or a change to what runs."""

    ASSESSMENT = "assessment_authorization"
    INITIAL = "initial_authorization"
    CONCURRENT = "concurrent_authorization"
    AMENDMENT = "amendment"


class Unit(StrEnum):
    """What a quantity of care counts."""

    VISITS = "visits"
    PROCEDURE_UNITS = "cpt_units"
    HOURS = "hours"
    DAYS = "days"


class Period(StrEnum):
    """The time that a quantity of care is for."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    AUTHORIZATION_PERIOD = "authorization_period"
    TOTAL = "total"
    SIX_MONTHS = "six_months"
    YEARLY = "yearly"


class DocumentType(StrEnum):
    """What a document is to a payer: those that a request is built of, and what comes back."""

    AUTHORIZATION_FORM = "authorization_form"
    PROGRESS_NOTE = "progress_note"
    DIAGNOSIS_REPORT = "diagnosis_report"
    REFERRAL = "referral"
    ASSESSMENT_EVALUATION = "assessment_evaluation"
    CANCELLATION_LETTER = "cancellation_letter"
    TREATMENT_PLAN = "treatment_plan_plan_of_care"
    ATTENDANCE_LOGS = "attendance_logs"
    EDUCATION_PROGRAM = "individualized_education_program"
    CHANGE_OF_PROVIDER = "change_of_provider_form"
    TELEHEALTH_ATTESTATION = "telehealth_attestation"
    ORIGINAL_APPROVAL = "original_authorization_approval_letter"
    ABAS = "abas"
    VINELAND = "vineland"
    SRS_2 = "srs_2"
    PDDBI = "pddbi"
    PSI_SIPA = "psi_sipa"
    PROOF_NOT_REQUIRED = "proof_of_auth_not_required"
    SUPPLEMENT = "supplemental_document"
    OTHER = "other"
    APPROVAL_LETTER = "approval_letter"
    DENIAL_LETTER = "denial_letter"


LETTERS = frozenset({DocumentType.APPROVAL_LETTER, DocumentType.DENIAL_LETTER})


@dataclass(frozen=True, slots=True)
class Procedure:
    """A coded service and its modifiers."""

    code: str
    modifiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLine:
    """An amount of care: ``quantity`` of ``unit`` per ``period``, of any of the ``procedures`` together."""

    procedures: tuple[Procedure, ...]
    quantity: Decimal
    unit: Unit
    period: Period = Period.TOTAL


@dataclass(frozen=True, slots=True)
class Attachment:
    """A document of the record, and what it is to the payer."""

    type: DocumentType
    document_id: str


@dataclass(frozen=True, slots=True)
class Clinician:
    """Who will treat, as the request names them."""

    npi: str
    name: HumanName


@dataclass(frozen=True, slots=True)
class DocumentRequirement:
    """A document that is wanted. ``checked``: what it says is looked at when it comes."""

    type: DocumentType
    required: bool = True
    checked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirements:
    """What a request needs before it can be sent. ``standards`` are those that a procedure may be coded in."""

    standards: tuple[str, ...] = ()
    documents: tuple[DocumentRequirement, ...] = ()
    procedures: bool = True
    clinician: bool = True
    start: bool = True


# -- what is decided --------------------------------------------------------------------------------------------------


class Action(StrEnum):
    """What a payer decides: X12 element 306 (HCR01), as Da Vinci PAS carries it, too."""

    CERTIFIED = "A1"
    PARTIALLY_CERTIFIED = "A2"
    NOT_CERTIFIED = "A3"
    PENDED = "A4"
    MODIFIED = "A6"
    CANCELLED = "C"
    CONTACT_PAYER = "CT"
    NOT_REQUIRED = "NA"


@dataclass(frozen=True, slots=True, kw_only=True)
class CertifiedLine:
    """An amount of care that a payer agrees to pay for, by which number and from which day to which."""

    procedures: tuple[Procedure, ...]
    quantity: Decimal
    unit: Unit
    period: Period = Period.TOTAL
    number: str = ""
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """What somebody knows of an approval: what its letters say, or the letters themselves."""

    number: str = ""
    start: date | None = None
    end: date | None = None
    lines: tuple[CertifiedLine, ...] = ()
    letter_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a payer said, or what somebody recorded that it said. ``number`` is the certification's, ``reason`` why."""

    at: datetime
    action: Action
    number: str = ""
    reason: str = ""
    lines: tuple[CertifiedLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """A move that was made: when by the practice's clock, by whom, and why."""

    at: datetime
    move: Move
    party: Party
    before: Status
    after: Status
    actor: str = ""
    note: str = ""


# -- the request ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The parties as they were when the request was completed: what the payer is asked about never changes after."""

    patient_name: HumanName
    birth_date: date | None = None
    payer_id: str = ""
    payer_name: str = ""
    member_id: str = ""
    group_number: str = ""
    provider_name: str = ""
    provider_npi: str = ""
    clinician: Clinician | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorAuthorization(Entity):
    """A request to a payer to agree to care, and everything that came of it.

    ``requires`` is what its specialty and type asked for when it was made. ``unchecked`` are the document types whose
    contents nobody is to look at, each with the reason given; with ``skip_checks`` it is all of them.
    ``legal_entity_id`` is who treats, as the patient named it. ``submissions`` counts how often it went to the payer;
    ``due_at``, of the practice's clock, is when its next step is due, if time alone brings it.
    """

    patient_id: str
    coverage_id: str
    legal_entity_id: str | None = None
    specialty: str
    type: AuthorizationType
    status: Status = Status.DATA_REQUESTED
    requires: Requirements = Requirements()
    lines: tuple[ServiceLine, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    clinician: Clinician | None = None
    start: date | None = None
    end: date | None = None
    skip_checks: bool = False
    unchecked: dict[str, str] = field(default_factory=dict)
    evidence: Evidence | None = None
    decisions: tuple[Decision, ...] = ()
    certified: tuple[CertifiedLine, ...] = ()
    letters: tuple[Attachment, ...] = ()
    history: tuple[Transition, ...] = ()
    submissions: int = 0
    submitted_on: date | None = None
    decided_at: datetime | None = None
    due_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether anything is still to come of it."""
        return self.status in OPEN

    @property
    def numbers(self) -> tuple[str, ...]:
        """The payer's numbers for it, the first one first."""
        said = (*(line.number for line in self.certified), *(decision.number for decision in self.decisions))
        return tuple(dict.fromkeys(number for number in said if number))

    @property
    def certified_codes(self) -> Iterator[tuple[str, CertifiedLine]]:
        """Each procedure that may be billed under it."""
        for line in self.certified:
            for procedure in line.procedures:
                yield procedure.code, line


def as_requested(held: PriorAuthorization, approval: Approval) -> tuple[CertifiedLine, ...]:
    """What an approval that names no services is for: what was certified before it, else what was asked for."""
    if held.certified or not approval.number:
        return held.certified
    return tuple(
        CertifiedLine(
            procedures=line.procedures,
            quantity=line.quantity,
            unit=line.unit,
            period=line.period,
            number=approval.number,
            start=approval.start,
            end=approval.end,
        )
        for line in held.lines
    )


# -- what was found in a document -------------------------------------------------------------------------------------


class RuleKind(StrEnum):
    """What is looked for in a document."""

    CLINICIAN_SIGNATURE = "valid_clinician_signature"
    CLINICIAN_CREDENTIAL = "valid_clinician_credential"
    CLINICIAN_TAXONOMY = "valid_clinician_taxonomy"
    DOCUMENT_DATE = "document_date"
    DOCUMENT_EXPIRED = "document_expired"
    EVALUATION_DATE = "evaluation_date"
    WITHIN_CERTIFICATION = "auth_period_within_cert_period"
    EXPIRES_AFTER_PERIOD = "document_expiration_after_auth_period"
    DIAGNOSIS_CODES = "diagnosis_codes"
    DIAGNOSIS_DATE = "diagnosis_date"
    REFERRED_SPECIALTIES = "referred_specialties"
    TREATMENT_CODES = "treatment_codes_presence"
    PATIENT_AGE = "patient_age"
    CLINICAL_HISTORY = "clinical_history"
    PATIENT_VERIFICATION = "patient_verification"
    DIAGNOSTIC_TOOLS = "diagnostic_tools"
    DIAGNOSTIC_CRITERIA = "diagnostic_criteria"
    SYMPTOM_SEVERITY = "symptom_severity"
    DOCUMENT_TYPE = "document_type_verification"


class Operator(StrEnum):
    """How a node of a tree of rules follows from its branches."""

    AND = "and"
    OR = "or"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a rule (``rule``), or several together (``operator`` of ``children``), found in a document, and why."""

    passed: bool
    rule: RuleKind | None = None
    operator: Operator | None = None
    reason: str = ""
    children: "tuple[Finding, ...]" = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentCheck(Entity):
    """A look into one document of a request. Until it is done ``finding`` is None; ``due`` is the practice's time.

    ``batch_id`` names the checks of the same request and document type that were begun together.
    """

    authorization_id: str
    patient_id: str
    legal_entity_id: str | None = None
    document_id: str
    type: DocumentType
    batch_id: str = field(default_factory=new_id)
    due: datetime
    finding: Finding | None = None


PRIOR_AUTHORIZATION = Kind(
    "prior_authorization",
    PriorAuthorization,
    keys=(
        Key("patient_id", lambda a: a.patient_id),
        Key("coverage_id", lambda a: a.coverage_id),
        Key("legal_entity_id", lambda a: a.legal_entity_id),
        Key("status", lambda a: a.status.value),
        Key("specialty", lambda a: a.specialty),
        Key("type", lambda a: a.type.value),
    ),
    lookups=(
        Lookup("certification", lambda a: a.numbers),
        Lookup("document", lambda a: {attachment.document_id for attachment in (*a.attachments, *a.letters)}),
    ),
    scope_keys={"legal_entity": "legal_entity_id"},
)
DOCUMENT_CHECK = Kind(
    "document_check",
    DocumentCheck,
    keys=(
        Key("authorization_id", lambda c: c.authorization_id),
        Key("patient_id", lambda c: c.patient_id),
        Key("legal_entity_id", lambda c: c.legal_entity_id),
        Key("batch_id", lambda c: c.batch_id),
    ),
    scope_keys={"legal_entity": "legal_entity_id"},
)
