"""Appointments and breaks. Times are wall times of the appointment's office, without a zone."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationInfo
from pydantic_core import PydanticCustomError

from polyclinic.dialects.drchrono.wire.common import (
    CONFLICT,
    ITEM_ERRORS,
    MAX_BODY,
    READ_ERRORS,
    Date,
    DateRange,
    DoctorRef,
    Id,
    LongText,
    Minutes,
    Model,
    NonNull,
    OfficeRef,
    OrNull,
    Page,
    PageQuery,
    PatientRef,
    ProfileRef,
    RoomIndex,
    Since,
    TemplateRef,
    Text,
    Timestamp,
)
from polyclinic.dialects.drchrono.wire.reminder_profiles import ReminderType
from polyclinic.sdk.endpoint import Endpoint

Status = Literal[
    "", "Arrived", "Cancelled", "Complete", "Confirmed", "In Session", "No Show", "Not Confirmed", "Rescheduled"
]

_SCOPES = ("calendar",)


class Reminder(Model):
    """A message before an appointment, whether it is still to be sent, was sent or was dropped."""

    id: int
    scheduled_time: Timestamp
    type: ReminderType


class _Optional(Model):
    color: Text | None = None
    exam_room: RoomIndex | None = None
    profile: OrNull[ProfileRef] = None
    reason: LongText | None = None
    status: Status | None = None
    template: OrNull[TemplateRef] = None
    blood_pressure: Text | None = None
    icd9_codes: LongText | None = None
    notes: LongText | None = None


def _unless_filled(minutes: int | None, info: ValidationInfo) -> int | None:
    """A profile has one, and so has a template, if it fits."""
    if minutes is None and info.data.get("profile") is None and info.data.get("template") is None:
        raise PydanticCustomError("missing", "This field is required.")
    return minutes


class AppointmentWrite(_Optional):
    """A whole appointment; ``patient`` None makes a break.

    On creation ``profile`` fills color, duration and reason if they are absent. A ``template`` of this office and day
    of the week decides duration, exam room, profile and time of day, whatever else is said.
    """

    duration: Annotated[Minutes | None, AfterValidator(_unless_filled), Field(validate_default=True)] = None

    doctor: DoctorRef
    office: OfficeRef
    patient: OrNull[PatientRef]
    scheduled_time: Timestamp


class AppointmentPatch(_Optional):
    """Some fields of an appointment; what is absent stays."""

    duration: NonNull[Minutes] = None

    doctor: NonNull[DoctorRef] = None
    office: NonNull[OfficeRef] = None
    patient: OrNull[PatientRef] = None
    scheduled_time: NonNull[Timestamp] = None


class Appointment(Model):
    """An appointment as read. ``patient`` is None for a break, ``exam_room`` 0 where no room is kept."""

    id: str
    doctor: DoctorRef
    office: OfficeRef
    patient: PatientRef | None
    scheduled_time: Timestamp
    duration: int
    exam_room: int
    color: str
    profile: ProfileRef | None
    reason: str
    reminders: list[Reminder]
    status: Status
    template: TemplateRef | None
    blood_pressure: str
    icd9_codes: str
    notes: str


class AppointmentQuery(PageQuery):
    """Filters; all must hold. Days are those of each appointment's office."""

    date: Date | None = None
    date_range: DateRange | None = None
    doctor: Id | None = None
    office: Id | None = None
    patient: Id | None = None
    since: Since | None = None


LIST_APPOINTMENTS = Endpoint(
    name="appointments_list",
    method="GET",
    path="/api/appointments",
    query=AppointmentQuery,
    gives=Page[Appointment],
    scopes=_SCOPES,
    errors=READ_ERRORS,
    summary="Appointments and breaks, a page at a time",
    tags=("appointments",),
)
CREATE_APPOINTMENT = Endpoint(
    name="appointments_create",
    method="POST",
    path="/api/appointments",
    takes=AppointmentWrite,
    gives=Appointment,
    status=201,
    accepts=("json", "form", "multipart"),
    max_body=MAX_BODY,
    scopes=_SCOPES,
    errors=(*READ_ERRORS, CONFLICT),
    summary="Make an appointment or a break",
    tags=("appointments",),
)
READ_APPOINTMENT = Endpoint(
    name="appointments_read",
    method="GET",
    path="/api/appointments/{id}",
    path_types={"id": Id},
    gives=Appointment,
    scopes=_SCOPES,
    errors=ITEM_ERRORS,
    summary="One appointment",
    tags=("appointments",),
)
REPLACE_APPOINTMENT = Endpoint(
    name="appointments_update",
    method="PUT",
    path="/api/appointments/{id}",
    path_types={"id": Id},
    takes=AppointmentWrite,
    gives=Appointment,
    accepts=("json", "form", "multipart"),
    max_body=MAX_BODY,
    scopes=_SCOPES,
    errors=(*ITEM_ERRORS, CONFLICT),
    summary="Change an appointment, naming all required fields",
    description="Optional fields that are absent stay as they are.",
    tags=("appointments",),
)
UPDATE_APPOINTMENT = Endpoint(
    name="appointments_partial_update",
    method="PATCH",
    path="/api/appointments/{id}",
    path_types={"id": Id},
    takes=AppointmentPatch,
    gives=Appointment,
    accepts=("json", "form", "multipart"),
    max_body=MAX_BODY,
    scopes=_SCOPES,
    errors=(*ITEM_ERRORS, CONFLICT),
    summary="Change some fields of an appointment",
    tags=("appointments",),
)
DELETE_APPOINTMENT = Endpoint(
    name="appointments_delete",
    method="DELETE",
    path="/api/appointments/{id}",
    path_types={"id": Id},
    status=204,
    scopes=_SCOPES,
    errors=(*ITEM_ERRORS, CONFLICT),
    summary="Take an appointment out of the schedule",
    tags=("appointments",),
)
