"""Questions to payers and what came of them: X12 270 and 271, FHIR CoverageEligibilityRequest and Response."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from polyclinic.core.coverage.model import Benefits, CheckNote, CheckStatus, Correction, Eligibility, Rejection
from polyclinic.core.shared.addresses import Address
from polyclinic.core.shared.codes import Gender
from polyclinic.core.shared.entity import Entity
from polyclinic.core.shared.kinds import Key, Kind
from polyclinic.core.shared.names import HumanName, fold
from polyclinic.core.shared.secrets import Secret

WHOLE_PLAN = "30"
"""The service type that asks about a plan as a whole."""


# -- what is asked ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Requester:
    """Who asks: a person or an organisation, by NPI."""

    npi: str
    name: HumanName | None = None
    organisation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody whom a plan covers, as far as the asker knows."""

    name: HumanName
    birth_date: date | None = None
    member_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """A question about one member's plan. ``dependent`` is set where that is not the subscriber.

    ``payer_name`` helps a payer that has several names; the answer does not depend on it.
    """

    payer_id: str
    payer_name: str = ""
    requester: Requester
    subscriber: Member
    dependent: Member | None = None
    service_date: date
    service_types: tuple[str, ...] = (WHOLE_PLAN,)

    @property
    def digest(self) -> str:
        """The same for two questions exactly if they ask the same."""
        members = [each for each in (self.subscriber, self.dependent) if each]
        asked = [
            fold(self.payer_id),
            self.requester.npi,
            *(f"{fold(each.name.full)}|{each.birth_date}|{fold(each.member_id)}" for each in members),
            self.service_date.isoformat(),
            *sorted(self.service_types),
        ]
        return hashlib.sha256("\n".join(asked).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody whose plans are looked for. ``ssn`` may be its last four digits; it is passed on and never kept."""

    name: HumanName
    birth_date: date | None = None
    gender: Gender = Gender.UNKNOWN
    address: Address | None = None
    ssn: Secret | None = None


# -- what is answered -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberFound:
    """A member as the payer has them."""

    name: HumanName
    birth_date: date | None = None
    member_id: str = ""
    group_number: str = ""
    gender: Gender = Gender.UNKNOWN
    address: Address | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFound:
    """A plan as the payer has it. ``insurance_type`` is X12 element 1336."""

    name: str = ""
    group_number: str = ""
    insurance_type: str = ""
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PayerAnswer:
    """What a payer says to an inquiry. One that is rejected has ``rejections`` and nothing else.

    ``payer_id`` is the payer's id in its own words, ``reference`` the trace number of the answer.
    """

    eligibility: Eligibility = Eligibility.UNKNOWN
    payer_id: str = ""
    payer_name: str = ""
    reference: str = ""
    plan: PlanFound | None = None
    subscriber: MemberFound | None = None
    dependent: MemberFound | None = None
    benefits: Benefits | None = None
    rejections: tuple[Rejection, ...] = ()
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPlan:
    """A plan that somebody may hold. If it is not ``sure`` to be theirs, ``reason`` says what to look at."""

    answer: PayerAnswer
    sure: bool
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coordination:
    """Whether several payers cover a member on a day, and which of them pays first (``primary``), if that is known."""

    member_found: bool = False
    coverage_overlap: bool = False
    benefit_overlap: bool = False
    other_payers: tuple[tuple[str, str], ...] = ()
    primary: str = ""
    plan: PlanFound | None = None
    rejections: tuple[Rejection, ...] = ()


# -- what is kept -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class EligibilityCheck(Entity):
    """An inquiry and its answer. ``asked_by`` and ``created_at`` say who asked when, ``answered_at`` when it was over.

    ``inquiry`` is evidence: it stays as it was sent. ``batch_id`` names the checks that were asked together.
    """

    inquiry: Inquiry
    asked_by: str
    patient_id: str | None = None
    coverage_id: str | None = None
    batch_id: str | None = None
    status: CheckStatus = CheckStatus.PENDING
    answer: PayerAnswer | None = None
    answered_at: datetime | None = None

    @property
    def note(self) -> CheckNote:
        """What a plan says about it."""
        return CheckNote(
            check_id=self.id,
            at=self.created_at,
            by=self.asked_by.rpartition(":")[2],
            service_type=self.inquiry.service_types[0],
            status=self.status,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDiscovery(Entity):
    """A search for the plans of a person, and what it found."""

    asked_by: str
    requester_npi: str
    service_date: date
    patient_id: str | None = None
    status: CheckStatus = CheckStatus.COMPLETED
    found: tuple[FoundPlan, ...] = ()
    rejections: tuple[Rejection, ...] = ()


class RecommendationKind(StrEnum):
    """What a recommendation is about."""

    COPAY = "copay"
    COORDINATION = "coordination"
    MEDICARE_ADVANTAGE = "medicare_advantage"
    MANAGED_CARE = "managed_care"


@dataclass(frozen=True, slots=True)
class Vote:
    """Whether somebody found a recommendation useful."""

    user_id: str
    up: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation(Entity):
    """What to do about the answer to a check of a patient's plan, and why. ``cents`` are those of a copay.

    The payer named is another one than the plan's, which is to be billed first or instead.
    """

    check_id: str
    coverage_id: str
    patient_id: str
    kind: RecommendationKind
    reason: str
    cents: int | None = None
    payer_id: str = ""
    payer_name: str = ""
    member_id: str = ""
    votes: tuple[Vote, ...] = ()


CHECK = Kind(
    "eligibility_check",
    EligibilityCheck,
    keys=(
        Key("patient_id", lambda c: c.patient_id),
        Key("coverage_id", lambda c: c.coverage_id),
        Key("batch_id", lambda c: c.batch_id),
        Key("status", lambda c: c.status.value),
        Key("digest", lambda c: c.inquiry.digest),
        Key("answered_at", lambda c: c.answered_at, "instant"),
    ),
)
DISCOVERY = Kind("plan_discovery", PlanDiscovery, keys=(Key("patient_id", lambda d: d.patient_id),))
RECOMMENDATION = Kind(
    "recommendation",
    Recommendation,
    keys=(
        Key("patient_id", lambda r: r.patient_id),
        Key("coverage_id", lambda r: r.coverage_id),
        Key("check_id", lambda r: r.check_id),
        Key("kind", lambda r: r.kind.value),
    ),
)
