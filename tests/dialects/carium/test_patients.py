"""Patients and their users, invitations, groups."""

import asyncio
from datetime import date
from typing import Any

import httpx2
import pytest

from polyclinic.adapters.db.store import Store
from polyclinic.core.identity.operations import find_user
from polyclinic.core.patients.model import PATIENT, Patient
from polyclinic.core.shared.addresses import Telecom
from polyclinic.core.shared.codes import Gender
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.names import HumanName
from polyclinic.core.shared.queries import Query
from tests.dialects.carium.office import INVITATIONS, PATIENTS, Office, problems
from tests.support.round_trips import reads_of

ATTRIBUTES = {
    "first-name",
    "last-name",
    "birth-date",
    "gender",
    "email",
    "mobile-phone",
    "locale",
    "individual-group-ids",
    "username",
    "organization-id",
    "created-at",
    "last-modified-at",
}


async def test_a_patient_is_created_together_with_its_user(office: Office, http: httpx2.AsyncClient) -> None:
    answer = await http.post(PATIENTS, json=office.new_patient(locale="es_US", gender="pnta"))
    assert answer.status_code == 201, answer.text
    data = answer.json()["data"]
    assert answer.headers["location"] == data["links"]["self"] == f"http://test/carium{PATIENTS}{data['id']}/"
    assert data["type"] == "ui-patients"
    assert set(data["attributes"]) == ATTRIBUTES
    assert data["attributes"]["gender"] == "pnta"
    assert data["attributes"]["individual-group-ids"] == [office.group]
    assert data["attributes"]["created-at"] == "2026-03-04 12:00:00"

    ctx = office.context()
    patient = await ctx.need(PATIENT, data["id"])
    assert (patient.name, patient.gender) == (HumanName("James", "Reece"), Gender.NOT_GIVEN)
    assert patient.telecoms == (
        Telecom("email", "james.reece@example.com"),
        Telecom("phone", "+15551234567", "mobile"),
    )
    user = await find_user(ctx, "James.Reece@example.com")
    assert user is not None
    assert (user.patient_id, user.role, user.password_hash, user.invited_at) == (patient.id, "patient", None, None)
    assert user.locale == "es_US"

    assert (await http.get(f"{PATIENTS}{data['id']}/")).json()["data"] == data


