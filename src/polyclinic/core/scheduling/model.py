"""The schedule: appointments, what kinds of them there are, and the states they go through."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from polyclinic.core.shared.entity import Entity
from polyclinic.core.shared.kinds import Booking, Key, Kind
from polyclinic.core.shared.names import fold


class Status(StrEnum):
    """Where an appointment stands, in every dialect's vocabulary. ``UNSET`` is drchrono's empty status."""

    UNSET = "unset"
    BOOKED = "booked"
    UNCONFIRMED = "unconfirmed"
    CONFIRMED = "confirmed"
    ARRIVED = "arrived"
    IN_SESSION = "in_session"
    COMPLETE = "complete"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"
    RESCHEDULED = "rescheduled"

    @property
    def holds(self) -> bool:
        """Whether an appointment in this state takes up the practitioner's and the room's time."""
        return self not in (Status.CANCELLED, Status.NO_SHOW, Status.RESCHEDULED)


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentStatus(Entity):
    """A practice's own name for a status (Carium's org-appointment-status)."""

    name: str
    status: Status


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentType(Entity):
    """A kind of visit and what it fills in: Carium's appointment type, drchrono's appointment profile."""

    name: str
    color: str = ""
    duration: timedelta = timedelta(minutes=30)
    reason: str = ""
    online_scheduling: bool = False
    sort_order: int = 0
    practitioner_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment(Entity):
    """A stretch of time kept for a patient, or a break when ``patient_id`` is None. Times are UTC instants.

    ``status_id`` and ``type_id`` refer to the practice's own statuses and types. ``status`` rules: a ``status_id``
    whose status differs has been overtaken by a dialect that does not know it. ``room`` counts from 1 within its
    facility, 0 is none. ``blocking`` is set when the facility refuses overlaps and this appointment takes part in that.
    """

    start: datetime
    end: datetime
    patient_id: str | None = None
    practitioner_id: str | None = None
    facility_id: str | None = None
    room: int = 0
    status: Status = Status.UNSET
    status_id: str | None = None
    type_id: str | None = None
    reason: str = ""
    notes: str = ""
    instructions: str = ""
    location: str = ""
    color: str = ""
    video: bool = False
    guest_url: str = ""
    host_url: str = ""
    blocking: bool = False

    @property
    def duration(self) -> timedelta:
        return self.end - self.start


def _bookings(appointment: Appointment) -> list[Booking]:
    if not appointment.blocking or not appointment.active:
        return []
    resources = []
    if appointment.practitioner_id:
        resources.append(f"practitioner:{appointment.facility_id}:{appointment.practitioner_id}")
    if appointment.room:
        resources.append(f"room:{appointment.facility_id}:{appointment.room}")
    return [Booking(resource, appointment.start, appointment.end) for resource in resources]


APPOINTMENT = Kind(
    "appointment",
    Appointment,
    keys=(
        Key("start", lambda a: a.start, "instant"),
        Key("patient_id", lambda a: a.patient_id),
        Key("practitioner_id", lambda a: a.practitioner_id),
        Key("facility_id", lambda a: a.facility_id),
        Key("status", lambda a: a.status.value),
        Key("status_id", lambda a: a.status_id),
        Key("type_id", lambda a: a.type_id),
    ),
    bookings=_bookings,
    scope_keys={"facility": "facility_id"},
)
APPOINTMENT_STATUS = Kind("appointment_status", AppointmentStatus, keys=(Key("name", lambda s: fold(s.name)),))
APPOINTMENT_TYPE = Kind(
    "appointment_type",
    AppointmentType,
    keys=(Key("name", lambda t: fold(t.name)), Key("sort_order", lambda t: t.sort_order, "int")),
)
