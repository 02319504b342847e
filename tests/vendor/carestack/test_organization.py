"""The published package's service for organizations, unchanged, over a real socket: all that it can do."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from carestack.base.base_types import ClientConfig
from carestack.base.errors import EhrApiError
from carestack.common.enums import OrganizationsIdType
from carestack.organization.organization_dto import (
    OrganizationSubTypeRequest,
    OrganizationTypeRequest,
    OwnershipSubTypeRequest,
    SearchOrganizationDTO,
    SpecialitiesRequest,
    UpdateOrganizationDTO,
)
from carestack.organization.organization_service import Organization

from tests.dialects.carestack.facility import FACILITY, facility


def configured(block: dict[str, Any], facility_id: str) -> Any:
    return ClientConfig(api_key=block["api_key"], facility_id=facility_id, api_url=block["base_url"])


@pytest.fixture
async def organizations(practice: dict[str, Any]) -> AsyncIterator[Any]:
    """Before there is a facility: the package wants the id of one all the same."""
    async with Organization(configured(practice["carestack"], "none-yet")) as service:
        yield service


@pytest.fixture
async def lists(sandbox: Any) -> AsyncIterator[Any]:
    block = sandbox.credentials["carestack"]
    async with Organization(configured(block, block["facility_id"])) as service:
        yield service


async def test_an_organization_from_registration_to_closing(organizations: Any) -> None:
    before = await organizations.find_all()
    told = await organizations.create(FACILITY)
    assert told.startswith("Facility registered successfully.")

    listed = await organizations.find_all()
    assert (listed.message, listed.total_number_of_records) == ("Records Found!!", before.total_number_of_records + 1)
    made = next(each for each in listed.data if each["accountId"] == "account-7")
    for kind, id in ((OrganizationsIdType.ORGANIZATION_ID, made["facilityId"]), (OrganizationsIdType.ID, made["id"])):
        found = await organizations.find_by_id(kind, id)
        assert (found.message, found.total_number_of_records) == ("Facility Found !!!", 1)
        sent = ("basicInformation", "contactInformation", "uploadDocuments", "addAddressProof", "facilityInventory")
        assert {name: found.data[name] for name in sent} == {name: FACILITY[name] for name in sent}
    account = await organizations.find_by_id(OrganizationsIdType.ACCOUNT_ID, "account-7")
    assert (account.message, [each["id"] for each in account.data]) == ("Records Found!!", [made["id"]])

    assert await organizations.exists(OrganizationsIdType.ORGANIZATION_ID, made["facilityId"]) is True
    assert await organizations.exists(OrganizationsIdType.ACCOUNT_ID, "account-7") is True
    assert await organizations.exists(OrganizationsIdType.ACCOUNT_ID, "account-8") is False
    assert await organizations.exists(OrganizationsIdType.ID, made["id"]) is None  # as the package is written

    update = UpdateOrganizationDTO(id=made["id"], spocName="Dr. Menon", spocId="71-1", consentManagerName="Anu")
    assert (await organizations.update(update)).startswith("Facility updated successfully.")
    found = await organizations.find_by_id(OrganizationsIdType.ID, made["id"])
    assert (found.data["spocName"], found.data["facilityStatus"]) == ("Dr. Menon", "Approved")

    assert await organizations.delete(made["facilityId"]) is None
    assert await organizations.exists(OrganizationsIdType.ORGANIZATION_ID, made["facilityId"]) is False
    with pytest.raises(EhrApiError) as refused:
        await organizations.delete(made["facilityId"])
    assert refused.value.status_code == 404


async def test_organizations_by_filters_and_pages(organizations: Any) -> None:
    for number in range(3):
        await organizations.create(facility(facilityName=f"Marine Clinic {number}"))
    filters = {"stateLGDCode": "32", "districtLGDCode": "555", "subDistrictLGDCode": "5661", "ownershipCode": "P"}
    asked = {**filters, "facilityName": "Marine", "pincode": "682031", "resultsPerPage": 2}
    first = await organizations.search(SearchOrganizationDTO(**asked, page=1))
    second = await organizations.search(SearchOrganizationDTO(**asked, page=2))
    assert (first.total_organizations, first.number_of_pages) == (3, 2)
    found = [*first.organizations, *second.organizations]
    assert [each.organization_name for each in found] == [f"Marine Clinic {number}" for number in range(3)]
    assert {(each.state_name, each.district_name, each.sub_district_name) for each in found} == {
        ("KERALA", "ERNAKULAM", "Kanayannur")
    }
    assert {(each.organization_type, each.ownership, each.latitude) for each in found} == {
        ("Hospital", "Private", "9.9816")
    }
    one = await organizations.search(
        SearchOrganizationDTO(facilityId=found[0].organization_id, page=1, resultsPerPage=1)
    )
    assert [each.organization_name for each in one.organizations] == ["Marine Clinic 0"]
    everything = await organizations.search(SearchOrganizationDTO(page=1, resultsPerPage=100))
    assert everything.total_organizations > 3


async def test_what_is_refused_has_its_fields_named(organizations: Any) -> None:
    with pytest.raises(EhrApiError) as refused:
        await organizations.create(facility(state="State X", district="District One"))
    assert refused.value.status_code == 400
    assert [each["field"] for each in refused.value.data["details"]] == ["basicInformation.state"]
    update = UpdateOrganizationDTO(id="nobody", spocName="x", spocId="y")
    with pytest.raises(EhrApiError) as refused:
        await organizations.update(update)
    assert (refused.value.status_code, refused.value.message) == (404, "Facility not Found !!!")


async def test_the_lists(lists: Any) -> None:
    types = (await lists.get_master_types()).master_types
    for each in types:
        assert (await lists.get_master_data(each.type)).type == each.type
    with pytest.raises(EhrApiError) as refused:
        await lists.get_master_data("NOTHING")
    assert refused.value.status_code == 404

    states = (await lists.get_lgd_states()).root
    assert len(states) == 36
    below = await lists.get_lgd_sub_districts(states[0].districts[0].code)
    assert below.root
    kinds = await lists.get_organization_type(OrganizationTypeRequest(ownershipCode="P", systemOfMedicineCode="M"))
    assert ("5", "Hospital") in [(each.code, each.value) for each in kinds.data]
    assert (await lists.get_organization_subtypes(OrganizationSubTypeRequest(facilityTypeCode="5"))).data
    assert (await lists.get_owner_subtypes(OwnershipSubTypeRequest(ownershipCode="G"))).type == "OWNER-SUBTYPE"
    assert (await lists.get_specialities(SpecialitiesRequest(systemOfMedicineCode="M"))).data
    with pytest.raises(EhrApiError) as refused:
        await lists.get_specialities(SpecialitiesRequest(systemOfMedicineCode="X"))
    assert refused.value.status_code == 400


async def test_where_an_address_is(lists: Any) -> None:
    found = await lists.get_location("A & B Road, Kochi 682031")
    assert (round(found.lat, 1), round(found.lng, 1)) == (10.0, 76.3)
    with pytest.raises(EhrApiError) as refused:
        await lists.get_location("Paris")
    assert refused.value.status_code == 404
