"""What an organization consists of and whom it bills, through the published package's two clients."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from candid.core.api_error import ApiError
from candid.resources.commons import FacilityTypeCode, State, StreetAddressLongZip
from candid.resources.commons.errors import EntityConflictError, EntityNotFoundError, HttpRequestValidationError
from candid.resources.organization_service_facilities.resources.v_2 import (
    OrganizationServiceFacilityCreate,
    OrganizationServiceFacilityUpdate,
    ServiceFacilityStatus,
)

from tests.between.conftest import open_doors
from tests.vendor.candid.both import Package, package

FACILITIES = "organization_service_facilities.v_2"
ADDRESS = StreetAddressLongZip(
    address_1="200 Park Ave", city="New York", state=State.NY, zip_code="10166", zip_plus_four_code="0005"
)


@pytest.fixture(params=["sync", "async"])
def candid(request: pytest.FixtureRequest, practice: dict[str, Any]) -> Iterator[Package]:
    with package(practice["candid"], request.param) as call:
        yield call


def tower(**changes: Any) -> OrganizationServiceFacilityCreate:
    given = {"name": "Stark Tower", "aliases": [], "telecoms": ["2125550100"], "address": ADDRESS}
    return OrganizationServiceFacilityCreate(**{**given, **changes})


def test_the_life_of_a_service_facility(candid: Package, practice: dict[str, Any]) -> None:
    office = FacilityTypeCode.OFFICE
    facility = tower(external_id="site/1", npi="1999999984", place_of_service_code=office, clia_number="11D1111111")
    created = candid(f"{FACILITIES}.create", request=facility)
    id = created.organization_service_facility_id
    assert candid(f"{FACILITIES}.get", id) == created
    assert candid(f"{FACILITIES}.get_by_external_id", "site/1") == created
    update = OrganizationServiceFacilityUpdate(name="Avengers Tower", status=ServiceFacilityStatus.ACTIVE, npi=None)
    changed = candid(f"{FACILITIES}.update", id, request=update)
    assert (changed.name, changed.status, changed.npi, changed.external_id) == (
        "Avengers Tower",
        "active",
        None,
        "site/1",
    )
    assert candid(f"{FACILITIES}.update", id, request=OrganizationServiceFacilityUpdate()) == changed
    page = candid(f"{FACILITIES}.get_multi", name="avengers", place_of_service_code=office)
    assert page.items == [changed]
    assert candid(f"{FACILITIES}.get_multi", external_ids=["site/1", "x"], limit=1).items == [changed]
    assert candid(f"{FACILITIES}.get_multi", organization_service_facility_ids=id).items == [changed]
    doors = open_doors(practice)
    offices = doors.drchrono.call("GET", "/api/offices")["results"]
    assert ("Avengers Tower", "2125550100") in [(office["name"], office["phone_number"]) for office in offices]
    assert "Avengers Tower" in str(
        doors.silna.call("GET", f"/public/v1/providers/{doors.provider_id}/service-locations")
    )
    assert candid(f"{FACILITIES}.delete", id) is None
    with pytest.raises(EntityNotFoundError) as gone:
        candid(f"{FACILITIES}.get", id)
    assert UUID(gone.value.body.id) == id
    assert candid(f"{FACILITIES}.get_multi", name="avengers").items == []


def test_what_a_service_facility_is_refused_for(candid: Package) -> None:
    candid(f"{FACILITIES}.create", request=tower(external_id="taken"))
    other = candid(f"{FACILITIES}.create", request=tower())
    with pytest.raises(EntityConflictError) as taken:
        candid(f"{FACILITIES}.create", request=tower(external_id="taken"))
    assert taken.value.body.entity_name == "organization_service_facility"
    update = OrganizationServiceFacilityUpdate(external_id="taken")
    with pytest.raises(EntityConflictError):
        candid(f"{FACILITIES}.update", other.organization_service_facility_id, request=update)
    with pytest.raises(HttpRequestValidationError) as bad:
        candid(f"{FACILITIES}.create", request=tower(npi="12345"))
    assert bad.value.body.field_name == "npi"
    for operation, words in (
        ("get", {}),
        ("update", {"request": OrganizationServiceFacilityUpdate(name="X")}),
        ("delete", {}),
    ):
        with pytest.raises(EntityNotFoundError):
            candid(f"{FACILITIES}.{operation}", uuid4(), **words)
    with pytest.raises(EntityNotFoundError):
        candid(f"{FACILITIES}.get_by_external_id", "nobody/knows")


@pytest.mark.parametrize("version", ["v_3", "v_4"])
def test_payers(candid: Package, version: str) -> None:
    page = candid(f"payers.{version}.get_all", search_term="aetna")
    (aetna,) = [payer for payer in page.items if payer.payer_name == "Aetna"]
    assert (aetna.payer_id if version == "v_3" else aetna.payer_ids.claims_payer_id) == "60054"
    assert candid(f"payers.{version}.get", aetna.payer_uuid) == aetna
    first = candid(f"payers.{version}.get_all", limit=2)
    second = candid(f"payers.{version}.get_all", limit=2, page_token=first.next_page_token)
    names = [payer.payer_name.casefold() for payer in (*first.items, *second.items)]
    assert names == sorted(names)
    assert candid(f"payers.{version}.get_all", limit=2, page_token=second.prev_page_token) == first
    with pytest.raises(ApiError) as unknown:
        candid(f"payers.{version}.get", uuid4())
    assert unknown.value.status_code == 404
