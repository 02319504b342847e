"""Appointments, documents and encounters written through one API and read through others."""

from tests.between.conftest import Practice
from tests.between.test_patients import carium_patient, drchrono_patient


def test_an_appointment_of_drchrono_is_read_through_carium_and_carestack(doors: Practice) -> None:
    patient_id = carium_patient(doors)
    patient = drchrono_patient(doors, search="reece")
    doctor = doors.drchrono.call("GET", "/api/doctors")["results"][0]
    office = doors.drchrono.call("GET", "/api/offices")["results"][0]
    form = {
        "doctor": f"/api/doctors/{doctor['id']}",
        "duration": 30,
        "office": f"/api/offices/{office['id']}",
        "patient": f"/api/patients/{patient['id']}",
        "scheduled_time": "2031-07-01T09:00:00",
        "reason": "Sore knee",
    }
    booked = doors.drchrono.call("POST", "/api/appointments", 201, data=form)

    listed = doors.carium.call(
        "GET",
        "/caredb/v1/org-appointments/",
        params={"organization-id": doors.organization_id, "filter[individual-id]": patient_id},
    )
    (seen,) = listed["data"]
    attributes = seen["attributes"]
    # Eugene, Oregon is seven hours behind UTC in July
    assert (attributes["start-time"], attributes["end-time"]) == ("2031-07-01 16:00:00", "2031-07-01 16:30:00")
    assert attributes["description"] == "Sore knee"

    in_carestack = doors.carestack.call("GET", f"/get/Appointment/{seen['id']}")
    assert in_carestack["message"] == "Appointment Found !!!"
    assert in_carestack["requestResource"]["patientReference"] == patient_id
    assert in_carestack["requestResource"]["start"].startswith("2031-07-01T16:00:00")

    change = {
        "data": {
            "type": "org-appointments",
            "attributes": {"start-time": "2031-07-01T17:00:00Z", "end-time": "2031-07-01T17:45:00Z"},
        }
    }
    doors.carium.call("PATCH", f"/caredb/v1/org-appointments/{seen['id']}/", json=change)
    after = doors.drchrono.call("GET", f"/api/appointments/{booked['id']}")
    assert (after["scheduled_time"], after["duration"]) == ("2031-07-01T10:00:00", 45)
    assert (after["reason"], after["exam_room"], after["office"]) == (
        "Sore knee",
        booked["exam_room"],
        booked["office"],
    )


def test_a_status_set_in_drchrono_is_carium_s_status_of_that_meaning(doors: Practice) -> None:
    statuses = doors.carium.call(
        "GET", "/caredb/v1/org-appointment-statuses/", params={"organization-id": doors.organization_id}
    )["data"]
    names = {status["id"]: status["attributes"]["name"] for status in statuses}
    appointment = next(
        found for found in doors.drchrono.call("GET", "/api/appointments")["results"] if found["patient"]
    )
    doors.drchrono.call("PATCH", f"/api/appointments/{appointment['id']}", json={"status": "Arrived"})

    listed = doors.carium.call(
        "GET", "/caredb/v1/org-appointments/", params={"organization-id": doors.organization_id}
    )["data"]
    assert "Arrived" in {names[found["attributes"]["status-id"]] for found in listed}


def test_the_patient_of_a_candid_encounter_is_everybody_s_patient(doors: Practice) -> None:
    address = {"address1": "1234 Main St", "city": "Albany", "state": "NY", "zip_code": "12207"}
    body = {
        "external_id": "visit-1",
        "date_of_service": "2026-05-23",
        "billable_status": "BILLABLE",
        "responsible_party": "SELF_PAY",
        "patient_authorized_release": True,
        "benefits_assigned_to_provider": True,
        "provider_accepts_assignment": True,
        "place_of_service_code": "10",
        "patient": {
            "external_id": "emr-9",
            "first_name": "Loki",
            "last_name": "Laufeyson",
            "date_of_birth": "1983-12-17",
            "gender": "male",
            "address": address,
        },
        "billing_provider": {
            "organization_name": "Acme Health PC",
            "npi": "1234567893",
            "tax_id": "123456789",
            "address": {**address, "zip_plus_four_code": "1234"},
        },
        "rendering_provider": {"first_name": "Doctor", "last_name": "Strange", "npi": "9876543210"},
        "diagnoses": [{"code_type": "ABK", "code": "M54.50"}],
        "service_lines": [
            {"procedure_code": "99212", "quantity": "1.0", "units": "UN", "diagnosis_pointers": [0], "modifiers": []}
        ],
    }
    created = doors.candid.call("POST", "/api/encounters/v4", json=body)

    patient = drchrono_patient(doors, search="laufeyson")
    assert (patient["first_name"], patient["city"], patient["zip_code"]) == ("Loki", "Albany", "12207")
    doors.drchrono.call("PATCH", f"/api/patients/{patient['id']}", json={"city": "Troy"})
    encounter = doors.candid.call("GET", f"/api/encounters/v4/{created['encounter_id']}")
    assert encounter["patient"]["address"]["city"] == "Albany", "an encounter keeps the patient as it was recorded"
