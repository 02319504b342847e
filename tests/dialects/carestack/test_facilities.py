"""Facilities by plain HTTP: registered, found, searched, answered for, closed."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from polyclinic.carestack import AsyncCareStack, CareStack, FacilityRegistration, FacilitySearch, FacilityUpdate
from polyclinic.core.shared.ids import new_id
from polyclinic.dialects.carestack.mapping.facility_registration import hours, minute_of
from polyclinic.dialects.carestack.wire.facility_registration import Shift, Timings
from polyclinic.sdk.errors import BadRequest, Conflict
from tests.dialects.carestack.conftest import Door, door_of
from tests.dialects.carestack.facility import FACILITY, PNG, as_text, facility


@pytest.fixture(scope="module")
def shared(sandbox: Any) -> Door:
    """A practice for the tests that leave nothing behind, or nothing that others see."""
    return door_of(sandbox.new_practice()["carestack"])


def register(door: Door, **changes: Any) -> dict[str, Any]:
    told: dict[str, Any] = door.call("POST", "/register-facility", 201, json=facility(**changes))
    return told


def test_nothing_of_a_registration_is_lost(shared: Door) -> None:
    told = register(shared)
    assert re.fullmatch("IN32[0-9]{8}", told["facilityId"])
    assert told["response"] == f"Facility registered successfully. Facility ID: {told['facilityId']}"
    assert told["facilityStatus"] == "Submitted"

    for path in (f"facilityId/{told['facilityId']}", f"facilityId/{told['id']}", f"id/{told['id']}"):
        found = shared.call("GET", f"/facilities/{path}")
        assert found["message"] == "Facility Found !!!"
        sent = {name: value for name, value in FACILITY.items() if name not in ("facilityId", "id")}
        assert {name: found["data"][name] for name in sent} == sent
        assert (found["data"]["id"], found["data"]["facilityId"]) == (told["id"], told["facilityId"])

    listed = shared.call("GET", "/facilities/accountId/account-7")
    assert (listed["message"], listed["totalNumberOfRecords"]) == ("Records Found!!", 1)
    photo = listed["data"][0]["uploadDocuments"]["boardPhoto"]
    assert photo == {"name": "board.png", "value": ""}
    shared.call("DELETE", f"/facility/{told['facilityId']}")


def test_states_and_their_parts_by_code_and_in_this_api_s_spelling(shared: Door) -> None:
    told = register(shared, state="Chattisgarh", district="387", subDistrict="3330", pincode="492001")
    assert told["facilityId"].startswith("IN22")
    basics = shared.call("GET", f"/facilities/id/{told['id']}")["data"]["basicInformation"]
    assert (basics["state"], basics["district"], basics["subDistrict"]) == ("Chattisgarh", "387", "3330")
    found = shared.call("POST", "/search-facility", json={"stateLGDCode": "22", "districtLGDCode": "387"})["facilities"]
    assert [each["districtName"] for each in found] == ["RAIPUR"]
    shared.call("DELETE", f"/facility/{told['id']}")


def test_every_field_that_means_nothing_is_named(shared: Door) -> None:
    before = shared.call("GET", "/facilities/")["total"]
    refused = facility(
        state="Valid State",
        latLongs=["9.9,76.2", "here"],
        uploadDocuments={"boardPhoto": {"value": "no!", "name": "a.png"}, "buildingPhoto": {"value": "", "name": ""}},
        facilityDetails={"ownershipType": "G", "ownershipSubType": "Partnership", "status": "Fine"},
        systemOfMedicine={
            "specialities": [{"systemofMedicineCode": "MAGIC", "specialities": []}],
            "facilityType": "HOSP",
            "facilitySubType": "Palace",
            "serviceType": "IPD/ICU",
        },
        facilityInventory={
            **FACILITY["facilityInventory"],
            "hasPharmacy": "perhaps",
            "servicesByImagingCenter": [{"service": "Palmistry", "count": 1}],
        },
    )
    assert shared.fields("POST", "/register-facility", json=refused) == [
        "basicInformation.state",
        "basicInformation.latLongs.1",
        "facilityDetails.ownershipSubType",
        "facilityDetails.status",
        "systemOfMedicine.specialities.0.systemofMedicineCode",
        "systemOfMedicine.facilityType",
        "systemOfMedicine.facilitySubType",
        "systemOfMedicine.serviceType",
        "facilityInventory.hasPharmacy",
        "facilityInventory.servicesByImagingCenter.0.service",
    ]
    assert shared.fields("POST", "/register-facility", json=facility(district="Pune")) == ["basicInformation.district"]
    assert shared.fields("POST", "/register-facility", json=facility(subDistrict="x")) == [
        "basicInformation.subDistrict"
    ]
    assert set(shared.fields("POST", "/register-facility", json={"basicInformation": {"facilityName": ""}})) == {
        *(f"basicInformation.{name}" for name in FACILITY["basicInformation"]),
        *(name for name in FACILITY if name not in ("basicInformation", "facilityId", "id")),
    }
    shape = facility(addressLine1="12", pincode="68203", country="France", latLongs=[], facilityId="IN1")
    assert set(shared.fields("POST", "/register-facility", json=shape)) == {
        *("basicInformation.addressLine1", "basicInformation.pincode", "basicInformation.country"),
        *("basicInformation.latLongs", "facilityId"),
    }
    assert shared.call("GET", "/facilities")["total"] == before


def test_attachments_are_held_to_their_labels_and_bounded(shared: Door) -> None:
    blank = {"value": "", "name": ""}

    def refused(value: str, name: str) -> list[str]:
        photos = {"boardPhoto": {"value": value, "name": name}, "buildingPhoto": blank}
        return shared.fields("POST", "/register-facility", json=facility(uploadDocuments=photos))

    bad = ["uploadDocuments.boardPhoto.value"]
    assert refused("%%%", "a.png") == bad
    assert refused(as_text(PNG), "a.pdf") == bad
    assert refused(as_text(b"#!/bin/sh\n"), "run") == bad
    assert refused(as_text(PNG + bytes(5 * 1024 * 1024)), "large.png") == bad
    body = facility(addAddressProof=FACILITY["addAddressProof"] * 6)
    assert shared.fields("POST", "/register-facility", json=body) == ["addAddressProof"]


def test_a_facility_of_the_record_is_registered_once(door: Door) -> None:
    unregistered = door.call("GET", "/facilities/")["data"][0]
    assert (unregistered["facilityStatus"], unregistered["facilityId"]) == ("Draft", unregistered["id"])
    told = register(door, id=unregistered["id"], facilityId="IN3210000001")
    assert (told["id"], told["facilityId"]) == (unregistered["id"], "IN3210000001")
    again = door.call("POST", "/register-facility", 409, json=facility(id=unregistered["id"]))
    assert again["message"] == "Facility already exists."
    taken = door.call("POST", "/register-facility", 409, json=facility(facilityId="IN3210000001"))
    assert taken["message"] == "Facility already exists."
    missing = door.call("POST", "/register-facility", 404, json=facility(id=new_id()))
    assert missing["message"] == "Facility not Found !!!"


def test_one_of_many_who_claim_an_id_at_once_has_it(door: Door) -> None:
    body = facility(facilityId="IN3210000002")
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: door.send("POST", "/register-facility", json=body).status_code, range(6)))
    assert sorted(answers) == [201, *[409] * 5]
    found = door.call("POST", "/search-facility", json={"facilityId": "IN3210000002"})
    assert found["totalFacilities"] == 1


def test_somebody_answers_for_a_facility(shared: Door) -> None:
    told = register(shared)
    changes = {"id": told["facilityId"], "spocName": "Dr. Menon", "spocId": "71-1", "consentManagerName": "Anu"}
    assert shared.call("PUT", "/update-facility", json=changes)["facilityStatus"] == "Approved"
    cleared = {"id": told["id"], "spocName": "Dr. Iyer", "spocId": "71-2", "consentManagerName": ""}
    shared.call("PUT", "/update-facility", json={**cleared, "consentManagerId": None})
    shown = shared.call("GET", f"/facilities/id/{told['id']}")["data"]
    names = ("spocName", "spocId", "consentManagerName", "consentManagerId", "facilityStatus")
    assert [shown[name] for name in names] == ["Dr. Iyer", "71-2", None, None, "Approved"]
    assert shown["facilityInventory"] == FACILITY["facilityInventory"]
    assert set(shared.fields("PUT", "/update-facility", json={"id": told["id"]})) == {"spocName", "spocId"}
    shared.call("PUT", "/update-facility", 404, json={**changes, "id": "IN0000000000"})
    shared.call("DELETE", f"/facility/{told['id']}")


def test_a_closed_facility_is_gone_from_every_list(shared: Door) -> None:
    told = register(shared)
    gone = shared.call("DELETE", f"/facility/{told['id']}")
    assert gone["response"] == f"Facility deleted successfully. Facility ID: {told['facilityId']}"
    for path in (f"facilityId/{told['facilityId']}", f"id/{told['id']}", "accountId/account-7"):
        assert shared.call("GET", f"/facilities/{path}", 404)["message"] == "Facility not Found !!!"
    assert told["id"] not in [each["id"] for each in shared.call("GET", "/facilities/")["data"]]
    shared.call("DELETE", f"/facility/{told['id']}", 404)


def test_pages(door: Door) -> None:
    before = door.call("GET", "/facilities/")["total"]
    made = [register(door, facilityName=f"Clinic {n:02}")["id"] for n in range(21)]
    seen, link, number = [], None, 0
    while True:
        page = door.call("GET", "/facilities/", params={"nextPage": link} if link else {})
        number += 1
        assert (page["page"], page["per_page"], page["total"]) == (number, 20, before + 21)
        assert (page["facilities"], page["next_page"]) == (page["data"], page["nextPageLink"])
        seen += [each["id"] for each in page["data"]]
        link = page["nextPageLink"]
        assert page["has_next"] is (link is not None)
        if link is None:
            break
    assert number > 1
    assert seen[before:] == made
    mine = door.call("GET", "/facilities/accountId/account-7")
    assert (mine["total"], len(mine["data"])) == (21, 20)
    rest = door.call("GET", "/facilities/accountId/account-7", params={"nextPage": mine["nextPageLink"]})
    assert [each["id"] for each in rest["data"]] == made[20:]
    assert door.fields("GET", "/facilities/", params={"nextPage": "x"}) == ["nextPage"]

    asked = {"facilityName": "clinic", "pincode": "682031", "resultsPerPage": 8}
    pages = [door.call("POST", "/search-facility", json={**asked, "page": n}) for n in (1, 2, 3, 4)]
    assert [len(page["facilities"]) for page in pages] == [8, 8, 5 + 1, 0]
    assert {(page["totalFacilities"], page["numberOfPages"]) for page in pages} == {(22, 3)}


SEARCHES = [
    ({}, True),
    ({"ownershipCode": "P"}, True),
    ({"ownershipCode": "Private", "stateLGDCode": "32"}, True),
    ({"ownershipCode": "G"}, False),
    ({"stateLGDCode": "33"}, False),
    ({"stateLGDCode": "999"}, False),
    ({"districtLGDCode": "555", "subDistrictLGDCode": "5661"}, True),
    ({"districtLGDCode": "554"}, False),
    ({"pincode": "682031"}, True),
    ({"pincode": "682032"}, False),
    ({"facilityName": "RINE drive"}, True),
    ({"facilityName": "elsewhere"}, False),
    ({"facilityId": "IN3210000003"}, True),
    ({"facilityId": "IN3210000004"}, False),
]


def test_a_search_by_everything_at_once(shared: Door) -> None:
    told = register(shared, facilityId="IN3210000003")
    for filters, finds in SEARCHES:
        nothing = dict.fromkeys(("ownershipCode", "stateLGDCode", "districtLGDCode", "pincode", "facilityName"))
        body = {**nothing, **filters, "page": 1, "resultsPerPage": 100}
        found = shared.call("POST", "/search-facility", json=body)["facilities"]
        assert (told["id"] in [each["id"] for each in found]) is finds, filters
        assert all(type(value) is str for each in found for value in each.values())
    by_id = shared.call("POST", "/search-facility", json={"facilityId": told["id"]})["facilities"]
    assert [each["facilityId"] for each in by_id] == [told["facilityId"]]
    bad = {"pincode": "6820", "facilityName": "ab", "page": 0, "resultsPerPage": 101, "stateLGDCode": 32}
    assert set(shared.fields("POST", "/search-facility", json=bad)) == set(bad)
    shared.call("DELETE", f"/facility/{told['id']}")


def test_another_practice_sees_none_of_it(shared: Door, sandbox: Any) -> None:
    told = register(shared)
    other = door_of(sandbox.credentials["carestack"])
    for path in (f"facilityId/{told['facilityId']}", f"id/{told['id']}", "accountId/account-7"):
        other.call("GET", f"/facilities/{path}", 404)
    other.call("DELETE", f"/facility/{told['id']}", 404)
    other.call("PUT", "/update-facility", 404, json={"id": told["id"], "spocName": "x", "spocId": "y"})
    assert other.call("POST", "/search-facility", json={"facilityId": told["facilityId"]})["totalFacilities"] == 0
    shared.call("DELETE", f"/facility/{told['id']}")


def test_the_demo_practice_has_places_in_two_countries(sandbox: Any) -> None:
    door = door_of(sandbox.credentials["carestack"])
    shown = door.call("GET", "/facilities/")["data"]
    assert {"US", "India"} <= {each["country"] for each in shown}
    office = next(each for each in shown if each["country"] == "US")
    assert (office["facilityStatus"], office["facilityInventory"]) == ("Draft", None)
    assert office["basicInformation"]["addressLine1"]
    kochi = door.call("POST", "/search-facility", json={"stateLGDCode": "32", "ownershipCode": "P"})["facilities"]
    assert [each["facilityName"] for each in kochi] == ["Kochi Clinic"]


def test_hours_are_the_first_opening_and_the_last_closing() -> None:
    assert hours([Timings.model_validate(each) for each in FACILITY["facilityTimings"]]) == (540, 1080)
    assert hours([]) == hours([Timings(timings="Mon", shifts=[Shift(start="22:00", end="06:00")])]) == (0, 1440)
    said = ["09:00", "9 am", "12 AM", "12:30 p.m.", "24:00", "24:01", "9:60", "13 PM", "noon", "", None]
    assert [minute_of(text) for text in said] == [540, 540, 0, 750, 1440, *[None] * 6]


async def test_the_clients(sandbox: Any) -> None:
    block = sandbox.new_practice()["carestack"]
    given = {name: block[name] for name in ("base_url", "api_key", "facility_id")}
    registration = FacilityRegistration.model_validate(FACILITY)
    async with AsyncCareStack(**given) as client:
        before = [each.id async for each in client.facilities.list()]
        told = await client.facilities.register(registration)
        found = await client.facilities.get(told.facilityId)
        assert found is not None
        assert found.basicInformation.model_dump() == FACILITY["basicInformation"]
        assert found.uploadDocuments == registration.uploadDocuments
        update = FacilityUpdate(id=told.id, spocName="Dr. Menon", spocId="71-1")
        assert (await client.facilities.update(update)).facilityStatus == "Approved"
        assert [each.id async for each in client.facilities.list()] == [*before, told.id]
        assert (await client.facilities.page(account_id="account-7")).total == 1
        matches = client.facilities.search(FacilitySearch(resultsPerPage=1))
        assert [each.id async for each in matches] == [*before, told.id]
        with pytest.raises(BadRequest, match=r"basicInformation\.state: Unknown state"):
            await client.facilities.register(FacilityRegistration.model_validate(facility(state="Nowhere")))
        again = FacilityRegistration.model_validate(facility(facilityId=told.facilityId))
        with pytest.raises(Conflict):
            await client.facilities.register(again)
    with CareStack(**given) as blocking:
        assert blocking.facilities.exists(told.id)
        assert blocking.facilities.search_page(FacilitySearch(facilityName="marine")).totalFacilities == 1
        blocking.facilities.delete(told.facilityId)
        assert blocking.facilities.get(told.id) is None
        assert [each.id for each in blocking.facilities.list()] == before
