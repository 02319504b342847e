"""Patients of India and the United States in one record: each API lists and shows them all, whatever its own rules."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from tests.between.conftest import Practice, open_doors
from tests.between.test_carestack import PATIENT
from tests.support.server import RunningSandbox

Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Person:
    """What every API shows of somebody; the birth date tells people apart. What was not given is empty."""

    given: str
    family: str
    born: str
    phone: str = ""
    postal_code: str = ""
    street: str = ""


ASHA = Person("आशा", "", "1990-05-06", "+919876543210", "682001", "१२ एम जी रोड")
RAVI = Person("Ravi", "Krishnan Nair-Menon", "1985-11-30", "+919800000001", "110001", "7 Janpath")
NELL = Person("Nell", "O'Brien", "1971-04-05", "+15415557001", "97401", "5 Lime Walk")
ZOE = Person("Zoë", "García", "1999-02-03", "", "97401", "9 Oak Street")
JAMES = Person("James", "Reece", "1980-07-04", "+15551234567")
KAI = Person("Kai", "Ito", "2001-09-09", "+15415557009", "97402", "1 Elm Street")


def in_carestack(doors: Practice, person: Person) -> None:
    who = {"firstName": person.given, "lastName": person.family or None, "birthDate": person.born}
    where = {"address": person.street, "pincode": person.postal_code, "mobileNumber": person.phone}
    card = {"idType": "PAN", "idNumber": f"PAN{person.born}"}
    doors.carestack.call("POST", "/add/Patient", 201, json={**PATIENT, **who, **where, **card})


def in_drchrono(doors: Practice, person: Person) -> None:
    doctor = doors.drchrono.call("GET", "/api/doctors")["results"][0]["id"]
    who = {"first_name": person.given, "last_name": person.family, "date_of_birth": person.born, "gender": "Female"}
    where = {"address": person.street, "zip_code": person.postal_code, "state": "OR", "cell_phone": person.phone}
    doors.drchrono.call("POST", "/api/patients", 201, json={**who, **where, "doctor": doctor})


def in_silna(doors: Practice, person: Person) -> None:
    who = {"first_name": person.given, "last_name": person.family, "date_of_birth": person.born, "sex": "FEMALE"}
    where = {"address_line_1": person.street, "city": "Eugene", "state": "OR", "zip_code": person.postal_code}
    place = {"provider_id": doors.provider_id, "provider_service_location_id": doors.blocks["carestack"]["facility_id"]}
    body = {**who, **where, **place, "patient_specialties": ["OCCUPATIONAL_THERAPY"], "status": "ACTIVE"}
    doors.silna.call("POST", "/public/v1/patients/", 201, json=body)


def in_carium(doors: Practice, person: Person) -> None:
    who = {"first-name": person.given, "last-name": person.family, "birth-date": person.born, "gender": "male"}
    more = {"email": "james@example.com", "mobile-phone": person.phone, "organization-id": doors.organization_id}
    body = {"data": {"type": "ui-patients", "attributes": {**who, **more, "locale": "en_US"}}}
    doors.carium.call("POST", "/showboat/v1/patients/", 201, json=body)


def in_candid(doors: Practice, person: Person) -> None:
    address = {"use": "HOME", "line": [person.street], "city": "Eugene", "state": "OR", "country": "US"}
    body = {
        "name": {"family": person.family, "given": [person.given], "use": "USUAL"},
        "other_names": [],
        "birth_date": person.born,
        "biological_sex": "UNKNOWN",
        "primary_address": {**address, "postal_code": person.postal_code},
        "other_addresses": [],
        "primary_telecom": {"value": person.phone, "use": "MOBILE"},
        "other_telecoms": [],
        "contacts": [],
        "general_practitioners": [],
        "filing_order": {"coverages": []},
    }
    doors.candid.call("POST", "/patients/v1", json=body)


WRITTEN: tuple[tuple[Callable[[Practice, Person], None], Person], ...] = (
    (in_carestack, ASHA),
    (in_carestack, RAVI),
    (in_drchrono, NELL),
    (in_silna, ZOE),
    (in_carium, JAMES),
    (in_candid, KAI),
)
PEOPLE = tuple(person for _, person in WRITTEN)

# -- what each API lists, page by page, as a person ------------------------------------------------------------------


def by_carestack(doors: Practice) -> Iterator[Person]:
    link: str | None = ""
    while link is not None:
        page = doors.carestack.call("GET", "/get/Patient", params={"nextPage": link} if link else {})
        for each in page["patients"]:
            shown = doors.carestack.call("GET", f"/get/Patient/{each['id']}")["requestResource"]
            assert shown == each
            yield Person(
                shown["firstName"],
                shown["lastName"] or "",
                shown["birthDate"] or "",
                shown["mobileNumber"] or "",
                shown["pincode"] or "",
                shown["address"] or "",
            )
        link = page["nextPageLink"]


def by_drchrono(doors: Practice) -> Iterator[Person]:
    page = doors.drchrono.call("GET", "/api/patients", params={"page_size": 20})
    while True:
        for each in page["results"]:
            shown = doors.drchrono.call("GET", f"/api/patients/{each['id']}")
            yield Person(
                shown["first_name"],
                shown["last_name"],
                shown["date_of_birth"] or "",
                shown["cell_phone"],
                shown["zip_code"],
                shown["address"],
            )
        if page["next"] is None:
            return
        page = doors.drchrono.call("GET", page["next"].removeprefix(doors.drchrono.base_url))


def by_silna(doors: Practice) -> Iterator[Person]:
    """It shows no phone numbers."""
    query: Fields = {"provider_id": doors.provider_id, "limit": 10}
    while True:
        page = doors.silna.call("GET", "/public/v1/patients/", params=query)
        for each in page["records"]:
            shown = doors.silna.call("GET", f"/public/v1/patients/{each['id']}")
            yield Person(
                shown["first_name"],
                shown["last_name"],
                shown["date_of_birth"] or "",
                postal_code=shown["zip_code"] or "",
                street=shown["address_line_1"] or "",
            )
        if not page["has_more"]:
            return
        query["after_id"] = page["last_id"]


def by_carium(doors: Practice) -> Iterator[Person]:
    """It shows no addresses."""
    query = {"organization-id": doors.organization_id}
    for each in doors.carium.call("GET", "/showboat/v1/patients/", params=query)["data"]:
        shown = doors.carium.call("GET", f"/showboat/v1/patients/{each['id']}/")["data"]["attributes"]
        phone = shown.get("mobile-phone") or ""
        yield Person(shown["first-name"], shown["last-name"], shown.get("birth-date") or "", phone)


def by_candid(doors: Practice) -> Iterator[Person]:
    query: Fields = {"limit": 10}
    while True:
        page = doors.candid.call("GET", "/patients/v1/get_multi", params=query)
        for each in page["items"]:
            shown = doors.candid.call("GET", f"/patients/v1/{each['id']}")
            address = shown["primary_address"]
            known = address["country"] != "ZZ"
            yield Person(
                shown["name"]["given"][0],
                shown["name"]["family"],
                shown["birth_date"],
                shown.get("primary_telecom", {}).get("value", ""),
                address["postal_code"] if known else "",
                address["line"][0] if known else "",
            )
        if not page.get("next_page_token"):
            return
        query["page_token"] = page["next_page_token"]


UNSAID = {"by_silna": {"phone": ""}, "by_carium": {"postal_code": "", "street": ""}}
READERS = (by_carestack, by_drchrono, by_silna, by_carium, by_candid)


@pytest.fixture(scope="module")
def doors(sandbox: RunningSandbox) -> Practice:
    """A practice with all of them."""
    doors = open_doors(sandbox.new_practice())
    for write, person in WRITTEN:
        write(doors, person)
    return doors


@pytest.mark.parametrize("read", READERS, ids=lambda read: read.__name__)
def test_everybody_is_listed_and_read_without_loss(
    doors: Practice, read: Callable[[Practice], Iterator[Person]]
) -> None:
    found = {person.born: person for person in read(doors)}
    unsaid = UNSAID.get(read.__name__, {})

    assert [found[person.born] for person in PEOPLE] == [replace(person, **unsaid) for person in PEOPLE]


def test_a_state_of_india_is_foreign_to_candid_and_named(doors: Practice) -> None:
    """X12, which its codes come from, knows the states of the United States only."""
    found = doors.candid.call("GET", "/patients/v1/get_multi", params={"limit": 100})["items"]
    asha = next(each for each in found if each["birth_date"] == ASHA.born)["primary_address"]
    assert (asha["country"], asha["state"], asha["administrative_area"]) == ("IN", "FC", "KL")
