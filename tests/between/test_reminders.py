"""A reminder that one API made follows what others do, and goes out by the practice's clock."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.between.conftest import Practice, open_doors
from tests.support.clock import Clock
from tests.support.server import RunningSandbox

APPOINTMENTS = "/caredb/v1/org-appointments/"


@pytest.fixture
def clock(sandbox: RunningSandbox, doors: Practice) -> Clock:
    return Clock(sandbox, doors.organization_id)


def remind(doors: Practice, clock: Clock, **person: Any) -> tuple[str, str]:
    """An appointment in ten days with an email a day and a text two hours before: its drchrono id and its Carium id."""
    drchrono = doors.drchrono
    doctor = drchrono.call("GET", "/api/doctors")["results"][0]["id"]
    office = drchrono.call("GET", "/api/offices")["results"][0]["id"]
    body = {"first_name": "Ida", "last_name": "Wells", "date_of_birth": "1990-07-16", "gender": "Female"}
    reached = {"email": "ida@example.com", "cell_phone": "+15185550142"}
    patient = drchrono.call("POST", "/api/patients", 201, json={**body, **reached, "doctor": doctor, **person})
    start = (clock.now() + timedelta(days=10)).replace(hour=12, minute=0, second=0, microsecond=0, tzinfo=None)
    visit = {"doctor": doctor, "office": office, "patient": patient["id"], "duration": 30, "exam_room": 1}
    visit["scheduled_time"] = start.isoformat()
    appointment = drchrono.call("POST", "/api/appointments", 201, json=visit)["id"]
    day = {"amount": 1, "type": "email", "unit": "days"}
    hours = {"amount": 2, "type": "sms", "unit": "hours"}
    profile = {"doctor": doctor, "name": "Usual", "reminders": [day, hours]}
    made = drchrono.call("POST", "/api/reminder_profiles", 201, json=profile)["id"]
    path = f"/api/reminder_profiles/{made}/apply_to_appointment"
    drchrono.call("POST", path, 204, json={"appointment": appointment})
    return appointment, clock.messages()[0]["about"].partition("/")[2]


def change(doors: Practice, id: str, **attributes: str) -> None:
    """Change an appointment through Carium."""
    body = {"data": {"type": "org-appointments", "id": id, "attributes": attributes}}
    doors.carium.call("PATCH", f"{APPOINTMENTS}{id}/", json=body, headers={"Content-Type": "application/vnd.api+json"})


def test_reminders_go_out_when_the_clock_is_advanced(sandbox: RunningSandbox, doors: Practice, clock: Clock) -> None:
    other = Clock(sandbox, open_doors(sandbox.new_practice()).organization_id)
    remind(doors, clock)
    assert clock.sent() == [("email", "queued"), ("sms", "queued")]
    clock.advance(timedelta(days=9, hours=12))
    assert clock.sent() == [("email", "sent"), ("sms", "queued")]
    clock.advance(timedelta(days=30))
    assert clock.sent() == [("email", "sent"), ("sms", "sent")], "also those on the way"
    assert other.now() < clock.now() - timedelta(days=39)
    assert other.sent() == []


def test_reminders_move_with_what_carium_moves(doors: Practice, clock: Clock) -> None:
    appointment, id = remind(doors, clock)
    before = doors.drchrono.call("GET", f"/api/appointments/{appointment}")["reminders"]
    text_due = datetime.fromisoformat(clock.messages()[0]["due"])
    moved_to = text_due + timedelta(hours=2, days=7)
    later = {"start-time": moved_to.isoformat(), "end-time": (moved_to + timedelta(minutes=30)).isoformat()}
    change(doors, id, **later)
    after = doors.drchrono.call("GET", f"/api/appointments/{appointment}")["reminders"]
    assert [each["id"] for each in after] == [each["id"] for each in before]
    for old, new in zip(before, after, strict=True):
        moved = datetime.fromisoformat(new["scheduled_time"]) - datetime.fromisoformat(old["scheduled_time"])
        assert moved == timedelta(days=7)
    clock.advance(timedelta(days=11))
    assert clock.sent() == [("email", "queued"), ("sms", "queued")]
    clock.advance(timedelta(days=7))
    assert clock.sent() == [("email", "sent"), ("sms", "sent")]


def test_a_visit_that_is_called_off_reminds_nobody(doors: Practice, clock: Clock) -> None:
    appointment, _ = remind(doors, clock)
    doors.drchrono.call("PATCH", f"/api/appointments/{appointment}", json={"status": "Cancelled"})
    clock.advance(timedelta(days=20))
    assert clock.sent() == [("email", "dropped"), ("sms", "dropped")]


def test_who_cannot_be_reached_is_not_lost_silently(doors: Practice, clock: Clock) -> None:
    remind(doors, clock, email="", cell_phone="", first_name="<script>alert(1)</script>")
    clock.advance(timedelta(days=20))
    assert clock.sent() == [("email", "failed"), ("sms", "failed")]
    page = clock.page()
    assert "no_address" in page
    assert "&lt;script&gt;" in page
    assert "<script" not in page
