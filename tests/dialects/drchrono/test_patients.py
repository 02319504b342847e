"""Patients: what is written is read, changed, found, and taken out of the lists."""

from datetime import timedelta
from typing import Any

import pytest

from polyclinic.core.coverage.model import COVERAGE, Coverage
from polyclinic.core.patients.model import PATIENT, Patient
from polyclinic.core.shared.addresses import Address, Telecom
from polyclinic.core.shared.codes import Gender
from polyclinic.core.shared.names import HumanName
from polyclinic.core.shared.queries import Is, Query
from tests.dialects.drchrono.group import Group

PATIENTS = "/api/patients"
NOON_TOMORROW = timedelta(days=1)
FULL: dict[str, Any] = {
    "first_name": "Ana",
    "middle_name": "Maria",
    "last_name": "Silva",
    "date_of_birth": "1990-01-02",
    "gender": "Female",
    "chart_id": "CH-1",
    "address": "1 Elm Street, Apt 4",
    "city": "Albany",
    "state": "NY",
    "zip_code": "12207-1000",
    "home_phone": "+15550001111",
    "cell_phone": "(555) 000-2222",
    "email": "Ana.Silva@example.com",
    "emergency_contact_name": "Rui",
    "emergency_contact_phone": "+15550003333",
    "emergency_contact_relation": "Brother",
    "employer": "Acme",
    "employer_address": "2 Oak Street",
    "employer_city": "Troy",
    "employer_state": "NY",
    "employer_zip_code": "12180",
    "ethnicity": "not_hispanic",
    "race": "white",
    "preferred_language": "por",
    "primary_care_physician": "Dr. Who",
    "social_security_number": "123-45-6789",
    "primary_insurance_company": "Aetna",
    "primary_insurance_id_number": "M1",
    "primary_insurance_group_number": "G1",
    "primary_insurance_claim_office_number": "C1",
    "primary_insurance_payer_id": "60054",
    "primary_insurance_plan_name": "Choice",
    "primary_insurance_plan_type": "PPO",
}


async def listed(group: Group, token: str = "", **params: Any) -> list[str]:
    """First names on the first page."""
    async with group.http(token) as http:
        answer = await http.get(PATIENTS, params=params)
    assert answer.status_code == 200, answer.text
    assert answer.json()["count"] == len(answer.json()["results"])
    return [patient["first_name"] for patient in answer.json()["results"]]


@pytest.mark.parametrize("encoding", ["json", "data", "files"])
async def test_every_field_that_is_written_is_read(group: Group, encoding: str) -> None:
    body = {**FULL, "doctor": f"/api/doctors/{group.colleague.number}"}
    sent: Any = body if encoding != "files" else {name: (None, value) for name, value in body.items()}
    async with group.http() as http:
        created = await http.post(PATIENTS, **{encoding: sent})
        assert created.status_code == 201, created.text
        assert created.json() == {**body, "id": created.json()["id"]}
        assert (await http.get(f"{PATIENTS}/{created.json()['id']}")).json() == created.json()


async def test_a_patient_is_changed_and_deleted(group: Group) -> None:
    async with group.http() as http:
        created = (await http.post(PATIENTS, json={**FULL, "doctor": group.doctor.number})).json()
        path = f"{PATIENTS}/{created['id']}"

        changed = await http.patch(path, data={"city": "Troy", "employer": "", "email": ""})
        assert changed.status_code == 200
        assert changed.json() == {**created, "city": "Troy", "employer": "", "email": ""}
        cleared = await http.patch(path, json={"race": None, "social_security_number": None})
        assert (cleared.json()["race"], cleared.json()["social_security_number"]) == ("", "")

        required = {name: created[name] for name in ("first_name", "last_name", "date_of_birth", "gender", "doctor")}
        replaced = await http.put(path, json={**required, "first_name": "Anna"})
        assert replaced.json() == {**cleared.json(), "first_name": "Anna"}, "optional fields that are absent stay"
        short = await http.put(path, json={"first_name": "Anna"})
        assert short.status_code == 400
        assert set(short.json()) == {"last_name", "date_of_birth", "gender", "doctor"}

        assert (await http.delete(path)).status_code == 204
        for again in (http.get(path), http.patch(path, json={}), http.delete(path)):
            gone = await again
            assert (gone.status_code, gone.json()) == (404, {"detail": "Not found."})


