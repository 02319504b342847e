"""Appointment templates: weekly slots, what they decide about appointments, and which of them a week has free."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from polyclinic.core.identity.model import USER, User
from polyclinic.core.organisation.model import FACILITY, Facility
from polyclinic.core.scheduling.model import (
    APPOINTMENT,
    APPOINTMENT_TEMPLATE,
    APPOINTMENT_TYPE,
    AppointmentTemplate,
    AppointmentType,
)
from tests.dialects.drchrono.group import Group

TEMPLATES = "/api/appointment_templates"
APPOINTMENTS = "/api/appointments"
MONDAY = "2026-08-03"


def slot(group: Group, **changes: Any) -> dict[str, Any]:
    """Mondays at nine, as it is posted and, but for its id, read."""
    return {
        "office": f"/api/offices/{group.main.number}",
        "profile": f"/api/appointment_profiles/{group.profile.number}",
        "duration": 20,
        "exam_room": 2,
        "scheduled_time": "09:00:00",
        "week_day": 0,
        **changes,
    }


async def kept(group: Group, **changes: Any) -> dict[str, Any]:
    """A template that was posted."""
    async with group.http() as http:
        answer = await http.post(TEMPLATES, json=slot(group, **changes))
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def booked(group: Group, expect: int = 201, **changes: Any) -> dict[str, Any]:
    """An appointment that was posted."""
    async with group.http() as http:
        answer = await http.post(APPOINTMENTS, json=group.appointment(**changes))
    assert answer.status_code == expect, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def listed(group: Group, **params: Any) -> list[int]:
    async with group.http() as http:
        answer = await http.get(TEMPLATES, params=params)
    assert answer.status_code == 200, answer.text
    assert answer.json()["count"] == len(answer.json()["results"])
    return [template["id"] for template in answer.json()["results"]]


@pytest.mark.parametrize("encoding", ["json", "data"])
async def test_a_template_is_made_changed_and_removed(group: Group, encoding: str) -> None:
    async with group.http() as http:
        sent: dict[str, Any] = {encoding: slot(group, scheduled_time="09:00")}
        made = await http.post(TEMPLATES, **sent)
        assert (made.status_code, made.json()) == (201, {**slot(group), "id": made.json()["id"]})
        path = f"{TEMPLATES}/{made.json()['id']}"
        sent = {encoding: {"week_day": 6, "scheduled_time": "23:59:30", "duration": 90}}
        changed = await http.patch(path, **sent)
        assert changed.json() == {**made.json(), "week_day": 6, "scheduled_time": "23:59:30", "duration": 90}
        assert (await http.put(path, json=slot(group))).json() == made.json()
        assert (await http.get(path)).json() == made.json()
        assert (await http.delete(path)).status_code == 204
        for again in (http.get(path), http.patch(path, json={}), http.delete(path)):
            assert (await again).status_code == 404
    assert await listed(group) == []


async def test_every_bad_field_is_named(group: Group, other: Group) -> None:
    async with group.http() as http:
        empty = await http.post(TEMPLATES, json={})
        assert (empty.status_code, set(empty.json())) == (400, set(slot(group)))
        for changes in (
            {"duration": 0, "exam_room": "1", "week_day": 7, "scheduled_time": "9:00", "office": None, "profile": "x"},
            {"scheduled_time": "24:00:00", "week_day": -1},
            {"scheduled_time": 9, "week_day": True, "duration": None},
            {"office": other.main.number, "profile": 1},
            {"exam_room": 3, "profile": 1},
            {"exam_room": 0},
        ):
            refused = await http.post(TEMPLATES, json=slot(group, **changes))
            assert (refused.status_code, set(refused.json())) == (400, set(changes)), changes
        template = await kept(group, exam_room=2)
        path = f"{TEMPLATES}/{template['id']}"
        bare = await group.put(FACILITY, Facility(name="Bare"))
        assert set((await http.patch(path, json={"office": bare.number})).json()) == {"exam_room"}
        moved = await http.patch(path, json={"office": bare.number, "exam_room": 0})
        assert (moved.status_code, moved.json()["exam_room"]) == (200, 0)
        for params in (
            {"available": "2026-8-3"},
            {"week_day": "7"},
            {"office": "x"},
            {"available": "x", "week_day": "x"},
        ):
            bad = await http.get(TEMPLATES, params=params)
            assert (bad.status_code, set(bad.json())) == (400, set(params)), params
    assert await listed(group) == [template["id"]]


async def test_a_template_wins_over_what_is_said_and_keeps_the_date(group: Group) -> None:
    said = await group.put(APPOINTMENT_TYPE, AppointmentType(name="Said", color="blue", reason="Said"))
    template = await kept(group)
    path = f"{TEMPLATES}/{template['id']}"
    from_template = {
        "template": path,
        "duration": 20,
        "exam_room": 2,
        "profile": template["profile"],
        "scheduled_time": f"{MONDAY}T09:00:00",
    }
    explicit = await booked(
        group, template=path, profile=said.number, duration=55, exam_room=1, color="red", reason="Knee"
    )
    assert explicit == {**explicit, **from_template, "color": "red", "reason": "Knee"}
    bare = await booked(group, template=template["id"], duration=...)
    assert bare == {**bare, **from_template, "color": "#4a90d9", "reason": "Follow-up"}, "as its profile has them"

    async with group.http() as http:
        moved = await http.patch(f"{APPOINTMENTS}/{bare['id']}", json={"scheduled_time": "2026-08-05T10:00:00"})
        assert moved.json() == {**bare, "scheduled_time": "2026-08-05T10:00:00"}, "only on creation"
        await http.delete(path)
        assert (await http.get(f"{APPOINTMENTS}/{bare['id']}")).json()["template"] == path
    assert set(await booked(group, 400, template=path)) == {"template"}


async def test_a_template_of_another_day_or_office_says_nothing(group: Group, other: Group) -> None:
    plain = await booked(group)
    for changes in ({"week_day": 1}, {"office": group.strict.number, "exam_room": 1}):
        template = await kept(group, **changes)
        ignored = await booked(group, template=template["id"])
        assert ignored == {**plain, "id": ignored["id"]}
        assert await booked(group, 400, template=template["id"], duration=...) == {
            "duration": ["This field is required."]
        }
        async with group.http() as http:
            path = f"{APPOINTMENTS}/{plain['id']}"
            assert (await http.patch(path, json={"template": template["id"]})).json() == plain
    fitting = await kept(group)
    async with group.http() as http:
        remembered = await http.patch(path, json={"template": fitting["id"]})
        assert remembered.json() == {**plain, "template": f"{TEMPLATES}/{fitting['id']}"}
        kept_still = await http.patch(path, json={"template": template["id"]})
        assert kept_still.json() == remembered.json()
        assert (await http.patch(path, json={"template": None})).json() == plain
    theirs = AppointmentTemplate(
        number=900_777,
        facility_id=other.main.id,
        type_id=other.profile.id,
        weekday=0,
        time=time(9),
        duration=timedelta(minutes=20),
        room=1,
    )
    foreign = await other.put(APPOINTMENT_TEMPLATE, theirs)
    assert set(await booked(group, 400, template=foreign.number)) == {"template"}


async def test_a_template_s_time_is_one_of_the_office_s_clock(group: Group) -> None:
    """Summer time begins in the morning of Sunday, March 8, and ends on November 1."""
    template = await kept(group, office=group.strict.number, exam_room=1, week_day=6, scheduled_time="02:30:00")
    asked = {"office": group.strict.number, "template": template["id"]}
    for day, instant in (("2026-03-15", (9, 30)), ("2026-11-08", (10, 30))):
        made = await booked(group, scheduled_time=f"{day}T00:00:00", **asked)
        stored = await group.context().get_by_number(APPOINTMENT, int(made["id"]))
        assert stored is not None
        assert stored.start == datetime.fromisoformat(day).replace(hour=instant[0], minute=instant[1], tzinfo=UTC)
    refused = await booked(group, 400, scheduled_time="2026-03-08T12:00:00", **asked)
    assert refused == {"scheduled_time": ["This time does not exist in America/Los_Angeles."]}


async def test_templates_that_a_week_has_free(group: Group) -> None:
    nine = (await kept(group))["id"]
    ten = (await kept(group, scheduled_time="10:00:00", exam_room=1))["id"]
    sunday = (await kept(group, week_day=6, scheduled_time="23:50:00", duration=60))["id"]
    west = (await kept(group, office=group.strict.number, exam_room=1))["id"]
    everything = [nine, ten, sunday, west]

    async def free(day: str = MONDAY, **params: Any) -> list[int]:
        return await listed(group, available=day, **params)

    async def freed(appointment: dict[str, Any], **changes: Any) -> None:
        async with group.http() as http:
            answer = await http.patch(f"{APPOINTMENTS}/{appointment['id']}", json=changes)
        assert answer.status_code == 200, answer.text

    assert await free() == everything
    taken = await booked(group, template=nine)
    assert await free() == [ten, sunday, west]
    assert await free("2026-08-09") == [ten, sunday, west], "the Sunday of that week"
    assert await free("2026-08-10") == await free("2026-08-02") == everything
    await freed(taken, status="Cancelled")
    assert await free() == everything
    await freed(taken, status="Confirmed", scheduled_time=f"{MONDAY}T09:20:00", duration=40)
    assert await free() == everything, "what only touches the slots leaves them free"
    await freed(taken, duration=41)
    assert await free() == [nine, sunday, west], "the same doctor in another room"
    await freed(taken, doctor=group.colleague.number)
    assert await free() == everything, "another doctor in another room"
    await freed(taken, exam_room=1, patient=None)
    assert await free() == [nine, sunday, west], "another doctor's break in the same room"
    async with group.http() as http:
        await http.delete(f"{APPOINTMENTS}/{taken['id']}")
    assert await free() == everything

    await booked(group, scheduled_time="2026-08-10T00:30:00")
    assert await free() == [nine, ten, west], "a slot that reaches into the next week"
    assert await free("2026-08-10") == everything
    assert await free("2026-08-10", office=group.main.number, week_day=0) == [nine, ten]
    assert await listed(group, week_day=6) == [sunday]
    assert await listed(group, office=group.strict.number) == [west]
    assert await listed(group, office=1) == []


async def test_what_is_free_goes_by_each_office_s_clock(group: Group) -> None:
    here = (await kept(group, exam_room=1))["id"]
    there = (await kept(group, office=group.strict.number, exam_room=1))["id"]
    at_nine: dict[str, Any] = {"scheduled_time": f"{MONDAY}T09:00:00", "doctor": group.colleague.number}
    await booked(group, office=group.strict.number, **at_nine)
    assert await listed(group, available=MONDAY) == [here]
    await booked(group, **at_nine)
    assert await listed(group, available=MONDAY) == []
    group.clock.advance(timedelta(days=200))
    assert await listed(group, available=MONDAY) == [], "whether or not it has passed"
    assert await listed(group, available="2026-08-10") == [here, there]


async def test_templates_are_their_doctor_s(group: Group, other: Group) -> None:
    mine = f"{TEMPLATES}/{(await kept(group))['id']}"
    colleague = await group.put(USER, User(username="grace", practitioner_id=group.colleague.id))
    async with group.http(await group.new_token("calendar", user=colleague)) as http:
        assert (await http.get(mine)).status_code == 200
        for refused in (http.patch(mine, json={"week_day": 1}), http.put(mine, json=slot(group)), http.delete(mine)):
            assert (await refused).status_code == 403
    async with other.http() as http:
        for foreign in (http.get(mine), http.patch(mine, json={"week_day": 1}), http.delete(mine)):
            assert (await foreign).status_code == 404
