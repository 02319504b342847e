"""Doctors: the practice group's own. They are read and updated here, never made or deleted."""

from polyclinic.dialects.drchrono.wire.common import (
    CONFLICT,
    ITEM_ERRORS,
    MAX_BODY,
    READ_ERRORS,
    Id,
    Model,
    NonNull,
    Page,
    PageQuery,
    Text,
)
from polyclinic.sdk.endpoint import Endpoint

_SCOPES = ("user",)


class _Details(Model):
    cell_phone: Text | None = None
    country: Text | None = None
    email: Text | None = None
    group_npi_number: Text | None = None
    home_phone: Text | None = None
    job_title: Text | None = None
    npi_number: Text | None = None
    office_phone: Text | None = None
    specialty: Text | None = None
    suffix: Text | None = None
    website: Text | None = None


class DoctorWrite(_Details):
    """A whole doctor. ``country`` is a two-letter code."""

    first_name: Text
    last_name: Text


class DoctorPatch(_Details):
    """Some fields of a doctor; what is absent stays."""

    first_name: NonNull[Text] = None
    last_name: NonNull[Text] = None


class Doctor(Model):
    """A doctor as read; of two NPIs prefer ``npi_number``."""

    id: int
    first_name: str
    last_name: str
    suffix: str
    job_title: str
    specialty: str
    npi_number: str
    group_npi_number: str
    cell_phone: str
    home_phone: str
    office_phone: str
    email: str
    country: str
    website: str


LIST_DOCTORS = Endpoint(
    name="doctors_list",
    method="GET",
    path="/api/doctors",
    query=PageQuery,
    gives=Page[Doctor],
    scopes=_SCOPES,
    errors=READ_ERRORS,
    summary="Doctors, a page at a time",
    tags=("doctors",),
)
READ_DOCTOR = Endpoint(
    name="doctors_read",
    method="GET",
    path="/api/doctors/{id}",
    path_types={"id": Id},
    gives=Doctor,
    scopes=_SCOPES,
    errors=ITEM_ERRORS,
    summary="One doctor",
    tags=("doctors",),
)
REPLACE_DOCTOR = Endpoint(
    name="doctors_update",
    method="PUT",
    path="/api/doctors/{id}",
    path_types={"id": Id},
    takes=DoctorWrite,
    gives=Doctor,
    accepts=("json", "form", "multipart"),
    max_body=MAX_BODY,
    scopes=_SCOPES,
    errors=(*ITEM_ERRORS, CONFLICT),
    summary="Change one's own record, naming all required fields",
    tags=("doctors",),
)
UPDATE_DOCTOR = Endpoint(
    name="doctors_partial_update",
    method="PATCH",
    path="/api/doctors/{id}",
    path_types={"id": Id},
    takes=DoctorPatch,
    gives=Doctor,
    accepts=("json", "form", "multipart"),
    max_body=MAX_BODY,
    scopes=_SCOPES,
    errors=(*ITEM_ERRORS, CONFLICT),
    summary="Change some fields of one's own record",
    tags=("doctors",),
)
