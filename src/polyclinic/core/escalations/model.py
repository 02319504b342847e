"""What the office that works requests to payers asks of the practice, or lets it know."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from polyclinic.core.shared.entity import Entity
from polyclinic.core.shared.kinds import Key, Kind


class EscalationStatus(StrEnum):
    """How far it has come."""

    NEW = "new"
    IN_PROGRESS = "in_progress"
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"

    @property
    def is_open(self) -> bool:
        """Whether somebody still waits for the practice."""
        return self in (EscalationStatus.NEW, EscalationStatus.IN_PROGRESS)


class EscalationAction(StrEnum):
    """Whether the work stands still until the practice has sent something, or it is only told."""

    SUBMISSION = "submission"
    NOTIFICATION = "notification"


class ResourceType(StrEnum):
    """What it is about; the value is the kind of the object."""

    BENEFITS_CHECK = "benefits_check"
    PRIOR_AUTHORIZATION = "prior_authorization"


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation(Entity):
    """A question or a piece of news about one object.

    ``type`` is hierarchical, its steps joined by ``__`` (``additional_requirements__documentation``). ``wants`` names
    what would answer it, as its object's domain does. ``opened_at``, ``deadline`` and ``answered_at`` are the
    practice's time. ``legal_entity_id`` is the object's, ``payer_id`` the id of the payer that is concerned.
    """

    resource_type: ResourceType
    resource_id: str
    patient_id: str
    legal_entity_id: str | None = None
    payer_id: str = ""
    type: str
    action: EscalationAction
    reason: str
    wants: tuple[str, ...] = ()
    status: EscalationStatus = EscalationStatus.NEW
    opened_at: datetime
    deadline: datetime | None = None
    answered_at: datetime | None = None
    document_ids: tuple[str, ...] = ()


ESCALATION = Kind(
    "escalation",
    Escalation,
    keys=(
        Key("resource_type", lambda e: e.resource_type.value),
        Key("resource_id", lambda e: e.resource_id),
        Key("patient_id", lambda e: e.patient_id),
        Key("legal_entity_id", lambda e: e.legal_entity_id),
        Key("status", lambda e: e.status.value),
    ),
    scope_keys={"legal_entity": "legal_entity_id"},
)
