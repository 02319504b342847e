"""Patients on the wire."""

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from polyclinic.dialects.silna.wire.common import (
    READ_ERRORS,
    WRITE_ERRORS,
    Day,
    Id,
    Name,
    Page,
    PageQuery,
    SearchedSourceId,
    SourceId,
    Text,
    Wire,
)
from polyclinic.sdk.endpoint import Endpoint


class PatientStatus(StrEnum):
    INTAKE = "INTAKE"
    ACTIVE = "ACTIVE"
    DISCHARGED = "DISCHARGED"
    ON_HOLD = "ON_HOLD"


class PatientSex(StrEnum):
    MALE = "MALE"
    FEMALE = "FEMALE"


class Specialty(StrEnum):
    PHYSICAL_THERAPY = "PHYSICAL_THERAPY"
    ABA_THERAPY = "ABA_THERAPY"
    SPEECH_THERAPY = "SPEECH_THERAPY"
    OCCUPATIONAL_THERAPY = "OCCUPATIONAL_THERAPY"
    PSYCHOLOGICAL_TESTING = "PSYCHOLOGICAL_TESTING"
    HOME_HEALTH_CARE = "HOME_HEALTH_CARE"
    HOSPICE = "HOSPICE"
    CARDIAC_REHABILITATION = "CARDIAC_REHABILITATION"
    INTENSIVE_CARDIAC_REHABILITATION = "INTENSIVE_CARDIAC_REHABILITATION"
    MENTAL_HEALTH = "MENTAL_HEALTH"
    PRINCIPAL_ILLNESS_NAVIGATION = "PRINCIPAL_ILLNESS_NAVIGATION"
    PRINCIPAL_CARE_MANAGEMENT = "PRINCIPAL_CARE_MANAGEMENT"
    ADVANCED_PRIMARY_CARE_MODELS = "ADVANCED_PRIMARY_CARE_MODELS"
    PREVENTATIVE_HEALTH = "PREVENTATIVE_HEALTH"
    PARTIAL_HOSPITALIZATION_PROGRAM = "PARTIAL_HOSPITALIZATION_PROGRAM"
    INTENSIVE_OUTPATIENT_PROGRAM = "INTENSIVE_OUTPATIENT_PROGRAM"
    INTERVENTIONAL_RADIOLOGY = "INTERVENTIONAL_RADIOLOGY"
    VASCULAR_SURGERY = "VASCULAR_SURGERY"
    INTERVENTIONAL_CARDIOLOGY = "INTERVENTIONAL_CARDIOLOGY"
    ORTHOPEDICS = "ORTHOPEDICS"
    CHIROPRACTIC = "CHIROPRACTIC"
    GYNECOLOGY = "GYNECOLOGY"
    LONG_TERM_CARE = "LONG_TERM_CARE"
    NUTRITIONAL_COUNSELING = "NUTRITIONAL_COUNSELING"
    PHYSICAL_MEDICINE = "PHYSICAL_MEDICINE"
    PULMONARY_REHABILITATION = "PULMONARY_REHABILITATION"
    INJECTABLE_SPECIALTY_MEDICATIONS = "INJECTABLE_SPECIALTY_MEDICATIONS"
    ALLERGY_TESTING = "ALLERGY_TESTING"
    SKILLED_NURSING = "SKILLED_NURSING"
    RADIOLOGY = "RADIOLOGY"
    OTOLARYNGOLOGY = "OTOLARYNGOLOGY"
    DURABLE_MEDICAL_EQUIPMENT = "DURABLE_MEDICAL_EQUIPMENT"
    DERMATOLOGY = "DERMATOLOGY"
    PROFESSIONAL_OFFICE_VISIT = "PROFESSIONAL_OFFICE_VISIT"
    PSYCHIATRY = "PSYCHIATRY"


class TherapyType(StrEnum):
    HABILITATIVE = "HABILITATIVE"
    REHABILITATIVE = "REHABILITATIVE"


Specialties = Annotated[list[Specialty], Field(min_length=1, max_length=100)]