async def test_a_creation_asks_for_its_group_and_nothing_else(
    office: Office, http: httpx2.AsyncClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(2):
        with reads_of(store, monkeypatch) as asked:
            answer = await http.post(PATIENTS, json=office.new_patient(email=f"{number}@example.com", username=...))
        assert answer.status_code == 201, answer.text
    assert ['FROM "patient_group"' in sql for sql in asked] == [True]


@pytest.mark.parametrize(
    ("changes", "username"),
    [
        ({"username": ...}, "james.reece@example.com"),
        ({"username": "+15551234567"}, "+15551234567"),
        ({"username": ..., "email": ...}, "+15551234567"),
        ({"mobile_phone": None, "individual_group_ids": ..., "locale": ...}, "james.reece@example.com"),
    ],
)
async def test_the_user_name_is_one_of_the_addresses(
    office: Office, http: httpx2.AsyncClient, changes: dict[str, Any], username: str
) -> None:
    answer = await http.post(PATIENTS, json=office.new_patient(**changes))
    assert answer.status_code == 201, answer.text
    assert answer.json()["data"]["attributes"]["username"] == username


@pytest.mark.parametrize(
    ("changes", "status", "expected"),
    [
        (
            {"first_name": ..., "last_name": "", "birth_date": "1980-02-30", "gender": "Male", "locale": "en"},
            422,
            {
                "/data/attributes": "missing",
                "/data/attributes/last-name": "string-too-short",
                "/data/attributes/birth-date": "not-a-date",
                "/data/attributes/gender": "literal-error",
                "/data/attributes/locale": "literal-error",
            },
        ),
        ({"email": ..., "mobile_phone": ..., "username": ...}, 422, {"/data/attributes": "unreachable"}),
        (
            {"email": "nobody", "mobile_phone": "5551234567"},
            422,
            {
                "/data/attributes/email": "string-pattern-mismatch",
                "/data/attributes/mobile-phone": "string-pattern-mismatch",
            },
        ),
        ({"username": "somebody"}, 422, {"/data/attributes/username": "not-an-address"}),
        ({"birth_date": "2999-01-01"}, 422, {"/data/attributes/birth-date": "not-a-date"}),
        ({"birth_date": "2026-03-06"}, 422, {"/data/attributes/birth-date": "in-future"}),
        ({"organization_id": new_id()}, 404, {"/data/attributes/organization-id": "unknown-reference"}),
        ({"individual_group_ids": [new_id()]}, 404, {"/data/attributes/individual-group-ids/0": "unknown-reference"}),
        ({"individual_group_ids": ["x"]}, 422, {"/data/attributes/individual-group-ids/0": "not-an-id"}),
    ],
)
async def test_every_bad_attribute_is_named_and_nothing_is_written(
    office: Office, http: httpx2.AsyncClient, changes: dict[str, Any], status: int, expected: dict[str, str]
) -> None:
    answer = await http.post(PATIENTS, json=office.new_patient(**changes))
    assert (answer.status_code, problems(answer)) == (status, expected)
    assert await office.context().count(Query(PATIENT)) == 1
    assert await find_user(office.context(), "james.reece@example.com") is None


async def test_a_user_name_is_taken_once_whoever_is_faster(office: Office, http: httpx2.AsyncClient) -> None:
    twins = [office.new_patient(), office.new_patient(email="James.Reece@example.com", username=...)] * 3
    answers = await asyncio.gather(*(http.post(PATIENTS, json=twin) for twin in twins))
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [201, 409, 409, 409, 409, 409]
    for answer in answers:
        if answer.status_code == 409:
            assert problems(answer).items() <= {
                ("/data/attributes/username", "taken"),
                ("/data/attributes", "taken"),
                ("", "contended"),
            }
    assert await office.context().count(Query(PATIENT)) == 2


async def test_patients_of_other_apis_are_listed_with_what_they_have(office: Office, http: httpx2.AsyncClient) -> None:
    found = (await http.get(f"{PATIENTS}{office.patient}/")).json()["data"]["attributes"]
    assert set(found) == ATTRIBUTES
    assert (found["email"], found["mobile-phone"], found["username"], found["gender"]) == (None, None, None, "unknown")


async def test_patients_are_filtered_and_sorted(office: Office, http: httpx2.AsyncClient) -> None:
    ctx = office.context()
    for family, born in (("Zed", date(2001, 1, 1)), ("Abe", date(2002, 2, 2))):
        telecoms = (Telecom("email", f"{family}@Example.com"), Telecom("phone", "+1 (555) 000-1111", "home"))
        await ctx.put(PATIENT, Patient(name=HumanName("X", family), birth_date=born, telecoms=telecoms))
    await ctx.commit()

    async def families(**params: str) -> list[str]:
        answer = await http.get(PATIENTS, params=params)
        assert answer.status_code == 200, answer.text
        return [patient["attributes"]["last-name"] for patient in answer.json()["data"]]

    assert await families(sort="last-name") == ["Abe", "Silva", "Zed"]
    assert await families(sort="-birth-date") == ["Abe", "Zed", "Silva"]
    assert await families(**{"filter[email]": "zed@example.com"}) == ["Zed"]
    assert sorted(await families(**{"filter[mobile-phone]": "+15550001111"})) == ["Abe", "Zed"]
    assert await families(**{"filter[birth-date]": "1990-01-02"}) == ["Silva"]
    assert await families(**{"filter[email]": ""}) == []


async def invite(http: httpx2.AsyncClient, **attributes: Any) -> httpx2.Response:
    return await http.post(INVITATIONS, json={"data": {"attributes": attributes}})


async def test_an_invitation_is_recorded_and_may_be_repeated(office: Office, http: httpx2.AsyncClient) -> None:
    await http.post(PATIENTS, json=office.new_patient())
    answer = await invite(http, username="james.reece@example.com", notifications=["email"])
    assert answer.status_code == 200, answer.text
    user = await find_user(office.context(), "james.reece@example.com")
    assert user is not None
    assert answer.json()["data"] == {
        "type": "resend-invitations",
        "id": user.id,
        "attributes": {
            "username": "james.reece@example.com",
            "notifications": ["email"],
            "invited-at": "2026-03-04 12:00:00",
        },
    }
    assert user.invited_at == office.clock.now()
    again = await invite(http, username="James.Reece@example.com", notifications=["sms", "email"])
    assert again.status_code == 200


async def test_invitations_that_cannot_be_sent_are_refused(office: Office, http: httpx2.AsyncClient) -> None:
    await http.post(PATIENTS, json=office.new_patient(mobile_phone=...))
    name = "james.reece@example.com"
    unknown = await invite(http, username="nobody@example.com", notifications=["email"])
    assert (unknown.status_code, problems(unknown)) == (404, {"": "not-found"})
    assert "nobody" not in unknown.text
    no_phone = await invite(http, username=name, notifications=["email", "sms"])
    assert (no_phone.status_code, problems(no_phone)) == (422, {"/data/attributes/notifications/1": "unreachable"})
    none = await invite(http, username=name, notifications=[])
    assert (none.status_code, problems(none)) == (422, {"/data/attributes/notifications": "too-short"})
    other = await invite(http, username=name, notifications=["fax"])
    assert (other.status_code, problems(other)) == (422, {"/data/attributes/notifications/0": "literal-error"})
    empty = await invite(http)
    assert (empty.status_code, len(empty.json()["errors"])) == (422, 2)


async def test_groups_are_listed_and_read(office: Office, http: httpx2.AsyncClient) -> None:
    listed = (await http.get("/identity/v1/individual-groups/", params={"organization-id": office.id})).json()
    assert [group["attributes"]["name"] for group in listed["data"]] == ["Care programme"]
    one = await http.get(f"/identity/v1/individual-groups/{office.group}/")
    assert one.json()["data"] == listed["data"][0]
