"""Patients: what is written is read, changed, archived, and found."""

import asyncio
import time
from dataclasses import replace
from typing import Any

import pytest

from polyclinic.adapters.db.store import Store
from polyclinic.core.kinds import ALL_KINDS
from polyclinic.core.organisation.model import FACILITY, LEGAL_ENTITY
from polyclinic.core.patients.model import PATIENT
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.names import HumanName
from tests.dialects.silna.clinic import PATIENTS, Clinic
from tests.support.round_trips import reads_of
from tests.support.store import KEYS, open_context


async def listed(clinic: Clinic, key: str = "", **params: str) -> list[dict[str, Any]]:
    """All records of one page."""
    async with clinic.http(key) as http:
        answer = await http.get(PATIENTS, params={"provider_id": clinic.provider, **params})
    assert answer.status_code == 200, answer.text
    records: list[dict[str, Any]] = answer.json()["records"]
    return records


async def test_a_patient_is_created_read_changed_and_archived(clinic: Clinic) -> None:
    async with clinic.http() as http:
        created = await http.post(PATIENTS, json=clinic.body(source_id="s-1", sex="FEMALE", zip_code="12207-1234"))
        assert created.status_code == 201
        assert list(created.json()) == ["patient_id"]
        path = PATIENTS + created.json()["patient_id"]

        read = (await http.get(path)).json()
        assert read == {
            "id": created.json()["patient_id"],
            "first_name": "Ana",
            "last_name": "Silva",
            "date_of_birth": "1990-01-02",
            "source_id": "s-1",
            "address_line_1": None,
            "address_line_2": None,
            "city": None,
            "state": None,
            "zip_code": "12207-1234",
            "sex": "FEMALE",
            "patient_specialties": ["PHYSICAL_THERAPY"],
            "status": "ACTIVE",
            "provider_service_location_id": clinic.location,
            "patient_code": read["patient_code"],
            "patient_specialty_details": [{"specialty": "PHYSICAL_THERAPY", "therapy_type": None}],
            "patient_diagnosis_ids": [],
            "patient_place_of_service_ids": [],
            "silna_url": f"http://test/silna/patients/{created.json()['patient_id']}",
        }

        changed = await http.patch(path, json={"city": "Albany", "sex": None, "status": "ON_HOLD"})
        assert (changed.status_code, changed.content) == (204, b"")
        assert (await http.get(path)).json() == {**read, "city": "Albany", "sex": None, "status": "ON_HOLD"}
        assert (await http.patch(path, json={})).status_code == 204

        gone = await http.delete(path)
        assert (gone.status_code, gone.content) == (204, b"")
        for again in (http.get(path), http.patch(path, json={}), http.delete(path)):
            assert (await again).status_code == 404
    assert await listed(clinic) == []


async def test_a_put_creates_then_updates(clinic: Clinic) -> None:
    async with clinic.http() as http:
        first = await http.put(PATIENTS, json=clinic.body(source_id="s-1", city="Albany", state="NY"))
        assert first.status_code == 201
        again = await http.put(PATIENTS, json=clinic.body(source_id="s-1", first_name="Anna", city=None))
        assert (again.status_code, again.json()) == (200, first.json())
        read = (await http.get(PATIENTS + first.json()["patient_id"])).json()

    assert (read["first_name"], read["city"], read["state"]) == ("Anna", None, "NY")
    assert len(await listed(clinic)) == 1


