"""Appointment templates: the record's weekly slots."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from polyclinic.core.organisation.model import Facility
from polyclinic.core.scheduling.model import AppointmentTemplate, AppointmentType
from polyclinic.dialects.drchrono.mapping.common import FieldProblems, Refs
from polyclinic.dialects.drchrono.wire.common import OFFICES

_NAMES = {"exam_room": "room", "scheduled_time": "time", "week_day": "weekday"}


@dataclass(frozen=True, slots=True)
class Targets:
    """What the changed references of a body refer to; the office is the present one where it is not changed."""

    office: Facility | None = None
    profile: AppointmentType | None = None


def from_core(template: AppointmentTemplate, refs: Refs) -> dict[str, Any]:
    return {
        "id": template.number,
        "office": OFFICES.path(refs.offices[template.facility_id].number),
        "profile": refs.profile_path(template.type_id),
        "duration": int(template.duration / timedelta(minutes=1)),
        "exam_room": template.room,
        "scheduled_time": template.time.isoformat(timespec="seconds"),
        "week_day": template.weekday,
    }


def problems(values: Mapping[str, Any], targets: Targets) -> FieldProblems:
    """What is wrong with changed values beyond their types."""
    rooms = {room.number for room in targets.office.rooms} if targets.office else set()
    if not targets.office or "exam_room" not in values or values["exam_room"] in (rooms or {0}):
        return []
    return [("exam_room", "The office has no such exam room.")]


def new(values: Mapping[str, Any], targets: Targets, owner_id: str | None) -> AppointmentTemplate:
    """A new template of a doctor's, or of everybody's. ``values`` are complete and nothing is wrong with them."""
    assert targets.office is not None  # both are required,
    assert targets.profile is not None  # and refused if they are unknown
    return AppointmentTemplate(
        facility_id=targets.office.id, type_id=targets.profile.id, practitioner_id=owner_id, **_values(values)
    )


def to_core(values: Mapping[str, Any], template: AppointmentTemplate, targets: Targets) -> AppointmentTemplate:
    """``template`` with the changed values."""
    return replace(
        template,
        facility_id=targets.office.id if targets.office else template.facility_id,
        type_id=targets.profile.id if targets.profile else template.type_id,
        **_values(values),
    )


def _values(values: Mapping[str, Any]) -> dict[str, Any]:
    found = {attribute: values[name] for name, attribute in _NAMES.items() if name in values}
    if "duration" in values:
        found["duration"] = timedelta(minutes=values["duration"])
    return found
