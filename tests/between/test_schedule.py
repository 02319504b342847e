"""What drchrono's calendar is made of, seen through the other APIs."""

from typing import Any

from tests.between.conftest import Practice
from tests.between.test_patients import carium_patient, drchrono_patient


def profile(doors: Practice, **changes: Any) -> dict[str, Any]:
    """A profile made through drchrono."""
    body = {
        "name": "Knee rehabilitation",
        "color": "#123456",
        "duration": 40,
        "reason": "Knee",
        "online_scheduling": False,
        **changes,
    }
    made: dict[str, Any] = doors.drchrono.call("POST", "/api/appointment_profiles", 201, json=body)
    return made


def carium_types(doors: Practice) -> dict[str, str]:
    """Names of appointment types by id."""
    params = {"organization-id": doors.organization_id}
    listed = doors.carium.call("GET", "/caredb/v1/org-appointment-types/", params=params)["data"]
    return {each["id"]: each["attributes"]["name"] for each in listed}


def test_a_profile_of_drchrono_is_a_type_of_carium(doors: Practice) -> None:
    before = carium_types(doors)
    made = profile(doors)
    (type_id,) = carium_types(doors).keys() - before
    assert carium_types(doors)[type_id] == "Knee rehabilitation"

    statuses = doors.carium.call(
        "GET", "/caredb/v1/org-appointment-statuses/", params={"organization-id": doors.organization_id}
    )["data"]
    practitioners = doors.carium.call(
        "GET", "/caredb/v1/org-practitioners/", params={"organization-id": doors.organization_id}
    )["data"]
    attributes = {
        "organization-id": doors.organization_id,
        "individual-id": carium_patient(doors),
        "practitioner-id": practitioners[0]["id"],
        "status-id": statuses[0]["id"],
        "type-id": type_id,
        "start-time": "2031-07-01T16:00:00Z",
        "end-time": "2031-07-01T16:30:00Z",
        "add-video-channel": False,
    }
    body = {"data": {"type": "org-appointments", "attributes": attributes}}
    doors.carium.call("POST", "/caredb/v1/org-appointments/", 201, json=body)
    patient = drchrono_patient(doors, search="reece")["id"]
    (seen,) = doors.drchrono.call("GET", "/api/appointments", params={"patient": patient})["results"]
    assert seen["profile"] == f"/api/appointment_profiles/{made['id']}"
    assert (seen["duration"], seen["color"]) == (30, ""), "a type fills nothing in where it is only named"

    doors.drchrono.call("PATCH", f"/api/appointment_profiles/{made['id']}", json={"name": "Knees"})
    assert carium_types(doors)[type_id] == "Knees"
    doors.drchrono.call("DELETE", f"/api/appointment_profiles/{made['id']}", 204)
    assert carium_types(doors) == before
    default = next(iter(before))
    number = next(
        each["id"]
        for each in doors.drchrono.call("GET", "/api/appointment_profiles")["results"]
        if each["name"] == before[default]
    )
    doors.drchrono.call("DELETE", f"/api/appointment_profiles/{number}", 409)


def test_an_appointment_from_a_template_is_at_that_instant_everywhere(doors: Practice) -> None:
    """Nine on Sundays in Oregon: 17:00 UTC in winter, 16:00 UTC from March 9, 2031."""
    patient_id = carium_patient(doors)
    patient = drchrono_patient(doors, search="reece")["id"]
    doctor = doors.drchrono.call("GET", "/api/doctors")["results"][0]["id"]
    office = doors.drchrono.call("GET", "/api/offices")["results"][0]["id"]
    template = {
        "office": office,
        "profile": profile(doors)["id"],
        "duration": 25,
        "exam_room": 2,
        "scheduled_time": "09:00:00",
        "week_day": 6,
    }
    number = doors.drchrono.call("POST", "/api/appointment_templates", 201, json=template)["id"]
    for day, start, end in (
        ("2031-03-02", "2031-03-02 17:00:00", "2031-03-02 17:25:00"),
        ("2031-03-09", "2031-03-09 16:00:00", "2031-03-09 16:25:00"),
    ):
        asked = {"available": day, "office": office, "week_day": 6}
        before = doors.drchrono.call("GET", "/api/appointment_templates", params=asked)["results"]
        form = {"doctor": doctor, "office": office, "patient": patient, "template": number}
        made = doors.drchrono.call(
            "POST", "/api/appointments", 201, data={**form, "scheduled_time": f"{day}T00:00:00", "duration": 90}
        )
        assert (made["scheduled_time"], made["duration"], made["reason"]) == (f"{day}T09:00:00", 25, "Knee")
        after = doors.drchrono.call("GET", "/api/appointment_templates", params=asked)["results"]
        assert [each["id"] for each in before if each not in after] == [number]

        params = {"organization-id": doors.organization_id, "filter[individual-id]": patient_id, "sort": "-start-time"}
        latest = doors.carium.call("GET", "/caredb/v1/org-appointments/", params=params)["data"][0]
        attributes = latest["attributes"]
        assert (attributes["start-time"], attributes["end-time"]) == (start, end)
        assert carium_types(doors)[attributes["type-id"]] == "Knee rehabilitation"
        in_carestack = doors.carestack.call("GET", f"/get/Appointment/{latest['id']}")["requestResource"]
        assert in_carestack["start"][:19] == start.replace(" ", "T")
        assert in_carestack["end"][:19] == end.replace(" ", "T")
        in_candid = doors.candid.call("GET", f"/appointments/v1/{latest['id']}")
        assert in_candid["start_timestamp"][:19] == start.replace(" ", "T")
