"""Reminder profiles, and the reminders that appointments have by them."""

from typing import Any

import pytest

from polyclinic.core.messages.model import MESSAGE, Message, MessageStatus, Reason
from polyclinic.core.patients.model import PATIENT, Patient
from polyclinic.core.shared.names import HumanName
from polyclinic.core.shared.queries import Order, Query
from tests.dialects.drchrono.group import Group

NONE_SUCH = {"detail": "Not found."}
DAY_AND_HOURS = [{"amount": 1, "type": "email", "unit": "days"}, {"amount": 2, "type": "sms", "unit": "hours"}]


def profile(group: Group, **changes: Any) -> dict[str, Any]:
    doctor = f"/api/doctors/{group.doctor.number}"
    return {"doctor": doctor, "name": "Usual", "reminders": DAY_AND_HOURS, **changes}


async def applied(group: Group, **changes: Any) -> tuple[int, str]:
    """A profile that has been applied to a new appointment."""
    async with group.http() as http:
        made = (await http.post("/api/reminder_profiles", json=profile(group))).json()["id"]
        appointment: str = (await http.post("/api/appointments", json=group.appointment(**changes))).json()["id"]
        answer = await http.post(
            f"/api/reminder_profiles/{made}/apply_to_appointment", json={"appointment": appointment}
        )
        assert (answer.status_code, answer.content) == (204, b"")
        return made, appointment


async def shown(group: Group, appointment: str) -> list[tuple[str, str]]:
    async with group.http() as http:
        found = (await http.get(f"/api/appointments/{appointment}")).json()["reminders"]
        return [(each["type"], each["scheduled_time"]) for each in found]


async def held(group: Group) -> list[Message]:
    return list((await group.context().find(Query(MESSAGE, order=(Order("due"),)))).items)


async def test_a_profile_is_kept_as_it_was_written(group: Group) -> None:
    async with group.http() as http:
        made = await http.post("/api/reminder_profiles", json=profile(group))
        assert made.status_code == 201
        path = f"/api/reminder_profiles/{made.json()['id']}"
        assert made.json() == {"id": made.json()["id"], **profile(group)}
        changed = await http.patch(path, data={"name": "Short"})
        assert changed.json() == {**made.json(), "name": "Short"}
        weekly = [{"amount": 1, "type": "auto_call", "unit": "weeks"}]
        replaced = await http.put(path, json=profile(group, reminders=weekly))
        assert replaced.json() == {**made.json(), "reminders": weekly}
        listed = (await http.get("/api/reminder_profiles")).json()
        assert (listed["count"], listed["results"]) == (1, [replaced.json()])
        assert (await http.delete(path)).status_code == 204
        assert ((await http.get(path)).status_code, (await http.delete(path)).status_code) == (404, 404)


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"doctor": None, "name": None, "reminders": None}, {"doctor", "name", "reminders"}),
        ({"name": " "}, {"name"}),
        ({"doctor": "/api/doctors/123456"}, {"doctor"}),
        ({"reminders": [{"amount": 0, "type": "email", "unit": "days"}]}, {"reminders"}),
        ({"reminders": [{"amount": 1, "type": "fax", "unit": "days"}]}, {"reminders"}),
        ({"reminders": [{"amount": 1, "type": "email", "unit": "months"}]}, {"reminders"}),
        ({"reminders": [{"type": "email", "unit": "days"}]}, {"reminders"}),
        ({"reminders": DAY_AND_HOURS * 11}, {"reminders"}),
        ({"reminders": "soon"}, {"reminders"}),
    ],
)
async def test_a_bad_profile_is_refused_field_by_field(group: Group, changes: dict[str, Any], fields: set[str]) -> None:
    async with group.http() as http:
        refused = await http.post("/api/reminder_profiles", json=profile(group, **changes))
        assert (refused.status_code, set(refused.json())) == (400, fields)
        assert (await http.get("/api/reminder_profiles")).json()["count"] == 0


async def test_reminders_are_shown_by_the_clock_of_the_office(group: Group) -> None:
    """A day before half past two is half past two, though the clocks change in between."""
    _, appointment = await applied(group, scheduled_time="2026-11-01T14:30:00")
    assert await shown(group, appointment) == [
        ("email", "2026-10-31T14:30:00"),
        ("sms", "2026-11-01T12:30:00"),
    ]
    async with group.http() as http:
        moved = await http.patch(f"/api/appointments/{appointment}", json={"scheduled_time": "2026-11-03T09:00:00"})
        assert [each["scheduled_time"] for each in moved.json()["reminders"]] == [
            "2026-11-02T09:00:00",
            "2026-11-03T07:00:00",
        ]
        listed = (await http.get("/api/appointments", params={"date": "2026-11-03"})).json()["results"]
        assert listed[0]["reminders"] == moved.json()["reminders"]
        ignored = await http.patch(f"/api/appointments/{appointment}", json={"reminders": []})
        assert ignored.json()["reminders"] == moved.json()["reminders"]


