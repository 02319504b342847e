"""Doctors, offices, appointment profiles and users."""

from dataclasses import replace
from typing import Any

from polyclinic.core.identity.model import USER, User
from polyclinic.core.organisation.model import FACILITY, OnlineSlot
from polyclinic.core.practitioners.model import PRACTITIONER
from polyclinic.core.shared.addresses import Address, Telecom
from tests.dialects.drchrono.group import Group

SLOTS_AND_ROOMS = {"exam_rooms", "online_timeslots"}


async def test_offices_are_told_in_this_api_s_terms(group: Group) -> None:
    async with group.http() as http:
        office = (await http.get(f"/api/offices/{group.main.number}")).json()
        offices = (await http.get("/api/offices")).json()
        assert (await http.delete(f"/api/offices/{group.main.number}")).status_code == 405
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


async def test_an_owner_changes_an_office(group: Group) -> None:
    path = f"/api/offices/{group.main.number}"
    async with group.http(await group.new_token("user", role="owner")) as http:
        before = (await http.get(path)).json()
        assert (await http.put(path, json=before)).json() == before
        stored = await group.context().need(FACILITY, group.main.id)
        assert stored.version == group.main.version, "what comes back as it was read is no change"

        clocks = await http.patch(path, data={"start_time": "07:45", "online_scheduling": "true"})
        assert clocks.json() == {**before, "start_time": "07:00:00", "online_scheduling": True}
        rooms = [
            {"index": 3, "name": "Lab", "online_scheduling": True},
            {"index": 1, "name": "Room 1", "online_scheduling": False},
        ]
        slots = [
            *before["online_timeslots"],
            {"day": 6, "hour": 23, "minute": 45},
            {"day": 6, "hour": 23, "minute": 45},
        ]
        whole = {
            **before,
            "start_time": "09:59:59",
            "end_time": "24:00",
            "city": "Troy",
            "country": "CA",
            "exam_rooms": rooms,
            "online_timeslots": slots,
        }
        changed = (await http.put(path, json=whole)).json()
        expected = {**whole, "start_time": "09:00:00", "end_time": "24:00:00", "exam_rooms": rooms[::-1]}
        assert changed == {**expected, "online_scheduling": False, "online_timeslots": slots[:-1]}
        cleared: dict[str, Any] = {"start_time": None, "end_time": "", "exam_rooms": None, "online_timeslots": []}
        bare = (await http.patch(path, json=cleared)).json()
        assert bare == {
            **changed,
            "start_time": "00:00:00",
            "end_time": "24:00:00",
            "exam_rooms": [],
            "online_timeslots": [],
        }


async def test_what_an_office_says_otherwise_stays(group: Group) -> None:
    path = f"/api/offices/{group.main.number}"
    slot = {"day": 3, "hour": 8, "minute": 15}
    async with group.http(await group.new_token("user", role="owner")) as http:
        before = (await http.get(path)).json()
        body = {**before, "online_timeslots": [*before["online_timeslots"], slot], "phone_number": "1"}
        assert (await http.put(path, json=body)).status_code == 200
    after = await group.context().need(FACILITY, group.main.id)
    assert (after.opens, after.closes, after.address) == (8 * 60 + 30, 18 * 60 + 30, group.main.address)
    assert after.online_slots == (*group.main.online_slots, OnlineSlot(2, 8 * 60 + 15))


async def test_every_bad_field_of_an_office_is_named(group: Group) -> None:
    path = f"/api/offices/{group.main.number}"
    room, slot = {"index": 1, "name": "A", "online_scheduling": False}, {"day": 0, "hour": 0, "minute": 0}
    cases: list[tuple[dict[str, Any], set[str]]] = [
        ({"name": None, "city": 1, "start_time": "25:00"}, {"name", "city", "start_time"}),
        ({"name": " ", "state": "New York", "country": "USA"}, {"name", "state", "country"}),
        ({"start_time": "24:00"}, {"start_time"}),
        ({"start_time": "0\u0669:0\u0660"}, {"start_time"}),
        ({"start_time": "10:00", "end_time": "10:45", "exam_rooms": [room, room]}, {"end_time", "exam_rooms"}),
        ({"exam_rooms": [{**room, "index": 0}], "online_timeslots": [{**slot, "minute": 20}]}, SLOTS_AND_ROOMS),
        ({"exam_rooms": [{"index": 1}], "online_timeslots": [{**slot, "day": 7}]}, SLOTS_AND_ROOMS),
        ({"exam_rooms": "A", "online_timeslots": [[0, 0, 0]], "end_time": 24}, {*SLOTS_AND_ROOMS, "end_time"}),
        ({"online_scheduling": "perhaps"}, {"online_scheduling"}),
    ]
    async with group.http(await group.new_token("user", role="owner")) as http:
        for changes, bad in cases:
            refused = await http.patch(path, json=changes)
            assert (refused.status_code, set(refused.json())) == (400, bad), changes
        short = await http.put(path, json={"name": "Main"})
        assert short.status_code == 400
        assert set(short.json()) == {"address", "city", "state", "zip_code", "country", "phone_number"}
    async with group.http() as http:
        assert (await http.patch(path, json={"name": "B"})).status_code == 403, "staff see offices only"
    after = await group.context().need(FACILITY, group.main.id)
    assert after.version == group.main.version


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


async def test_a_deactivated_doctor_is_gone_but_still_said(group: Group) -> None:
    await group.put(PRACTITIONER, replace(group.doctor, active=False))
    path = f"/api/doctors/{group.doctor.number}"
    async with group.http() as http:
        assert [doctor["last_name"] for doctor in (await http.get("/api/doctors")).json()["results"]] == ["Fontaine"]
        assert (await http.get(path)).status_code == (await http.patch(path, json={})).status_code == 404
        patient = (await http.get(f"/api/patients/{group.patient.number}")).json()
        user = (await http.get("/api/users/current", follow_redirects=True)).json()
        assert patient["doctor"] == user["doctor"] == path
        assert (await http.put(f"/api/patients/{patient['id']}", json=patient)).json() == patient
        refused = await http.post("/api/patients", json=group.person())
        assert (refused.status_code, set(refused.json())) == (400, {"doctor"})


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
