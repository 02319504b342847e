"""Appointments and breaks. The record keeps instants; this API reads and writes wall times of the office."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from polyclinic.core.messages.model import Message
from polyclinic.core.organisation.model import Facility
from polyclinic.core.patients.model import Patient
from polyclinic.core.practitioners.model import Practitioner
from polyclinic.core.scheduling.model import Appointment, AppointmentTemplate, AppointmentType, Status
from polyclinic.core.shared.copies import replace
from polyclinic.core.shared.entity import with_extras
from polyclinic.core.shared.times import wall
from polyclinic.dialects.drchrono.mapping.common import DIALECT, FieldProblems, Refs, not_a_color, texts
from polyclinic.dialects.drchrono.mapping.reminder_profiles import reminder
from polyclinic.dialects.drchrono.wire.common import OFFICES

STATUSES = {
    "": Status.UNSET,
    "Arrived": Status.ARRIVED,
    "Cancelled": Status.CANCELLED,
    "Complete": Status.COMPLETE,
    "Confirmed": Status.CONFIRMED,
    "In Session": Status.IN_SESSION,
    "No Show": Status.NO_SHOW,
    "Not Confirmed": Status.UNCONFIRMED,
    "Rescheduled": Status.RESCHEDULED,
}
_WORDS = {status: word for word, status in STATUSES.items()}
_EXTRAS = ("blood_pressure", "icd9_codes")


@dataclass(frozen=True, slots=True)
class Targets:
    """What the changed references of a body refer to. A template that does not fit is none."""

    doctor: Practitioner | None = None
    office: Facility | None = None
    patient: Patient | None = None
    profile: AppointmentType | None = None
    template: AppointmentTemplate | None = None

    def fitting(self, day: date) -> "Targets":
        """Without a template of another office or another day of the week than ``day``."""
        fits = self.template and self.office and self.template.fits(self.office.id, day)
        return self if fits else replace(self, template=None)


# -- reading ----------------------------------------------------------------------------------------------------------


def from_core(appointment: Appointment, refs: Refs, reminders: Iterable[Message] = ()) -> dict[str, Any]:
    """An appointment that has, or is given by default, a doctor and an office."""
    office = refs.office(appointment.facility_id)
    zone = refs.zone_of(office)
    own = appointment.extras.get(DIALECT, {})
    return {
        "id": str(appointment.number),
        "doctor": refs.doctor_path(appointment.practitioner_id),
        "office": OFFICES.path(office.number) if office else None,
        "patient": refs.patient_path(appointment.patient_id),
        "scheduled_time": wall(appointment.start, zone).isoformat(timespec="seconds"),
        "duration": max(1, int(appointment.duration / timedelta(minutes=1))),
        "exam_room": appointment.room,
        "color": appointment.color,
        "profile": refs.profile_path(appointment.type_id),
        "reason": appointment.reason,
        "reminders": [reminder(message, zone) for message in reminders],
        "status": _WORDS.get(appointment.status, ""),
        "template": refs.template_path(appointment.template_id),
        **{name: own.get(name, "") for name in _EXTRAS},
        "notes": appointment.notes,
    }


# -- writing ----------------------------------------------------------------------------------------------------------


def with_defaults(values: Mapping[str, Any], targets: Targets) -> dict[str, Any]:
    """What a new appointment is made from: what the template says, else what was given, else what the profile says.

    Without any of them the room is the first. The template decides the time of day, not the date.
    """
    filled: dict[str, Any] = {"exam_room": 1 if targets.office and targets.office.rooms else 0}
    if targets.profile:
        minutes = int(targets.profile.duration / timedelta(minutes=1))
        filled |= {"color": targets.profile.color, "reason": targets.profile.reason, "duration": minutes}
    filled |= {name: value for name, value in values.items() if value is not None}
    if targets.template:
        template = targets.template
        filled |= {
            "duration": int(template.duration / timedelta(minutes=1)),
            "exam_room": template.room,
            "scheduled_time": datetime.combine(values["scheduled_time"], template.time),
            "profile": targets.profile and targets.profile.number,
        }
    return filled


def problems(values: Mapping[str, Any], current: Appointment | None, targets: Targets) -> FieldProblems:
    """What is wrong with changed values beyond their types."""
    found: FieldProblems = []
    found += [
        (name, "This field may not be null.") for name in ("duration", "exam_room") if values.get(name, 1) is None
    ]
    if current is None and "duration" not in values:
        found.append(("duration", "This field is required."))
    found += not_a_color(values)
    patient = targets.patient if "patient" in values else current and current.patient_id
    rooms = {room.number for room in targets.office.rooms} if targets.office else set()
    if values.get("exam_room") and values["exam_room"] not in rooms and targets.office:
        found.append(("exam_room", "The office has no such exam room."))
    if values.get("exam_room", 1) == 0 and patient and rooms:
        found.append(("exam_room", "Only a break goes without an exam room."))
    return found


def new(values: Mapping[str, Any], targets: Targets, start: datetime) -> Appointment:
    """A new appointment. ``values`` are complete: ``with_defaults`` filled them, ``problems`` found nothing."""
    return to_core(values, Appointment(start=start, end=start), targets, start)


def to_core(
    values: Mapping[str, Any], current: Appointment, targets: Targets, start: datetime | None = None
) -> Appointment:
    """``current`` with the changed values; ``start`` is the instant of a changed ``scheduled_time``."""
    length = timedelta(minutes=values["duration"]) if "duration" in values else current.duration
    start = start or current.start
    references = {
        "doctor": ("practitioner_id", targets.doctor),
        "office": ("facility_id", targets.office),
        "patient": ("patient_id", targets.patient),
        "profile": ("type_id", targets.profile),
        "template": ("template_id", targets.template),
    }
    ids: dict[str, Any] = {
        field: target.id if target else None for name, (field, target) in references.items() if name in values
    }
    appointment = replace(
        current,
        start=start,
        end=start + length,
        room=values.get("exam_room", current.room),
        status=STATUSES[values["status"] or ""] if "status" in values else current.status,
        **ids,
        **texts(values, {"color": "color", "reason": "reason", "notes": "notes"}),
    )
    return with_extras(appointment, DIALECT, {name: values[name] or None for name in _EXTRAS if name in values})
