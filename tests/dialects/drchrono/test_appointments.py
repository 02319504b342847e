"""Appointments: local times, profiles, rooms, overlaps, breaks, filters."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from polyclinic.core.organisation.model import FACILITY, Facility
from polyclinic.core.scheduling.model import APPOINTMENT, APPOINTMENT_TYPE, Appointment, AppointmentType, Status
from tests.dialects.drchrono.group import Group

APPOINTMENTS = "/api/appointments"


async def made(group: Group, **changes: Any) -> dict[str, Any]:
    """An appointment posted as JSON."""
    async with group.http() as http:
        answer = await http.post(APPOINTMENTS, json=group.appointment(**changes))
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def listed(group: Group, **params: Any) -> list[str]:
    """Ids on the first page."""
    async with group.http() as http:
        answer = await http.get(APPOINTMENTS, params=params)
    assert answer.status_code == 200, answer.text
    assert answer.json()["count"] == len(answer.json()["results"])
    return [appointment["id"] for appointment in answer.json()["results"]]


def record(group: Group, **changes: Any) -> Appointment:
    """An appointment as another API writes it: without room, office or doctor."""
    start = datetime(2026, 8, 3, 18, 30, tzinfo=UTC)
    given = {"start": start, "end": start + timedelta(minutes=20), "patient_id": group.patient.id, **changes}
    return Appointment(**given)


@pytest.mark.parametrize("encoding", ["json", "data"])
async def test_an_appointment_is_made_with_this_version_s_defaults(group: Group, encoding: str) -> None:
    sent: dict[str, Any] = {encoding: group.appointment()}
    async with group.http() as http:
        created = await http.post(APPOINTMENTS, **sent)
        assert created.status_code == 201, created.text
        assert created.json() == {
            **group.appointment(),
            "id": created.json()["id"],
            "exam_room": 1,
            "color": "",
            "profile": None,
            "reason": "",
            "reminders": [],
            "status": "",
            "template": None,
            "blood_pressure": "",
            "icd9_codes": "",
            "notes": "",
        }
        assert (await http.get(f"{APPOINTMENTS}/{created.json()['id']}")).json() == created.json()
    stored = await group.context().get_by_number(APPOINTMENT, int(created.json()["id"]))
    assert stored is not None
    assert (stored.start, stored.duration) == (datetime(2026, 8, 3, 18, 30, tzinfo=UTC), timedelta(minutes=30))


async def test_an_appointment_is_changed_and_deleted(group: Group) -> None:
    appointment = await made(group, reason="Knee", blood_pressure="120/80", icd9_codes="401.9,250.00", notes="n")
    path = f"{APPOINTMENTS}/{appointment['id']}"
    async with group.http() as http:
        moved = await http.patch(path, data={"scheduled_time": "2026-08-03T15:00:00", "status": "In Session"})
        assert moved.json() == {**appointment, "scheduled_time": "2026-08-03T15:00:00", "status": "In Session"}
        cleared = await http.patch(path, json={"reason": None, "blood_pressure": "", "status": ""})
        assert cleared.json() == {**moved.json(), "reason": "", "blood_pressure": "", "status": ""}

        room = await http.put(path, json={**group.appointment(duration=15), "exam_room": 2})
        assert (room.json()["exam_room"], room.json()["duration"]) == (2, 15)
        assert (room.json()["notes"], room.json()["icd9_codes"]) == ("n", "401.9,250.00"), "absent stays"

        assert (await http.delete(path)).status_code == 204
        for again in (http.get(path), http.patch(path, json={}), http.delete(path)):
            assert (await again).status_code == 404
    assert await listed(group) == []


async def test_references_are_paths_urls_or_ids(group: Group) -> None:
    doctor, office, patient = group.colleague.number, group.main.number, group.patient.number
    for prefix in ("/api", "http://test/drchrono/api", "https://drchrono.com/api"):
        appointment = await made(
            group,
            doctor=f"{prefix}/doctors/{doctor}",
            office=f"{prefix}/offices/{office}/",
            patient=f"{prefix}/patients/{patient}",
        )
        assert appointment["doctor"] == f"/api/doctors/{doctor}"
    assert (await made(group, doctor=doctor, office=str(office)))["doctor"] == f"/api/doctors/{doctor}"


async def test_a_profile_fills_what_is_not_given(group: Group) -> None:
    profile = f"/api/appointment_profiles/{group.profile.number}"
    filled = await made(group, profile=profile, duration=...)
    assert (filled["duration"], filled["color"], filled["reason"]) == (45, "#4a90d9", "Follow-up")
    assert filled["profile"] == profile
    explicit = await made(group, profile=profile, duration=10, color="red", reason="")
    assert (explicit["duration"], explicit["color"], explicit["reason"]) == (10, "red", "")

    other = await group.put(APPOINTMENT_TYPE, AppointmentType(name="Other", color="blue"))
    async with group.http() as http:
        later = await http.patch(f"{APPOINTMENTS}/{explicit['id']}", json={"profile": other.number})
    assert later.json() == {**explicit, "profile": f"/api/appointment_profiles/{other.number}"}, "only on creation"


async def test_a_break_has_no_patient_and_may_go_without_a_room(group: Group) -> None:
    assert (await made(group, patient=None))["patient"] is None
    async with group.http() as http:
        form = await http.post(APPOINTMENTS, data=group.appointment(patient="", exam_room="0"))
        assert (form.status_code, form.json()["patient"], form.json()["exam_room"]) == (201, None, 0)
        visit = await http.post(APPOINTMENTS, json=group.appointment(exam_room=0))
        assert (visit.status_code, set(visit.json())) == (400, {"exam_room"})
        missing = await http.post(APPOINTMENTS, json=group.appointment(patient=...))
        assert missing.json() == {"patient": ["This field is required."]}


async def test_times_are_those_of_the_office(group: Group) -> None:
    strict = f"/api/offices/{group.strict.number}"
    there = await made(group, office=strict)
    stored = await group.context().get_by_number(APPOINTMENT, int(there["id"]))
    assert stored is not None
    assert stored.start == datetime(2026, 8, 3, 21, 30, tzinfo=UTC)
    path = f"{APPOINTMENTS}/{there['id']}"
    async with group.http() as http:
        kept = await http.patch(path, json={"office": group.main.number})
        assert kept.json()["scheduled_time"] == "2026-08-03T17:30:00", "the instant stays"
        said = await http.put(path, json={**kept.json(), "office": strict})
        assert said.json()["scheduled_time"] == "2026-08-03T17:30:00", "what is said is a time of that office"


async def test_clocks_that_change(group: Group) -> None:
    async with group.http() as http:
        gap = await http.post(APPOINTMENTS, json=group.appointment(scheduled_time="2026-03-08T02:30:00"))
    assert gap.status_code == 400
    assert gap.json() == {"scheduled_time": ["This time does not exist in America/New_York."]}

    first = await made(group, scheduled_time="2026-11-01T01:30:00")
    stored = await group.context().get_by_number(APPOINTMENT, int(first["id"]))
    assert stored is not None
    assert stored.start == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)

    second = await group.put(
        APPOINTMENT,
        record(
            group, start=datetime(2026, 11, 1, 6, 30, tzinfo=UTC), end=datetime(2026, 11, 1, 7, 0, tzinfo=UTC), room=1
        ),
    )
    async with group.http() as http:
        read = (await http.get(f"{APPOINTMENTS}/{second.number}")).json()
        assert read["scheduled_time"] == "2026-11-01T01:30:00"
        assert (await http.put(f"{APPOINTMENTS}/{second.number}", json={**read, "notes": "x"})).status_code == 200
    after = await group.context().need(APPOINTMENT, second.id)
    assert after.start == second.start, "a repeated hour that comes back unchanged is not moved"


async def test_overlaps_are_refused_where_the_office_says_so(group: Group) -> None:
    await made(group)
    await made(group)

    strict = {"office": f"/api/offices/{group.strict.number}"}
    first = await made(group, **strict)
    async with group.http() as http:
        same_doctor = await http.post(APPOINTMENTS, json=group.appointment(**strict, exam_room=2))
        assert same_doctor.status_code == 409
        assert same_doctor.json()["detail"].startswith("The doctor has another appointment")
        same_room = await http.post(APPOINTMENTS, json=group.appointment(**strict, doctor=group.colleague.number))
        assert same_room.status_code == 409
        assert same_room.json()["detail"].startswith("The exam room has another appointment")
        other = await http.post(
            APPOINTMENTS, json=group.appointment(**strict, doctor=group.colleague.number, exam_room=2)
        )
        assert other.status_code == 201

        after = await made(group, **strict, scheduled_time="2026-08-03T15:00:00")
        moved = await http.patch(f"{APPOINTMENTS}/{after['id']}", json={"scheduled_time": "2026-08-03T14:45:00"})
        assert moved.status_code == 409
        await http.patch(f"{APPOINTMENTS}/{first['id']}", json={"status": "Cancelled"})
        assert (
            await http.patch(f"{APPOINTMENTS}/{after['id']}", json={"scheduled_time": "2026-08-03T14:45:00"})
        ).status_code == 200
        back = await http.patch(f"{APPOINTMENTS}/{first['id']}", json={"status": "Confirmed"})
        assert back.status_code == 409
    await made(group, **strict, scheduled_time="2014-08-01T14:30:00")
    await made(group, **strict, scheduled_time="2014-08-01T14:30:00")


async def test_what_other_apis_left_open_is_given_by_default_and_never_written(group: Group) -> None:
    stored = await group.put(APPOINTMENT, record(group, status=Status.BOOKED))
    async with group.http() as http:
        read = (await http.get(f"{APPOINTMENTS}/{stored.number}")).json()
        assert read["doctor"] == f"/api/doctors/{group.doctor.number}"
        assert read["office"] == f"/api/offices/{group.main.number}"
        assert (read["exam_room"], read["status"]) == (0, "")
        again = await http.put(f"{APPOINTMENTS}/{stored.number}", json={**read, "reason": "Knee"})
        assert again.json() == {**read, "reason": "Knee"}
    after = await group.context().need(APPOINTMENT, stored.id)
    assert (after.practitioner_id, after.facility_id, after.room, after.status) == (None, None, 0, Status.BOOKED)
    assert after.reason == "Knee"
    assert await listed(group, office=group.main.number, doctor=group.doctor.number) == [str(stored.number)]
    assert await listed(group, office=group.strict.number) == []


async def test_appointments_are_found(group: Group) -> None:
    first = await made(group, scheduled_time="2026-08-03T00:00:00")
    last = await made(group, scheduled_time="2026-08-03T23:59:00", doctor=group.colleague.number)
    following = await made(group, scheduled_time="2026-08-04T00:00:00", patient=None)
    west = await made(group, scheduled_time="2026-08-03T23:00:00", office=group.strict.number)

    days = {"date": "2026-08-03", "office": str(group.main.number)}
    assert await listed(group, **days) == [first["id"], last["id"]]
    assert await listed(group, date="2026-08-03", office=group.strict.number) == [west["id"]]
    assert await listed(group, date="2026-08-03") == [first["id"], last["id"], west["id"]], "of each office's clock"
    assert await listed(group, date_range="2026-08-03/2026-08-04", doctor=group.doctor.number) == [
        first["id"],
        following["id"],
        west["id"],
    ]
    assert await listed(group, date="2026-08-04", date_range="2026-08-01/2026-08-03") == []
    assert await listed(group, patient=group.patient.number) == [first["id"], last["id"], west["id"]]
    assert await listed(group, patient=1) == []

    group.clock.advance(timedelta(days=1))
    async with group.http() as http:
        await http.patch(f"{APPOINTMENTS}/{last['id']}", json={"status": "Arrived"})
    assert await listed(group, since="2026-03-05") == [last["id"]]


BAD_FILTERS = [
    {"date": "3/8/2026"},
    {"date": "9999-12-31"},
    {"date_range": "2026-08-03"},
    {"date_range": "2026-08-04/2026-08-03"},
    {"doctor": "abc"},
    {"office": "1.5"},
    {"since": "2026-08-03T00:00:00Z"},
    {"since": "2026-03-08T02:30:00"},
    {"page": "abc"},
    {"page": "x" * 200},
]
BAD_BODIES: list[tuple[dict[str, Any], set[str]]] = [
    ({"doctor": ..., "duration": ..., "patient": ...}, {"doctor", "duration", "patient"}),
    ({"duration": 0, "status": "Late", "office": "/api/office/1"}, {"duration", "status", "office"}),
    ({"duration": "30", "exam_room": 1.5}, {"duration", "exam_room"}),
    ({"duration": 10081, "scheduled_time": "2026-08-03"}, {"duration", "scheduled_time"}),
    ({"scheduled_time": "2026-08-03T14:30:00Z"}, {"scheduled_time"}),
    ({"scheduled_time": "0001-01-01T00:00:00"}, {"scheduled_time"}),
    (
        {"doctor": 1, "office": 2, "patient": 3, "profile": 4, "template": 5},
        {"doctor", "office", "patient", "profile", "template"},
    ),
    ({"exam_room": 9, "color": "<b>"}, {"exam_room", "color"}),
    ({"exam_room": 9, "template": "/api/appointment_profiles/1"}, {"template"}),
    ({"scheduled_time": "2026-03-08T02:30:00", "patient": 3}, {"scheduled_time", "patient"}),
]


async def test_every_bad_filter_is_named(group: Group) -> None:
    async with group.http() as http:
        for params in BAD_FILTERS:
            refused = await http.get(APPOINTMENTS, params=params)
            assert (refused.status_code, set(refused.json())) == (400, set(params)), params


async def test_every_bad_field_is_named_and_nothing_written(group: Group) -> None:
    async with group.http() as http:
        for changes, bad in BAD_BODIES:
            refused = await http.post(APPOINTMENTS, json=group.appointment(**changes))
            assert (refused.status_code, set(refused.json())) == (400, bad), changes
    assert await listed(group) == []


async def test_an_office_without_rooms_takes_appointments(group: Group) -> None:
    bare = await group.put(FACILITY, Facility(name="Bare"))
    assert (await made(group, office=bare.number))["exam_room"] == 0


async def test_another_group_s_objects_do_not_exist(group: Group, other: Group) -> None:
    foreign = await made(other)
    async with group.http() as http:
        assert (await http.get(f"{APPOINTMENTS}/{foreign['id']}")).status_code == 404
        refused = await http.post(APPOINTMENTS, json=other.appointment())
        assert set(refused.json()) <= {"doctor", "office", "patient"}
    assert await listed(group) == []
