"""A facility registered through CareStack is a place of every other API, and theirs are places here."""

from tests.between.conftest import Practice
from tests.dialects.carestack.facility import FACILITY, facility


def test_a_registered_facility_is_an_office_a_service_facility_and_a_location(doors: Practice) -> None:
    told = doors.carestack.call("POST", "/register-facility", 201, json=FACILITY)

    office = next(
        each for each in doors.drchrono.call("GET", "/api/offices")["results"] if each["name"] == "Marine Drive Clinic"
    )
    assert {name: office[name] for name in ("address", "city", "state", "zip_code", "country")} == {
        "address": "12 Marine Drive, Near the High Court",
        "city": "Kochi",
        "state": "KL",
        "zip_code": "682031",
        "country": "IN",
    }
    assert (office["phone_number"], office["start_time"], office["end_time"]) == (
        "+919876543210",
        "09:00:00",
        "18:00:00",
    )

    place = doors.candid.call("GET", f"/api/organization-service-facilities/v2/{told['id']}")
    assert (place["name"], place["telecoms"]) == ("Marine Drive Clinic", ["+919876543210"])
    assert {name: place["address"][name] for name in ("address1", "city", "state")} == {
        "address1": "12 Marine Drive",
        "city": "Kochi",
        "state": "FC",
    }
    location = doors.silna.call("GET", f"/public/v1/service-locations/{told['id']}")
    assert (location["name"], location["state"], location["zip_code"]) == ("Marine Drive Clinic", "KL", "682031")

    appointment = doors.carestack.call("GET", "/get/Appointment", headers={"facilityid": told["id"]})
    assert appointment["totalNumberOfRecords"] == 0

    doors.drchrono.call("PATCH", f"/api/offices/{office['id']}", json={"name": "Marine Clinic", "city": "Cochin"})
    shown = doors.carestack.call("GET", f"/facilities/facilityId/{told['facilityId']}")["data"]
    assert (shown["facilityName"], shown["basicInformation"]["city"]) == ("Marine Clinic", "Cochin")
    kept = ("facilityInventory", "systemOfMedicine", "addAddressProof", "uploadDocuments", "facilityDetails")
    assert {name: shown[name] for name in kept} == {name: FACILITY[name] for name in kept}
    assert (shown["state"], shown["district"]) == ("Kerala", "Ernakulam")


def test_a_facility_that_moves_to_another_country_says_so(doors: Practice) -> None:
    told = doors.carestack.call("POST", "/register-facility", 201, json=facility(facilityName="On the move"))
    office = next(
        each for each in doors.drchrono.call("GET", "/api/offices")["results"] if each["name"] == "On the move"
    )
    doors.drchrono.call(
        "PATCH", f"/api/offices/{office['id']}", json={"state": "OR", "country": "US", "zip_code": "97202"}
    )
    basics = doors.carestack.call("GET", f"/facilities/id/{told['id']}")["data"]["basicInformation"]
    assert (basics["state"], basics["country"], basics["pincode"]) == ("OR", "US", "97202")
    found = doors.carestack.call("POST", "/search-facility", json={"facilityId": told["facilityId"]})["facilities"][0]
    assert (found["stateName"], found["stateLGDCode"], found["districtLGDCode"]) == ("OR", "", "")
    assert (
        doors.carestack.call("POST", "/search-facility", json={"stateLGDCode": "32", "facilityName": "On the move"})[
            "facilities"
        ]
        == []
    )


def test_a_place_of_another_api_is_registered_without_losing_what_that_api_knows(doors: Practice) -> None:
    body = {
        "name": "Field Hospital",
        "aliases": ["The Tent"],
        "address": {
            **{"address1": "1 River Road", "city": "Eugene", "state": "OR"},
            **{"zip_code": "97401", "zip_plus_four_code": "1234"},
        },
        "npi": "1234567893",
        "description": "By the river",
        "telecoms": ["15552000199", "15552000198"],
        "place_of_service_code": "21",
    }
    place = doors.candid.call("POST", "/api/organization-service-facilities/v2", json=body)
    place_id = place["organization_service_facility_id"]
    shown = doors.carestack.call("GET", f"/facilities/id/{place_id}")["data"]
    assert (shown["facilityName"], shown["facilityStatus"], shown["facilityId"]) == (
        "Field Hospital",
        "Draft",
        place_id,
    )

    doors.carestack.call("POST", "/register-facility", 201, json=facility(id=place_id, facilityName="Field Hospital"))
    after = doors.candid.call("GET", f"/api/organization-service-facilities/v2/{place_id}")
    kept = ("name", "npi", "description", "place_of_service_code", "aliases")
    assert {name: after[name] for name in kept} == {name: body[name] for name in kept}
    assert after["telecoms"] == ["+919876543210", "15552000198"]

    doors.carestack.call("DELETE", f"/facility/{place_id}")
    doors.candid.call("GET", f"/api/organization-service-facilities/v2/{place_id}", 404)


def test_every_office_is_listed_here(doors: Practice) -> None:
    offices = doors.drchrono.call("GET", "/api/offices")["results"]
    listed = doors.carestack.call("GET", "/facilities/")["data"]
    assert {office["name"] for office in offices} == {each["facilityName"] for each in listed}
    by_name = {each["facilityName"]: each["basicInformation"] for each in listed}
    for office in offices:
        basics = by_name[office["name"]]
        lines = ", ".join(filter(None, (basics["addressLine1"], basics["addressLine2"])))
        assert (office["address"], office["city"], office["state"], office["zip_code"]) == (
            lines,
            basics["city"],
            office["state"],
            basics["pincode"],
        )
