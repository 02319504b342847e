"""Reminder profiles: when patients are reminded of appointments."""

from typing import Annotated, Literal

from pydantic import Field

from polyclinic.dialects.drchrono.wire.common import (
    CONFLICT,
    ITEM_ERRORS,
    MAX_BODY,
    READ_ERRORS,
    AppointmentRef,
    DoctorRef,
    Id,
    Integer,
    Model,
    NonNull,
    Page,
    PageQuery,
    Text,
)
from polyclinic.sdk.endpoint import Endpoint

ReminderType = Literal["email", "sms", "auto_call"]

_SCOPES = ("calendar",)


class ProfileReminder(Model):
    """One reminder: sent ``amount`` units before the appointment."""

    amount: Annotated[Integer, Field(ge=1, le=10_000)]
    type: ReminderType
    unit: Literal["minutes", "hours", "days", "weeks"]


ProfileReminders = Annotated[list[ProfileReminder], Field(max_length=20)]


class ReminderProfileWrite(Model):
    """A whole profile. Its list of reminders can only be written in JSON."""

    doctor: DoctorRef
    name: Text
    reminders: ProfileReminders


class ReminderProfilePatch(Model):
    """Some fields of a profile; what is absent stays."""

    doctor: NonNull[DoctorRef] = None
    name: NonNull[Text] = None
    reminders: NonNull[ProfileReminders] = None


class ReminderProfile(Model):
    """A profile as read."""

    id: int
    doctor: DoctorRef
    name: str
    reminders: list[ProfileReminder]


class ProfileApplication(Model):
    """The appointment to make reminders for."""

    appointment: AppointmentRef


LIST_REMINDER_PROFILES = Endpoint(
    name="reminder_profiles_list",
    method="GET",
    path="/api/reminder_profiles",
    query=PageQuery,
    gives=Page[ReminderProfile],
    scopes=_SCOPES,
    errors=READ_ERRORS,
    summary="Reminder profiles, a page at a time",
    tags=("reminder_profiles",),
)
CREATE_REMINDER_PROFILE = Endpoint(
    name="reminder_profiles_create",
    method="POST",
    path="/api/reminder_profiles",
    takes=ReminderProfileWrite,
    gives=ReminderProfile,
    status=201,
    accepts=("json", "form", "multipart"),
    max_body=MAX_BODY,
    scopes=_SCOPES,
    errors=(*READ_ERRORS, CONFLICT),
    summary="Add a reminder profile",
    tags=("reminder_profiles",),
)
READ_REMINDER_PROFILE = Endpoint(
    name="reminder_profiles_read",
    method="GET",
    path="/api/reminder_profiles/{id}",
    path_types={"id": Id},
    gives=ReminderProfile,
    scopes=_SCOPES,
    errors=ITEM_ERRORS,
    summary="One reminder profile",
    tags=("reminder_profiles",),
)
REPLACE_REMINDER_PROFILE = Endpoint(
    name="reminder_profiles_update",
    method="PUT",
    path="/api/reminder_profiles/{id}",
    path_types={"id": Id},
    takes=ReminderProfileWrite,
    gives=ReminderProfile,
    accepts=("json", "form", "multipart"),
    max_body=MAX_BODY,
    scopes=_SCOPES,
    errors=(*ITEM_ERRORS, CONFLICT),
    summary="Change a reminder profile, naming all fields",
    tags=("reminder_profiles",),
)
UPDATE_REMINDER_PROFILE = Endpoint(
    name="reminder_profiles_partial_update",
    method="PATCH",
    path="/api/reminder_profiles/{id}",
    path_types={"id": Id},
    takes=ReminderProfilePatch,
    gives=ReminderProfile,
    accepts=("json", "form", "multipart"),
    max_body=MAX_BODY,
    scopes=_SCOPES,
    errors=(*ITEM_ERRORS, CONFLICT),
    summary="Change some fields of a reminder profile",
    tags=("reminder_profiles",),
)
DELETE_REMINDER_PROFILE = Endpoint(
    name="reminder_profiles_delete",
    method="DELETE",
    path="/api/reminder_profiles/{id}",
    path_types={"id": Id},
    status=204,
    scopes=_SCOPES,
    errors=(*ITEM_ERRORS, CONFLICT),
    summary="Take a reminder profile away; reminders that it has made stay",
    tags=("reminder_profiles",),
)
APPLY_REMINDER_PROFILE = Endpoint(
    name="reminder_profiles_apply",
    method="POST",
    path="/api/reminder_profiles/{id}/apply_to_appointment",
    path_types={"id": Id},
    takes=ProfileApplication,
    status=204,
    accepts=("json", "form", "multipart"),
    max_body=MAX_BODY,
    scopes=_SCOPES,
    errors=(*ITEM_ERRORS, CONFLICT),
    summary="Make the reminders of an appointment that has none",
    tags=("reminder_profiles",),
)
