"""A patient who signs in sees the own record and what the practice tells everybody, and changes nothing."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest

from polyclinic.core.patients.model import PATIENT_GROUP, PatientGroup
from polyclinic.dialects.carium.dialect import dialect
from polyclinic.sdk.endpoint import Endpoint
from tests.dialects.carium.office import APPOINTMENTS, DOCUMENTS, Office
from tests.dialects.carium.visitor import bearing, follow, invited, log_in, register

SHARED = ("org-practitioners", "org-appointment-statuses", "org-appointment-types", "org-document-classes")
"""What a practice tells everybody."""


@dataclass(frozen=True, slots=True)
class Record:
    """A patient, with one of each thing that a patient has."""

    patient: str
    username: str
    appointment: str
    document: str
    group: str


async def record(office: Office, http: httpx2.AsyncClient, name: str) -> Record:
    ctx = office.context()
    group_id = (await ctx.put(PATIENT_GROUP, PatientGroup(name=name))).id
    await ctx.commit()
    patient, username = await register(office, http, name, individual_group_ids=[group_id])
    appointment = await http.post(APPOINTMENTS, json=office.new_appointment(individual_id=patient))
    document = (await http.post(DOCUMENTS, json=office.new_document(individual_id=patient))).json()["data"]
    info = document["attributes"]["upload-info"]
    async with office.nobody() as nobody:
        await nobody.post(info["upload-url"], data=info["upload-data"], files={"file": ("example.pdf", b"%PDF-1.4 x")})
    assert (await http.post(f"{DOCUMENTS}{document['id']}/process-upload/")).status_code == 200
    return Record(patient, username, appointment.json()["data"]["id"], document["id"], group_id)


@dataclass(frozen=True, slots=True)
class Two:
    """Two patients' records, and a client of the first."""

    office: Office
    mine: Record
    theirs: Record
    http: httpx2.AsyncClient


@pytest.fixture
async def two(office: Office, http: httpx2.AsyncClient) -> AsyncIterator[Two]:
    mine, theirs = await record(office, http, "james"), await record(office, http, "ana")
    await follow(office, await invited(office, http, mine.username))
    token = (await log_in(office, mine.username)).json()["access-token"]
    async with bearing(office, token) as client:
        yield Two(office, mine, theirs, client)


def things(record: Record, path: str) -> str:
    """The id of what lies at a path, of somebody's record."""
    for word, id in (
        ("appointments", record.appointment),
        ("document-references", record.document),
        ("groups", record.group),
    ):
        if word in path:
            return id
    return record.patient


SERVED: list[Endpoint[Any, Any, Any]] = [route.endpoint for route in dialect.routes if not route.endpoint.public]
READS = [each for each in SERVED if each.method == "GET"]
WRITES = [each for each in SERVED if each.method != "GET"]


async def test_lists_show_the_own_record_and_nobody_else_s(two: Two) -> None:
    seen: dict[str, set[str]] = {}
    for endpoint in READS:
        if "id" in endpoint.path_names or any(name in endpoint.path for name in SHARED):
            continue
        answer = await two.http.get(endpoint.path)
        assert answer.status_code == 200, f"{endpoint.path}: {answer.text}"
        seen[endpoint.name] = {item["id"] for item in answer.json()["data"]}
        assert answer.json()["meta"]["total"] == len(seen[endpoint.name])
    assert seen["patients.list"] == {two.mine.patient}
    assert seen["appointments.list"] == {two.mine.appointment}
    assert seen["documents.list"] == {two.mine.document}
    assert seen["identity.individual_groups.list"] == {two.mine.group}
    foreign = {two.theirs.patient, two.theirs.appointment, two.theirs.document, two.theirs.group, two.office.patient}
    assert all(found.isdisjoint(foreign) for found in seen.values()), seen


@pytest.mark.parametrize("name", ["patients", "appointments", "documents", "identity.individual_groups"])
async def test_of_single_things_the_own_are_found(two: Two, name: str) -> None:
    endpoint = next(each for each in READS if each.name == f"{name}.read")
    mine = await two.http.get(endpoint.fill({"id": things(two.mine, endpoint.path)}))
    theirs = await two.http.get(endpoint.fill({"id": things(two.theirs, endpoint.path)}))
    assert (mine.status_code, theirs.status_code) == (200, 404)


async def test_own_files_can_be_fetched_others_cannot(two: Two) -> None:
    mine = await two.http.get(f"{DOCUMENTS}{two.mine.document}/get-download-info/")
    theirs = await two.http.get(f"{DOCUMENTS}{two.theirs.document}/get-download-info/")
    assert (mine.status_code, theirs.status_code) == (200, 404)
    async with two.office.nobody() as nobody:
        assert (await nobody.get(mine.json()["url"])).content == b"%PDF-1.4 x"


async def test_filters_find_nobody_else(two: Two) -> None:
    for path in (APPOINTMENTS, DOCUMENTS):
        answer = await two.http.get(path, params={"filter[individual-id]": two.theirs.patient})
        assert (answer.status_code, answer.json()["data"]) == (200, [])
    answer = await two.http.get("/showboat/v1/patients/", params={"filter[email]": two.theirs.username})
    assert answer.json()["data"] == []


def bodies(two: Two, whose: Record) -> dict[str, Any]:
    """A good body for each operation that takes one."""
    office = two.office
    named = {"name": "Other", "organization-id": office.id}
    return {
        "identity.resend_invitation": {
            "data": {"attributes": {"username": whose.username, "notifications": ["email"]}}
        },
        "patients.create": office.new_patient(email="new@example.com", username="new@example.com"),
        "appointments.create": office.new_appointment(individual_id=whose.patient),
        "documents.create": office.new_document(individual_id=whose.patient),
        "appointments.update": {"data": {"type": "org-appointments", "attributes": {"location": "elsewhere"}}},
        **{
            f"document_classes.{verb}": {"data": {"type": "org-document-classes", "attributes": named}}
            for verb in ("create", "update")
        },
    }


@pytest.mark.parametrize("endpoint", WRITES, ids=lambda each: each.name)
async def test_nothing_can_be_written(two: Two, endpoint: Endpoint[Any, Any, Any]) -> None:
    if "{id}" not in endpoint.path:
        wanted = {two.mine: 403, two.theirs: 403}
    elif any(name in endpoint.path for name in SHARED):
        wanted = {two.mine: 403}
    else:
        wanted = {two.mine: 403, two.theirs: 404}
    for whose, status in wanted.items():
        shared = two.office.document_class if "classes" in endpoint.path else things(whose, endpoint.path)
        path = endpoint.fill({"id": shared} if "{id}" in endpoint.path else {})
        body = bodies(two, whose).get(endpoint.name)
        answer = await two.http.request(endpoint.method, path, **({"json": body} if body else {}))
        understood = body or endpoint.takes is None
        refused = answer.status_code == status if understood else answer.status_code >= 400
        assert refused, f"{endpoint.method} {path}: {answer.status_code} {answer.text}"
