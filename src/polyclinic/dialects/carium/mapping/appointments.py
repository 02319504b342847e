"""Appointments, their statuses and types between this API's words and the record's."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from polyclinic.core.scheduling.model import Appointment, AppointmentStatus, AppointmentType, Status
from polyclinic.core.scheduling.video import Role
from polyclinic.core.shared.queries import Condition, Is, OneOf
from polyclinic.dialects.carium.mapping.common import with_stamps
from polyclinic.dialects.carium.wire.appointments import AppointmentChanges, NewAppointmentAttributes
from polyclinic.dialects.carium.wire.common import kebab, spell_instant

TYPE = "org-appointments"
STATUS = "org-appointment-statuses"
KIND_OF_VISIT = "org-appointment-types"
NAMES = {
    "patient_id": "individual_id",
    "practitioner_id": "practitioner_id",
    "start": "start_time",
    "end": "end_time",
    "status_id": "status_id",
    "type_id": "type_id",
}
"""The record's fields that a refusal can name, and the attributes they come from."""

SORTABLE = {"start-time": "start", "end-time": "end", "created-at": "created_at", "last-modified-at": "updated_at"}
CHOICES_SORTABLE = {"name": "name", "created-at": "created_at", "last-modified-at": "updated_at"}

_FIELDS = {
    **{spelled: field for field, spelled in NAMES.items()},
    "add_video_channel": "video",
    "guest_url": "guest_url",
    "host_url": "host_url",
    "description": "reason",
    "patient_instruction": "instructions",
    "location": "location",
}
_TEXTS = frozenset({"guest_url", "host_url", "description", "patient_instruction", "location"})


@dataclass(frozen=True, slots=True)
class Refs:
    """What an appointment is read and written against: the practice's live statuses and its defaults.

    ``link_to`` is where who comes by video enters; None while there is no room.
    """

    organization_id: str
    statuses: Sequence[AppointmentStatus]
    defaults: Mapping[str, str]
    link_to: Callable[[Appointment, Role], str | None]


def to_core(
    body: NewAppointmentAttributes | AppointmentChanges, current: Appointment | None, refs: Refs
) -> Appointment:
    """The appointment as it is to be. What comes back as it was shown is not written: it may be a default."""
    shown = from_core(current, refs) if current else {}
    values: dict[str, Any] = {}
    for name in body.model_fields_set & _FIELDS.keys():
        value = getattr(body, name)
        if not current or _spell(value) != shown[kebab(name)]:
            values[_FIELDS[name]] = (value or "") if name in _TEXTS else value
    for status in refs.statuses:
        if status.id == values.get("status_id"):
            values["status"] = status.status
    return replace(current, **values) if current else Appointment(**values)


def _spell(value: object) -> object:
    return spell_instant(value) if isinstance(value, datetime) else value


def from_core(appointment: Appointment, refs: Refs) -> dict[str, Any]:
    """The attributes of an appointment; what it lacks and this API requires is the practice's default."""
    attributes = {
        "individual-id": appointment.patient_id,
        "practitioner-id": appointment.practitioner_id or refs.defaults.get("practitioner"),
        "start-time": spell_instant(appointment.start),
        "end-time": spell_instant(appointment.end),
        "status-id": _status_id(appointment, refs),
        "type-id": appointment.type_id or refs.defaults.get("appointment_type"),
        "add-video-channel": appointment.video,
        "guest-url": appointment.guest_url or refs.link_to(appointment, Role.GUEST),
        "host-url": appointment.host_url or refs.link_to(appointment, Role.HOST),
        "description": appointment.reason or None,
        "patient-instruction": appointment.instructions or None,
        "location": appointment.location or None,
    }
    return with_stamps(appointment, refs.organization_id, attributes)


def _status_id(appointment: Appointment, refs: Refs) -> str | None:
    """The appointment's own status while it agrees with where it stands, else the first that does, else the default."""
    if any(row.id == appointment.status_id and row.status is appointment.status for row in refs.statuses):
        return appointment.status_id
    return _first_of(appointment.status, refs)


def _first_of(status: Status, refs: Refs) -> str | None:
    alike = (status, Status.BOOKED) if status is Status.UNSET else (status,)
    found = (row.id for wanted in alike for row in refs.statuses if row.status is wanted)
    return next(found, refs.defaults.get("appointment_status"))


def status_filter(id: str, refs: Refs) -> tuple[Condition, ...]:
    """Finds the appointments that show this status."""
    row = next((row for row in refs.statuses if row.id == id), None)
    if row is None:
        return (OneOf("status_id", ()),)
    standing_in = [status for status in Status if _first_of(status, refs) == id]
    if not standing_in:
        return (Is("status", row.status.value), Is("status_id", id))
    others = [each.id for each in refs.statuses if each.id == id or each.status not in standing_in]
    return (OneOf("status", tuple(status.value for status in standing_in)), OneOf("status_id", (*others, None)))


def choice_from_core(choice: AppointmentStatus | AppointmentType, organization_id: str) -> dict[str, Any]:
    """The attributes of a status or a type."""
    return with_stamps(choice, organization_id, {"name": choice.name})