async def test_a_second_profile_is_refused(group: Group) -> None:
    made, appointment = await applied(group)
    async with group.http() as http:
        for reference in (appointment, f"/api/appointments/{appointment}"):
            again = await http.post(
                f"/api/reminder_profiles/{made}/apply_to_appointment", data={"appointment": reference}
            )
            assert (again.status_code, again.json()) == (409, {"detail": "The appointment already has reminders."})
    assert len(await held(group)) == 2


async def test_what_cannot_have_reminders_is_a_bad_appointment(group: Group, other: Group) -> None:
    _, theirs = await applied(other)
    async with group.http() as http:
        made = (await http.post("/api/reminder_profiles", json=profile(group))).json()["id"]
        path = f"/api/reminder_profiles/{made}/apply_to_appointment"
        pause = (await http.post("/api/appointments", json=group.appointment(patient=None))).json()["id"]
        off = (await http.post("/api/appointments", json=group.appointment(status="Cancelled"))).json()["id"]
        gone = (await http.post("/api/appointments", json=group.appointment())).json()["id"]
        await http.delete(f"/api/appointments/{gone}")
        bodies: list[dict[str, Any]] = [{"appointment": each} for each in (pause, off, gone, theirs, "1", "x", None)]
        for body in [*bodies, {}]:
            refused = await http.post(path, json=body)
            assert (refused.status_code, set(refused.json())) == (400, {"appointment"}), body
    assert await held(group) == []


async def test_another_groups_profiles_are_not_found(group: Group, other: Group) -> None:
    theirs, _ = await applied(other)
    async with group.http() as http:
        mine = (await http.post("/api/appointments", json=group.appointment())).json()["id"]
        path = f"/api/reminder_profiles/{theirs}"
        for answer in (
            await http.get(path),
            await http.patch(path, json={"name": "Mine"}),
            await http.delete(path),
            await http.post(f"{path}/apply_to_appointment", json={"appointment": mine}),
        ):
            assert (answer.status_code, answer.json()) == (404, NONE_SUCH)
        assert (await http.get("/api/reminder_profiles")).json()["count"] == 0
    assert await shown(group, mine) == []


@pytest.mark.parametrize("change", [{"status": "Cancelled"}, {"status": "No Show"}, {"status": "Arrived"}, None])
async def test_reminders_of_a_visit_that_is_off_or_has_begun_are_dropped(
    group: Group, change: dict[str, str] | None
) -> None:
    _, appointment = await applied(group)
    async with group.http() as http:
        path = f"/api/appointments/{appointment}"
        await (http.delete(path) if change is None else http.patch(path, json=change))
        assert {(each.status, each.reason) for each in await held(group)} == {
            (MessageStatus.DROPPED, Reason.CALLED_OFF)
        }
        if change is not None:
            await http.patch(path, json={"status": "Confirmed"})
            assert {each.status for each in await held(group)} == {MessageStatus.QUEUED}


async def test_what_should_have_been_sent_already_is_not(group: Group) -> None:
    """The practice's clock shows noon of March 4: it is too late for a day before, in time for two hours."""
    _, appointment = await applied(group, scheduled_time="2026-03-05T09:00:00")
    assert [(each.status, each.reason) for each in await held(group)] == [
        (MessageStatus.DROPPED, Reason.TOO_LATE),
        (MessageStatus.QUEUED, None),
    ]
    assert len(await shown(group, appointment)) == 2
    async with group.http() as http:
        await http.patch(f"/api/appointments/{appointment}", json={"scheduled_time": "2026-03-06T09:00:00"})
    assert {each.status for each in await held(group)} == {MessageStatus.QUEUED}


async def test_a_reminder_tells_when_and_where_and_never_why(group: Group) -> None:
    name = HumanName("Eve\r\nBcc: spy@example.com", "Moss")
    eve = await group.put(PATIENT, Patient(name=name, birth_date=group.patient.birth_date))
    await applied(group, patient=f"/api/patients/{eve.number}", reason="Back pain", notes="Ask about the knee")
    for message in await held(group):
        text = message.text.reveal()
        assert "Monday, August 3 at 14:30" in text
        assert text.startswith("Hello Eve Bcc: spy@example.com,\n")
        assert message.subject == "Your appointment on Monday, August 3"
        assert not any(word in text + message.subject for word in ("pain", "knee", "Moss"))
