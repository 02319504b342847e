"""Appointments: what is written, what is shown of those that other APIs wrote, and the lists to choose from."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest

from polyclinic.core.scheduling.model import APPOINTMENT, APPOINTMENT_STATUS, Appointment, AppointmentStatus, Status
from polyclinic.core.shared.entity import with_extras
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.queries import Query
from polyclinic.core.shared.times import wall
from tests.dialects.carium.office import APPOINTMENTS, NOW, Office, changes, problems

TYPE = "org-appointments"
REQUIRED = (
    "organization-id",
    "individual-id",
    "practitioner-id",
    "start-time",
    "end-time",
    "status-id",
    "type-id",
    "add-video-channel",
)
TEXTS = ("guest-url", "host-url", "description", "patient-instruction", "location")


async def create(office: Office, http: httpx2.AsyncClient, **changed: Any) -> dict[str, Any]:
    answer = await http.post(APPOINTMENTS, json=office.new_appointment(**changed))
    assert answer.status_code == 201, answer.text
    data: dict[str, Any] = answer.json()["data"]
    return data


async def test_an_appointment_is_created_read_changed_and_deleted(office: Office, http: httpx2.AsyncClient) -> None:
    texts = {
        "guest_url": "https://example.com/guest",
        "host_url": "https://example.com/host",
        "description": "A test",
        "patient_instruction": "Come early",
        "location": "Virtual",
    }
    data = await create(office, http, add_video_channel=True, **texts)
    attributes = data["attributes"]
    assert set(attributes) == {*REQUIRED, *TEXTS, "created-at", "last-modified-at"}
    assert (attributes["start-time"], attributes["end-time"]) == ("2022-01-01 09:00:00", "2022-01-01 09:30:00")
    assert (attributes["add-video-channel"], attributes["guest-url"]) == (True, "https://example.com/guest")
    path = f"{APPOINTMENTS}{data['id']}/"
    assert (await http.get(path)).json()["data"] == data

    office.clock.advance(timedelta(seconds=5))
    patched = await http.patch(path, json=changes(TYPE, description=None, end_time="2022-01-01 11:00:00"))
    assert patched.status_code == 200
    changed = {"description": None, "end-time": "2022-01-01 11:00:00", "last-modified-at": "2026-03-04 12:00:05"}
    assert patched.json()["data"]["attributes"] == {**attributes, **changed}

    deleted = await http.delete(path)
    assert (deleted.status_code, deleted.content) == (204, b"")
    for answer in (await http.get(path), await http.delete(path), await http.patch(path, json=changes(TYPE))):
        assert (answer.status_code, problems(answer)) == (404, {"": "not-found"})
    kept = await office.context().need(APPOINTMENT, data["id"], deleted=True)
    assert (kept.reason, kept.instructions, kept.location, kept.video) == ("", "Come early", "Virtual", True)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2022-01-01T09:00:00Z", "2022-01-01 09:00:00"),
        ("2022-01-01 09:00:00", "2022-01-01 09:00:00"),
        ("2022-01-01T09:00:00.250000+02:00", "2022-01-01 07:00:00"),
        ("2022-01-01t09:00:00z", "2022-01-01 09:00:00"),
    ],
)
async def test_times_are_read_in_two_spellings_and_written_in_one(
    office: Office, http: httpx2.AsyncClient, text: str, shown: str
) -> None:
    data = await create(office, http, start_time=text)
    assert data["attributes"]["start-time"] == shown


@pytest.mark.parametrize(
    "text",
    [
        "2022-01-01",
        "2022-01-01T09:00",
        "2022-02-30 09:00:00",
        "1641027600",
        1641027600,
        "now",
        None,
        "0001-01-01T00:00:00+14:00",
    ],
)
async def test_what_is_no_time_is_refused(office: Office, http: httpx2.AsyncClient, text: object) -> None:
    answer = await http.post(APPOINTMENTS, json=office.new_appointment(start_time=text))
    assert (answer.status_code, problems(answer)) == (422, {"/data/attributes/start-time": "not-a-time"})


async def test_every_unknown_reference_is_named(office: Office, http: httpx2.AsyncClient) -> None:
    fields = ("individual_id", "practitioner_id", "status_id", "type_id")
    answer = await http.post(APPOINTMENTS, json=office.new_appointment(**{field: new_id() for field in fields}))
    assert answer.status_code == 404
    assert problems(answer) == {f"/data/attributes/{f.replace('_', '-')}": "unknown-reference" for f in fields}
    assert await office.context().count(Query(APPOINTMENT)) == 0


async def test_every_missing_attribute_is_named(office: Office, http: httpx2.AsyncClient) -> None:
    body = office.new_appointment(**dict.fromkeys(REQUIRED, ...))
    answer = await http.post(APPOINTMENTS, json=body)
    assert answer.status_code == 422
    assert {error["source"]["pointer"] for error in answer.json()["errors"]} == {"/data/attributes"}
    assert [error["detail"] for error in answer.json()["errors"]] == [f"`{name}` is required" for name in REQUIRED]


async def test_an_end_before_the_start_is_refused_where_it_was_sent(office: Office, http: httpx2.AsyncClient) -> None:
    answer = await http.post(APPOINTMENTS, json=office.new_appointment(end_time="2022-01-01T09:00:00Z"))
    assert (answer.status_code, problems(answer)) == (422, {"/data/attributes/end-time": "not-after-start"})
    data = await create(office, http)
    path = f"{APPOINTMENTS}{data['id']}/"
    later = await http.patch(path, json=changes(TYPE, start_time="2022-01-01T09:30:00Z"))
    assert (later.status_code, problems(later)) == (422, {"/data/attributes": "not-after-start"})
    assert (await http.get(path)).json()["data"] == data


async def test_required_attributes_cannot_be_cleared_and_types_are_taken_literally(
    office: Office, http: httpx2.AsyncClient
) -> None:
    data = await create(office, http)
    changed = changes(TYPE, start_time=None, status_id=None, add_video_channel="true", location=5, guest_url="x")
    answer = await http.patch(f"{APPOINTMENTS}{data['id']}/", json=changed)
    assert answer.status_code == 422
    assert set(problems(answer)) == {
        f"/data/attributes/{name}" for name in ("start-time", "status-id", "add-video-channel", "location", "guest-url")
    }


async def stored(office: Office, **fields: Any) -> Appointment:
    """An appointment that another API wrote."""
    ctx = office.context()
    given: dict[str, Any] = {"start": NOW, "end": NOW + timedelta(minutes=30), "patient_id": office.patient, **fields}
    local = wall(given["start"], ctx.tenant.zone)
    appointment = await ctx.put(APPOINTMENT, Appointment(**given, local_start=local))
    await ctx.commit()
    return appointment


async def test_what_another_api_left_open_is_shown_as_the_default_and_not_written_back(
    office: Office, http: httpx2.AsyncClient
) -> None:
    bare = await stored(office, notes="private", color="#fff", start=NOW + timedelta(microseconds=5))
    path = f"{APPOINTMENTS}{bare.id}/"
    shown = (await http.get(path)).json()["data"]["attributes"]
    assert (shown["practitioner-id"], shown["type-id"]) == (office.practitioner, office.type)
    assert shown["status-id"] == office.booked

    answer = await http.patch(path, json={"data": {"type": TYPE, "id": bare.id, "attributes": shown}})
    assert answer.status_code == 200
    after = await office.context().need(APPOINTMENT, bare.id)
    assert replace(after, version=bare.version, updated_at=bare.updated_at, updated_by=bare.updated_by) == bare


async def test_the_status_rules_over_the_row_that_was_chosen(office: Office, http: httpx2.AsyncClient) -> None:
    data = await create(office, http)
    path = f"{APPOINTMENTS}{data['id']}/"
    ctx = office.context()
    current = await ctx.need(APPOINTMENT, data["id"])
    assert current.status is Status.BOOKED
    await ctx.put(APPOINTMENT, replace(with_extras(current, "drchrono", {"x": 1}), status=Status.CONFIRMED))
    await ctx.commit()
    assert (await http.get(path)).json()["data"]["attributes"]["status-id"] == office.confirmed

    back = await http.patch(path, json=changes(TYPE, status_id=office.booked))
    assert back.json()["data"]["attributes"]["status-id"] == office.booked
    after = await office.context().need(APPOINTMENT, data["id"])
    assert (after.status, after.extras) == (Status.BOOKED, {"drchrono": {"x": 1}})


async def test_a_filter_finds_what_is_shown(office: Office, http: httpx2.AsyncClient) -> None:
    ctx = office.context()
    second = await ctx.put(APPOINTMENT_STATUS, AppointmentStatus(name="Booked by phone", status=Status.BOOKED))
    await ctx.commit()
    mine = (await create(office, http))["id"]
    by_phone = (await create(office, http, status_id=second.id))["id"]
    unset = (await stored(office)).id
    overtaken = (await stored(office, status=Status.CONFIRMED, status_id=office.booked)).id
    arrived = (await stored(office, status=Status.ARRIVED, practitioner_id=office.practitioner)).id

    async def ids(**filters: str) -> set[str]:
        answer = await http.get(APPOINTMENTS, params={f"filter[{n.replace('_', '-')}]": v for n, v in filters.items()})
        data = answer.json()["data"]
        for name, value in filters.items():
            assert {each["attributes"][name.replace("_", "-")] for each in data} <= {value}
        return {each["id"] for each in data}

    assert await ids(status_id=office.booked) == {mine, unset, arrived}
    assert await ids(status_id=second.id) == {by_phone}
    assert await ids(status_id=office.confirmed) == {overtaken}
    assert await ids(status_id=new_id()) == set()
    everything = {mine, by_phone, unset, overtaken, arrived}
    assert await ids(practitioner_id=office.practitioner) == everything
    assert await ids(type_id=office.type) == everything
    assert await ids(individual_id=office.patient, status_id=second.id) == {by_phone}
    assert await ids(individual_id=new_id()) == set()


async def test_breaks_are_not_told(office: Office, http: httpx2.AsyncClient) -> None:
    pause = await stored(office, patient_id=None)
    listed = (await http.get(APPOINTMENTS)).json()
    assert (listed["data"], listed["meta"]) == ([], {"page[total]": 0, "total": 0})
    path = f"{APPOINTMENTS}{pause.id}/"
    for answer in (await http.get(path), await http.delete(path), await http.patch(path, json=changes(TYPE))):
        assert answer.status_code == 404


async def test_appointments_are_sorted(office: Office, http: httpx2.AsyncClient) -> None:
    late = await stored(office, start=datetime(2026, 1, 1, tzinfo=UTC), end=datetime(2026, 1, 2, tzinfo=UTC))
    early = await stored(office, start=datetime(2025, 1, 1, tzinfo=UTC), end=datetime(2025, 1, 2, tzinfo=UTC))

    async def ids(sort: str) -> list[str]:
        return [each["id"] for each in (await http.get(APPOINTMENTS, params={"sort": sort})).json()["data"]]

    assert await ids("start-time") == [early.id, late.id]
    assert await ids("-start-time,created-at") == [late.id, early.id]
    assert await ids("-end-time") == [late.id, early.id]


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("org-appointment-statuses", ["Booked", "Confirmed"]),
        ("org-appointment-types", ["Visit"]),
        ("org-practitioners", ["Gregory House"]),
        ("org-practioners", ["Gregory House"]),
    ],
)
async def test_what_can_be_chosen_is_listed_and_read(
    office: Office, http: httpx2.AsyncClient, path: str, names: list[str]
) -> None:
    listed = (await http.get(f"/caredb/v1/{path}/", params={"organization-id": office.id})).json()["data"]
    assert [each["attributes"]["name"] for each in listed] == names
    assert {each["type"] for each in listed} == {path.replace("practioners", "practitioners")}
    assert {each["attributes"]["organization-id"] for each in listed} == {office.id}
    one = await http.get(f"/caredb/v1/{path}/{listed[0]['id']}/")
    assert one.json()["data"] == listed[0]
    assert (await http.get(f"/caredb/v1/{path}/{new_id()}/")).status_code == 404
