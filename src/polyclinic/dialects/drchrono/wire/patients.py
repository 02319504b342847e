"""Patients. A token with only ``patients:summary`` sees five fields of them."""

from typing import Literal

from polyclinic.dialects.drchrono.wire.common import (
    CONFLICT,
    ITEM_ERRORS,
    MAX_BODY,
    READ_ERRORS,
    Date,
    DoctorRef,
    Id,
    LongText,
    Model,
    NonNull,
    Page,
    PageQuery,
    Since,
    Text,
)
from polyclinic.sdk.endpoint import Endpoint

Gender = Literal["Male", "Female", "Other"]

SUMMARY = ("chart_id", "date_of_birth", "doctor", "gender", "id")
DETAIL_SCOPE, SUMMARY_SCOPE = "patients", "patients:summary"
_READ = (DETAIL_SCOPE, SUMMARY_SCOPE)
_DETAILS_ONLY = (DETAIL_SCOPE,)


class _Details(Model):
    """What is optional in every version of a patient. On writing, null and "" clear a field."""

    address: LongText | None = None
    cell_phone: Text | None = None
    chart_id: Text | None = None
    city: Text | None = None
    email: Text | None = None
    emergency_contact_name: Text | None = None
    emergency_contact_phone: Text | None = None
    emergency_contact_relation: Text | None = None
    employer: Text | None = None
    employer_address: Text | None = None
    employer_city: Text | None = None
    employer_state: Text | None = None
    employer_zip_code: Text | None = None
    ethnicity: Text | None = None
    home_phone: Text | None = None
    middle_name: LongText | None = None
    preferred_language: Text | None = None
    primary_care_physician: Text | None = None
    race: Text | None = None
    social_security_number: Text | None = None
    state: Text | None = None
    zip_code: Text | None = None
    primary_insurance_company: Text | None = None
    primary_insurance_id_number: Text | None = None
    primary_insurance_group_number: Text | None = None
    primary_insurance_claim_office_number: Text | None = None
    primary_insurance_payer_id: Text | None = None
    primary_insurance_plan_name: Text | None = None
    primary_insurance_plan_type: Text | None = None


class PatientWrite(_Details):
    """A whole patient. Without ``chart_id`` one is made from the name; states are two letters."""

    first_name: Text
    last_name: Text
    date_of_birth: Date
    gender: Gender
    doctor: DoctorRef


class PatientPatch(_Details):
    """Some fields of a patient; what is absent stays."""

    first_name: NonNull[Text] = None
    last_name: NonNull[Text] = None
    date_of_birth: NonNull[Date] = None
    gender: NonNull[Gender] = None
    doctor: NonNull[DoctorRef] = None


class Patient(_Details):
    """A patient as read: fields that nobody filled are "", those that the token may not see are missing (None here)."""

    id: int
    chart_id: str
    date_of_birth: Date
    doctor: DoctorRef
    gender: Gender
    first_name: str | None = None
    middle_name: str | None = None
    last_name: str | None = None
    address: str | None = None


class Ccda(Model):
    """A patient's Continuity of Care Document (C-CDA R2.1), an XML document as text."""

    ccda: str


class PatientQuery(PageQuery):
    """Filters; all must hold. ``search`` may be repeated: each of its words is part of the name or of an email."""

    doctor: Id | None = None
    since: Since | None = None
    search: list[Text] | None = None
    date_of_birth: Date | None = None
    gender: Gender | None = None


LIST_PATIENTS = Endpoint(
    name="patients_list",
    method="GET",
    path="/api/patients",
    query=PatientQuery,
    gives=Page[Patient],
    scopes=_READ,
    errors=READ_ERRORS,
    summary="Patients, a page at a time",
    tags=("patients",),
)
CREATE_PATIENT = Endpoint(
    name="patients_create",
    method="POST",
    path="/api/patients",
    takes=PatientWrite,
    gives=Patient,
    status=201,
    accepts=("json", "form", "multipart"),
    max_body=MAX_BODY,
    scopes=_DETAILS_ONLY,
    errors=(*READ_ERRORS, CONFLICT),
    summary="Register a patient",
    tags=("patients",),
)
READ_PATIENT = Endpoint(
    name="patients_read",
    method="GET",
    path="/api/patients/{id}",
    path_types={"id": Id},
    gives=Patient,
    scopes=_READ,
    errors=ITEM_ERRORS,
    summary="One patient",
    tags=("patients",),
)
REPLACE_PATIENT = Endpoint(
    name="patients_update",
    method="PUT",
    path="/api/patients/{id}",
    path_types={"id": Id},
    takes=PatientWrite,
    gives=Patient,
    accepts=("json", "form", "multipart"),
    max_body=MAX_BODY,
    scopes=_DETAILS_ONLY,
    errors=(*ITEM_ERRORS, CONFLICT),
    summary="Change a patient, naming all required fields",
    description="Optional fields that are absent stay as they are.",
    tags=("patients",),
)
UPDATE_PATIENT = Endpoint(
    name="patients_partial_update",
    method="PATCH",
    path="/api/patients/{id}",
    path_types={"id": Id},
    takes=PatientPatch,
    gives=Patient,
    accepts=("json", "form", "multipart"),
    max_body=MAX_BODY,
    scopes=_DETAILS_ONLY,
    errors=(*ITEM_ERRORS, CONFLICT),
    summary="Change some fields of a patient",
    tags=("patients",),
)
DELETE_PATIENT = Endpoint(
    name="patients_delete",
    method="DELETE",
    path="/api/patients/{id}",
    path_types={"id": Id},
    status=204,
    scopes=_DETAILS_ONLY,
    errors=(*ITEM_ERRORS, CONFLICT),
    summary="Take a patient out of the lists",
    tags=("patients",),
)
READ_CCDA = Endpoint(
    name="patients_ccda",
    method="GET",
    path="/api/patients/{id}/ccda",
    path_types={"id": Id},
    gives=Ccda,
    scopes=_DETAILS_ONLY,
    errors=ITEM_ERRORS,
    summary="A patient's summary of care as C-CDA",
    tags=("patients",),
)
