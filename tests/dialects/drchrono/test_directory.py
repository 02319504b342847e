"""Doctors, offices, appointment profiles and users."""

from polyclinic.core.identity.model import USER, User
from polyclinic.core.practitioners.model import PRACTITIONER
from polyclinic.core.shared.addresses import Address, Telecom
from tests.dialects.drchrono.group import Group


async def test_offices_are_told_in_this_api_s_terms(group: Group) -> None:
    async with group.http() as http:
        office = (await http.get(f"/api/offices/{group.main.number}")).json()
        offices = (await http.get("/api/offices")).json()
        assert (await http.patch(f"/api/offices/{group.main.number}", json={})).status_code == 405
    assert office == {
        "id": group.main.number,
        "name": "Main",
        "address": "12 Harbour Row, Floor 2",
        "city": "Albany",
        "state": "NY",
        "zip_code": "12207-1234",
        "country": "US",
        "phone_number": "+15552000100",
        "start_time": "08:00:00",
        "end_time": "18:00:00",
        "online_scheduling": False,
        "exam_rooms": [
            {"index": 1, "name": "Room 1", "online_scheduling": True},
            {"index": 2, "name": "Room 2", "online_scheduling": False},
        ],
        "online_timeslots": [{"day": 1, "hour": 9, "minute": 0}, {"day": 0, "hour": 14, "minute": 30}],
    }
    assert [each["name"] for each in offices["results"]] == ["Main", "Strict"]
    assert (offices["results"][1]["start_time"], offices["results"][1]["end_time"]) == ("00:00:00", "24:00:00")


async def test_profiles_are_the_record_s_appointment_types(group: Group) -> None:
    async with group.http() as http:
        profile = (await http.get(f"/api/appointment_profiles/{group.profile.number}")).json()
        assert (await http.get("/api/appointment_profiles")).json()["results"] == [profile]
        assert (await http.get("/api/appointment_profiles/1")).status_code == 404
    assert profile == {
        "id": group.profile.number,
        "name": "Follow-up",
        "color": "#4a90d9",
        "duration": 45,
        "reason": "Follow-up",
        "online_scheduling": False,
        "sort_order": 0,
    }


async def test_only_staff_are_listed_as_doctors(group: Group) -> None:
    async with group.http() as http:
        doctors = (await http.get("/api/doctors")).json()
        assert [doctor["last_name"] for doctor in doctors["results"]] == ["Whitfield", "Fontaine"]
        for method in ("POST", "DELETE"):
            refused = await http.request(method, f"/api/doctors/{group.doctor.number}")
            assert (refused.status_code, set(refused.json())) == (405, {"detail"})
            assert "PATCH" in refused.headers["allow"]


async def test_a_doctor_changes_the_own_record_only(group: Group) -> None:
    path = f"/api/doctors/{group.doctor.number}"
    changes = {
        "cell_phone": "1",
        "home_phone": "2",
        "office_phone": "3",
        "email": "j@example.com",
        "country": "IN",
        "npi_number": "1234567893",
        "group_npi_number": "1245319599",
        "job_title": "MD",
        "specialty": "Cardiology",
        "suffix": "Jr.",
        "website": "https://example.com",
    }
    async with group.http() as http:
        before = (await http.get(path)).json()
        assert before["country"] == "US"
        changed = await http.patch(path, data=changes)
        assert changed.json() == {**before, **changes}
        named = await http.put(path, json={"first_name": "Jo", "last_name": "Whitfield", "website": None})
        assert named.json() == {**before, **changes, "first_name": "Jo", "website": ""}
        bad = await http.patch(path, json={"first_name": "", "country": "India"})
        assert (bad.status_code, set(bad.json())) == (400, {"first_name", "country"})
        foreign = await http.patch(f"/api/doctors/{group.colleague.number}", json={"suffix": "X"})
        assert foreign.status_code == 403

        stored = await group.context().need(PRACTITIONER, group.doctor.id)
        assert Telecom("phone", "3", "work") in stored.telecoms
        assert stored.address == Address(country="IN")

    clerk = await group.put(USER, User(username="clerk"))
    async with group.http(await group.new_token("user", user=clerk)) as http:
        assert (await http.patch(path, json={"suffix": "X"})).status_code == 403


async def test_the_current_user_is_a_redirect_that_keeps_to_this_mount(group: Group) -> None:
    async with group.http() as http:
        redirect = await http.get("/api/users/current")
        assert (redirect.status_code, redirect.content) == (302, b"")
        assert redirect.headers["location"] == f"/drchrono/api/users/{group.user.number}"
        user = (await http.get("/api/users/current", follow_redirects=True)).json()
    assert user == {
        "id": group.user.number,
        "username": group.user.username,
        "is_doctor": True,
        "is_staff": False,
        "doctor": f"/api/doctors/{group.doctor.number}",
    }


async def test_patients_are_no_users_of_this_api(group: Group) -> None:
    clerk = await group.put(USER, User(username="clerk"))
    patient = await group.put(USER, User(username="ines", role="patient", patient_id=group.patient.id))
    async with group.http() as http:
        users = (await http.get("/api/users")).json()
        assert [(user["username"], user["is_staff"]) for user in users["results"]] == [
            (group.user.username, False),
            ("clerk", True),
        ]
        assert (await http.get(f"/api/users/{clerk.number}")).json()["doctor"] == f"/api/doctors/{group.doctor.number}"
        assert (await http.get(f"/api/users/{patient.number}")).status_code == 404
    async with group.http(await group.new_token("user", subject="client:somebody")) as http:
        assert (await http.get("/api/users/current")).status_code == 404