class PatientDetails(Wire):
    """What may be left out of a patient, and cleared with null."""

    address_line_1: Text | None = None
    address_line_2: Text | None = None
    city: Text | None = None
    state: Text | None = None
    zip_code: Text | None = None
    sex: PatientSex | None = None


class PatientCore(PatientDetails):
    """What every patient has."""

    first_name: Name
    last_name: Name
    date_of_birth: Day
    patient_specialties: Specialties
    status: PatientStatus
    provider_service_location_id: Id


class PatientCreate(PatientCore):
    source_id: SourceId | None = None
    provider_id: Id


class PatientPut(PatientCore):
    source_id: SourceId
    provider_id: Id


class PatientUpdate(PatientDetails):
    """Absent fields stay. Null clears an address field, ``sex`` or ``source_id``; a patient cannot be without the
    others, so there null stays without effect, too.
    """

    first_name: Name | None = None
    last_name: Name | None = None
    date_of_birth: Day | None = None
    source_id: SourceId | None = None
    patient_specialties: Specialties | None = None
    status: PatientStatus | None = None
    provider_service_location_id: Id | None = None


class PatientCreated(Wire):
    patient_id: Id


class SpecialtyDetail(Wire):
    specialty: Specialty
    therapy_type: TherapyType | None = None


class Patient(PatientDetails):
    """A patient. ``patient_code`` is made by the server; ``silna_url`` is a link for people and may change."""

    id: Id
    first_name: str
    last_name: str
    date_of_birth: Day
    source_id: str | None = None
    patient_specialties: list[Specialty]
    status: PatientStatus
    provider_service_location_id: Id
    patient_code: str
    patient_specialty_details: list[SpecialtyDetail] | None = None
    patient_diagnosis_ids: list[Id] | None = None
    patient_place_of_service_ids: list[Id] | None = None
    silna_url: str


def _searchable(text: str) -> str:
    if len(text.strip()) < 3:
        raise PydanticCustomError("string_too_short", "must have at least 3 characters")
    return text


class PatientQuery(PageQuery):
    """Which patients to list."""

    provider_id: Id
    status: PatientStatus | None = None
    service_location_id: Id | None = None
    source_id: SearchedSourceId | None = None
    full_name: Annotated[str, Field(min_length=3, max_length=255), AfterValidator(_searchable)] | None = None


_PATIENTS = "/public/v1/patients/"
_PATIENT = "/public/v1/patients/{patient_id}"
_TAGS = ("Patients",)

LIST = Endpoint(
    name="patients.list",
    summary="Get Patients",
    method="GET",
    path=_PATIENTS,
    query=PatientQuery,
    gives=Page[Patient],
    errors=READ_ERRORS,
    tags=_TAGS,
)
CREATE = Endpoint(
    name="patients.create",
    summary="Create Patient",
    method="POST",
    path=_PATIENTS,
    takes=PatientCreate,
    gives=PatientCreated,
    status=201,
    errors=WRITE_ERRORS,
    tags=_TAGS,
)
PUT = Endpoint(
    name="patients.put",
    summary="Create or Update Patient",
    method="PUT",
    path=_PATIENTS,
    takes=PatientPut,
    gives=PatientCreated,
    other_statuses=(201,),
    errors=WRITE_ERRORS,
    tags=_TAGS,
)
GET = Endpoint(
    name="patients.get",
    summary="Get Patient",
    method="GET",
    path=_PATIENT,
    gives=Patient,
    errors=READ_ERRORS,
    tags=_TAGS,
)
UPDATE = Endpoint(
    name="patients.update",
    summary="Update Patient",
    method="PATCH",
    path=_PATIENT,
    takes=PatientUpdate,
    status=204,
    idempotent=True,
    errors=WRITE_ERRORS,
    tags=_TAGS,
)
DELETE = Endpoint(
    name="patients.delete",
    summary="Delete Patient",
    method="DELETE",
    path=_PATIENT,
    status=204,
    errors=WRITE_ERRORS,
    tags=_TAGS,
)
