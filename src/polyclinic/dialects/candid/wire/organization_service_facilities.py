"""Organization service facilities v2: the places where an organization sees patients."""

from typing import Annotated, Literal

from pydantic import Field

from polyclinic.dialects.candid.wire.codes import FacilityTypeCode
from polyclinic.dialects.candid.wire.common import (
    ENTITY_CONFLICT,
    ENTITY_NOT_FOUND,
    UNCHANGED,
    VALIDATION,
    Id,
    NineDigitStreetAddress,
    Npi,
    StreetAddressLongZip,
    Wire,
)
from polyclinic.dialects.candid.wire.facility_types import ServiceFacilityType
from polyclinic.sdk.endpoint import Endpoint

Short = Annotated[str, Field(min_length=1, max_length=200)]
Long = Annotated[str, Field(max_length=2000)]
Many = Annotated[list[Short], Field(max_length=50)]

Status = Literal["active", "inactive", "suspended"]
OperationalStatus = Literal["C", "H", "I", "K", "O", "U"]
Mode = Literal["instance", "kind"]
PhysicalType = Literal["si", "bu", "wi", "wa", "lvl", "co", "ro", "bd", "ve", "ho", "ca", "rd", "area", "jdn"]


class FacilityDetails(Wire):
    """What may be left out."""

    external_id: Short | None = None
    npi: Npi | None = None
    clia_number: Short | None = None
    mammography_certification_number: Short | None = None
    place_of_service_code: FacilityTypeCode | None = None
    status: Status | None = None
    operational_status: OperationalStatus | None = None
    mode: Mode | None = None
    type: ServiceFacilityType | None = None
    physical_type: PhysicalType | None = None
    description: Long | None = None


class OrganizationServiceFacilityCreate(FacilityDetails):
    """A place where patients are seen. Its first telecom is its phone number."""

    name: Short
    aliases: Many
    telecoms: Many
    address: StreetAddressLongZip


class OrganizationServiceFacilityUpdate(FacilityDetails):
    """What is to change about a place; null clears what may be left out."""

    name: Short = UNCHANGED
    aliases: Many = UNCHANGED
    telecoms: Many = UNCHANGED
    address: StreetAddressLongZip = UNCHANGED


class OrganizationServiceFacility(Wire):
    """A place as read. What came from elsewhere may lack an address."""

    organization_service_facility_id: Id
    name: str
    aliases: list[str]
    telecoms: list[str]
    address: NineDigitStreetAddress
    external_id: str | None = None
    npi: str | None = None
    clia_number: str | None = None
    mammography_certification_number: str | None = None
    place_of_service_code: FacilityTypeCode | None = None
    status: Status | None = None
    operational_status: OperationalStatus | None = None
    mode: Mode | None = None
    type: ServiceFacilityType | None = None
    physical_type: PhysicalType | None = None
    description: str | None = None


class OrganizationServiceFacilityPage(Wire):
    """Places in the order of their names."""

    items: list[OrganizationServiceFacility]
    next_page_token: str | None = None
    prev_page_token: str | None = None


class FacilityQuery(Wire):
    """Filters of a list of places. ``name`` is any part of the name."""

    limit: Annotated[int, Field(ge=1, le=1000)] = 100
    name: Annotated[str, Field(max_length=200)] | None = None
    organization_service_facility_ids: Annotated[list[Id], Field(max_length=500)] | None = None
    external_ids: Annotated[list[str], Field(max_length=500)] | None = None
    place_of_service_code: FacilityTypeCode | None = None
    page_token: Annotated[str, Field(max_length=200)] | None = None
    organization_id: Id | None = None


_BASE = "/api/organization-service-facilities/v2"
_ONE = _BASE + "/{organization_service_facility_id}"
_TYPES = {"organization_service_facility_id": Id}
_TAGS = ("organization_service_facilities",)

GET_MULTI = Endpoint(
    name="organization_service_facilities.v2.get_multi",
    method="GET",
    path=_BASE,
    query=FacilityQuery,
    gives=OrganizationServiceFacilityPage,
    tags=_TAGS,
    summary="List service facilities",
)
CREATE = Endpoint(
    name="organization_service_facilities.v2.create",
    method="POST",
    path=_BASE,
    takes=OrganizationServiceFacilityCreate,
    gives=OrganizationServiceFacility,
    errors=(VALIDATION, ENTITY_CONFLICT),
    tags=_TAGS,
    summary="Add a service facility",
)
GET_BY_EXTERNAL_ID = Endpoint(
    name="organization_service_facilities.v2.get_by_external_id",
    method="GET",
    path=_BASE + "/external-id/{external_id:path}",
    gives=OrganizationServiceFacility,
    errors=(ENTITY_NOT_FOUND,),
    tags=_TAGS,
    summary="Read a service facility by its external id",
)
GET = Endpoint(
    name="organization_service_facilities.v2.get",
    method="GET",
    path=_ONE,
    path_types=_TYPES,
    gives=OrganizationServiceFacility,
    errors=(ENTITY_NOT_FOUND,),
    tags=_TAGS,
    summary="Read a service facility",
)
UPDATE = Endpoint(
    name="organization_service_facilities.v2.update",
    method="PATCH",
    path=_ONE,
    path_types=_TYPES,
    takes=OrganizationServiceFacilityUpdate,
    empty_body=True,
    gives=OrganizationServiceFacility,
    errors=(VALIDATION, ENTITY_NOT_FOUND, ENTITY_CONFLICT),
    tags=_TAGS,
    summary="Change a service facility",
)
DELETE = Endpoint(
    name="organization_service_facilities.v2.delete",
    method="DELETE",
    path=_ONE,
    path_types=_TYPES,
    status=204,
    errors=(ENTITY_NOT_FOUND,),
    tags=_TAGS,
    summary="Deactivate a service facility",
)
