"""The lists that facilities are described in, by plain HTTP and by our client."""

from typing import Any

import pytest

from polyclinic.carestack import AsyncCareStack, CareStack
from polyclinic.sdk.errors import BadRequest, NotFound
from tests.dialects.carestack.conftest import Door, door_of


@pytest.fixture
def door(sandbox: Any) -> Door:
    """The demo practice's: nothing here is any practice's own."""
    return door_of(sandbox.credentials["carestack"])


def test_the_lists(door: Door) -> None:
    types = door.call("GET", "/master-types")["masterTypes"]
    assert {"type": "OWNER", "desc": "Ownership Of Facility"} in types
    for each in types:
        found = door.call("GET", f"/master-data/{each['type']}")
        assert found["type"] == each["type"]
        assert all(type(code["code"]) is str and code["value"] for code in found["data"])
    owners = {each["code"]: each["value"] for each in door.call("GET", "/master-data/owner")["data"]}
    assert owners == {"G": "Government", "P": "Private", "PP": "Public-Private-Partnership"}
    assert door.call("GET", "/master-data/NOTHING", 404)["message"] == "Master data not Found !!!"


def test_places(door: Door) -> None:
    states = door.call("GET", "/lgd-states")
    assert (len(states), sum(len(state["districts"]) for state in states)) == (36, 763)
    goa = next(state for state in states if state["code"] == "30")
    assert goa["name"] == "GOA"
    for district in goa["districts"]:
        below = door.call("GET", "/lgd-subdistricts", params={"districtCode": district["code"]})
        assert below
        assert all(set(place) == {"code", "name"} and type(place["code"]) is str for place in below)
    assert door.fields("GET", "/lgd-subdistricts", params={"districtCode": "Goa"}) == ["districtCode"]
    assert door.fields("GET", "/lgd-subdistricts") == ["districtCode"]


@pytest.mark.parametrize(
    ("path", "body", "type", "code"),
    [
        ("/facility-type", {"ownershipCode": "P", "systemOfMedicineCode": "M"}, "FACILITY-TYPE", "5"),
        ("/facility-type", {"ownershipCode": "PVT", "systemOfMedicineCode": None}, "FACILITY-TYPE", "17"),
        ("/owner-subtype", {"ownershipCode": "G"}, "OWNER-SUBTYPE", "S"),
        ("/owner-subtype", {"ownershipCode": "Private", "ownerSubtypeCode": "p"}, "PROFIT-TYPE", "PP01"),
        ("/owner-subtype", {"ownershipCode": "G", "ownerSubtypeCode": "C"}, "CENTRAL-GOVERNMENT", "MOHF"),
        ("/specialities", {"systemOfMedicineCode": "M"}, "SPECIALITIES", "M-S6"),
        ("/specialities", {"systemOfMedicineCode": "Ayurveda"}, "SPECIALITIES", "A-PC1"),
        ("/facility-subtypes", {"facilityTypeCode": "40"}, "FACILITY-SUB-TYPE", "6"),
        ("/facility-subtypes", {"facilityTypeCode": "11"}, "FACILITY-SUB-TYPE", "30"),
    ],
)
def test_what_depends_on_another_choice(door: Door, path: str, body: dict[str, Any], type: str, code: str) -> None:
    found = door.call("POST", path, json=body)
    assert found["type"] == type
    assert code in [each["code"] for each in found["data"]]


@pytest.mark.parametrize(
    ("path", "body", "fields"),
    [
        (
            "/facility-type",
            {"ownershipCode": "X", "systemOfMedicineCode": "Q"},
            ["ownershipCode", "systemOfMedicineCode"],
        ),
        ("/facility-type", {"ownershipCode": 5}, ["ownershipCode"]),
        ("/owner-subtype", {"ownershipCode": "P", "ownerSubtypeCode": "C"}, ["ownerSubtypeCode"]),
        ("/specialities", {}, ["systemOfMedicineCode"]),
        ("/specialities", {"systemOfMedicineCode": " "}, ["systemOfMedicineCode"]),
        ("/facility-subtypes", {"facilityTypeCode": "HOSP"}, ["facilityTypeCode"]),
    ],
)
def test_unknown_codes_are_named(door: Door, path: str, body: dict[str, Any], fields: list[str]) -> None:
    assert door.fields("POST", path, json=body) == fields


def test_an_address_is_all_that_follows(door: Door) -> None:
    escaped = door.call("GET", "/latlongs", params={"address": "A & B Road, Pune 411001"})
    assert escaped == {**escaped, "precision": "pincode"}
    assert door.call("GET", "/latlongs?address=A%20&%20B%20Road,%20Pune%20411001") == escaped
    assert door.call("GET", "/latlongs?address=A+%26+B+Road,+Pune#411001")["precision"] == "town"
    assert door.call("GET", "/latlongs", 404, params={"address": "Paris"})["message"] == "Location not Found !!!"
    assert door.fields("GET", "/latlongs") == ["address"]


def test_whoever_has_no_facility_yet_may_look(door: Door) -> None:
    assert door.at("none-yet").call("GET", "/master-types") == door.call("GET", "/master-types")
    wrong = door.send("GET", "/master-types", headers={"Authorization": "Bearer wrong"})
    assert wrong.status_code == 401


async def test_the_clients(sandbox: Any) -> None:
    block = sandbox.credentials["carestack"]
    given = {name: block[name] for name in ("base_url", "api_key", "facility_id")}
    async with AsyncCareStack(**given) as client:
        assert "OWNER" in [each.type for each in await client.masters.types()]
        assert "F" in [each.code for each in await client.masters.data("FAC-STATUS")]
        states = await client.masters.states()
        assert await client.masters.sub_districts(states[0].districts[0].code)
        assert await client.masters.facility_types("P", "M") != await client.masters.facility_types("P")
        assert [each.code for each in await client.masters.owner_sub_types("P")] == ["P", "NP"]
        assert await client.masters.specialities("H")
        assert await client.masters.facility_sub_types("5")
        assert (await client.masters.locate("Pune 411001")).precision == "pincode"
        with pytest.raises(NotFound):
            await client.masters.data("NOTHING")
    with CareStack(**given) as blocking:
        assert blocking.masters.states() == states
        assert blocking.masters.locate("Goa").precision == "state"
        with pytest.raises(BadRequest, match="systemOfMedicineCode"):
            blocking.masters.specialities("X")
