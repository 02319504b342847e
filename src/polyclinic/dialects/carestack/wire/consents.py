"""Consents on the wire: asking a patient to share records, what became of it, and the records."""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from polyclinic.dialects.carestack.wire.common import (
    PageQuery,
    Reference,
    RequiredText,
    Wire,
    any_case,
    listing,
    matching,
    spelled_as,
)
from polyclinic.sdk.endpoint import Endpoint

TYPE: Literal["Consent"] = "Consent"

HI_TYPES = (
    *("OPConsultation", "Prescription", "DischargeSummary", "DiagnosticReport", "ImmunizationRecord"),
    *("HealthDocumentRecord", "WellnessRecord"),
)
HiType = Annotated[
    str,
    spelled_as(
        "healthInformationTypes",
        any_case(*HI_TYPES) | {"op_consultation": HI_TYPES[0], "health_document_record": HI_TYPES[5]},
    ),
    listing(*HI_TYPES),
]
PURPOSES = ("CAREMGT", "BTG", "PUBHLTH", "HPAYMT", "DSRCH", "PATRQT")
ConsentPurpose = Annotated[str, spelled_as("requestPurpose", any_case(*PURPOSES)), listing(*PURPOSES)]
CONSENT_TYPES = ("Requested", "Received")
ConsentType = Annotated[
    Literal["Requested", "Received"], spelled_as("consentType", any_case(*CONSENT_TYPES)), listing(*CONSENT_TYPES)
]
_INSTANT = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z"
Instant = Annotated[
    str,
    Field(max_length=24, json_schema_extra={"format": "date-time", "pattern": _INSTANT}),
    matching("timestamp, use YYYY-MM-DDThh:mm:ss.sssZ", _INSTANT),
]


PatientName = Annotated[str, Field(description="The patient's full name, a JSON string")]


class PatientSearch(Wire):
    """A patient by ABHA address or number. ``isHIU``: whether the caller will ask for records."""

    patientId: RequiredText
    isHIU: bool


class ConsentRequest(Wire):
    """Asks a patient to share records from ``dateFrom`` to ``dateTo``, until ``eraseDate``. Milliseconds are a must."""

    patientAbhaId: RequiredText
    patientName: RequiredText
    requestPurpose: ConsentPurpose
    dateFrom: Instant
    dateTo: Instant
    eraseDate: Instant
    healthInformationTypes: Annotated[list[HiType], Field(min_length=1, max_length=20)]


class ConsentPeriod(Wire):
    """What the records are about; ``from`` and ``to``."""

    from_: str = Field(alias="from")
    to: str


class Consent(Wire):
    """A consent as answers show it. ``grantedPermission`` is JSON text, and there only once it was granted."""

    consentId: str
    patientName: str
    abhaId: str
    status: str
    HIP: str
    requestedOn: str
    careContextReferences: list[str]
    period: ConsentPeriod
    organizationId: str
    requestedBy: str
    expiry: str
    sharedOn: str
    consentStatus: str
    hiTypes: list[str]
    permission: Literal["VIEW"]
    grantedHiTypes: list[str]
    grantedPermission: str | None = None


class ConsentSaved(Wire):
    """The answer to a request. The patient has been sent a message with a link to answer by."""

    type: Literal["Consent"]
    message: str
    resourceId: str
    validationErrors: list[str]
    fhirProfileId: str
    resource: Consent


class ConsentsFound(Wire):
    """Consents, and how many there are in all."""

    type: Literal["Consent"]
    message: str
    requestResource: list[Consent]
    totalNumberOfRecords: int
    nextPageLink: str | None


class ConsentQuery(PageQuery):
    """``Requested``: by this facility. ``Received``: by anybody, of this practice's patients."""

    consentType: ConsentType = "Requested"


Contexts = Annotated[list[Reference], Field(alias="careContexts[]", min_length=1, max_length=50)]


class BundleQuery(ConsentQuery):
    """Which records: of these care contexts and types, all of which consents must cover."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    careContexts: Contexts
    healthInformationTypes: Annotated[
        list[HiType], Field(alias="healthInformationTypes[]", min_length=1, max_length=20)
    ]


class BundlesFound(Wire):
    """FHIR R4 document Bundles, one per care context and type that has anything."""

    type: Literal["Bundle"]
    message: str
    requestResource: list[dict[str, Any]]
    totalNumberOfRecords: int


FIND_PATIENT = Endpoint(
    name="consents.find_patient",
    method="POST",
    path="/abdm-flows/find/patients",
    takes=PatientSearch,
    gives=PatientName,
    summary="Find a patient to ask for consent",
    description="The answer is the patient's name.",
    tags=("Consent",),
)
REQUEST = Endpoint(
    name="consents.request",
    method="POST",
    path="/add/Consent",
    takes=ConsentRequest,
    gives=ConsentSaved,
    status=201,
    summary="Ask a patient for consent",
    tags=("Consent",),
)
LIST = Endpoint(
    name="consents.list",
    method="GET",
    path="/get/Consent",
    query=ConsentQuery,
    gives=ConsentsFound,
    summary="List consents",
    tags=("Consent",),
)
GET = Endpoint(
    name="consents.get",
    method="GET",
    path="/get/Consent/{id}",
    query=ConsentQuery,
    gives=ConsentsFound,
    summary="Find a consent by id",
    tags=("Consent",),
)
BUNDLES = Endpoint(
    name="consents.bundles",
    method="GET",
    path="/get/Bundle",
    query=BundleQuery,
    gives=BundlesFound,
    summary="Read what was consented to",
    tags=("Consent",),
)