async def test_a_chart_id_is_made_once_and_unique(group: Group) -> None:
    async with group.http() as http:
        created = (await http.post(PATIENTS, json=group.person(last_name="Ó Briain", first_name="Zoë"))).json()
        assert created["chart_id"] == f"OBZO{created['id']:06d}"
        renamed = (await http.patch(f"{PATIENTS}/{created['id']}", json={"last_name": "Smith"})).json()
        assert renamed["chart_id"] == created["chart_id"]

        taken = await http.post(PATIENTS, json=group.person(chart_id=created["chart_id"]))
        assert (taken.status_code, taken.json()) == (400, {"chart_id": ["Another patient has this chart id."]})

        elsewhere = (await http.get(f"{PATIENTS}/{group.patient.number}")).json()
        assert elsewhere["chart_id"] == f"YIIN{group.patient.number:06d}"
        kept = await http.patch(f"{PATIENTS}/{group.patient.number}", json={"chart_id": elsewhere["chart_id"]})
        assert kept.status_code == 200
    stored = await group.context().need(PATIENT, group.patient.id)
    assert stored.external_ids == (), "a chart id that was only made up for reading is not written"


async def test_nothing_that_this_api_cannot_say_is_lost(group: Group) -> None:
    before = Patient(
        name=HumanName("Rui", "Costa", prefix="Dr.", suffix="Jr."),
        birth_date=group.patient.birth_date,
        gender=Gender.NOT_GIVEN,
        telecoms=(Telecom("phone", "1", "work"), Telecom("phone", "2", "mobile"), Telecom("email", "a@b", "work")),
        address=Address(("1 Elm Street", "Apt 4"), "Mapusa", "Goa", "403507", country="IN", district="North Goa"),
        practitioner_id=group.doctor.id,
    )
    stored = await group.put(PATIENT, before)
    path = f"{PATIENTS}/{stored.number}"
    async with group.http() as http:
        read = (await http.get(path)).json()
        assert (read["gender"], read["address"], read["state"]) == ("Other", "1 Elm Street, Apt 4", "Goa")
        assert (await http.put(path, json=read)).json() == read
        unchanged = await group.context().need(PATIENT, stored.id)
        assert unchanged.version == stored.version, "what comes back as it was read is no change"

        changed = await http.put(path, json={**read, "city": "Panaji", "cell_phone": "3"})
        assert changed.status_code == 200, changed.text
    after = await group.context().need(PATIENT, stored.id)
    assert after.name == before.name
    assert after.gender is Gender.NOT_GIVEN
    assert after.telecoms == (
        Telecom("phone", "1", "work"),
        Telecom("phone", "3", "mobile"),
        Telecom("email", "a@b", "work"),
    )
    assert after.address == Address(("1 Elm Street", "Apt 4"), "Panaji", "Goa", "403507", "", "IN", "North Goa")


async def test_the_primary_insurance_is_the_record_s_first_plan(group: Group) -> None:
    number = group.patient.number
    plans = Query(COVERAGE, (Is("patient_id", group.patient.id),))
    async with group.http() as http:
        await http.patch(f"{PATIENTS}/{number}", json={"city": "Troy"})
        assert (await group.context().find(plans)).items == []

        await http.patch(f"{PATIENTS}/{number}", json={"primary_insurance_company": "Aetna"})
        (plan,) = (await group.context().find(plans)).items
        assert (plan.payer_name, plan.order) == ("Aetna", 1)

        await group.put(COVERAGE, Coverage(patient_id=group.patient.id, order=2, payer_name="Second"))
        await http.patch(f"{PATIENTS}/{number}", data={"primary_insurance_id_number": "M2"})
        read = (await http.get(f"{PATIENTS}/{number}")).json()
        assert (read["primary_insurance_company"], read["primary_insurance_id_number"]) == ("Aetna", "M2")

        cleared = {"primary_insurance_company": "", "primary_insurance_id_number": None}
        assert (await http.patch(f"{PATIENTS}/{number}", json=cleared)).status_code == 200
    assert [held.payer_name for held in (await group.context().find(plans)).items] == ["Second"]


