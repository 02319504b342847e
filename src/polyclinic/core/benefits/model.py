"""Benefits checks: what a plan pays for some specialties, and how far the office has come in finding out."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from polyclinic.core.coverage.model import Relationship
from polyclinic.core.eligibility.model import Inquiry, PayerAnswer
from polyclinic.core.shared.entity import Entity
from polyclinic.core.shared.kinds import Key, Kind

# -- how far it has come ----------------------------------------------------------------------------------------------


class Status(StrEnum):
    """Whose move it is: the office that works checks, or the provider whom it asked something; or that it is over."""

    REQUESTED = "requested"
    AWAITING_BACK_OFFICE = "awaiting_silna"
    AWAITING_PROVIDER = "awaiting_provider"
    COMPLETE = "complete"
    WITHDRAWN = "withdrawn"


class Move(StrEnum):
    """What takes a check from one state to another."""

    TAKE_UP = "take_up"
    ASK_PROVIDER = "ask_provider"
    ANSWER = "answer"
    COMPLETE = "complete"
    WITHDRAW = "withdraw"


OPEN = frozenset({Status.REQUESTED, Status.AWAITING_BACK_OFFICE, Status.AWAITING_PROVIDER})
RULES: Mapping[Move, tuple[frozenset[Status], Status]] = {
    Move.TAKE_UP: (frozenset({Status.REQUESTED}), Status.AWAITING_BACK_OFFICE),
    Move.ASK_PROVIDER: (frozenset({Status.AWAITING_BACK_OFFICE}), Status.AWAITING_PROVIDER),
    Move.ANSWER: (frozenset({Status.AWAITING_PROVIDER}), Status.AWAITING_BACK_OFFICE),
    Move.COMPLETE: (frozenset({Status.AWAITING_BACK_OFFICE}), Status.COMPLETE),
    Move.WITHDRAW: (OPEN, Status.WITHDRAWN),
}
"""From which states each move leads, and where to; whatever is not here is refused."""


@dataclass(frozen=True, slots=True)
class Transition:
    """A move that was made, by the practice's clock."""

    move: Move
    at: datetime
    note: str = ""


# -- how it is asked --------------------------------------------------------------------------------------------------


class Feature(StrEnum):
    """What a check may look into beside what the plan and its member pay."""

    AUTHORIZATION = "authorization"
    REFERRAL = "referral"
    VISITS = "visits"


@dataclass(frozen=True, slots=True)
class Template:
    """How a check is made: how long the office takes, and what it looks into."""

    id: str
    name: str
    takes: timedelta
    features: frozenset[Feature]


_TEMPLATES = uuid.UUID("3d5c9a52-0f7e-5d1b-9c53-6f3a8be1a7c4")


def _template(name: str, takes: timedelta, *features: Feature) -> Template:
    return Template(str(uuid.uuid5(_TEMPLATES, name)), name, takes, frozenset(features))


TEMPLATES = (
    _template("Real-time, all benefits", timedelta(seconds=2), *Feature),
    _template("Real-time, cost sharing", timedelta(seconds=2)),
    _template("Verified by phone, all benefits", timedelta(days=1), *Feature),
)
"""The first one is used where none is named."""


def template_of(template_id: str) -> Template:
    """The template of that id, which a check has."""
    return next(template for template in TEMPLATES if template.id == template_id)


# -- the check --------------------------------------------------------------------------------------------------------


class Ineligibility(StrEnum):
    """Why a plan pays nothing."""

    INACTIVE = "plan_inactive"
    TERMINATED = "plan_has_terminated"
    MEMBER_MISMATCH = "member_number_mismatch"


@dataclass(frozen=True, slots=True, kw_only=True)
class BenefitsCheck(Entity):
    """A check of a plan. ``in_network`` is how the provider stands to the payer, which decides what members pay: as its
    contracts say, unless a draft says it.

    Once it is complete, ``inquiry`` and ``answer`` are what was asked and said, and stay so whatever becomes of the
    plan; ``ineligible`` is None where the plan pays. ``due`` and ``completed_at`` are the practice's time, ``due`` is
    when the office turns to it next. ``legal_entity_id`` is the provider's, as the patient named it.
    """

    patient_id: str
    coverage_id: str
    legal_entity_id: str | None = None
    specialties: tuple[str, ...]
    template_id: str = TEMPLATES[0].id
    in_network: bool | None = None
    status: Status = Status.REQUESTED
    due: datetime | None = None
    inquiry: Inquiry | None = None
    relationship: Relationship = Relationship.SELF
    answer: PayerAnswer | None = None
    ineligible: Ineligibility | None = None
    completed_at: datetime | None = None
    history: tuple[Transition, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether anything is still to come of it."""
        return self.status in OPEN

    @property
    def template(self) -> Template:
        return template_of(self.template_id)


def _lateness(check: BenefitsCheck) -> int | None:
    """Sorts what was completed last to the front."""
    return -int(check.completed_at.timestamp() * 1000) if check.completed_at else None


BENEFITS_CHECK = Kind(
    "benefits_check",
    BenefitsCheck,
    keys=(
        Key("patient_id", lambda c: c.patient_id),
        Key("coverage_id", lambda c: c.coverage_id),
        Key("legal_entity_id", lambda c: c.legal_entity_id),
        Key("status", lambda c: c.status.value),
        Key("lateness", _lateness, "int", indexed=False),
    ),
    scope_keys={"legal_entity": "legal_entity_id"},
)
