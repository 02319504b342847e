"""Practitioners on the wire: the same calls as for patients."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

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
    listing,
    resource_type,
    spelled_as,
)
from polyclinic.sdk.endpoint import Endpoint

TYPE: Literal["Practitioner"] = "Practitioner"
FOUND = "Practitioner Found !!!"

DEPARTMENTS = (
    *("urology", "neurology", "radiology", "cardiology", "general surgery", "endocrinology", "pediatrics"),
    *("pathology", "nephrology", "dermatology", "otorhinolaryngology", "ophthalmology", "emergency medicine"),
    *("orthopedics", "psychiatry", "anesthesiology", "gastroenterology", "intensive care medicine"),
    *("family medicine", "gynaecology", "hematology"),
)
RESOURCE_TYPES = (
    *("AllergyIntolerance", "Appointment", "MedicationRequest", "MedicationStatement", "DocumentReference"),
    *("Observation", "Patient", "Binary", "Bundle", "CarePlan", "Composition", "Condition", "Encounter"),
    *("FamilyMemberHistory", "ImagingStudy", "Immunization", "ImmunizationRecommendation", "Media", "Organization"),
    *("Practitioner", "PractitionerRole", "Procedure", "ServiceRequest", "Specimen", "Staff", "Consent"),
    *("CareContext", "HiuHealthBundle", "Location", "Coverage", "CoverageEligibilityRequest"),
    *("CoverageEligibilityResponse", "Claim", "ClaimResponse", "CommunicationRequest", "Communication"),
    *("PaymentNotice", "PaymentReconciliation", "Task", "InsurancePlan"),
)
Department = Annotated[str, spelled_as("department", any_case(*DEPARTMENTS)), listing(*DEPARTMENTS)]
PractitionerResourceType = Annotated[str, resource_type(*RESOURCE_TYPES), listing(*RESOURCE_TYPES)]
TextList = Annotated[list[Text], Field(max_length=50)]
Qualifications = Annotated[list[dict[str, Text]], Field(max_length=50)]


class PractitionerDetails(PersonFields):
    """What is optional in every message about a practitioner."""

    birthDate: Date | None = None
    specialization: TextList | None = None
    qualifications: Qualifications | None = None
    experience: int | None = Field(default=None, ge=0, le=100)
    languages: TextList | None = None
    consultationFee: float | None = Field(default=None, ge=0)


class PractitionerCreate(PractitionerDetails):
    """A new practitioner; no two may share a ``registrationId``."""

    registrationId: RequiredText
    department: Department
    designation: RequiredText
    status: RequiredText
    joiningDate: RequiredDate
    staffType: RequiredText
    firstName: RequiredText
    gender: Gender
    address: RequiredAddress
    resourceType: PractitionerResourceType
    resourceId: str | None = None


class PractitionerUpdate(PractitionerDetails):
    """Changes to the practitioner ``resourceId``. What is null or absent stays; an empty optional text clears."""

    resourceId: Reference
    registrationId: RequiredText | None = None
    department: Department | None = None
    designation: RequiredText | None = None
    status: RequiredText | None = None
    joiningDate: RequiredDate | None = None
    staffType: RequiredText | None = None
    firstName: RequiredText | None = None
    gender: Gender | None = None
    address: RequiredAddress | None = None
    resourceType: PractitionerResourceType | None = None


class Practitioner(Wire):
    """A practitioner as answers show it."""

    id: str
    resourceId: str
    resourceType: Literal["Practitioner"]
    registrationId: str | None
    department: str | None
    designation: str | None
    status: str | None
    joiningDate: str | None
    staffType: str | None
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
    specialization: list[str] | None
    qualifications: list[dict[str, str]] | None
    experience: int | None
    languages: list[str] | None
    consultationFee: float | None
    createdAt: str
    updatedAt: str


class PractitionerSaved(Saved[Practitioner]):
    """The answer to an addition or a change. ``practitioner_id`` is ``resourceId`` as the published README has it."""

    practitioner_id: str


class PractitionersListed(Listed[Practitioner]):
    """``practitioners`` is ``requestResource`` as the published README has it."""

    practitioners: list[Practitioner]


class PractitionerFilters(Wire):
    """Conditions that all must hold; names match from their start, in any case. ``count`` is the size of a page."""

    model_config = ConfigDict(extra="forbid", validate_by_name=True, validate_by_alias=True)

    firstName: Text | None = None
    name: Text | None = None
    lastName: Text | None = None
    family: Text | None = None
    birthDate: Date | None = None
    gender: Gender | None = None
    mobileNumber: Mobile | None = None
    phone: Mobile | None = None
    emailId: Email | None = None
    department: Department | None = None
    state: State | None = Field(default=None, alias="address-state")
    count: Count | None = Field(default=None, alias="_count")


CREATE = Endpoint(
    name="practitioners.create",
    method="POST",
    path="/add/Practitioner",
    takes=PractitionerCreate,
    gives=PractitionerSaved,
    status=201,
    summary="Add a practitioner",
    tags=("Practitioner",),
)
LIST = Endpoint(
    name="practitioners.list",
    method="GET",
    path="/get/Practitioner",
    query=PageQuery,
    gives=PractitionersListed,
    summary="List practitioners",
    tags=("Practitioner",),
)
GET = Endpoint(
    name="practitioners.get",
    method="GET",
    path="/get/Practitioner/{id}",
    gives=Found[Practitioner | list[Practitioner]],
    summary="Find a practitioner by id",
    description=f"The message is `{FOUND}` when there is one.",
    tags=("Practitioner",),
)
UPDATE = Endpoint(
    name="practitioners.update",
    method="PUT",
    path="/update/Practitioner",
    takes=PractitionerUpdate,
    gives=PractitionerSaved,
    summary="Change a practitioner",
    tags=("Practitioner",),
)
FIND = Endpoint(
    name="practitioners.find",
    method="GET",
    path="/health-lake/get-profiles/Practitioner",
    query=ProfilesQuery,
    gives=Profiles[Practitioner],
    summary="Search practitioners",
    tags=("Practitioner",),
)
DELETE = Endpoint(
    name="practitioners.delete",
    method="DELETE",
    path="/health-lake/delete/Practitioner/{id}",
    gives=Deleted,
    summary="Delete a practitioner",
    tags=("Practitioner",),
)
