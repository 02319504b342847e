"""What an organization consists of and whom it bills, through the published package's two clients."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
import requests
from candid.core.api_error import ApiError
from candid.resources.commons import FacilityTypeCode, State, StreetAddressLongZip
from candid.resources.commons.errors import EntityConflictError, EntityNotFoundError, HttpRequestValidationError
from candid.resources.health_care_code_information.resources.v_1 import (
    HealthCareCodeInformationUpdate,
    ValueInformation,
)
from candid.resources.identifiers import (
    IdentifierCode,
    IdentifierCreate,
    IdentifierValue_MedicareProviderIdentifier,
    UpdatableIdentifier_Add,
    UpdatableIdentifier_Remove,
)
from candid.resources.organization_providers.resources.v_2 import LicenseType, OrganizationProviderAddress, ProviderType
from candid.resources.organization_providers.resources.v_3 import (
    OrganizationProviderCreateV2,
    OrganizationProviderUpdateV2,
)
from candid.resources.organization_service_facilities.resources.v_2 import (
    OrganizationServiceFacilityCreate,
    OrganizationServiceFacilityUpdate,
    ServiceFacilityStatus,
)
from candid.resources.users.resources.v_2 import M2MUserCreateV2

from tests.between.conftest import open_doors
from tests.vendor.candid.connect import Caller, calling
from tests.vendor.candid.test_package import getting_started

FACILITIES = "organization_service_facilities.v_2"
PROVIDERS = "organization_providers.v_3"
ADDRESS = StreetAddressLongZip(
    address_1="200 Park Ave", city="New York", state=State.NY, zip_code="10166", zip_plus_four_code="0005"
)


@pytest.fixture(params=["sync", "async"])
def candid(request: pytest.FixtureRequest, practice: dict[str, Any]) -> Iterator[Caller]:
    with calling(practice["candid"], request.param) as call:
        yield call


def tower(**changes: Any) -> OrganizationServiceFacilityCreate:
    given = {"name": "Stark Tower", "aliases": [], "telecoms": ["2125550100"], "address": ADDRESS}
    return OrganizationServiceFacilityCreate(**{**given, **changes})


def test_the_life_of_a_service_facility(candid: Caller, practice: dict[str, Any]) -> None:
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


def test_what_a_service_facility_is_refused_for(candid: Caller) -> None:
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
def test_payers(candid: Caller, version: str) -> None:
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


def doctor(**changes: Any) -> OrganizationProviderCreateV2:
    given = {
        "npi": "1999999984",
        "is_rendering": True,
        "is_billing": False,
        "first_name": "Stephen",
        "last_name": "Strange",
        "provider_type": ProviderType.INDIVIDUAL,
        "license_type": LicenseType.MD,
        "addresses": [OrganizationProviderAddress(address=ADDRESS, address_type="DEFAULT")],
        "qualifications": [],
    }
    return OrganizationProviderCreateV2(**{**given, **changes})


def test_the_life_of_a_provider(candid: Caller, practice: dict[str, Any]) -> None:
    number = IdentifierValue_MedicareProviderIdentifier(state=State.NY, provider_number="M1")
    medicare = IdentifierCreate(identifier_code=IdentifierCode.MCR, identifier_value=number)
    created = candid(f"{PROVIDERS}.create", request=doctor(qualifications=[medicare]))
    id = created.organization_provider_id
    assert candid(f"{PROVIDERS}.get", id) == created
    changes: list[Any] = [
        UpdatableIdentifier_Remove(value=created.qualifications[0].identifier_id),
        UpdatableIdentifier_Add(identifier_code=IdentifierCode.MCD, identifier_value=number),
    ]
    update = OrganizationProviderUpdateV2(
        is_billing=True, tax_id="123456789", employment_start_date="2020-01-01", qualifications=changes
    )
    changed = candid(f"{PROVIDERS}.update", id, request=update)
    assert (changed.last_name, changed.tax_id, str(changed.employment_start_date)) == (
        "Strange",
        "123456789",
        "2020-01-01",
    )
    assert [each.identifier_code for each in changed.qualifications] == ["MCD"]
    page = candid(f"{PROVIDERS}.get_multi", search_term="strange", is_billing=True, organization_provider_ids=[id])
    assert page.items == [changed]
    doors = open_doors(practice)
    assert "Strange" in [each["last_name"] for each in doors.drchrono.call("GET", "/api/doctors")["results"]]
    first = doors.drchrono.call("GET", "/api/doctors")["results"][0]["last_name"]
    assert candid(f"{PROVIDERS}.get_multi", search_term=first).items


def test_a_company_that_bills_is_a_provider_of_silna(candid: Caller, practice: dict[str, Any]) -> None:
    firm = doctor(
        provider_type=ProviderType.ORGANIZATION,
        first_name=None,
        last_name=None,
        organization_name="Sanctum PC",
        is_billing=True,
        tax_id="12-3456789",
    )
    created = candid(f"{PROVIDERS}.create", request=firm)
    doors = open_doors(practice)
    listed = candid(f"{PROVIDERS}.get_multi", is_billing=True, sort="provider_name:desc").items
    assert {created.organization_provider_id, UUID(doors.provider_id)} <= {
        each.organization_provider_id for each in listed
    }
    updated = candid(
        f"{PROVIDERS}.update",
        UUID(doors.provider_id),
        request=OrganizationProviderUpdateV2(organization_name="Renamed PC"),
    )
    assert updated.organization_name == "Renamed PC"
    seen = doors.silna.call("GET", f"/public/v1/providers/{doors.provider_id}")
    assert seen["legal_name"] == "Renamed PC"


def test_what_a_provider_is_refused_for(candid: Caller) -> None:
    with pytest.raises(HttpRequestValidationError) as bad:
        candid(f"{PROVIDERS}.create", request=doctor(is_billing=True))
    assert bad.value.body.field_name == "tax_id"
    for operation, words in (("get", {}), ("update", {"request": OrganizationProviderUpdateV2(npi="1999999984")})):
        with pytest.raises(EntityNotFoundError):
            candid(f"{PROVIDERS}.{operation}", uuid4(), **words)


def test_papers_of_a_provider(candid: Caller) -> None:
    id = candid(f"{PROVIDERS}.create", request=doctor()).organization_provider_id
    w9 = ("w9.pdf", b"%PDF-1.7 w9", "application/pdf")
    paper = candid(f"{PROVIDERS}.upload_attachment", id, attachment_file=w9, file_type="W9")
    with pytest.raises(ApiError) as again:
        candid(f"{PROVIDERS}.upload_attachment", id, attachment_file=w9, file_type="W9")
    assert again.value.status_code == 409
    (listed,) = candid(f"{PROVIDERS}.list_attachments", id)
    assert (listed.provider_attachment_id, listed.file_type, listed.file_name) == (paper, "W9", "w9.pdf")
    link = candid(f"{PROVIDERS}.download_attachment", attachment_id=paper).signed_download_url
    assert requests.get(link, timeout=20).content == b"%PDF-1.7 w9"
    assert candid(f"{PROVIDERS}.delete_attachment", paper) is None
    assert candid(f"{PROVIDERS}.list_attachments", id) == []


def test_a_program_of_ones_own(candid: Caller, practice: dict[str, Any]) -> None:
    organization = UUID(practice["carium"]["organization_id"])
    body = M2MUserCreateV2(name="Intake", organization_id=organization)
    made = candid("users.v_2.create_m_2_m_user_v_2", request=body)
    block = {**practice["candid"], "client_id": made.client_id, "client_secret": made.client_secret}
    with calling(block, "sync") as program:
        assert program("payers.v_4.get_all", limit=1).items
    with pytest.raises(EntityConflictError) as taken:
        candid("users.v_2.create_m_2_m_user_v_2", request=body)
    assert taken.value.body.entity_name == "m2m_user"


def test_what_an_encounter_is_coded_with(candid: Caller) -> None:
    id = candid("encounters.v_4.create", request=getting_started()).encounter_id
    before = candid("health_care_code_information.v_1.get_all_for_encounter", id)
    assert [each.other_diagnosis for each in before.other_diagnosis_information] == ["Z63.88", "E66.66"]
    update = HealthCareCodeInformationUpdate(
        value_information=[ValueInformation(value_code="80", value_code_qualifier="BE", value_code_amount="12.50")]
    )
    after = candid("health_care_code_information.v_1.update", id, request=update)
    assert after.value_information[0].value_code_amount == "12.50"
    with pytest.raises(EntityNotFoundError):
        candid("health_care_code_information.v_1.get_all_for_encounter", uuid4())
