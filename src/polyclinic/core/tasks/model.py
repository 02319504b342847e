"""Work that an encounter is waiting for (FHIR Task): what is to be done, by whom, and whether its claim must wait."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from polyclinic.core.encounters.model import Encounter, ProviderRole
from polyclinic.core.shared.entity import Entity, ExternalId
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.kinds import Key, Kind
from polyclinic.core.shared.names import fold


class TaskStatus(StrEnum):
    """How far a task has come (Candid's vocabulary, the only one that has any)."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    BLOCKED = "blocked"
    WAITING_FOR_REVIEW = "waiting_for_review"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskNote:
    """What somebody said about a task."""

    id: str = field(default_factory=new_id)
    text: str
    author_name: str = ""
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """That a user has been given a task."""

    id: str = field(default_factory=new_id)
    user_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What tasks are listed by, of the encounter that they are about: a copy that follows it.

    A patient whom the encounter gives no external id goes by our own.
    """

    patient_name: str = ""
    patient_external_id: str = ""
    external_ids: tuple[ExternalId, ...] = ()
    claim_id: str = ""
    payer_id: str = ""
    payer_name: str = ""
    billing_npi: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Task(Entity):
    """Something to be done about an encounter.

    ``type`` and ``category`` are Candid's codes. ``blocks_submission``: until the task is finished its claim is not
    sent. ``rule`` is the code of the billing rule that opened it, empty for a task that somebody made.
    """

    encounter_id: str
    about: About = About()
    type: str
    category: str = ""
    status: TaskStatus = TaskStatus.OPEN
    description: str = ""
    blocks_submission: bool = False
    assignment: Assignment | None = None
    work_queue_id: str = ""
    rule: str = ""
    notes: tuple[TaskNote, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether there is still something to do."""
        return self.status is not TaskStatus.FINISHED

    @property
    def blocks(self) -> bool:
        """Whether the claim has to wait for it now."""
        return self.blocks_submission and self.is_open


def about(encounter: Encounter) -> About:
    """What tasks copy of an encounter."""
    billing, primary = encounter.provider(ProviderRole.BILLING), encounter.subscriber(1)
    return About(
        patient_name=encounter.patient.name.full,
        patient_external_id=encounter.patient.external_id or encounter.patient_id,
        external_ids=encounter.external_ids,
        claim_id=encounter.claims[0].id if encounter.claims else "",
        payer_id=primary.payer_id if primary else "",
        payer_name=primary.payer_name if primary else "",
        billing_npi=billing.npi if billing else "",
        day=encounter.first_day,
    )


def _search_text(task: Task) -> str:
    """Everybody's ids for the encounter, and ours for it, its claim and the task."""
    ids = " ".join(held.value for held in task.about.external_ids)
    return fold(f"{task.id} {task.encounter_id} {task.about.claim_id} {ids}")


TASK = Kind(
    "task",
    Task,
    keys=(
        Key("encounter_id", lambda t: t.encounter_id),
        Key("type", lambda t: t.type),
        Key("category", lambda t: t.category or None),
        Key("status", lambda t: t.status.value),
        Key("blocks_submission", lambda t: t.blocks_submission, "bool"),
        Key("assignee_id", lambda t: t.assignment.user_id if t.assignment else None),
        Key("work_queue_id", lambda t: t.work_queue_id or None),
        Key("patient_name", lambda t: fold(t.about.patient_name)),
        Key("patient_external_id", lambda t: t.about.patient_external_id),
        Key("payer_id", lambda t: t.about.payer_id or None),
        Key("payer_name", lambda t: fold(t.about.payer_name) or None),
        Key("billing_npi", lambda t: t.about.billing_npi or None),
        Key("day", lambda t: t.about.day, "date"),
        Key("search_text", _search_text, search="substring"),
    ),
)
