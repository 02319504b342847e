"""What is written through CareStack is read through the others, and what is written there is read through CareStack."""

from typing import Any

from tests.between.conftest import Practice
from tests.between.test_patients import carium_patient, drchrono_patient

PATIENT: dict[str, Any] = {
    "idNumber": "234567890124",
    "idType": "Aadhaar",
    "patientType": "NEW",
    "firstName": "Asha",
    "lastName": "Menon",
    "birthDate": "1990-05-06",
    "gender": "female",
    "mobileNumber": "+919876543210",
    "address": "12 MG Road, Kochi",
    "pincode": "682001",
    "state": "Kerala",
    "resourceType": "Patient",
}
PRACTITIONER: dict[str, Any] = {
    "registrationId": "KMC-1",
    "department": "cardiology",
    "designation": "Consultant",
    "status": "Active",
    "joiningDate": "2024-04-01",
    "staffType": "Permanent",
    "firstName": "Sarah",
    "lastName": "Wilson",
    "gender": "female",
    "address": "123 Medical Complex",
    "resourceType": "Practitioner",
}


def test_a_patient_of_carestack_is_found_in_the_others(doors: Practice) -> None:
    patient_id = doors.carestack.call("POST", "/add/Patient", 201, json=PATIENT)["resourceId"]

    in_drchrono = drchrono_patient(doors, search="menon")
    assert (in_drchrono["first_name"], in_drchrono["date_of_birth"], in_drchrono["gender"]) == (
        "Asha",
        "1990-05-06",
        "Female",
    )
    assert (in_drchrono["cell_phone"], in_drchrono["address"]) == ("+919876543210", "12 MG Road, Kochi")
    in_silna = doors.silna.call("GET", f"/public/v1/patients/{patient_id}")
    assert (in_silna["first_name"], in_silna["date_of_birth"]) == ("Asha", "1990-05-06")
    in_carium = doors.carium.call("GET", f"/showboat/v1/patients/{patient_id}/")
    assert in_carium["data"]["attributes"]["last-name"] == "Menon"

    doors.drchrono.call("PATCH", f"/api/patients/{in_drchrono['id']}", json={"city": "Kochi", "first_name": "Asha K"})
    after = doors.carestack.call("GET", f"/get/Patient/{patient_id}")["requestResource"]
    assert {name: after[name] for name in ("idNumber", "idType", "patientType", "state", "pincode", "address")} == {
        "idNumber": "XXXXXXXX0124",
        "idType": "AADHAAR",
        "patientType": "NEW",
        "state": "Kerala",
        "pincode": "682001",
        "address": "12 MG Road, Kochi",
    }
    assert after["firstName"] == "Asha K"


def test_a_practitioner_of_carestack_is_a_doctor(doors: Practice) -> None:
    created = doors.carestack.call("POST", "/add/Practitioner", 201, json=PRACTITIONER)["resourceId"]
    names = [(each["first_name"], each["last_name"]) for each in doors.drchrono.call("GET", "/api/doctors")["results"]]
    assert ("Sarah", "Wilson") in names
    listed = doors.carium.call(
        "GET", "/caredb/v1/org-practitioners/", params={"organization-id": doors.organization_id}
    )
    assert created in [each["id"] for each in listed["data"]]


def test_an_appointment_without_a_facility_appears_at_the_default_one(doors: Practice) -> None:
    patient_id, organization = carium_patient(doors), {"organization-id": doors.organization_id}

    def first(resource: str) -> str:
        found: str = doors.carium.call("GET", f"/caredb/v1/{resource}/", params=organization)["data"][0]["id"]
        return found

    attributes = {
        **organization,
        "individual-id": patient_id,
        "practitioner-id": first("org-practitioners"),
        "status-id": first("org-appointment-statuses"),
        "type-id": first("org-appointment-types"),
        "start-time": "2031-07-01T16:00:00Z",
        "end-time": "2031-07-01T16:30:00Z",
        "add-video-channel": False,
    }
    body = {"data": {"type": "org-appointments", "attributes": attributes}}
    reference = doors.carium.call("POST", "/caredb/v1/org-appointments/", 201, json=body)["data"]["id"]

    shown = doors.carestack.call("GET", f"/get/Appointment/{reference}")["requestResource"]
    assert shown["organizationId"] == doors.blocks["carestack"]["facility_id"]
    doors.carestack.call("PUT", "/update/Appointment", json={**shown, "slot": "Slot12"})
    elsewhere = doors.carestack.call("GET", "/get/Appointment", headers={"facilityid": ""})["requestResource"]
    hill = next(each["organizationId"] for each in elsewhere if each["organizationId"] != shown["organizationId"])
    gone = doors.carestack.call("GET", f"/get/Appointment/{reference}", headers={"facilityid": hill})
    assert gone["requestResource"] is None
