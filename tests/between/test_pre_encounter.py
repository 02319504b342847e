"""What the pre-encounter API of Candid and the other APIs tell each other."""

import time
from typing import Any

from tests.between.conftest import Practice
from tests.between.test_patients import carium_patient, drchrono_patient
from tests.dialects.candid.office import body

PATH = "/appointments/v1"
WAIT_SECONDS = 15


def book(doors: Practice, **changes: Any) -> Any:
    """An appointment made through Candid, of the demo's first patient with drchrono's first doctor and office."""
    body = {
        "patient_id": carium_patient(doors),
        "start_timestamp": "2031-07-01T16:00:00Z",
        "service_duration": 30,
        "services": [],
        "appointment_details": "Sore knee",
        **changes,
    }
    return doors.candid.call("POST", PATH, json=body)


def in_drchrono(doors: Practice) -> Any:
    """The only appointment of the patient in 2031."""
    patient = drchrono_patient(doors, search="reece")
    asked = {"patient": patient["id"], "date_range": "2031-01-01/2031-12-31"}
    (found,) = doors.drchrono.call("GET", "/api/appointments", params=asked)["results"]
    return found


def test_an_appointment_of_candid_is_everybody_s(doors: Practice) -> None:
    made = book(doors)
    seen = in_drchrono(doors)
    # Eugene, Oregon is seven hours behind UTC in July
    assert (seen["scheduled_time"], seen["duration"], seen["reason"]) == ("2031-07-01T09:00:00", 30, "Sore knee")
    in_carestack = doors.carestack.call("GET", f"/get/Appointment/{made['id']}")["requestResource"]
    assert (in_carestack["patientReference"], in_carestack["status"]) == (made["patient_id"], "BOOKED")
    listed = doors.carium.call(
        "GET",
        "/caredb/v1/org-appointments/",
        params={"organization-id": doors.organization_id, "filter[individual-id]": made["patient_id"]},
    )
    assert made["id"] in {found["id"] for found in listed["data"]}


def test_a_check_in_goes_both_ways(doors: Practice) -> None:
    made = book(doors, status="NOT_READY", work_queue="NEW_PATIENT")
    path = f"{PATH}/{made['id']}"
    number = in_drchrono(doors)["id"]
    doors.drchrono.call("PATCH", f"/api/appointments/{number}", json={"status": "Arrived"})
    arrived = doors.candid.call("GET", path)
    assert (arrived["status"], arrived["version"]) == ("CHECKED_IN", 2)
    assert arrived["checked_in_timestamp"] <= arrived["updated_at"]

    doors.drchrono.call("PATCH", f"/api/appointments/{number}", json={"status": "Confirmed"})
    confirmed = doors.candid.call("GET", path)
    assert (confirmed["status"], confirmed["work_queue"]) == ("NOT_READY", "NEW_PATIENT")
    body = {**confirmed, "status": "CHECKED_IN", "checked_in_timestamp": "2031-07-01T15:55:00Z"}
    doors.candid.call("PUT", f"{path}/{confirmed['version'] + 1}", json=body)
    assert in_drchrono(doors)["status"] == "Arrived"


def test_a_cancellation_goes_both_ways(doors: Practice) -> None:
    made = book(doors)
    path = f"{PATH}/{made['id']}"
    doors.candid.call("DELETE", f"{path}/1", 204, params={"cancellation_reason": "ill"})
    cancelled = in_drchrono(doors)
    assert cancelled["status"] == "Cancelled"
    doors.drchrono.call("PATCH", f"/api/appointments/{cancelled['id']}", json={"status": "Confirmed"})
    back = doors.candid.call("GET", path)
    assert back["deactivated"] is False
    assert "cancellation_reason" not in back
    doors.drchrono.call("DELETE", f"/api/appointments/{cancelled['id']}", 204)
    assert doors.candid.call("GET", path)["deactivated"] is True


def test_an_encounter_follows_its_patient_whoever_writes(doors: Practice) -> None:
    patient_id = carium_patient(doors)
    own = {"pre_encounter_patient_id": patient_id, "pre_encounter_appointment_ids": []}
    sent = body(patient=..., responsible_party=..., external_id="visit-2031")
    made = doors.candid.call("POST", "/api/encounters/v4/create-from-pre-encounter", json={**sent, **own})
    assert made["patient"]["individual_id"] == patient_id
    assert made["responsible_party"] == "UNKNOWN"

    number = drchrono_patient(doors, search="reece")["id"]
    insurance = {"primary_insurance_company": "Aetna", "primary_insurance_id_number": "W-1"}
    doors.drchrono.call("PATCH", f"/api/patients/{number}", json={"city": "Troy", **insurance})
    deadline = time.monotonic() + WAIT_SECONDS
    path = f"/api/encounters/v4/{made['encounter_id']}"
    while (seen := doors.candid.call("GET", path))["responsible_party"] == "UNKNOWN":
        assert time.monotonic() < deadline, "the encounter does not follow"
        time.sleep(0.2)
    assert seen["patient"]["address"]["city"] == "Troy"
    assert seen["subscriber_primary"]["insurance_card"]["payer_name"] == "Aetna"


def test_the_primary_care_physician_goes_both_ways(doors: Practice) -> None:
    path = f"/patients/v1/{carium_patient(doors)}"
    number = drchrono_patient(doors, search="reece")["id"]
    referring = {"name": {"family": "Roe", "given": ["Al"], "use": "USUAL"}, "telecoms": [], "type": "REFERRING"}
    primary = {
        "name": {"family": "Achterberg", "given": ["Mina", "Q."], "use": "OFFICIAL", "suffix": "MD"},
        "telecoms": [],
        "type": "PRIMARY",
        "npi": "1245319599",
    }

    def write(*practitioners: dict[str, Any]) -> None:
        patient = doors.candid.call("GET", path)
        body = {**patient, "general_practitioners": practitioners}
        doors.candid.call("PUT", f"{path}/{patient['version'] + 1}", json=body)

    def in_drchrono_is(name: str) -> bool:
        told: str = doors.drchrono.call("GET", f"/api/patients/{number}")["primary_care_physician"]
        return told == name

    def say(name: str) -> Any:
        doors.drchrono.call("PATCH", f"/api/patients/{number}", json={"primary_care_physician": name})
        return doors.candid.call("GET", path)["general_practitioners"]

    write(referring, primary)
    assert in_drchrono_is("Mina Q. Achterberg MD")
    assert say("Mina Q. Achterberg MD") == [referring, primary], "what comes back as it was read is no change"
    other = {"name": {"family": "Dr. Who", "given": [], "use": "USUAL"}, "telecoms": [], "type": "PRIMARY"}
    assert say("Dr. Who") == [referring, other], "somebody else has not this NPI"
    write(referring, other, primary)
    assert in_drchrono_is("Dr. Who")
    assert say("") == [referring]
    write(primary)
    write()
    assert in_drchrono_is("")
