"""Facilities on the wire, which the published package calls organizations: lists, who answers for them, closing."""

from polyclinic.dialects.carestack.wire.common import PageQuery, Reference, RequiredText, Text, Wire
from polyclinic.dialects.carestack.wire.facility_registration import (
    AddressProof,
    FacilityDetails,
    FacilityInventory,
    SystemOfMedicine,
    Timings,
    Told,
    UploadDocuments,
)
from polyclinic.sdk.endpoint import Endpoint

FOUND = "Facility Found !!!"
RECORDS_FOUND = "Records Found!!"


class FacilityUpdate(Wire):
    """Who answers for the facility ``id``; null leaves a field as it is, an empty text clears an optional one."""

    id: Reference
    spocName: RequiredText
    spocId: RequiredText
    consentManagerName: Text | None = None
    consentManagerId: Text | None = None


class ShownBasics(Wire):
    """Name and address; empty where the record has none. Facilities outside India keep their own words."""

    facilityName: str
    region: str
    addressLine1: str
    addressLine2: str
    district: str
    subDistrict: str
    city: str
    state: str
    country: str
    pincode: str
    latLongs: list[str]


class ShownContact(Wire):
    """How a facility is reached."""

    mobileNumber: str
    email: str
    landline: str
    stdcode: str
    websiteLink: str


class Facility(Wire):
    """A facility as lists show it. What only a registration says is null where there is none.

    ``value`` of attachments is empty in lists. ``facilityId`` is the id in the registry, else that in the record.
    ``organizationId`` and ``organizationName`` say the same as ``facilityId`` and ``facilityName``.
    """

    id: str
    facilityId: str
    accountId: str
    facilityName: str
    facilityStatus: str
    organizationId: str
    organizationName: str
    district: str
    state: str
    pincode: str
    country: str
    basicInformation: ShownBasics
    contactInformation: ShownContact
    uploadDocuments: UploadDocuments | None
    addAddressProof: list[AddressProof] | None
    facilityTimings: list[Timings] | None
    facilityDetails: FacilityDetails | None
    systemOfMedicine: SystemOfMedicine | None
    facilityInventory: FacilityInventory | None
    spocName: str | None
    spocId: str | None
    consentManagerName: str | None
    consentManagerId: str | None
    createdAt: str
    updatedAt: str


class FacilityPage(Wire):
    """A page of facilities, and how many there are. The names below ``totalNumberOfRecords`` say the same again."""

    message: str
    data: list[Facility]
    nextPageLink: str | None
    totalNumberOfRecords: int
    facilities: list[Facility]
    page: int
    per_page: int
    total: int
    next_page: str | None
    has_next: bool


class FacilityFound(Wire):
    """One facility, with its attachments."""

    message: str
    data: Facility
    nextPageLink: None
    totalNumberOfRecords: int


_TAGS = ("Organization",)

LIST = Endpoint(
    name="facilities.list",
    method="GET",
    path="/facilities",
    query=PageQuery,
    gives=FacilityPage,
    summary="List facilities",
    tags=_TAGS,
)
OF_ACCOUNT = Endpoint(
    name="facilities.of_account",
    method="GET",
    path="/facilities/accountId/{account_id}",
    query=PageQuery,
    gives=FacilityPage,
    summary="List the facilities of an account",
    description=f"The message is `{RECORDS_FOUND}` when there are any.",
    tags=_TAGS,
)
GET_REGISTERED = Endpoint(
    name="facilities.get_registered",
    method="GET",
    path="/facilities/facilityId/{facility_id}",
    gives=FacilityFound,
    summary="Find a facility by its id in the registry",
    description=f"The message is `{FOUND}`. One that is not registered is found by its `id`.",
    tags=_TAGS,
)
GET = Endpoint(
    name="facilities.get",
    method="GET",
    path="/facilities/id/{id}",
    gives=FacilityFound,
    summary="Find a facility by id",
    description=f"The message is `{FOUND}`.",
    tags=_TAGS,
)
UPDATE = Endpoint(
    name="facilities.update",
    method="PUT",
    path="/update-facility",
    takes=FacilityUpdate,
    gives=Told,
    summary="Say who answers for a facility",
    tags=_TAGS,
)
DELETE = Endpoint(
    name="facilities.delete",
    method="DELETE",
    path="/facility/{id}",
    gives=Told,
    summary="Close a facility",
    tags=_TAGS,
)
ALL = (LIST, OF_ACCOUNT, GET_REGISTERED, GET, UPDATE, DELETE)
