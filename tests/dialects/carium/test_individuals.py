"""Individuals and patients are the same people; what refers to them brings them along."""

from dataclasses import replace
from typing import Any

import httpx2
import pytest

from polyclinic.core.identity.operations import find_user
from polyclinic.core.patients.model import PATIENT, PATIENT_GROUP, Patient, PatientGroup
from polyclinic.core.shared.addresses import Telecom
from polyclinic.core.shared.names import HumanName
from tests.dialects.carium.office import APPOINTMENTS, INDIVIDUALS, PATIENTS, Office, changes, problems


async def created(office: Office, http: httpx2.AsyncClient, **changed: Any) -> str:
    answer = await http.post(PATIENTS, json=office.new_patient(**changed))
    assert answer.status_code == 201, answer.text
    id: str = answer.json()["data"]["id"]
    return id


async def test_both_show_the_same_person(office: Office, http: httpx2.AsyncClient) -> None:
    id = await created(office, http)
    individual = (await http.get(f"{INDIVIDUALS}{id}/")).json()["data"]
    patient = (await http.get(f"{PATIENTS}{id}/")).json()["data"]
    assert (individual["type"], patient["type"]) == ("individuals", "ui-patients")
    mine = {"username": "james.reece@example.com", "locale": "en_US"}
    assert patient["attributes"] == individual["attributes"] | mine
    for path, type_ in ((INDIVIDUALS, "individuals"), (PATIENTS, "ui-patients")):
        answer = await http.patch(f"{path}{id}/", json=changes(type_, last_name=f"Of {type_}", gender="other"))
        assert answer.status_code == 200, answer.text
        for other in (INDIVIDUALS, PATIENTS):
            found = (await http.get(f"{other}{id}/")).json()["data"]["attributes"]
            assert (found["first-name"], found["last-name"], found["gender"]) == ("James", f"Of {type_}", "other")


@pytest.mark.parametrize(("path", "type_"), [(PATIENTS, "ui-patients"), (INDIVIDUALS, "individuals")])
async def test_the_user_is_reached_where_the_patient_is(
    office: Office, http: httpx2.AsyncClient, path: str, type_: str
) -> None:
    id = await created(office, http)
    sent = changes(type_, first_name="Jim", email="jim@example.com", mobile_phone=None)
    answer = await http.patch(f"{path}{id}/", json=sent)
    assert answer.json()["data"]["attributes"]["mobile-phone"] is None
    user = await find_user(office.context(), "james.reece@example.com")
    assert user is not None
    assert (user.name, user.email, user.phone) == ("Jim Reece", "jim@example.com", "")


async def test_other_addresses_and_fields_of_other_apis_stay(office: Office, http: httpx2.AsyncClient) -> None:
    ctx = office.context()
    home = Telecom("phone", "+15550001111", "home")
    patient = await ctx.put(PATIENT, Patient(name=HumanName("Ann", "Lee", middle="B"), telecoms=(home,), race="asian"))
    await ctx.commit()
    sent = changes("individuals", first_name="Anna", email="ann@example.com")
    assert (await http.patch(f"{INDIVIDUALS}{patient.id}/", json=sent)).status_code == 200
    after = await office.context().need(PATIENT, patient.id)
    assert after.name == HumanName("Anna", "Lee", middle="B")
    assert (after.telecoms, after.race) == ((home, Telecom("email", "ann@example.com")), "asian")


async def test_who_has_little_is_sent_back_as_it_was_read(office: Office, http: httpx2.AsyncClient) -> None:
    ctx = office.context()
    nobody = await ctx.put(PATIENT, Patient(name=HumanName("Ann", "Lee")))
    await ctx.commit()
    read = (await http.get(f"{INDIVIDUALS}{nobody.id}/")).json()["data"]
    answer = await http.patch(f"{INDIVIDUALS}{nobody.id}/", json={"data": read})
    assert (answer.status_code, answer.json()["data"]["attributes"]["birth-date"]) == (200, None)
    cleared = await http.patch(f"{INDIVIDUALS}{office.patient}/", json=changes("individuals", birth_date=None))
    assert cleared.json()["data"]["attributes"]["birth-date"] is None


async def test_who_signs_in_stays_reachable_under_the_same_name(office: Office, http: httpx2.AsyncClient) -> None:
    id = await created(office, http)
    unreachable = await http.patch(f"{PATIENTS}{id}/", json=changes("ui-patients", email=None, mobile_phone=None))
    assert (unreachable.status_code, problems(unreachable)) == (422, {"/data/attributes": "unreachable"})
    renamed = await http.patch(f"{PATIENTS}{id}/", json=changes("ui-patients", username="+15551234567", gender="male"))
    assert (renamed.status_code, problems(renamed)) == (422, {"/data/attributes/username": "fixed"})
    same = changes("ui-patients", username="james.reece@example.com", locale="es_US")
    assert (await http.patch(f"{PATIENTS}{id}/", json=same)).json()["data"]["attributes"]["locale"] == "es_US"
    assert (await http.get(f"{PATIENTS}{id}/")).json()["data"]["attributes"]["locale"] == "es_US"
    nobody = await http.patch(f"{PATIENTS}{office.patient}/", json=changes("ui-patients", locale="es_US"))
    assert (nobody.status_code, problems(nobody)) == (422, {"/data/attributes/locale": "no-user"})
    shown = changes("ui-patients", locale="en_US", username=None)
    assert (await http.patch(f"{PATIENTS}{office.patient}/", json=shown)).status_code == 200