async def test_patients_are_found(group: Group) -> None:
    async with group.http() as http:
        for first, email, born, gender, doctor in (
            ("José", "one@example.com", "1990-01-02", "Male", group.doctor),
            ("Josefa", "TWO@Example.com", "1990-01-02", "Female", group.colleague),
            ("Ada", "joseph@example.org", "1815-12-10", "Other", group.colleague),
        ):
            body = group.person(first_name=first, email=email, date_of_birth=born, gender=gender, doctor=doctor.number)
            assert (await http.post(PATIENTS, json=body)).status_code == 201
    await group.put(
        PATIENT, Patient(name=HumanName("Nobody", "Said"), birth_date=group.patient.birth_date, gender=Gender.UNKNOWN)
    )
    assert await listed(group, search="JOSE") == ["José", "Josefa", "Ada"]
    assert await listed(group, search=["jose", "example.com"]) == ["José", "Josefa"]
    assert await listed(group, search="silva ADA") == ["Ada"], "each word counts"
    assert await listed(group, search="100%") == []
    assert await listed(group, search=["jose " * 50] * 50) == ["José", "Josefa", "Ada"], "a word twice is one"
    assert await listed(group, search=[f"jose a{number}" for number in range(900)]) == []
    assert await listed(group, search="\ufdfa" * 250) == [], "one character, four words"
    assert await listed(group, date_of_birth="1990-01-02", gender="Female") == ["Josefa"]
    assert await listed(group, gender="Other") == ["Ada", "Nobody"]
    assert await listed(group, doctor=group.colleague.number) == ["Josefa", "Ada"]
    assert await listed(group, doctor=group.doctor.number) == ["Ines", "José", "Nobody"], "the default doctor's too"
    assert await listed(group, doctor=1) == []
    assert await listed(group, unheard_of="x", verbose="true") == ["Ines", "José", "Josefa", "Ada", "Nobody"]


async def test_since_is_a_wall_time_of_the_practice(group: Group) -> None:
    group.clock.advance(NOON_TOMORROW)
    async with group.http() as http:
        await http.patch(f"{PATIENTS}/{group.patient.number}", json={"city": "Troy"})
    assert await listed(group, since="2026-03-05") == ["Ines"]
    assert await listed(group, since="2026-03-05T12:00:00") == ["Ines"]
    assert await listed(group, since="2026-03-05T12:00:01") == []


async def test_who_has_no_birth_date_is_not_shown(group: Group) -> None:
    unborn = await group.put(PATIENT, Patient(name=HumanName("No", "Date"), practitioner_id=group.doctor.id))
    assert await listed(group) == ["Ines"]
    async with group.http() as http:
        assert (await http.get(f"{PATIENTS}/{unborn.number}")).status_code == 404


async def test_a_summary_token_sees_five_fields(group: Group) -> None:
    token = await group.new_token("patients:summary")
    async with group.http(token) as http:
        one = (await http.get(f"{PATIENTS}/{group.patient.number}")).json()
        assert set(one) == {"chart_id", "date_of_birth", "doctor", "gender", "id"}
        assert (await http.get(PATIENTS)).json()["results"] == [one]
        assert (await http.get(PATIENTS, params={"gender": "Female"})).json()["count"] == 1
        for refused in (
            http.get(PATIENTS, params={"search": "ines"}),
            http.post(PATIENTS, json=group.person()),
            http.patch(f"{PATIENTS}/{group.patient.number}", json={}),
            http.delete(f"{PATIENTS}/{group.patient.number}"),
        ):
            answer = await refused
            assert (answer.status_code, set(answer.json())) == (403, {"detail"})


BAD_BODIES: list[tuple[dict[str, Any], set[str]]] = [
    ({"first_name": ..., "doctor": ...}, {"first_name", "doctor"}),
    ({"last_name": None, "gender": "female"}, {"last_name", "gender"}),
    ({"first_name": " ", "state": "New York", "email": "nobody"}, {"first_name", "state", "email"}),
    ({"date_of_birth": "2/1/1990", "doctor": "/api/patients/1"}, {"date_of_birth", "doctor"}),
    ({"date_of_birth": 5, "doctor": True, "city": 7}, {"date_of_birth", "doctor", "city"}),
    ({"date_of_birth": "2999-01-01"}, {"date_of_birth"}),
    ({"doctor": "/api/doctors/1", "employer_state": "1"}, {"doctor", "employer_state"}),
    ({"doctor": 10**30, "city": "x" * 300, "race": []}, {"doctor", "city", "race"}),
]


async def test_every_bad_field_is_named_and_nothing_written(group: Group) -> None:
    async with group.http() as http:
        for changes, bad in BAD_BODIES:
            refused = await http.post(PATIENTS, json=group.person(**changes))
            assert (refused.status_code, set(refused.json())) == (400, bad), changes
            assert all(isinstance(text, str) for texts in refused.json().values() for text in texts)
    assert await listed(group) == ["Ines"]
