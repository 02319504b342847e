"""Visits as they are billed: who was treated by whom, for what, what was done, and who pays."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from polyclinic.core.encounters.parts import BillingNote, ClaimCode, Drug, Guarantor, Paperwork
from polyclinic.core.organisation.schemas import SchemaInstance
from polyclinic.core.shared.addresses import Address, Telecoms
from polyclinic.core.shared.codes import Gender
from polyclinic.core.shared.entity import Entity
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.kinds import Key, Kind, Lookup
from polyclinic.core.shared.names import HumanName, fold


class ClaimStatus(StrEnum):
    """Where the claim for an encounter stands (Candid's vocabulary, the only one that has any)."""

    BILLER_RECEIVED = "biller_received"
    CODED = "coded"
    SUBMITTED = "submitted_to_payer"
    MISSING_INFORMATION = "missing_information"
    NOT_BILLABLE = "not_billable"
    WAITING_FOR_PROVIDER = "waiting_for_provider"
    ERA_RECEIVED = "era_received"
    REJECTED = "rejected"
    DENIED = "denied"
    PAID = "paid"
    PAID_INCORRECTLY = "paid_incorrectly"
    FINALIZED_PAID = "finalized_paid"
    FINALIZED_DENIED = "finalized_denied"
    HELD_BY_CUSTOMER = "held_by_customer"
    ERA_REQUIRES_REVIEW = "era_requires_review"


class ResponsibleParty(StrEnum):
    """Who is billed first."""

    INSURANCE = "INSURANCE_PAY"
    PATIENT = "SELF_PAY"
    UNKNOWN = "UNKNOWN"


class ProviderRole(StrEnum):
    """What a provider is to an encounter (X12 837 loops)."""

    BILLING = "billing"
    RENDERING = "rendering"
    REFERRING = "referring"
    INITIAL_REFERRING = "initial_referring"
    SUPERVISING = "supervising"
    TREATING = "treating"
    ATTENDING = "attending"
    OPERATING = "operating"
    OTHER_OPERATING = "other_operating"
    ORDERING = "ordering"


@dataclass(frozen=True, slots=True)
class PatientCopy:
    """The patient as the encounter was recorded: evidence, kept beside the reference."""

    name: HumanName
    external_id: str = ""
    birth_date: date | None = None
    gender: Gender = Gender.UNKNOWN
    address: Address | None = None
    telecoms: Telecoms = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """A provider as the encounter names it: a person (``name``) or an organisation (``organisation``).

    ``extras`` holds, as an entity's do, what only one dialect knows.
    """

    role: ProviderRole
    id: str = field(default_factory=new_id)
    name: HumanName | None = None
    organisation: str = ""
    npi: str = ""
    tin: str = ""
    taxonomy: str = ""
    address: Address | None = None
    practitioner_id: str | None = None
    extras: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def display_name(self) -> str:
        """The organisation's or the person's name."""
        return self.organisation or (self.name.full if self.name else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class FacilityCopy:
    """The place of service as the encounter was recorded; ``Encounter.facility_id`` is the reference, if any."""

    id: str = field(default_factory=new_id)
    name: str
    npi: str = ""
    address: Address | None = None
    extras: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """A plan that the encounter is billed to, and who holds it, as recorded. ``order`` 1 pays first.

    ``relationship`` is the patient's to the subscriber (X12 element 1069: 18 self, 01 spouse, 19 child).
    """

    order: int
    id: str = field(default_factory=new_id)
    card_id: str = field(default_factory=new_id)
    name: HumanName
    gender: Gender = Gender.UNKNOWN
    birth_date: date | None = None
    address: Address | None = None
    relationship: str = "18"
    member_id: str = ""
    payer_id: str = ""
    payer_name: str = ""
    group_number: str = ""
    plan_name: str = ""
    extras: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """A coded diagnosis. ``code_type`` is the X12 qualifier: ABK for the principal ICD-10 diagnosis, ABF for others.

    ``present_on_admission`` is X12's letter (Y, N, U, W). Without times of its own it is as old as its encounter.
    """

    id: str = field(default_factory=new_id)
    code_type: str
    code: str
    name: str = ""
    present_on_admission: str = ""
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLine:
    """One billed service. ``units`` is UN (units) or MJ (minutes); ``charge`` is the line's total in cents.

    ``diagnosis_ids`` point at the encounter's diagnoses in order of relevance. ``start`` and ``end`` are set where the
    lines carry the dates of service instead of the encounter; without ``created_at`` it is as old as its encounter.
    ``procedure_code`` is empty while a line is uncoded, as it may stay where ``revenue_code`` says what is billed.
    """

    id: str = field(default_factory=new_id)
    procedure_code: str
    quantity: Decimal
    units: str
    charge: int | None = None
    modifiers: tuple[str, ...] = ()
    diagnosis_ids: tuple[str, ...] = ()
    start: date | None = None
    end: date | None = None
    place_of_service: str = ""
    description: str = ""
    external_id: str = ""
    revenue_code: str = ""
    drug: Drug | None = None
    ordering: Provider | None = None
    created_at: datetime | None = None
    extras: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HeldFinding:
    """Something that a billing rule (by its code) found wrong with a claim, in words, and the task that it became."""

    rule: str
    said: str
    task_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The claim that an encounter came to.

    ``findings`` are those of the last scrubbing, ``blocked_by`` the ids of the open tasks that it waits for.
    """

    id: str = field(default_factory=new_id)
    status: ClaimStatus = ClaimStatus.BILLER_RECEIVED
    findings: tuple[HeldFinding, ...] = ()
    blocked_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Encounter(Entity):
    """A visit. ``start`` and ``end`` are local dates of service; ``place_of_service`` is the CMS two-digit code.

    ``patient_id`` refers to the patient; ``patient``, ``facility``, ``providers`` and ``subscribers`` are copies of the
    parties as they were. ``diagnoses_changed_at`` is None while the diagnoses are those recorded first.
    ``submitted_elsewhere``: somebody else files the claim; ``submitted_at`` is when it last went out.
    ``institutional``: it is billed on the form of hospitals (837I) and not on that of professionals (837P).
    ``follows``: until its claim is sent the copies follow the patient's record. It came of ``appointment_ids``.
    ``authorization_number`` is the payer's for care that it agreed to before.
    ``type_of_bill`` is the UB-04's four digits. ``spent_line_ids`` are external ids of lines that are gone: a claim
    never uses one twice.
    """

    patient_id: str
    patient: PatientCopy
    start: date | None = None
    end: date | None = None
    billable: bool = True
    institutional: bool = False
    responsible_party: ResponsibleParty = ResponsibleParty.UNKNOWN
    place_of_service: str = ""
    facility_id: str | None = None
    facility: FacilityCopy | None = None
    appointment_ids: tuple[str, ...] = ()
    follows: bool = False
    providers: tuple[Provider, ...] = ()
    subscribers: tuple[Subscriber, ...] = ()
    diagnoses: tuple[Diagnosis, ...] = ()
    diagnoses_changed_at: datetime | None = None
    service_lines: tuple[ServiceLine, ...] = ()
    spent_line_ids: tuple[str, ...] = ()
    codes: tuple[ClaimCode, ...] = ()
    guarantor: Guarantor | None = None
    billing_notes: tuple[BillingNote, ...] = ()
    paperwork: tuple[Paperwork, ...] = ()
    type_of_bill: str = ""
    authorization_number: str = ""
    claims: tuple[Claim, ...] = ()
    tags: tuple[str, ...] = ()
    schema_instances: tuple[SchemaInstance, ...] = ()
    submitted_elsewhere: bool = False
    submitted_at: datetime | None = None

    def provider(self, role: ProviderRole) -> Provider | None:
        """The provider in ``role``, if any."""
        for provider in self.providers:
            if provider.role is role:
                return provider
        return None

    def subscriber(self, order: int) -> Subscriber | None:
        """The subscriber of the plan that pays first (1), second (2) or third (3), if any."""
        for subscriber in self.subscribers:
            if subscriber.order == order:
                return subscriber
        return None

    @property
    def first_day(self) -> date | None:
        """The first day of service, whether the encounter or its lines say it."""
        return self.start or min((line.start for line in self.service_lines if line.start), default=None)

    @property
    def coded(self) -> bool:
        """Whether it says what was done, and why: there are diagnoses, and services that all have codes."""
        lines = self.service_lines
        return bool(self.diagnoses and lines) and all(line.procedure_code for line in lines)


UNSENT = frozenset(
    {ClaimStatus.BILLER_RECEIVED, ClaimStatus.CODED, ClaimStatus.MISSING_INFORMATION, ClaimStatus.NOT_BILLABLE}
)
"""Where a claim can stand before it is sent: it follows its encounter and tasks."""


_NO_CLAIM = Claim()


def claim_status(encounter: Encounter) -> ClaimStatus:
    """Where the claim stands: once sent, where it got to; until then, what it waits for."""
    if not encounter.claims and encounter.submitted_at:
        return ClaimStatus.SUBMITTED
    claim = encounter.claims[0] if encounter.claims else _NO_CLAIM
    if claim.status not in UNSENT:
        return claim.status
    if not encounter.billable:
        return ClaimStatus.NOT_BILLABLE
    if claim.blocked_by:
        return ClaimStatus.MISSING_INFORMATION
    return ClaimStatus.CODED if encounter.coded else ClaimStatus.BILLER_RECEIVED


def is_sent(encounter: Encounter) -> bool:
    """Whether the claim has gone out, by whomever."""
    return claim_status(encounter) not in UNSENT


def _followed(encounter: Encounter) -> str | None:
    """The patient whose record the encounter follows."""
    return encounter.patient_id if encounter.follows and not is_sent(encounter) else None


def _claim_status(encounter: Encounter) -> str | None:
    return encounter.claims[0].status.value if encounter.claims else None


def _claim_id(encounter: Encounter) -> str | None:
    return encounter.claims[0].id if encounter.claims else None


def _billing_npi(encounter: Encounter) -> str | None:
    billing = encounter.provider(ProviderRole.BILLING)
    return billing.npi if billing else None


def _primary_payer(encounter: Encounter) -> str | None:
    primary = encounter.subscriber(1)
    return fold(primary.payer_name) if primary else None


def _part_ids(encounter: Encounter) -> Iterator[str]:
    """Ids of the parts that are read or changed by their own id."""
    for parts in (encounter.service_lines, encounter.diagnoses, encounter.billing_notes):
        yield from (part.id for part in parts)
    if encounter.guarantor:
        yield encounter.guarantor.id


def _search_text(encounter: Encounter) -> str:
    """Names, day of birth and everybody's ids for patient and encounter; our own ids are found by their keys."""
    patient = encounter.patient
    born = patient.birth_date.isoformat() if patient.birth_date else ""
    ids = " ".join(held.value for held in encounter.external_ids)
    return fold(f"{patient.name.full} {born} {patient.external_id} {ids}")


ENCOUNTER = Kind(
    "encounter",
    Encounter,
    keys=(
        Key("patient_id", lambda e: e.patient_id),
        Key("followed", _followed),
        Key("patient_external_id", lambda e: e.patient.external_id or None),
        Key("start", lambda e: e.first_day, "date"),
        Key("billable", lambda e: e.billable, "bool"),
        Key("responsible_party", lambda e: e.responsible_party.value),
        Key("claim_id", _claim_id),
        Key("claim_status", _claim_status),
        Key("billing_npi", _billing_npi),
        Key("primary_payer", _primary_payer),
        Key("diagnoses_at", lambda e: e.diagnoses_changed_at or e.created_at, "instant"),
        Key("search_text", _search_text, search="substring"),
    ),
    lookups=(Lookup("tag", lambda e: e.tags), Lookup("part", _part_ids)),
)
