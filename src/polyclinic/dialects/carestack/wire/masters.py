"""The lists that facilities are described in: codes of the Health Facility Registry, places, and where they lie."""

from pydantic import Field

from polyclinic.dialects.carestack.wire.common import RequiredText, Text, Wire
from polyclinic.sdk.endpoint import Endpoint


class MasterType(Wire):
    """A list that ``/master-data/{type}`` gives."""

    type: str
    desc: str


class MasterTypes(Wire):
    """All lists."""

    masterTypes: list[MasterType]


class Code(Wire):
    """A code and what it means."""

    code: str
    value: str


class MasterData(Wire):
    """A list of codes, and what it is called."""

    type: str
    data: list[Code]


class Place(Wire):
    """A district or sub-district with its code in the Local Government Directory (LGD)."""

    code: str
    name: str


class State(Place):
    """A state or union territory with its districts."""

    districts: list[Place]


class FacilityTypeQuery(Wire):
    """Whose facilities, and of which system of medicine."""

    ownershipCode: RequiredText
    systemOfMedicineCode: Text | None = None


class OwnerSubTypeQuery(Wire):
    """An owner; with ``ownerSubtypeCode``, what there is below one of its sub-types."""

    ownershipCode: RequiredText
    ownerSubtypeCode: Text | None = None


class SpecialityQuery(Wire):
    """A system of medicine."""

    systemOfMedicineCode: RequiredText


class FacilitySubTypeQuery(Wire):
    """A type of facility."""

    facilityTypeCode: RequiredText


class SubDistrictQuery(Wire):
    """A district, by its LGD code."""

    districtCode: RequiredText


class LocationQuery(Wire):
    """An address as people write it. All that follows in the query string belongs to it, ``&`` too."""

    address: str = Field(min_length=1, max_length=1000, json_schema_extra={"pattern": r"\S"})


class Location(Wire):
    """Where an address is, in degrees. ``precision`` tells what that is the middle of: ``pincode``, ``town``,
    ``district`` or ``state``."""

    lat: float
    lng: float
    precision: str


_TAGS = ("Organization",)

TYPES = Endpoint(
    name="masters.types",
    method="GET",
    path="/master-types",
    gives=MasterTypes,
    summary="The lists of codes that there are",
    tags=_TAGS,
)
DATA = Endpoint(
    name="masters.data",
    method="GET",
    path="/master-data/{type}",
    gives=MasterData,
    summary="A list of codes",
    tags=_TAGS,
)
STATES = Endpoint(
    name="masters.states",
    method="GET",
    path="/lgd-states",
    gives=list[State],
    summary="States and their districts",
    tags=_TAGS,
)
SUB_DISTRICTS = Endpoint(
    name="masters.sub_districts",
    method="GET",
    path="/lgd-subdistricts",
    query=SubDistrictQuery,
    gives=list[Place],
    summary="The sub-districts of a district",
    tags=_TAGS,
)
FACILITY_TYPES = Endpoint(
    name="masters.facility_types",
    method="POST",
    path="/facility-type",
    takes=FacilityTypeQuery,
    gives=MasterData,
    idempotent=True,
    summary="Types of facility by ownership and system of medicine",
    tags=_TAGS,
)
OWNER_SUB_TYPES = Endpoint(
    name="masters.owner_sub_types",
    method="POST",
    path="/owner-subtype",
    takes=OwnerSubTypeQuery,
    gives=MasterData,
    idempotent=True,
    summary="Sub-types of an ownership",
    tags=_TAGS,
)
SPECIALITIES = Endpoint(
    name="masters.specialities",
    method="POST",
    path="/specialities",
    takes=SpecialityQuery,
    gives=MasterData,
    idempotent=True,
    summary="Specialities of a system of medicine",
    tags=_TAGS,
)
FACILITY_SUB_TYPES = Endpoint(
    name="masters.facility_sub_types",
    method="POST",
    path="/facility-subtypes",
    takes=FacilitySubTypeQuery,
    gives=MasterData,
    idempotent=True,
    summary="Sub-types of a type of facility",
    tags=_TAGS,
)
LOCATION = Endpoint(
    name="masters.location",
    method="GET",
    path="/latlongs",
    query=LocationQuery,
    gives=Location,
    summary="Where an address is",
    tags=_TAGS,
)

ALL = (
    *(TYPES, DATA, STATES, SUB_DISTRICTS, FACILITY_TYPES, OWNER_SUB_TYPES, SPECIALITIES, FACILITY_SUB_TYPES),
    LOCATION,
)
