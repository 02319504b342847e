"""The schedule: appointments, what kinds of them there are, and the states they go through."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
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

    @property
    def came(self) -> bool:
        """Whether the patient has come."""
        return self in (Status.ARRIVED, Status.IN_SESSION, Status.COMPLETE)

    @property
    def awaits(self) -> bool:
        """Whether the patient is still expected."""
        return self.holds and not self.came


CALLED_OFF = (Status.CANCELLED, Status.RESCHEDULED)
"""What stays in the record of an appointment that will not be kept, nor was missed."""


class Readiness(StrEnum):
    """Whether all is settled before the patient comes: who pays, what the plan covers, what must be authorised."""

    PENDING = "pending"
    NOT_READY = "not_ready"
    READY = "ready"


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
    ``day`` is the local day it starts on, ``checked_in_at`` and ``checked_out_at`` when the patient came and left.
    ``not_ready_reason`` and ``work_queue`` (codes) say what keeps the visit from being ready and who sees to that.
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
    day: date | None = None
    checked_in_at: datetime | None = None
    checked_out_at: datetime | None = None
    cancellation_reason: str = ""
    readiness: Readiness = Readiness.PENDING
    not_ready_reason: str = ""
    work_queue: str = ""

    @property
    def duration(self) -> timedelta:
        return self.end - self.start


def settled(appointment: Appointment, now: datetime) -> Appointment:
    """What follows from the status: when the patient came and left (``now`` unless known), why it was called off."""
    came, left = appointment.status.came, appointment.status is Status.COMPLETE
    return replace(
        appointment,
        checked_in_at=(appointment.checked_in_at or now) if came else None,
        checked_out_at=(appointment.checked_out_at or now) if left else None,
        cancellation_reason=appointment.cancellation_reason if appointment.status in CALLED_OFF else "",
        not_ready_reason=appointment.not_ready_reason if appointment.readiness is Readiness.NOT_READY else "",
    )


def _visit(appointment: Appointment) -> str | None:
    """Appointments of one patient on one day are one visit."""
    return f"{appointment.patient_id}:{appointment.day}" if appointment.patient_id and appointment.day else None


def _not_ready_reason(appointment: Appointment) -> str | None:
    """What keeps a visit from being ready while the patient is awaited."""
    return (appointment.not_ready_reason or None) if appointment.status.awaits else None


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
        Key("visit", _visit),
        Key("readiness", lambda a: a.readiness.value),
        Key("not_ready_reason", _not_ready_reason),
        Key("work_queue", lambda a: a.work_queue or None),
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