async def test_bad_changes_are_named_and_nothing_is_written(office: Office, http: httpx2.AsyncClient) -> None:
    before = await office.context().need(PATIENT, office.patient)
    sent = changes(
        "individuals", first_name="", birth_date="soon", gender="x", individual_group_ids=["x"], last_name="Z"
    )
    answer = await http.patch(f"{INDIVIDUALS}{office.patient}/", json=sent)
    assert (answer.status_code, problems(answer)) == (
        422,
        {
            "/data/attributes/first-name": "string-too-short",
            "/data/attributes/birth-date": "not-a-date",
            "/data/attributes/gender": "literal-error",
            "/data/attributes/individual-group-ids/0": "not-an-id",
        },
    )
    future = await http.patch(
        f"{INDIVIDUALS}{office.patient}/", json=changes("individuals", birth_date="2100-01-01", last_name="Z")
    )
    assert (future.status_code, problems(future)) == (422, {"/data/attributes/birth-date": "in-future"})
    assert await office.context().need(PATIENT, office.patient) == before


async def test_they_are_found_by_the_same_filters(office: Office, http: httpx2.AsyncClient) -> None:
    id = await created(office, http)
    for path in (PATIENTS, INDIVIDUALS):
        for name, value, found in (
            ("filter[first-name]", "jam", True),
            ("filter[last-name]", "REE", True),
            ("filter[last-name]", "eece", False),
            ("filter[individual-group-id]", office.group, True),
            ("filter[individual-group-id]", office.id, False),
            ("filter[birth-date]", "1980-07-04", True),
            ("filter[email]", "james.reece@example.com", True),
        ):
            ids = [each["id"] for each in (await http.get(path, params={name: value})).json()["data"]]
            assert ids == [id] * found, (path, name)
        names = [each["id"] for each in (await http.get(path, params={"sort": "-first-name"})).json()["data"]]
        assert names == [id, office.patient]
    by_name = {"filter[username]": "James.Reece@example.com"}
    assert [each["id"] for each in (await http.get(PATIENTS, params=by_name)).json()["data"]] == [id]
    assert (await http.get(INDIVIDUALS, params=by_name)).status_code == 400


async def test_paths_reach_what_related_resources_refer_to(office: Office, http: httpx2.AsyncClient) -> None:
    ctx = office.context()
    second = await ctx.put(PATIENT_GROUP, PatientGroup(name="Walkers"))
    await ctx.commit()
    both = [await created(office, http, email=f"{n}@example.com", username=..., mobile_phone=...) for n in "ab"]
    for id, groups in zip(both, ([office.group], [office.group, second.id]), strict=True):
        await http.patch(f"{INDIVIDUALS}{id}/", json=changes("individuals", individual_group_ids=groups))
        for _ in range(2):
            await http.post(APPOINTMENTS, json=office.new_appointment(individual_id=id))
    params = {"include": "individual.individual-groups,practitioner,individual", "fields[individuals]": "last-name"}
    answer = (await http.get(APPOINTMENTS, params=params)).json()
    assert len(answer["data"]) == 4
    found = [(each["type"], each["id"]) for each in answer["included"]]
    assert sorted(found) == sorted(
        [
            *(("individuals", id) for id in both),
            ("individual-groups", office.group),
            ("individual-groups", second.id),
            ("org-practitioners", office.practitioner),
        ]
    )
    people = [each for each in answer["included"] if each["type"] == "individuals"]
    assert [each["attributes"] for each in people] == [{"last-name": "Reece"}] * 2
    assert not any("relationships" in each for each in people)


async def test_what_has_been_retired_is_referred_to_and_not_brought_along(
    office: Office, http: httpx2.AsyncClient
) -> None:
    id = (await http.post(APPOINTMENTS, json=office.new_appointment())).json()["data"]["id"]
    ctx = office.context()
    patient = await ctx.need(PATIENT, office.patient)
    await ctx.put(PATIENT, replace(patient, active=False))
    await ctx.commit()
    answer = (await http.get(f"{APPOINTMENTS}{id}/", params={"include": "individual"})).json()
    assert answer["data"]["relationships"]["individual"]["data"]["id"] == office.patient
    assert answer["included"] == []
    assert (await http.get(f"{APPOINTMENTS}{id}/individual/")).json()["data"] is None
