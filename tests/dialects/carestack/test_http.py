"""What the published package cannot send or does not look at, by plain HTTP over a real socket."""

from collections.abc import Callable
from typing import Any

from polyclinic.core.shared.ids import new_id
from tests.dialects.carestack.conftest import README_PATIENT, README_PRACTITIONER, Door, door_of

Make = Callable[..., str]


def test_the_readme_s_patient(door: Door, make_patient: Make) -> None:
    patient_id = make_patient()
    patient = door.call("GET", f"/get/Patient/{patient_id}")["requestResource"]
    assert (patient["id"], patient["resourceId"], patient["resourceType"]) == (patient_id, patient_id, "Patient")
    assert (patient["gender"], patient["patientType"], patient["idType"]) == ("female", "OPD", "AADHAAR")
    kept = ("bloodGroup", "maritalStatus", "occupation", "emergencyContact")
    assert {name: patient[name] for name in kept} == {name: README_PATIENT[name] for name in kept}

    changes = {"resourceId": patient_id, "address": "789 New Address", "mobileNumber": "+919876543299"}
    updated = door.call("PUT", "/update/Patient", json=changes)["resource"]
    assert {name: updated[name] for name in changes} == changes
    found = door.call(
        "GET", "/health-lake/get-profiles/Patient", params={"filters": '{"firstName":"Ali","gender":"F"}'}
    )
    assert [each["id"] for each in found["entry"]] == [patient_id]


def test_the_readme_s_practitioner(door: Door, make_practitioner: Make) -> None:
    practitioner_id = make_practitioner()
    shown = door.call("GET", f"/get/Practitioner/{practitioner_id}")["requestResource"]
    told = {**README_PRACTITIONER, "department": "cardiology", "gender": "female"}
    assert {name: shown[name] for name in told} == told

    changes = {"resourceId": practitioner_id, "consultationFee": 1800.5, "address": "Updated Complex"}
    updated = door.call("PUT", "/update/Practitioner", json=changes)["resource"]
    assert {name: updated[name] for name in told} == {**told, "consultationFee": 1800.5, "address": "Updated Complex"}
    found = door.call(
        "GET", "/health-lake/get-profiles/Practitioner", params={"filters": '{"department": "Cardiology"}'}
    )
    assert practitioner_id in [each["id"] for each in found["entry"]]

    taken = door.call("POST", "/add/Practitioner", 409, json=README_PRACTITIONER)
    assert (taken["error_code"], taken["message"]) == ("CONFLICT", "Practitioner already exists.")


def test_an_appointment_is_changed_by_those_who_can_name_it(
    door: Door, make_patient: Make, make_practitioner: Make
) -> None:
    patient, practitioner, facility = make_patient(), make_practitioner(), door.headers["facilityid"]
    body = {"practitionerReference": practitioner, "patientReference": patient, "reference": "APT-001"}
    times = {"start": "2031-07-10T09:00:00Z", "end": "2031-07-10T09:30:00Z"}
    made = door.call("POST", "/add/Appointment", 201, json={**body, **times})["resource"]
    assert made == {
        **body,
        **times,
        "slot": "",
        "priority": "Emergency",
        "organizationId": facility,
        "status": "BOOKED",
        "notes": "",
    }
    again = door.call("POST", "/add/Appointment", 409, json={**body, **times})
    assert again["message"] == "Appointment already exists."

    changes: dict[str, Any] = {
        "start": "2031-07-10T10:00:00",
        "end": "2031-07-10T17:30:00Z",
        "priority": "new",
        "slot": "Slot12",
        "status": "CONFIRMED",
        "notes": "Patient confirmed attendance",
    }
    changed = door.call("PUT", "/update/Appointment", json={"reference": "APT-001", **changes})["requestResource"]
    assert changed == {**made, **changes, "start": "2031-07-10T17:00:00Z", "priority": "New"}
    same = door.call("PUT", "/update/Appointment", json={**changed, "slot": None, "notes": None})["requestResource"]
    assert same == changed
    assert door.call("GET", "/get/Appointment/APT-001")["requestResource"] == changed

    assert door.fields("PUT", "/update/Appointment", json={}) == ["reference"]
    assert door.fields("PUT", "/update/Appointment", json={"reference": None, "slot": "x"}) == ["reference"]
    assert door.call("PUT", "/update/Appointment", 404, json={"reference": new_id()})["error_code"] == "NOT_FOUND"
    assert door.fields("PUT", "/update/Appointment", json={"reference": "APT-001", "end": times["start"]}) == ["end"]
    gone = door.call("DELETE", "/delete/Appointment/APT-001")
    assert gone["resourceId"] == "APT-001"
    assert door.call("GET", "/get/Appointment/APT-001")["requestResource"] is None


def test_the_facility_limits_what_is_seen(door: Door, make_patient: Make, make_practitioner: Make) -> None:
    own = door.headers["facilityid"]
    listed = door.at(None).call("GET", "/get/Appointment")["requestResource"]
    hill = next(each["organizationId"] for each in listed if each["organizationId"] != own)
    times = {"start": "2031-07-10T09:00:00Z", "end": "2031-07-10T09:30:00Z"}
    body = {"practitionerReference": make_practitioner(), "patientReference": make_patient(), **times}

    assert door.fields("POST", "/add/Appointment", json={**body, "organizationId": hill}) == ["organizationId"]
    at_hill = door.at(hill).call("POST", "/add/Appointment", 201, json=body)["resource"]
    assert at_hill["organizationId"] == hill
    reference = at_hill["reference"]
    assert door.call("GET", f"/get/Appointment/{reference}")["totalNumberOfRecords"] == 0
    assert door.at(hill).call("GET", f"/get/Appointment/{reference}")["totalNumberOfRecords"] == 1
    assert door.at(None).call("GET", f"/get/Appointment/{reference}")["totalNumberOfRecords"] == 1
    assert {each["organizationId"] for each in door.call("GET", "/get/Appointment")["requestResource"]} == {own}

    taken = door.at(hill).call("POST", "/add/Appointment", 409, json=body)
    assert taken["message"] == "Appointment conflict: this time is taken."


