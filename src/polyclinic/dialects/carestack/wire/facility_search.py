"""The search for facilities on the wire: in the codes of the registry."""

from typing import Annotated

from pydantic import Field

from polyclinic.dialects.carestack.wire.common import Text, Wire
from polyclinic.dialects.carestack.wire.facility_registration import SixDigits
from polyclinic.sdk.endpoint import Endpoint

PROCESSED = "Request processed successfully"


class FacilitySearch(Wire):
    """Conditions that all must hold; a name is found by any part of it. Pages count from 1."""

    ownershipCode: Text | None = None
    stateLGDCode: Text | None = None
    districtLGDCode: Text | None = None
    subDistrictLGDCode: Text | None = None
    pincode: SixDigits | None = None
    facilityName: Annotated[str, Field(min_length=3, max_length=200)] | None = None
    facilityId: Text | None = None
    page: int = Field(default=1, ge=1, le=1_000_000)
    resultsPerPage: int = Field(default=10, ge=1, le=100)


class FoundFacility(Wire):
    """A facility as a search shows it, in the registry's codes; texts are empty where nobody said."""

    id: str
    facilityId: str
    facilityName: str
    facilityStatus: str
    ownership: str
    ownershipCode: str
    systemOfMedicineCode: str
    systemOfMedicine: str
    facilityTypeCode: str
    facilityType: str
    stateName: str
    stateLGDCode: str
    districtName: str
    districtLGDCode: str
    subDistrictName: str
    subDistrictLGDCode: str
    villageCityTownName: str | None
    villageCityTownLGDCode: str
    address: str
    pincode: str
    latitude: str
    longitude: str


class FacilityMatches(Wire):
    """A page of a search. The names below ``numberOfPages`` are those of the published package's description."""

    facilities: list[FoundFacility]
    message: str
    totalFacilities: int
    numberOfPages: int
    page: int
    resultsPerPage: int
    total: int


SEARCH = Endpoint(
    name="facilities.search",
    method="POST",
    path="/search-facility",
    takes=FacilitySearch,
    gives=FacilityMatches,
    idempotent=True,
    summary="Search facilities",
    tags=("Organization",),
)