async def test_who_is_named_again_is_not_read_again(
    clinic: Clinic, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with clinic.http() as http:
        for city in ("Albany", "Troy"):
            with reads_of(store, monkeypatch) as put:
                assert (await http.put(PATIENTS, json=clinic.body(source_id="s-1", city=city))).is_success
    assert ["lookups" in sql for sql in put] == [True]
    with reads_of(store, monkeypatch) as page:
        assert len(await listed(clinic)) == 1
    assert [sql.count('FROM "patient"') > 0 for sql in page] == [True, False]


async def test_a_place_that_another_process_deletes_gets_no_new_patients(
    clinic: Clinic, store: Store, database_url: str
) -> None:
    async with clinic.http() as http, Store(database_url, ALL_KINDS, KEYS) as other:
        here = await http.put(PATIENTS, json=clinic.body(source_id="s-1"))
        assert here.status_code == 201
        ctx = open_context(other, clinic.practice.id)
        await ctx.put(FACILITY, replace(await ctx.need(FACILITY, clinic.location), active=False))
        await ctx.commit()
        recalled = await store.records(clinic.practice.id).recall(FACILITY, clinic.location)
        assert recalled is not None
        assert recalled.active, "this process has not heard of it"
        refused = await http.put(PATIENTS, json=clinic.body(source_id="s-2", first_name="Ines"))
    assert refused.status_code == 404, refused.text
    assert len(await listed(clinic)) == 1


async def test_a_provider_that_another_process_deletes_is_gone_within_seconds(
    clinic: Clinic, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await listed(clinic) == []
    async with Store(database_url, ALL_KINDS, KEYS) as other:
        ctx = open_context(other, clinic.practice.id)
        await ctx.put(LEGAL_ENTITY, replace(await ctx.need(LEGAL_ENTITY, clinic.provider), active=False))
        await ctx.commit()
    later = time.monotonic() + 6
    monkeypatch.setattr("polyclinic.adapters.db.memory.time.monotonic", lambda: later)
    async with clinic.http() as http:
        assert (await http.get(PATIENTS, params={"provider_id": clinic.provider})).status_code == 404


async def test_a_put_that_changes_nothing_writes_nothing(clinic: Clinic) -> None:
    async with clinic.http() as http:
        ids = {(await http.put(PATIENTS, json=clinic.body(source_id="s-1"))).json()["patient_id"] for _ in range(3)}

    assert len(await clinic.context().history(PATIENT, *ids)) == 1


async def test_a_put_takes_over_the_one_patient_of_that_name_and_birth_date(clinic: Clinic) -> None:
    async with clinic.http() as http:
        known = (await http.post(PATIENTS, json=clinic.body(first_name="José", last_name="García"))).json()
        put = await http.put(PATIENTS, json=clinic.body(source_id="s-1", first_name="jose", last_name="GARCIA"))
        assert (put.status_code, put.json()) == (200, known)
        assert (await http.get(PATIENTS + known["patient_id"])).json()["source_id"] == "s-1"

        other = await http.put(PATIENTS, json=clinic.body(source_id="s-2", first_name="jose", last_name="GARCIA"))
        assert other.status_code == 201


@pytest.mark.parametrize(
    "changes",
    [{"date_of_birth": "1990-01-03"}, {"last_name": "Silveira"}, {"source_id": "s-0"}],
    ids=["birth date", "name", "has a source id"],
)
async def test_a_put_takes_over_nobody_else(clinic: Clinic, changes: dict[str, str]) -> None:
    async with clinic.http() as http:
        await http.post(PATIENTS, json=clinic.body(**changes))
        assert (await http.put(PATIENTS, json=clinic.body(source_id="s-1"))).status_code == 201


async def test_a_put_takes_over_nobody_when_two_would_do(clinic: Clinic) -> None:
    async with clinic.http() as http:
        for _ in range(2):
            await http.post(PATIENTS, json=clinic.body())
        assert (await http.put(PATIENTS, json=clinic.body(source_id="s-1"))).status_code == 201
    assert len(await listed(clinic)) == 3


async def test_a_put_takes_over_nobody_of_another_provider(clinic: Clinic) -> None:
    elsewhere = {"provider_id": clinic.other_provider, "provider_service_location_id": clinic.other_location}
    async with clinic.http() as http:
        await http.post(PATIENTS, json=clinic.body(**elsewhere))
        assert (await http.put(PATIENTS, json=clinic.body(source_id="s-1"))).status_code == 201
        assert (await http.put(PATIENTS, json=clinic.body(**elsewhere, source_id="s-1"))).status_code == 200


async def test_a_put_of_an_archived_patient_makes_a_new_one(clinic: Clinic) -> None:
    async with clinic.http() as http:
        first = (await http.put(PATIENTS, json=clinic.body(source_id="s-1"))).json()["patient_id"]
        await http.delete(PATIENTS + first)
        again = await http.put(PATIENTS, json=clinic.body(source_id="s-1"))
        assert again.status_code == 201
        assert again.json()["patient_id"] != first


@pytest.mark.parametrize("alike", [True, False], ids=["the same body", "different bodies"])
async def test_twenty_parallel_puts_make_one_patient(clinic: Clinic, alike: bool) -> None:
    async with clinic.http() as http:
        bodies = [clinic.body(source_id="s-1", city="Albany" if alike else f"City {n}") for n in range(20)]
        answers = await asyncio.gather(*(http.put(PATIENTS, json=body) for body in bodies))

    assert sorted(answer.status_code for answer in answers) == [200] * 19 + [201]
    assert len({answer.json()["patient_id"] for answer in answers}) == 1
    assert len(await listed(clinic)) == 1


async def test_parallel_puts_take_over_a_patient_once(clinic: Clinic) -> None:
    async with clinic.http() as http:
        await http.post(PATIENTS, json=clinic.body())
        bodies = [clinic.body(source_id=f"s-{n}") for n in range(5)]
        answers = await asyncio.gather(*(http.put(PATIENTS, json=body) for body in bodies))

    assert sorted(answer.status_code for answer in answers) == [200, 201, 201, 201, 201]
    assert sorted(record["source_id"] for record in await listed(clinic)) == [f"s-{n}" for n in range(5)]


async def test_a_source_id_is_used_once_per_provider(clinic: Clinic) -> None:
    elsewhere = {"provider_id": clinic.other_provider, "provider_service_location_id": clinic.other_location}
    async with clinic.http() as http:
        first = (await http.post(PATIENTS, json=clinic.body(source_id="s-1"))).json()["patient_id"]
        second = (await http.post(PATIENTS, json=clinic.body())).json()["patient_id"]
        taken = await http.post(PATIENTS, json=clinic.body(source_id="s-1"))
        assert (taken.status_code, taken.json()) == (400, {"message": "source_id: is already in use"})
        assert (await http.patch(PATIENTS + second, json={"source_id": "s-1"})).status_code == 400
        assert (await http.post(PATIENTS, json=clinic.body(**elsewhere, source_id="s-1"))).status_code == 201

        await http.patch(PATIENTS + first, json={"source_id": None})
        assert (await http.patch(PATIENTS + second, json={"source_id": "s-1"})).status_code == 204
        await http.delete(PATIENTS + second)
        assert (await http.post(PATIENTS, json=clinic.body(source_id="s-1"))).status_code == 201


async def test_filters(clinic: Clinic) -> None:
    async with clinic.http() as http:
        place = {"provider_id": clinic.provider, "provider_group_id": clinic.provider, "name": "Annex"}
        address = {"address_line_1": "1 Elm", "city": "Albany", "state": "NY", "zip_code": "12207"}
        annex = (await http.post("/public/v1/service-locations/", json=place | address)).json()["id"]
        bodies = {
            "a": clinic.body(first_name="Zoë", last_name="Adams", source_id="s-1"),
            "b": clinic.body(last_name="Brown", status="INTAKE"),
            "c": clinic.body(last_name="Clark", provider_service_location_id=annex, source_id="s-2"),
        }
        ids = {name: (await http.post(PATIENTS, json=body)).json()["patient_id"] for name, body in bodies.items()}
    named = {id_: name for name, id_ in ids.items()}

    async def found(**params: str) -> str:
        return "".join(named[record["id"]] for record in await listed(clinic, **params))

    assert await found() == "cba"
    assert await found(status="INTAKE") == "b"
    assert await found(service_location_id=annex) == "c"
    assert await found(service_location_id=clinic.location) == "ba"
    assert await found(service_location_id=new_id()) == ""
    assert await found(source_id="s-1") == "a"
    assert await found(source_id="s-9") == ""
    assert await found(source_id="null") == "b"
    assert await found(full_name="zoe adams") == "a"
    assert await found(full_name="ZOË") == "a"
    assert await found(full_name="rown") == "b"
    assert await found(full_name="ana cl") == "c"
    assert await found(full_name="a b") == "b"
    assert await found(full_name="100%") == ""
    assert await found(full_name="zoe " * 40) == "a", "a word twice is one"
    assert await found(full_name="\ufdfa" * 200) == "", "one character, four words"
    assert await found(full_name="ana", status="ACTIVE", source_id="s-2") == "c"


async def test_what_a_middle_name_separates_is_found(clinic: Clinic) -> None:
    patient = await clinic.add_patient(name=HumanName("Ana", "Silva", "Maria"))

    assert [record["id"] for record in await listed(clinic, full_name="Ana Silva")] == [patient.id]


async def test_a_patient_of_another_api_belongs_to_the_default_provider(clinic: Clinic) -> None:
    patient = await clinic.add_patient()

    (record,) = await listed(clinic, source_id="null", service_location_id=clinic.location)
    assert record["id"] == patient.id
    assert record["provider_service_location_id"] == clinic.location
    assert record["patient_specialties"] == ["PHYSICAL_THERAPY"]
    assert record["status"] == "ACTIVE"
    assert await listed(clinic, provider_id=clinic.other_provider) == []

    async with clinic.http() as http:
        put = await http.put(PATIENTS, json=clinic.body(source_id="s-1"))
        assert (put.status_code, put.json()) == (200, {"patient_id": patient.id})
        assert [each["id"] for each in await listed(clinic, source_id="s-1")] == [patient.id]
    stored = await clinic.context().need(PATIENT, patient.id)
    assert (stored.legal_entity_id, stored.facility_id, stored.specialties) == (None, None, ())


async def test_a_patient_without_a_birth_date_is_not_silnas(clinic: Clinic) -> None:
    patient = await clinic.add_patient(birth_date=None)

    assert await listed(clinic) == []
    async with clinic.http() as http:
        for answer in (
            await http.get(PATIENTS + patient.id),
            await http.patch(PATIENTS + patient.id, json={"city": "Albany"}),
            await http.delete(PATIENTS + patient.id),
        ):
            assert (answer.status_code, answer.json()) == (404, {"message": "Patient not found"})


async def test_references_must_be_known_and_belong_together(clinic: Clinic) -> None:
    async with clinic.http() as http:
        unknown = clinic.body(provider_id=new_id(), provider_service_location_id=new_id(), source_id="s-1")
        strange = clinic.body(provider_service_location_id=clinic.other_location, source_id="s-1")
        for send in (http.post, http.put):
            answer = await send(PATIENTS, json=unknown)
            assert answer.status_code == 404
            named = [part.partition(":")[0] for part in answer.json()["message"].split("; ")]
            assert named == ["provider_id", "provider_service_location_id"]
            answer = await send(PATIENTS, json=strange)
            assert (answer.status_code, answer.json()["message"]) == (
                400,
                "provider_service_location_id: belongs to another provider",
            )
        patient = (await http.post(PATIENTS, json=clinic.body())).json()["patient_id"]
        for place, status in ((new_id(), 404), (clinic.other_location, 400), (clinic.location, 204)):
            answer = await http.patch(PATIENTS + patient, json={"provider_service_location_id": place})
            assert answer.status_code == status
    assert len(await listed(clinic)) == 1


async def test_a_birth_date_in_the_future_is_refused(clinic: Clinic) -> None:
    async with clinic.http() as http:
        answer = await http.post(PATIENTS, json=clinic.body(date_of_birth="9999-01-01"))

    assert answer.status_code == 400
    assert answer.json()["message"].startswith("date_of_birth: ")