def test_every_bad_field_is_named_and_nothing_is_written(door: Door) -> None:
    total = door.call("GET", "/get/Patient")["totalNumberOfRecords"]
    bad = {
        **README_PATIENT,
        "idNumber": "12345",
        "gender": "X",
        "birthDate": "15-03-1985",
        "mobileNumber": 5,
        "state": "Gotham",
        "firstName": "",
    }
    assert set(door.fields("POST", "/add/Patient", json=bad)) == {
        *("idNumber", "gender", "birthDate", "mobileNumber", "state", "firstName")
    }
    assert door.fields("POST", "/add/Patient", json={**README_PATIENT, "birthDate": "2999-01-01"}) == ["birthDate"]
    assert set(door.fields("POST", "/add/Practitioner", json={"department": "x"})) == {
        *("registrationId", "department", "designation", "status", "joiningDate", "staffType", "firstName"),
        *("gender", "address", "resourceType"),
    }
    filters = '{"gender": "X", "patientType": "OPD", "_count": -1}'
    assert set(door.fields("GET", "/health-lake/get-profiles/Patient", params={"filters": filters})) == {
        *("filters.gender", "filters.patientType", "filters._count")
    }
    for broken in ("[]", "{", '{"gender":"male","gender":"female"}'):
        assert door.fields("GET", "/health-lake/get-profiles/Patient", params={"filters": broken}) == ["filters"]
    for token in ("x", "aWR", "cGF0aWVudDp4", "YXBwb2ludG1lbnQ6" * 3):
        assert door.fields("GET", "/get/Patient", params={"nextPage": token}) == ["nextPage"]
    assert door.call("GET", "/get/Patient")["totalNumberOfRecords"] == total


def test_unreadable_requests(door: Door) -> None:
    assert door.call("POST", "/add/Patient", 400, data=b"{")["error_code"] == "BAD_REQUEST"
    assert door.call("POST", "/add/Patient", 400, data=b'{"firstName": "\xff"}')["statusCode"] == 400
    assert door.call("POST", "/add/Patient", 400, json=[])["error_code"] == "VALIDATION_ERROR"
    text = {"Content-Type": "text/plain"}
    assert door.call("POST", "/add/Patient", 415, data=b"x", headers=text)["error_code"] == "UNSUPPORTED_MEDIA_TYPE"
    large = {**README_PATIENT, "photo": "x" * 3_000_000}
    assert door.call("POST", "/add/Patient", 413, json=large)["error_code"] == "PAYLOAD_TOO_LARGE"
    assert door.call("GET", "/get/Nobody", 404)["error_code"] == "NOT_FOUND"
    wrong = door.send("PATCH", "/add/Patient", json={})
    assert (wrong.status_code, wrong.json()["error_code"], wrong.headers["Allow"]) == (
        405,
        "METHOD_NOT_ALLOWED",
        "OPTIONS, POST",
    )
    assert door.send("GET", "/get/Patient/").status_code == 200


def test_who_comes_in(door: Door) -> None:
    refused = door.send("GET", "/get/Patient", headers={"Authorization": "Bearer wrong"})
    assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert refused.headers["X-Request-Id"] == refused.json()["request_id"]
    assert door.at(new_id()).fields("GET", "/get/Patient") == ["facilityid"]
    assert door.at("").call("GET", "/get/Patient")["type"] == "Patient"


def test_another_practice_s_objects_are_as_unknown_as_invented_ones(
    door: Door, make_patient: Make, make_practitioner: Make, sandbox: Any
) -> None:
    other = door_of(sandbox.new_practice()["carestack"])
    patient, practitioner = make_patient(), make_practitioner()
    body = {"practitionerReference": practitioner, "patientReference": patient}
    times = {"start": "2031-07-10T09:00:00Z", "end": "2031-07-10T09:30:00Z"}
    appointment = door.call("POST", "/add/Appointment", 201, json={**body, **times})["resource"]["reference"]

    for type, known in (("Patient", patient), ("Practitioner", practitioner), ("Appointment", appointment)):
        delete = "/delete" if type == "Appointment" else "/health-lake/delete"
        for id in (known, new_id()):
            assert other.call("GET", f"/get/{type}/{id}")["message"] == "Records not Found !!!"
            assert other.call("DELETE", f"{delete}/{type}/{id}", 404)["message"] == f"{type} not Found !!!"
        key = "reference" if type == "Appointment" else "resourceId"
        assert other.call("PUT", f"/update/{type}", 404, json={key: known})["error_code"] == "NOT_FOUND"
        assert door.call("GET", f"/get/{type}/{known}")["message"] == f"{type} Found !!!"
    assert other.fields("POST", "/add/Appointment", json={**body, **times}) == [
        "patientReference",
        "practitionerReference",
    ]
    assert other.at(door.headers["facilityid"]).fields("GET", "/get/Patient") == ["facilityid"]
    found = other.call("GET", "/health-lake/get-profiles/Patient", params={"filters": '{"identifier":"123456789012"}'})
    assert found == {"entry": [], "link": {"nextPage": None}, "total": 0}
