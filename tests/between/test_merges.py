"""Two patients merged through one API are one in every other, and two again once that is undone."""

from tests.between.conftest import Practice
from tests.between.test_patients import carium_patient, drchrono_patient


def test_what_was_the_merged_patients_is_the_survivors_everywhere(doors: Practice) -> None:
    merged_id = carium_patient(doors)
    survivor_id = carium_patient(doors, email="jim@example.com", **{"last-name": "Rees"})
    merged = drchrono_patient(doors, search="james.reece@")["id"]
    survivor = drchrono_patient(doors, search="jim@")["id"]
    doctor = doors.drchrono.call("GET", "/api/doctors")["results"][0]["id"]
    office = doors.drchrono.call("GET", "/api/offices")["results"][0]["id"]
    visit = {
        "doctor": f"/api/doctors/{doctor}",
        "duration": 30,
        "office": f"/api/offices/{office}",
        "patient": f"/api/patients/{merged}",
        "scheduled_time": "2031-07-01T09:00:00",
    }
    booked = doors.drchrono.call("POST", "/api/appointments", 201, data=visit)["id"]
    plan = {"primary_insurance_company": "Aetna", "primary_insurance_id_number": "M-1"}
    doors.drchrono.call("PATCH", f"/api/patients/{merged}", json=plan)
    sides = {
        f"{side}_patient_mrn": doors.candid.call("GET", f"/patients/v1/{id}")["mrn"]
        for side, id in (("primary", survivor_id), ("alternative", merged_id))
    }
    merge = doors.candid.call("POST", "/patient-merge/v1", json=sides)

    assert doors.drchrono.call("GET", f"/api/appointments/{booked}")["patient"] == f"/api/patients/{survivor}"
    assert doors.drchrono.call("GET", f"/api/patients/{survivor}")["primary_insurance_company"] == "Aetna"
    doors.drchrono.call("GET", f"/api/patients/{merged}", 404)
    doors.silna.call("GET", f"/public/v1/patients/{merged_id}", 404)
    appointments = doors.carium.call(
        "GET",
        "/caredb/v1/org-appointments/",
        params={"organization-id": doors.organization_id, "filter[individual-id]": survivor_id},
    )
    assert len(appointments["data"]) == 1
    assert doors.carestack.call("GET", f"/get/Patient/{merged_id}")["message"] == "Records not Found !!!"

    doors.candid.call("DELETE", f"/patient-merge/v1/{merge['id']}/2", 204)
    assert doors.drchrono.call("GET", f"/api/appointments/{booked}")["patient"] == f"/api/patients/{merged}"
    assert doors.drchrono.call("GET", f"/api/patients/{merged}")["primary_insurance_company"] == "Aetna"
    assert doors.drchrono.call("GET", f"/api/patients/{survivor}")["primary_insurance_company"] == ""
    assert doors.silna.call("GET", f"/public/v1/patients/{merged_id}")["last_name"] == "Reece"
