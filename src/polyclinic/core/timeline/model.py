"""What happened to a patient's insurance and visits, one entry after another: for people who look into a case."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from polyclinic.core.shared.entity import Entity
from polyclinic.core.shared.kinds import Key, Kind


class EntryKind(StrEnum):
    """What happened."""

    COVERAGE_CREATED = "coverage_created"
    COVERAGE_UPDATED = "coverage_updated"
    CHECK_COMPLETED = "check_completed"
    APPOINTMENT_STATUS_CHANGED = "appointment_status_changed"
    APPOINTMENT_WORK_QUEUE_CHANGED = "appointment_work_queue_changed"
    APPOINTMENT_COPAY_UPDATED = "appointment_copay_updated"
    PATIENT_TAGS_UPDATED = "patient_tags_updated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Entity):
    """Something that happened at ``created_at``, written once. ``facts`` say what one needs to know about it."""

    patient_id: str
    kind: EntryKind
    coverage_id: str | None = None
    appointment_id: str | None = None
    appointment_start: datetime | None = None
    facts: dict[str, Any] = field(default_factory=dict)


ENTRY = Kind(
    "timeline_entry",
    Entry,
    keys=(
        Key("patient_id", lambda e: e.patient_id),
        Key("kind", lambda e: e.kind.value),
        Key("coverage_id", lambda e: e.coverage_id),
        Key("appointment_id", lambda e: e.appointment_id),
    ),
)
