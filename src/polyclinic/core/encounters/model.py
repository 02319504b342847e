"""Visits as they are billed: who was treated by whom, for what, and what was done."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

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


class ProviderRole(StrEnum):
    """What a provider is to an encounter (X12 837 loops)."""

    BILLING = "billing"
    RENDERING = "rendering"
    REFERRING = "referring"
    INITIAL_REFERRING = "initial_referring"
    SUPERVISING = "supervising"
    TREATING = "treating"
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
    """A provider as the encounter names it: a person (``name``) or an organisation (``organisation``)."""

    role: ProviderRole
    id: str = field(default_factory=new_id)
    name: HumanName | None = None
    organisation: str = ""
    npi: str = ""
    tin: str = ""
    taxonomy: str = ""
    address: Address | None = None
    practitioner_id: str | None = None
    extras: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """A coded diagnosis. ``code_type`` is the X12 qualifier: ABK for the principal ICD-10 diagnosis, ABF for others."""

    id: str = field(default_factory=new_id)
    code_type: str
    code: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLine:
    """One billed service. ``units`` is UN (units) or MJ (minutes); ``charge`` is the line's total in cents.

    ``diagnosis_ids`` point at the encounter's diagnoses in order of relevance.
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
    extras: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The claim that an encounter came to."""

    id: str = field(default_factory=new_id)
    status: ClaimStatus = ClaimStatus.BILLER_RECEIVED


@dataclass(frozen=True, slots=True, kw_only=True)
class Encounter(Entity):
    """A visit. ``start`` and ``end`` are local dates of service; ``place_of_service`` is the CMS two-digit code."""

    patient_id: str
    patient: PatientCopy
    start: date | None = None
    end: date | None = None
    billable: bool = True
    responsible_party: str = "UNKNOWN"
    place_of_service: str = ""
    facility_id: str | None = None
    appointment_id: str | None = None
    providers: tuple[Provider, ...] = ()
    diagnoses: tuple[Diagnosis, ...] = ()
    service_lines: tuple[ServiceLine, ...] = ()
    claims: tuple[Claim, ...] = ()

    def provider(self, role: ProviderRole) -> Provider | None:
        """The provider in ``role``, if any."""
        return next((provider for provider in self.providers if provider.role is role), None)


def _claim_status(encounter: Encounter) -> str | None:
    return encounter.claims[0].status.value if encounter.claims else None


ENCOUNTER = Kind(
    "encounter",
    Encounter,
    keys=(
        Key("patient_id", lambda e: e.patient_id),
        Key("start", lambda e: e.start, "date"),
        Key("claim_status", _claim_status),
        Key("responsible_party", lambda e: e.responsible_party),
        Key("search_text", lambda e: fold(f"{e.patient.name.full}"), search="substring"),
    ),
    lookups=(Lookup("diagnosis", lambda e: list(dict.fromkeys(d.code for d in e.diagnoses))),),
)
