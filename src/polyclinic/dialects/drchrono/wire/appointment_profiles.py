"""Appointment profiles: kinds of visit, with the values that they fill in."""

from typing import Annotated

from pydantic import Field

from polyclinic.dialects.drchrono.wire.common import (
    CONFLICT,
    ITEM_ERRORS,
    LARGEST_ID,
    MAX_BODY,
    READ_ERRORS,
    Boolean,
    Id,
    Integer,
    LongText,
    Minutes,
    Model,
    NonNull,
    Page,
    PageQuery,
    Text,
)
from polyclinic.sdk.endpoint import Endpoint

_SCOPES = ("calendar",)
_Place = Annotated[Integer, Field(ge=-LARGEST_ID, le=LARGEST_ID)]


class AppointmentProfileWrite(Model):
    """A whole kind of visit. ``sort_order`` is 0 unless given."""

    name: Text
    color: Text
    duration: Minutes
    reason: LongText
    online_scheduling: Boolean
    sort_order: NonNull[_Place] = None


class AppointmentProfilePatch(Model):
    """Some fields of a kind of visit; what is absent stays."""

    name: NonNull[Text] = None
    color: NonNull[Text] = None
    duration: NonNull[Minutes] = None
    reason: LongText | None = None
    online_scheduling: NonNull[Boolean] = None
    sort_order: NonNull[_Place] = None


class AppointmentProfile(Model):
    """A kind of visit. ``duration`` is in minutes, ``color`` any CSS color."""

    id: int
    name: str
    color: str
    duration: int
    reason: str
    online_scheduling: bool
    sort_order: int


LIST_PROFILES = Endpoint(
    name="appointment_profiles_list",
    method="GET",
    path="/api/appointment_profiles",
    query=PageQuery,
    gives=Page[AppointmentProfile],
    scopes=_SCOPES,
    errors=READ_ERRORS,
    summary="Appointment profiles, a page at a time",
    tags=("appointment_profiles",),
)
CREATE_PROFILE = Endpoint(
    name="appointment_profiles_create",
    method="POST",
    path="/api/appointment_profiles",
    takes=AppointmentProfileWrite,
    gives=AppointmentProfile,
    status=201,
    accepts=("json", "form", "multipart"),
    max_body=MAX_BODY,
    scopes=_SCOPES,
    errors=(*READ_ERRORS, CONFLICT),
    summary="Offer another kind of visit",
    tags=("appointment_profiles",),
)
READ_PROFILE = Endpoint(
    name="appointment_profiles_read",
    method="GET",
    path="/api/appointment_profiles/{id}",
    path_types={"id": Id},
    gives=AppointmentProfile,
    scopes=_SCOPES,
    errors=ITEM_ERRORS,
    summary="One appointment profile",
    tags=("appointment_profiles",),
)
REPLACE_PROFILE = Endpoint(
    name="appointment_profiles_update",
    method="PUT",
    path="/api/appointment_profiles/{id}",
    path_types={"id": Id},
    takes=AppointmentProfileWrite,
    gives=AppointmentProfile,
    accepts=("json", "form", "multipart"),
    max_body=MAX_BODY,
    scopes=_SCOPES,
    errors=(*ITEM_ERRORS, CONFLICT),
    summary="Change an appointment profile, naming all required fields",
    tags=("appointment_profiles",),
)
UPDATE_PROFILE = Endpoint(
    name="appointment_profiles_partial_update",
    method="PATCH",
    path="/api/appointment_profiles/{id}",
    path_types={"id": Id},
    takes=AppointmentProfilePatch,
    gives=AppointmentProfile,
    accepts=("json", "form", "multipart"),
    max_body=MAX_BODY,
    scopes=_SCOPES,
    errors=(*ITEM_ERRORS, CONFLICT),
    summary="Change some fields of an appointment profile",
    tags=("appointment_profiles",),
)
DELETE_PROFILE = Endpoint(
    name="appointment_profiles_delete",
    method="DELETE",
    path="/api/appointment_profiles/{id}",
    path_types={"id": Id},
    status=204,
    scopes=_SCOPES,
    errors=(*ITEM_ERRORS, CONFLICT),
    summary="Offer a kind of visit no longer",
    tags=("appointment_profiles",),
)
