"""Write through one API, write through another, read through the first: only what the second can say has changed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.between.conftest import Practice
from tests.between.test_patients import carium_patient, drchrono_patient

Fields = dict[str, Any]
NAME = "Quillfeather"


@dataclass(frozen=True, slots=True)
class Voice:
    """One API's way with a patient. ``touches`` names, per reading API, the fields that ``change`` may alter there."""

    create: Callable[[Practice], str]
    read: Callable[[Practice, str], Fields]
    change: Callable[[Practice, str], None]
    touches: dict[str, set[str]]


def in_drchrono(doors: Practice) -> str:
    doctor = doors.drchrono.call("GET", "/api/doctors")["results"][0]["id"]
    body = {
        "first_name": "Nell",
        "last_name": NAME,
        "gender": "Female",
        "date_of_birth": "1971-04-05",
        "doctor": f"/api/doctors/{doctor}",
        "chart_id": "QUNE0001",
        "home_phone": "+15550007001",
        "cell_phone": "+15550007002",
        "email": "nell@example.com",
        "address": "5 Lime Walk",
        "city": "Salem",
        "state": "OR",
        "zip_code": "97301",
        "race": "white",
        "ethnicity": "not_hispanic",
        "preferred_language": "eng",
        "employer": "Tannery",
        "emergency_contact_name": "Bo",
        "primary_insurance_company": "Aetna",
        "primary_insurance_id_number": "W123",
        "social_security_number": "123-45-6789",
    }
    doors.drchrono.call("POST", "/api/patients", 201, json=body)
    return silna_id(doors)


def silna_id(doors: Practice) -> str:
    query = {"provider_id": doors.provider_id, "full_name": NAME}
    (patient,) = doors.silna.call("GET", "/public/v1/patients/", params=query)["records"]
    found: str = patient["id"]
    return found


def in_silna(doors: Practice) -> str:
    body = {
        "first_name": "Nell",
        "last_name": NAME,
        "date_of_birth": "1971-04-05",
        "source_id": "s-1",
        "sex": "FEMALE",
        "address_line_1": "5 Lime Walk",
        "address_line_2": "Flat 2",
        "city": "Salem",
        "state": "OR",
        "zip_code": "97301",
        "patient_specialties": ["OCCUPATIONAL_THERAPY"],
        "status": "ON_HOLD",
        "provider_id": doors.provider_id,
        "provider_service_location_id": doors.blocks["carestack"]["facility_id"],
    }
    patient_id: str = doors.silna.call("POST", "/public/v1/patients/", 201, json=body)["patient_id"]
    return patient_id


def in_carestack(doors: Practice) -> str:
    body = {
        "idNumber": "234567890124",
        "idType": "AADHAAR",
        "abhaAddress": "nell@abdm",
        "patientType": "NEW",
        "firstName": "Nell",
        "lastName": NAME,
        "birthDate": "1971-04-05",
        "gender": "female",
        "mobileNumber": "+919876543210",
        "emailId": "nell@example.com",
        "address": "5 Lime Walk",
        "pincode": "682001",
        "state": "Kerala",
        "wantsToLinkWhatsapp": True,
        "resourceType": "Patient",
    }
    patient_id: str = doors.carestack.call("POST", "/add/Patient", 201, json=body)["resourceId"]
    return patient_id


def change_in_drchrono(doors: Practice, patient_id: str) -> None:
    number = drchrono_patient(doors, search=NAME)["id"]
    doors.drchrono.call("PATCH", f"/api/patients/{number}", json={"home_phone": "+15550009999", "city": "Eugene"})


def change_in_silna(doors: Practice, patient_id: str) -> None:
    doors.silna.call("PATCH", f"/public/v1/patients/{patient_id}", 204, json={"city": "Eugene", "source_id": "s-9"})


def change_in_carestack(doors: Practice, patient_id: str) -> None:
    body = {"resourceId": patient_id, "resourceType": "Patient", "emailId": "other@example.com", "mobileNumber": None}
    doors.carestack.call("PUT", "/update/Patient", json=body)


VOICES = {
    "carium": Voice(
        lambda doors: carium_patient(doors, **{"first-name": "Nell", "last-name": NAME, "gender": "pnta"}),
        lambda doors, id: doors.carium.call("GET", f"/showboat/v1/patients/{id}/")["data"]["attributes"],
        lambda doors, id: None,
        {},
    ),
    "drchrono": Voice(
        in_drchrono,
        lambda doors, id: drchrono_patient(doors, search=NAME),
        change_in_drchrono,
        {"silna": {"city"}},
    ),
    "silna": Voice(
        in_silna,
        lambda doors, id: doors.silna.call("GET", f"/public/v1/patients/{id}"),
        change_in_silna,
        {"drchrono": {"city"}},
    ),
    "carestack": Voice(
        in_carestack,
        lambda doors, id: doors.carestack.call("GET", f"/get/Patient/{id}")["requestResource"],
        change_in_carestack,
        {"drchrono": {"email"}, "carium": {"email"}},
    ),
}
CLOCKS = {"updatedAt", "last-modified-at", "updated_at"}


PAIRS = [(first, second) for first in VOICES for second in VOICES if second not in (first, "carium")]


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_nothing_is_lost(first: str, second: str, doors: Practice) -> None:
    writer, other = VOICES[first], VOICES[second]
    patient_id = writer.create(doors)
    before = writer.read(doors, patient_id)
    other.change(doors, patient_id)
    after = writer.read(doors, patient_id)
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)} - CLOCKS
    allowed = other.touches.get(first, set())
    assert changed <= allowed, {name: (before.get(name), after.get(name)) for name in changed - allowed}
    assert changed or not allowed, "what both can say is seen by both"
