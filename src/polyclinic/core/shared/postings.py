"""Movements of money, as the ledger keeps them: written once, never changed; what was wrong is reversed by another."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from polyclinic.core.shared.entity import UNSTAMPED
from polyclinic.core.shared.ids import new_id

US_DOLLAR = "USD"


class Party(StrEnum):
    """Who pays: the patient, or a payer by its place in the order that the patient's plans are billed in."""

    PATIENT = "patient"
    PRIMARY = "primary"
    SECONDARY = "secondary"
    TERTIARY = "tertiary"

    @property
    def insures(self) -> bool:
        return self is not Party.PATIENT


class Movement(StrEnum):
    """What a posting does.

    A charge makes ``party`` owe, an adjustment lets it off, a transfer moves what insurers owe to the patient, as the
    insurer ``party`` wants it. A payment comes from ``party``, a refund goes back to it.
    """

    CHARGE = "charge"
    PAYMENT = "payment"
    REFUND = "refund"
    ADJUSTMENT = "adjustment"
    TRANSFER = "transfer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """One movement on ``account`` (the id of what was charged), in cents of ``currency`` (ISO 4217).

    ``at`` and ``actor`` are stamped when it is staged. ``reverses`` is the posting that this one takes back: the same
    movement with the sign turned.
    """

    account: str
    movement: Movement
    party: Party
    cents: int
    currency: str = US_DOLLAR
    reverses: str | None = None
    id: str = field(default_factory=new_id)
    at: datetime = UNSTAMPED
    actor: str = ""
