"""Consents: a patient is asked to share some of the record for a purpose, and grants it, perhaps less, or does not.

States and types are those of ABDM's consent manager (India); dates are instants, UTC, by the practice's clock.
"""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from polyclinic.core.shared.entity import Entity
from polyclinic.core.shared.kinds import Key, Kind, Lookup
from polyclinic.core.shared.secrets import Secret


class ConsentStatus(StrEnum):
    """Where a consent stands."""

    REQUESTED = "REQUESTED"
    GRANTED = "GRANTED"
    DENIED = "DENIED"
    REVOKED = "REVOKED"
    EXPIRED = "EXPIRED"


NEXT: dict[ConsentStatus, frozenset[ConsentStatus]] = {
    ConsentStatus.REQUESTED: frozenset({ConsentStatus.GRANTED, ConsentStatus.DENIED, ConsentStatus.EXPIRED}),
    ConsentStatus.GRANTED: frozenset({ConsentStatus.REVOKED, ConsentStatus.EXPIRED}),
    ConsentStatus.DENIED: frozenset(),
    ConsentStatus.REVOKED: frozenset(),
    ConsentStatus.EXPIRED: frozenset(),
}
"""What may follow each state."""


class InformationType(StrEnum):
    """Sorts of documents that are shared."""

    OP_CONSULTATION = "OPConsultation"
    PRESCRIPTION = "Prescription"
    DISCHARGE_SUMMARY = "DischargeSummary"
    DIAGNOSTIC_REPORT = "DiagnosticReport"
    IMMUNIZATION_RECORD = "ImmunizationRecord"
    HEALTH_DOCUMENT_RECORD = "HealthDocumentRecord"
    WELLNESS_RECORD = "WellnessRecord"


class Purpose(StrEnum):
    """What the information is for."""

    CARE_MANAGEMENT = "CAREMGT"
    BREAK_THE_GLASS = "BTG"
    PUBLIC_HEALTH = "PUBHLTH"
    PAYMENT = "HPAYMT"
    RESEARCH = "DSRCH"
    SELF_REQUESTED = "PATRQT"


@dataclass(frozen=True, slots=True)
class Period:
    """What the information is about: from ``start`` up to ``end``, both included."""

    start: datetime
    end: datetime

    def within(self, other: "Period") -> bool:
        return other.start <= self.start and self.end <= other.end


class ContextKind(StrEnum):
    """What information hangs together by."""

    VISIT = "visit"
    APPOINTMENT = "appointment"
    CHART = "chart"


@dataclass(frozen=True, slots=True)
class CareContext:
    """A visit, an appointment, or what belongs to neither (``id`` is then the patient's)."""

    kind: ContextKind
    id: str


@dataclass(frozen=True, slots=True)
class Grant:
    """What the patient consented to: never more than was asked for."""

    types: tuple[InformationType, ...]
    period: Period
    contexts: tuple[CareContext, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Link:
    """The capability to answer, sent to the patient. Good for one answer, until ``expires``; kept as its digest."""

    digest: str
    sent: datetime
    expires: datetime
    used: bool = False

    def opens(self, token: str) -> bool:
        """Whether this is the link, whatever became of it."""
        return hmac.compare_digest(self.digest, digest_of(token))


def digest_of(token: str) -> str:
    """What is kept of a link's secret."""
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent(Entity):
    """A request for consent and what became of it. Nothing is shared from ``erase_at`` on.

    ``facility_id`` asks (None: the practice), in the words of ``requested_by``; ``patient_address`` is the ABHA address
    or number by which it asked for the patient, who ``patient_name`` says it is.
    """

    patient_id: str
    patient_name: str
    patient_address: Secret
    purpose: Purpose
    period: Period
    erase_at: datetime
    types: tuple[InformationType, ...]
    facility_id: str | None = None
    requested_by: str = ""
    requested_at: datetime
    status: ConsentStatus = ConsentStatus.REQUESTED
    decided_at: datetime | None = None
    grant: Grant | None = None
    link: Link | None = None

    def at(self, now: datetime) -> "Consent":
        """The consent as it stands ``now``, also before anybody has written that it expired."""
        over = now >= self.erase_at and ConsentStatus.EXPIRED in NEXT[self.status]
        return replace(self, status=ConsentStatus.EXPIRED) if over else self

    def covers(self, context_id: str, type: InformationType, now: datetime) -> bool:
        """Whether it lets information of that type in that care context be shared ``now``."""
        if self.grant is None or self.at(now).status is not ConsentStatus.GRANTED:
            return False
        return type in self.grant.types and any(context.id == context_id for context in self.grant.contexts)


def _contexts(consent: Consent) -> Iterable[str]:
    return [context.id for context in consent.grant.contexts] if consent.grant else []


CONSENT = Kind(
    "consent",
    Consent,
    keys=(
        Key("patient_id", lambda consent: consent.patient_id),
        Key("facility_id", lambda consent: consent.facility_id),
        Key("status", lambda consent: consent.status.value),
    ),
    lookups=(Lookup("context", _contexts),),
)
