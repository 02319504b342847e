"""Patients on the wire: registration, changes, lists, search by filters."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Field, ValidationInfo
from pydantic_core import PydanticCustomError

from polyclinic.dialects.carestack.wire.common import (
    Count,
    Date,
    Deleted,
    Email,
    Found,
    Gender,
    Listed,
    Mobile,
    PageQuery,
    PersonFields,
    Profiles,
    ProfilesQuery,
    Reference,
    RequiredAddress,
    RequiredDate,
    RequiredText,
    Saved,
    State,
    Text,
    Wire,
    any_case,
    resource_type,
    spelled_as,
)
from polyclinic.sdk.endpoint import Endpoint

TYPE: Literal["Patient"] = "Patient"
FOUND = "Patient Found !!!"

ID_TYPES = ("ABHA", "AADHAAR", "PAN", "DRIVING_LICENSE")
IdType = Annotated[Literal["ABHA", "AADHAAR", "PAN", "DRIVING_LICENSE"], spelled_as("idType", any_case(*ID_TYPES))]
PatientType = Annotated[
    Literal["OLD", "NEW", "OPD", "IPD"], spelled_as("patientType", any_case("OLD", "NEW", "OPD", "IPD"))
]
PatientResourceType = Annotated[Literal["Patient"], resource_type("Patient")]


def _aadhaar_has_twelve_digits(number: str, info: ValidationInfo) -> str:
    """Checked here as well as by the record, so that it is named together with everything else; masks pass."""
    if info.data.get("idType") == "AADHAAR" and not re.fullmatch(
        r"[0-9]{12}|[Xx*]{8}[0-9]{4}", re.sub(r"[\s-]", "", number)
    ):
        raise PydanticCustomError("bad_aadhaar", "An Aadhaar number has 12 digits.")
    return number


IdNumber = Annotated[RequiredText, AfterValidator(_aadhaar_has_twelve_digits)]


class PatientDetails(PersonFields):
    """What is optional in every message about a patient."""

    abhaAddress: Text | None = None
    emergencyContact: Mobile | None = None
    bloodGroup: Text | None = None
    maritalStatus: Text | None = None
    occupation: Text | None = None


class PatientCreate(PatientDetails):
    """A new patient. An Aadhaar number is kept only as its last four digits and a fingerprint."""

    idType: IdType
    idNumber: IdNumber
    patientType: PatientType
    firstName: RequiredText
    birthDate: RequiredDate
    gender: Gender
    address: RequiredAddress
    resourceType: PatientResourceType
    resourceId: str | None = None


class PatientUpdate(PatientDetails):
    """Changes to the patient ``resourceId``. What is null or absent stays; an empty optional text clears."""

    resourceId: Reference
    resourceType: PatientResourceType | None = None
    idType: IdType | None = None
    idNumber: IdNumber | None = None
    patientType: PatientType | None = None
    firstName: RequiredText | None = None
    birthDate: RequiredDate | None = None
    gender: Gender | None = None
    address: RequiredAddress | None = None


class Patient(Wire):
    """A patient as answers show it. ``idNumber`` of an Aadhaar card reads ``XXXXXXXX9012``."""

    id: str
    resourceId: str
    resourceType: Literal["Patient"]
    idNumber: str | None
    idType: str | None
    abhaAddress: str | None
    patientType: str | None
    firstName: str
    middleName: str | None
    lastName: str | None
    birthDate: str | None
    gender: str
    mobileNumber: str | None
    emailId: str | None
    address: str | None
    pincode: str | None
    state: str | None
    wantsToLinkWhatsapp: bool | None
    photo: str | None
    emergencyContact: str | None
    bloodGroup: str | None
    maritalStatus: str | None
    occupation: str | None
    createdAt: str
    updatedAt: str


class PatientSaved(Saved[Patient]):
    """The answer to a registration or a change. ``patient_id`` is ``resourceId`` as the published README has it."""

    patient_id: str


class PatientsListed(Listed[Patient]):
    """``patients`` is ``requestResource`` as the published README has it."""

    patients: list[Patient]


class PatientFilters(Wire):
    """Conditions that all must hold; names match from their start, in any case. ``count`` is the size of a page."""

    model_config = ConfigDict(extra="forbid", validate_by_name=True, validate_by_alias=True)

    firstName: Text | None = None
    name: Text | None = None
    lastName: Text | None = None
    family: Text | None = None
    birthDate: Date | None = None
    gender: Gender | None = None
    phone: Mobile | None = None
    mobileNumber: Mobile | None = None
    emailId: Email | None = None
    state: State | None = Field(default=None, alias="address-state")
    organization: Text | None = None
    identifier: Text | None = None
    count: Count | None = Field(default=None, alias="_count")


CREATE = Endpoint(
    name="patients.create",
    method="POST",
    path="/add/Patient",
    takes=PatientCreate,
    gives=PatientSaved,
    status=201,
    summary="Register a patient",
    tags=("Patient",),
)
LIST = Endpoint(
    name="patients.list",
    method="GET",
    path="/get/Patient",
    query=PageQuery,
    gives=PatientsListed,
    summary="List patients",
    tags=("Patient",),
)
GET = Endpoint(
    name="patients.get",
    method="GET",
    path="/get/Patient/{id}",
    gives=Found[Patient | list[Patient]],
    summary="Find a patient by id",
    description=f"The message is `{FOUND}` when there is one.",
    tags=("Patient",),
)
UPDATE = Endpoint(
    name="patients.update",
    method="PUT",
    path="/update/Patient",
    takes=PatientUpdate,
    gives=PatientSaved,
    summary="Change a patient",
    tags=("Patient",),
)
FIND = Endpoint(
    name="patients.find",
    method="GET",
    path="/health-lake/get-profiles/Patient",
    query=ProfilesQuery,
    gives=Profiles[Patient],
    summary="Search patients",
    tags=("Patient",),
)
DELETE = Endpoint(
    name="patients.delete",
    method="DELETE",
    path="/health-lake/delete/Patient/{id}",
    gives=Deleted,
    summary="Delete a patient",
    tags=("Patient",),
)
