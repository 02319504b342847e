"""Appointment templates: weekly slots of an office, kept for visits of one profile."""

from typing import Annotated

from pydantic import Field

from polyclinic.dialects.drchrono.wire.common import (
    CONFLICT,
    ITEM_ERRORS,
    MAX_BODY,
    READ_ERRORS,
    Date,
    Id,
    Integer,
    Minutes,
    Model,
    NonNull,
    OfficeRef,
    Page,
    PageQuery,
    ProfileRef,
    RoomIndex,
    Time,
)
from polyclinic.sdk.endpoint import Endpoint

_SCOPES = ("calendar",)
WeekDay = Annotated[Integer, Field(ge=0, le=6)]
"""0 is Monday, 6 Sunday."""


class AppointmentTemplateWrite(Model):
    """A whole weekly slot. ``scheduled_time`` is a time of the office's clock."""

    office: OfficeRef
    profile: ProfileRef
    duration: Minutes
    exam_room: RoomIndex
    scheduled_time: Time
    week_day: WeekDay


class AppointmentTemplatePatch(Model):
    """Some fields of a weekly slot; what is absent stays."""

    office: NonNull[OfficeRef] = None
    profile: NonNull[ProfileRef] = None
    duration: NonNull[Minutes] = None
    exam_room: NonNull[RoomIndex] = None
    scheduled_time: NonNull[Time] = None
    week_day: NonNull[WeekDay] = None


class AppointmentTemplate(Model):
    """A weekly slot. ``exam_room`` counts from 1; it is 0 at an office without rooms. ``duration`` is in minutes."""

    id: int
    office: OfficeRef
    profile: ProfileRef
    duration: int
    exam_room: int
    scheduled_time: Time
    week_day: int


class AppointmentTemplateQuery(PageQuery):
    """Filters; all must hold. ``available``: only slots that are free in the week (from Monday) of that date."""

    available: Date | None = None
    office: Id | None = None
    week_day: WeekDay | None = None


LIST_TEMPLATES = Endpoint(
    name="appointment_templates_list",
    method="GET",
    path="/api/appointment_templates",
    query=AppointmentTemplateQuery,
    gives=Page[AppointmentTemplate],
    scopes=_SCOPES,
    errors=READ_ERRORS,
    summary="Appointment templates, a page at a time",
    tags=("appointment_templates",),
)
CREATE_TEMPLATE = Endpoint(
    name="appointment_templates_create",
    method="POST",
    path="/api/appointment_templates",
    takes=AppointmentTemplateWrite,
    gives=AppointmentTemplate,
    status=201,
    accepts=("json", "form", "multipart"),
    max_body=MAX_BODY,
    scopes=_SCOPES,
    errors=(*READ_ERRORS, CONFLICT),
    summary="Keep a weekly slot",
    tags=("appointment_templates",),
)
READ_TEMPLATE = Endpoint(
    name="appointment_templates_read",
    method="GET",
    path="/api/appointment_templates/{id}",
    path_types={"id": Id},
    gives=AppointmentTemplate,
    scopes=_SCOPES,
    errors=ITEM_ERRORS,
    summary="One appointment template",
    tags=("appointment_templates",),
)
REPLACE_TEMPLATE = Endpoint(
    name="appointment_templates_update",
    method="PUT",
    path="/api/appointment_templates/{id}",
    path_types={"id": Id},
    takes=AppointmentTemplateWrite,
    gives=AppointmentTemplate,
    accepts=("json", "form", "multipart"),
    max_body=MAX_BODY,
    scopes=_SCOPES,
    errors=(*ITEM_ERRORS, CONFLICT),
    summary="Change an appointment template, naming all fields",
    tags=("appointment_templates",),
)
UPDATE_TEMPLATE = Endpoint(
    name="appointment_templates_partial_update",
    method="PATCH",
    path="/api/appointment_templates/{id}",
    path_types={"id": Id},
    takes=AppointmentTemplatePatch,
    gives=AppointmentTemplate,
    accepts=("json", "form", "multipart"),
    max_body=MAX_BODY,
    scopes=_SCOPES,
    errors=(*ITEM_ERRORS, CONFLICT),
    summary="Change some fields of an appointment template",
    tags=("appointment_templates",),
)
DELETE_TEMPLATE = Endpoint(
    name="appointment_templates_delete",
    method="DELETE",
    path="/api/appointment_templates/{id}",
    path_types={"id": Id},
    status=204,
    scopes=_SCOPES,
    errors=(*ITEM_ERRORS, CONFLICT),
    summary="Keep a weekly slot no longer",
    tags=("appointment_templates",),
)
