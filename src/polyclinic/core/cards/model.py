"""What was inferred from the words of insurance cards."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from polyclinic.core.shared.entity import Entity
from polyclinic.core.shared.kinds import Key, Kind
from polyclinic.core.shared.secrets import Secret


class InferenceStatus(StrEnum):
    """How far it has come. It has failed where there was nothing to read."""

    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPlan:
    """A plan as a card tells of it. ``document_id`` is the card, if it came as a file."""

    payer_id: str
    payer_name: str
    member_id: str = ""
    group_number: str = ""
    document_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inferred:
    """Who is insured, as far as the words tell, and by which plans, in their order."""

    given: str = ""
    family: str = ""
    birth_date: date | None = None
    plans: tuple[CardPlan, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PayerInference(Entity):
    """A request to infer who pays. ``text`` is kept until it has been read; ``reason`` says why it failed.

    ``payer_id`` of a plan is the payer's own, as the record knows it.
    """

    legal_entity_id: str
    patient_id: str | None = None
    text: Secret | None = None
    document_ids: tuple[str, ...] = ()
    status: InferenceStatus = InferenceStatus.PROCESSING
    inferred: Inferred | None = None
    reason: str = ""


PAYER_INFERENCE = Kind(
    "payer_inference",
    PayerInference,
    keys=(
        Key("legal_entity_id", lambda i: i.legal_entity_id),
        Key("patient_id", lambda i: i.patient_id),
    ),
    scope_keys={"legal_entity": "legal_entity_id"},
)
