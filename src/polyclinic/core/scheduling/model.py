"""The schedule: appointments, their kinds, the states they go through, and weekly slots for them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from polyclinic.core.shared.copies import replace
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


HOLDING = tuple(status.value for status in Status if status.holds)
CALLED_OFF = (Status.CANCELLED, Status.RESCHEDULED)
"""What stays in the record of an appointment that will not be kept, nor was missed."""


LONGEST = timedelta(days=7)
"""What an appointment, or a slot for one, may last."""


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
    """A kind of visit and what it fills in: Carium's appointment type, drchrono's appointment profile.

    ``practitioner_id`` is whose it is; without one it is the whole practice's.
    """

    name: str
    color: str = ""
    duration: timedelta = timedelta(minutes=30)
    reason: str = ""
    online_scheduling: bool = False
    sort_order: int = 0
    practitioner_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentTemplate(Entity):
    """A weekly slot at a facility, kept for visits of one type: drchrono's appointment template.

    ``weekday`` 0 is Monday; ``time`` is one of the facility's clock. ``practitioner_id`` is whose slot it is. A slot
    may reach into the next day.
    """

    facility_id: str
    type_id: str
    weekday: int
    time: time
    duration: timedelta
    room: int
    practitioner_id: str | None = None

    @property
    def second_of_week(self) -> int:
        """When the slot starts, in seconds of the clock since the midnight before Monday."""
        clock = timedelta(hours=self.time.hour, minutes=self.time.minute, seconds=self.time.second)
        return self.weekday * 86400 + int(clock.total_seconds())

    def fits(self, facility_id: str | None, day: date) -> bool:
        """Whether an appointment there on that local day can be made from it."""
        return self.facility_id == facility_id and self.weekday == day.weekday()


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment(Entity):
    """A stretch of time kept for a patient, or a break when ``patient_id`` is None. Times are UTC instants.

    ``status_id`` and ``type_id`` refer to the practice's own statuses and types, ``template_id`` to the weekly slot it
    was made from. ``status`` rules: a ``status_id`` whose status differs has been overtaken by a dialect that does not
    know it. ``room`` counts from 1 within its facility, 0 is none. ``blocking`` is set when the facility refuses
    overlaps and this appointment takes part in that. ``local_start`` is what the facility's clock shows at the start,
    ``checked_in_at`` and ``checked_out_at`` are when the patient came and left. ``not_ready_reason`` and ``work_queue``
    (codes) say what keeps the visit from being ready and who sees to that.
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
    template_id: str | None = None
    reason: str = ""
    notes: str = ""
    instructions: str = ""
    location: str = ""
    color: str = ""
    video: bool = False
    guest_url: str = ""
    host_url: str = ""
    blocking: bool = False
    local_start: datetime | None = None
    checked_in_at: datetime | None = None
    checked_out_at: datetime | None = None
    cancellation_reason: str = ""
    readiness: Readiness = Readiness.PENDING
    not_ready_reason: str = ""
    work_queue: str = ""

    @property
    def duration(self) -> timedelta:
        return self.end - self.start

    @property
    def day(self) -> date | None:
        """The local day it starts on."""
        return self.local_start.date() if self.local_start else None


def clock_seconds(local: datetime) -> int:
    """A clock's time as a number that grows with it: seconds since 1970 on that clock."""
    return int(local.replace(tzinfo=UTC).timestamp())


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


def _local_start(appointment: Appointment) -> int | None:
    return clock_seconds(appointment.local_start) if appointment.local_start else None


def _local_end(appointment: Appointment) -> int | None:
    """By the clock it was started by: one that changes meanwhile is not followed."""
    local = appointment.local_start
    return clock_seconds(local + appointment.duration) if local else None


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
        Key("end", lambda a: a.end, "instant", indexed=False),
        Key("local_start", _local_start, "int"),
        Key("local_end", _local_end, "int", indexed=False),
        Key("room", lambda a: a.room or None, "int", indexed=False),
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
APPOINTMENT_TEMPLATE = Kind(
    "appointment_template",
    AppointmentTemplate,
    keys=(
        Key("facility_id", lambda t: t.facility_id),
        Key("type_id", lambda t: t.type_id),
        Key("practitioner_id", lambda t: t.practitioner_id),
        Key("weekday", lambda t: t.weekday, "int"),
        Key("room", lambda t: t.room or None, "int", indexed=False),
        Key("starts", lambda t: t.second_of_week, "int", indexed=False),
        Key("ends", lambda t: t.second_of_week + int(t.duration.total_seconds()), "int", indexed=False),
    ),
    scope_keys={"facility": "facility_id"},
)
