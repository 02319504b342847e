"""Appointment profiles: kinds of visit, with the values that they fill in."""

from polyclinic.dialects.drchrono.wire.common import ITEM_ERRORS, READ_ERRORS, Id, Model, Page, PageQuery
from polyclinic.sdk.endpoint import Endpoint

_SCOPES = ("calendar",)


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
