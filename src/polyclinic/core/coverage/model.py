"""Plans that patients hold: who pays, whose plan it is, what it pays, and what its payer last said about it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from polyclinic.core.shared.addresses import Address
from polyclinic.core.shared.codes import Gender
from polyclinic.core.shared.copies import replace
from polyclinic.core.shared.entity import Entity, ExternalId
from polyclinic.core.shared.kinds import Key, Kind
from polyclinic.core.shared.names import HumanName


class CoverageStatus(StrEnum):
    """FHIR's financial resource status codes."""

    ACTIVE = "active"
    CANCELLED = "cancelled"
    DRAFT = "draft"
    ENTERED_IN_ERROR = "entered-in-error"


class Relationship(StrEnum):
    """What the patient is to the subscriber: FHIR's subscriber relationship codes."""

    SELF = "self"
    SPOUSE = "spouse"
    CHILD = "child"
    COMMON = "common"
    PARENT = "parent"
    INJURED = "injured"
    OTHER = "other"

    @property
    def x12(self) -> str:
        """The same as X12 element 1069, which claims use."""
        return _X12_RELATIONSHIPS[self]


_X12_RELATIONSHIPS = {
    Relationship.SELF: "18",
    Relationship.SPOUSE: "01",
    Relationship.CHILD: "19",
    Relationship.COMMON: "53",
    Relationship.PARENT: "G8",
    Relationship.INJURED: "41",
    Relationship.OTHER: "G8",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """Who holds the plan."""

    name: HumanName
    birth_date: date | None = None
    gender: Gender = Gender.UNKNOWN
    address: Address | None = None
    employer: str = ""


# -- what a plan pays (the words of an X12 271) -----------------------------------------------------------------------


class BenefitKind(StrEnum):
    """X12 element 1390, as far as the record tells benefits apart."""

    ACTIVE = "1"
    INACTIVE = "6"
    COINSURANCE = "A"
    COPAY = "B"
    DEDUCTIBLE = "C"
    LIMITATION = "F"
    OUT_OF_POCKET = "G"
    NOT_COVERED = "I"


class BenefitLevel(StrEnum):
    """Whom a benefit is for: X12 element 1207."""

    INDIVIDUAL = "IND"
    FAMILY = "FAM"
    EMPLOYEE = "EMP"
    EMPLOYEE_AND_CHILDREN = "ECH"
    EMPLOYEE_AND_SPOUSE = "ESP"


class BenefitPeriod(StrEnum):
    """What time an amount is about: X12 element 615."""

    CALENDAR_YEAR = "23"
    YEAR_TO_DATE = "24"
    CONTRACT = "25"
    VISIT = "27"
    REMAINING = "29"


@dataclass(frozen=True, slots=True, kw_only=True)
class Benefit:
    """One thing that a plan pays or asks of the patient. At most one of the three amounts is set.

    ``service_types`` are X12 element 1365 (30: the plan as a whole). ``in_network`` None: it makes no difference.
    ``authorization`` (EB11) and ``referral`` say whether the payer wants one first; None: it does not say.
    """

    kind: BenefitKind
    service_types: tuple[str, ...] = ()
    level: BenefitLevel | None = None
    period: BenefitPeriod | None = None
    cents: int | None = None
    percent: int | None = None
    count: int | None = None
    in_network: bool | None = None
    authorization: bool | None = None
    referral: bool | None = None
    notes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedEntity:
    """Somebody else whom the payer names: another payer, an administrator. ``contacts``: pairs of means and value."""

    name: str
    role: str
    identifier: str = ""
    service_types: tuple[str, ...] = ()
    contacts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Benefits:
    """What a plan pays, as its payer says; ``check_id`` is the check that a plan has it from."""

    check_id: str = ""
    lines: tuple[Benefit, ...] = ()
    related: tuple[RelatedEntity, ...] = ()


# -- what was asked of the payer --------------------------------------------------------------------------------------


class Eligibility(StrEnum):
    """Whether a plan pays for a patient, as far as its payer says."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    UNKNOWN = "unknown"


class CheckStatus(StrEnum):
    """How far a question to a payer has come. One that the payer refused to answer has failed."""

    PENDING = "pending"
    COMPLETED = "completed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """Why a payer does not answer: an AAA segment. ``code`` is X12 element 901, ``follow_up`` element 889."""

    code: str
    description: str
    field: str = ""
    follow_up: str = ""
    location: str = ""
    resolutions: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """A value that the payer holds otherwise than it was sent."""

    field: str
    sent: str
    corrected: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckNote:
    """A check that was made of a plan; the check itself is kept apart. ``by`` is who asked."""

    check_id: str
    at: datetime
    by: str
    service_type: str
    status: CheckStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class LatestCheck:
    """What came of the last check of a plan. ``payer_id`` is the payer's id in its own words."""

    check_id: str
    at: datetime
    eligibility: Eligibility
    rejections: tuple[Rejection, ...] = ()
    corrections: tuple[Correction, ...] = ()
    payer_id: str = ""


# -- the plan ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage(Entity):
    """A plan under which a payer pays for a patient.

    ``order`` is its place in the order in which the patient's plans are billed: 1 pays first; None: it has no place.
    Without a ``subscriber`` it is the patient's own. ``plan_type`` is free text; ``filing_indicator`` (X12 element
    1032) and ``insurance_type`` (1336) are codes. ``start`` and ``end`` are its first and last day. ``verified``:
    somebody has looked at it. ``auto_update``: checks bring its ``benefits`` up to date.
    """

    patient_id: str
    order: int | None = None
    status: CoverageStatus = CoverageStatus.ACTIVE
    payer_name: str = ""
    payer_id: str = ""
    member_id: str = ""
    group_number: str = ""
    plan_name: str = ""
    plan_type: str = ""
    filing_indicator: str = ""
    insurance_type: str = ""
    plan_group_id: str | None = None
    claim_office_number: str = ""
    payer_address: Address | None = None
    start: date | None = None
    end: date | None = None
    relationship: Relationship = Relationship.SELF
    subscriber: Subscriber | None = None
    verified: bool = False
    auto_update: bool = True
    benefits: Benefits | None = None
    checks: tuple[CheckNote, ...] = ()
    latest_check: LatestCheck | None = None

    @property
    def pays(self) -> bool:
        """Whether it is a plan to bill: live, and neither cancelled, a draft nor a mistake."""
        return self.active and self.status is CoverageStatus.ACTIVE


def handed_on(
    ids: Iterable[ExternalId], from_id: str, to_id: str, taken: Collection[ExternalId]
) -> tuple[ExternalId, ...]:
    """A plan's ids once it is another patient's: those within the one are within the other, unless ``taken`` there."""

    def within(held: ExternalId) -> ExternalId:
        there = replace(held, scope=to_id)
        return there if held.scope == from_id and there not in taken else held

    return tuple(map(within, ids))


def ids_within(plans: Iterable[Coverage]) -> frozenset[ExternalId]:
    """The ids that these plans have within their patient."""
    return frozenset(held for plan in plans for held in plan.external_ids if held.scope == plan.patient_id)


ARCHIVED = "The plan was archived."
"""Why what was open for a plan is taken back once the plan is no more."""
UNORDERED = 1_000_000
"""Sorts plans without a place behind those that have one."""

COVERAGE = Kind(
    "coverage",
    Coverage,
    keys=(
        Key("patient_id", lambda c: c.patient_id),
        Key("order", lambda c: c.order or UNORDERED, "int"),
        Key("status", lambda c: c.status.value),
        Key("member_id", lambda c: c.member_id),
        Key("payer_id", lambda c: c.payer_id),
        Key("plan_group_id", lambda c: c.plan_group_id),
    ),
)
