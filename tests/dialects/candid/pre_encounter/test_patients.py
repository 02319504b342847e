"""Patients of the pre-encounter API over the real store: what is kept, found, refused, and seen by the record."""

import asyncio
from datetime import UTC, date, datetime
from typing import Any

import httpx2
import pytest

from polyclinic.core.coverage.model import COVERAGE, Coverage
from polyclinic.core.organisation.model import FACILITY, Facility
from polyclinic.core.patients.model import PATIENT, Patient
from polyclinic.core.shared.addresses import Address, Telecom
from polyclinic.core.shared.codes import Gender
from polyclinic.core.shared.names import HumanName
from tests.dialects.candid.office import ENCOUNTERS, Office, body, open_office
from tests.dialects.candid.pre_encounter.people import FULL, named, person

PATIENTS = "/patients/v1"
SERVER = {"id", "mrn", "organization_id", "deactivated", "version", "updated_at", "updating_user_id"}


async def add(http: httpx2.AsyncClient, sent: dict[str, Any] | None = None, **query: Any) -> dict[str, Any]:
    answer = await http.post(PATIENTS, json=person() if sent is None else sent, params=query)
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def replaced(http: httpx2.AsyncClient, held: dict[str, Any], sent: dict[str, Any]) -> dict[str, Any]:
    answer = await http.put(f"{PATIENTS}/{held['id']}/{held['version'] + 1}", json=sent)
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def in_record(office: Office, id: str) -> Patient:
    patient = await office.context().get(PATIENT, id)
    assert patient is not None
    return patient


async def put_in_record(office: Office, patient: Patient) -> Patient:
    ctx = office.context()
    stored = await ctx.put(PATIENT, patient)
    await ctx.commit()
    return stored


def refused(answer: httpx2.Response, status: int, name: str) -> Any:
    assert (answer.status_code, answer.json()["errorName"]) == (status, name), answer.text
    return answer.json()["content"]


def sent_part(patient: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in patient.items() if name not in SERVER}


@pytest.mark.parametrize("sent", [person(), FULL], ids=["small", "full"])
async def test_a_patient_is_read_as_sent(office: Office, http: httpx2.AsyncClient, sent: dict[str, Any]) -> None:
    made = await add(http, sent)
    assert sent_part(made) == sent
    assert (made["version"], made["deactivated"], made["organization_id"]) == (1, False, office.practice.id)
    assert made["updating_user_id"]
    assert (await http.get(f"{PATIENTS}/{made['id']}")).json() == made
    assert (await http.get(f"{PATIENTS}/mrn/{made['mrn']}")).json() == made


async def test_the_record_has_what_every_api_knows(office: Office, http: httpx2.AsyncClient) -> None:
    patient = await in_record(office, (await add(http, FULL))["id"])
    assert patient.name == HumanName("Loki", "Laufeyson", middle="Odin")
    assert patient.birth_date == date(1983, 12, 17)
    assert patient.gender is Gender.MALE
    assert patient.address == Address(("1 Elm St", "Apt 2"), "Albany", "NY", "12207", "1234", "US")
    assert patient.telecoms == (
        Telecom("phone", "555-0100", "mobile"),
        Telecom("phone", "555-0101", "home"),
        Telecom("phone", "555-0102", "any"),
        Telecom("email", "loki@asgard.example"),
    )
    assert patient.ssn is not None
    assert patient.ssn.reveal() == "123-45-6789"
    assert (patient.race, patient.ethnicity, patient.language) == ("white", "not_hispanic", "non")
    assert "123-45" not in str(patient.extras)


async def test_a_replacement_replaces_everything(office: Office, http: httpx2.AsyncClient) -> None:
    made = await add(http, FULL)
    changed = await replaced(http, made, person(name=named("Odinson")))
    assert sent_part(changed) == person(name=named("Odinson"))
    assert (changed["mrn"], changed["version"]) == (made["mrn"], 2)
    kept = (await in_record(office, made["id"])).extras
    assert kept == {"candid": {"name": {"use": "USUAL", "given": ["Loki"]}, "primary_address": {"use": "HOME"}}}


async def test_what_this_api_cannot_say_stays(office: Office, http: httpx2.AsyncClient) -> None:
    """A patient of another API who comes back as shown is unchanged but for the version."""
    held = await put_in_record(
        office,
        Patient(
            name=HumanName("Ana", "Silva", middle="B C", prefix="Dr.", suffix="Jr."),
            telecoms=(Telecom("email", "ana@x.example"), Telecom("phone", "1", "any"), Telecom("phone", "2", "work")),
            gender=Gender.OTHER,
            race="something else",
            primary_care_physician="Dr. Who",
        ),
    )
    shown = (await http.get(f"{PATIENTS}/{held.id}")).json()
    assert shown["birth_date"] == "1900-01-01"
    assert shown["primary_address"]["state"] == "FC"
    assert shown["biological_sex"] == "UNKNOWN"
    assert shown["name"] == {"use": "USUAL", "family": "Silva", "given": ["Ana", "B C"], "suffix": "Jr."}
    assert shown["mrn"] == f"{held.created_at:%y%m%d}{held.number:06d}"
    assert (await http.get(f"{PATIENTS}/mrn/{shown['mrn']}")).json() == shown

    await replaced(http, shown, sent_part(shown))
    after = await in_record(office, held.id)
    assert (after.name, after.telecoms, after.gender) == (held.name, held.telecoms, held.gender)
    assert (after.birth_date, after.address, after.race) == (None, None, "something else")
    assert (after.version, after.primary_care_physician) == (2, "Dr. Who")


async def test_versions(http: httpx2.AsyncClient) -> None:
    made = await add(http)
    url = f"{PATIENTS}/{made['id']}"
    for wrong in (0, 1, 3):
        content = refused(await http.put(f"{url}/{wrong}", json=person()), 409, "VersionConflictError")
        assert content["latest_version"] == 1
    assert refused(await http.delete(f"{url}/1"), 409, "VersionConflictError")["latest_version"] == 1
    assert (await http.delete(f"{url}/2")).status_code == 204
    assert (await http.get(url)).json()["deactivated"] is True
    assert (await http.get(f"{PATIENTS}/mrn/{made['mrn']}")).json()["deactivated"] is True
    refused(await http.put(f"{url}/3", json=person()), 404, "NotFoundError")
    refused(await http.patch(f"{url}/2"), 409, "VersionConflictError")
    assert (await http.patch(f"{url}/3")).status_code == 204
    await replaced(http, (await http.get(url)).json(), person(name=named("Odinson")))
    history = (await http.get(f"{url}/history")).json()
    assert [(each["version"], each["deactivated"], each["name"]["family"]) for each in history] == [
        (1, False, "Laufeyson"),
        (2, True, "Laufeyson"),
        (3, False, "Laufeyson"),
        (4, False, "Odinson"),
    ]


async def test_unknown_patients(http: httpx2.AsyncClient) -> None:
    unknown = f"{PATIENTS}/0198c5a0-7c1d-7f3e-9d7a-0d9c1f2b3a4e"
    for url in (unknown, f"{PATIENTS}/nobody", f"{unknown}/history", f"{PATIENTS}/mrn/2603040001"):
        refused(await http.get(url), 404, "NotFoundError")
    content = refused(await http.put(f"{unknown}/1", json=person()), 404, "NotFoundError")
    assert content == {"message": "There is no such object"}
    refused(await http.delete(f"{unknown}/one"), 404, "NotFoundError")
    refused(await http.patch(f"{unknown}/1"), 404, "NotFoundError")


async def test_another_practice_sees_nothing(office: Office, http: httpx2.AsyncClient) -> None:
    made = await add(http)
    other = await open_office(office.services.records.__self__)  # type: ignore[attr-defined]  # the store behind it
    async with await other.http() as theirs:
        refused(await theirs.get(f"{PATIENTS}/{made['id']}"), 404, "NotFoundError")
        refused(await theirs.get(f"{PATIENTS}/mrn/{made['mrn']}"), 404, "NotFoundError")
        assert (await theirs.get(PATIENTS)).json() == []


# -- ids --------------------------------------------------------------------------------------------------------------


async def test_mrns_are_minted_without_collision(http: httpx2.AsyncClient) -> None:
    made = await asyncio.gather(*(add(http, person(birth_date=f"19{n:02d}-01-01")) for n in range(20, 32)))
    mrns = {each["mrn"] for each in made}
    assert len(mrns) == 12
    assert all(len(mrn) == 10 and mrn.startswith("260304") and mrn.isdigit() for mrn in mrns)


async def test_a_taken_mrn_is_not_minted(office: Office, http: httpx2.AsyncClient) -> None:
    first = await add(http)
    number = (await in_record(office, first["id"])).number
    taken = f"260304{(number + 1) % 10_000:04d}"
    await http.post(f"{PATIENTS}/with_mrn", json=person(name=named("A"), mrn=taken))
    made = [await add(http, person(name=named("B", f"b{n}"))) for n in range(3)]
    assert len({first["mrn"], taken, *(each["mrn"] for each in made)}) == 5


async def test_a_patient_may_bring_an_mrn(http: httpx2.AsyncClient) -> None:
    answer = await http.post(f"{PATIENTS}/with_mrn", json=person(mrn="MRN/1 x"))
    assert answer.json()["mrn"] == "MRN/1 x"
    again = await http.post(f"{PATIENTS}/with_mrn", json=person(name=named("Thor"), mrn="MRN/1 x"))
    assert refused(again, 409, "VersionConflictError") == {"message": "This MRN is already in use"}
    long = await http.post(f"{PATIENTS}/with_mrn", json=person(name=named("Thor"), mrn="x" * 21))
    assert [each["fieldName"] for each in refused(long, 400, "BadRequestError")["data"]] == ["mrn"]


async def test_an_external_id_belongs_to_one_patient(http: httpx2.AsyncClient) -> None:
    theirs = {"external_provenance": {"external_id": "emr-1", "system_name": "EMR"}}
    answers = await asyncio.gather(*(http.post(PATIENTS, json=person(name=named(f"P{n}"), **theirs)) for n in range(3)))
    assert sorted(each.status_code for each in answers) == [200, 409, 409]
    lost = next(each for each in answers if each.status_code == 409)
    assert refused(lost, 409, "VersionConflictError") == {"message": "This external_id is already in use"}
    elsewhere = {"external_provenance": {"external_id": "emr-1", "system_name": "Another EMR"}}
    other = await add(http, person(name=named("Other"), **elsewhere))
    taken = await http.put(f"{PATIENTS}/{other['id']}/2", json=person(name=named("Other"), **theirs))
    refused(taken, 409, "VersionConflictError")


async def test_a_likely_duplicate_is_refused_unless_wanted(http: httpx2.AsyncClient) -> None:
    answers = await asyncio.gather(*(http.post(PATIENTS, json=person()) for _ in range(3)))
    assert sorted(each.status_code for each in answers) == [200, 409, 409]
    again = await http.post(PATIENTS, json=person(name=named("LAUFEYSON", "loki")))
    assert "born on the same day" in refused(again, 409, "VersionConflictError")["message"]
    await add(http, skip_duplicate_check="true")
    await add(http, person(birth_date="1983-12-18"))
    assert len((await http.get(PATIENTS)).json()) == 3


async def test_an_encounters_patient_is_found_by_another_id(office: Office, http: httpx2.AsyncClient) -> None:
    provenance = {"external_id": "emr-patient-id-123", "system_name": "EMR"}
    made = await add(http, person(external_provenance=provenance))
    encounter = (await http.post(ENCOUNTERS, json=body())).json()
    assert encounter["patient"]["individual_id"] != made["id"]
    listed = (await http.get(f"{PATIENTS}/get_multi")).json()
    assert (listed["total"], {each["id"] for each in listed["items"]}) == (
        2,
        {made["id"], encounter["patient"]["individual_id"]},
    )


# -- bad input --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"birth_date": "2999-01-01"}, "birth_date"),
        ({"birth_date": "soon"}, "birth_date"),
        ({"name": named("", "")}, "name"),
        ({"name": {**named("x"), "use": "PET"}}, "name.use"),
        ({"contacts": ...}, "contacts"),
        ({"contacts": None}, "contacts"),
        ({"filing_order": {"coverages": ["0198c5a0-7c1d-7f3e-9d7a-0d9c1f2b3a4e"]}}, "filing_order.coverages.0"),
        ({"filing_order": {"coverages": ["x"]}}, "filing_order.coverages.0"),
        ({"primary_service_facility_id": "nowhere"}, "primary_service_facility_id"),
        ({"other_telecoms": [{"value": "1", "use": "HOME"}] * 101}, "other_telecoms"),
        ({"multiple_birth": "2"}, "multiple_birth"),
    ],
)
async def test_bad_input_is_named_and_nothing_written(
    http: httpx2.AsyncClient, changes: dict[str, Any], field: str
) -> None:
    typed = await http.post(f"{PATIENTS}/with_mrn", json=person(mrn="1", **changes))
    content = refused(typed, 400, "BadRequestError")
    assert [each["fieldName"] for each in content["data"]] == [field]
    assert field in refused(await http.post(PATIENTS, json=person(**changes)), 422, "UnprocessableEntity")["message"]
    assert (await http.get(PATIENTS)).json() == []


async def test_a_facility_of_the_practice(office: Office, http: httpx2.AsyncClient) -> None:
    made = await add(http, person(primary_service_facility_id=office.facility))
    assert (await in_record(office, made["id"])).facility_id == office.facility
    ctx = office.context()
    facility = await ctx.put(FACILITY, Facility(name="Elsewhere"))
    await ctx.commit()
    changed = await replaced(http, made, person(primary_service_facility_id=facility.id))
    assert changed["primary_service_facility_id"] == facility.id


async def test_the_filing_order_is_the_records(office: Office, http: httpx2.AsyncClient) -> None:
    made = await add(http)
    ctx = office.context()
    plans = [await ctx.put(COVERAGE, Coverage(patient_id=made["id"], payer_name=name)) for name in "ABC"]
    await ctx.commit()
    ids = [plan.id for plan in plans]
    first = await replaced(http, made, person(filing_order={"coverages": ids}))
    assert first["filing_order"] == {"coverages": ids}
    swapped = await replaced(http, first, person(filing_order={"coverages": [ids[2], ids[0]]}))
    assert swapped["filing_order"] == {"coverages": [ids[2], ids[0]]}
    orders = [plan.order for plan in (await office.context().get_many(COVERAGE, ids)).values()]
    assert sorted(orders, key=str) == [1, 2, None]
    history = (await http.get(f"{PATIENTS}/{made['id']}/history")).json()
    assert [each["filing_order"]["coverages"] for each in history] == [[], ids, [ids[2], ids[0]]]
    twice = await http.put(f"{PATIENTS}/{made['id']}/4", json=person(filing_order={"coverages": [ids[0], ids[0]]}))
    assert "filing_order.coverages.1" in refused(twice, 422, "UnprocessableEntity")["message"]


# -- lists ------------------------------------------------------------------------------------------------------------


async def test_pages_in_order_with_a_total(http: httpx2.AsyncClient) -> None:
    for family in ("Cat", "ant", "Bee", "Dog", "Élan"):
        await add(http, person(name=named(family)))

    async def pages(**query: Any) -> list[list[str]]:
        found, token = [], None
        while True:
            page = await http.get(f"{PATIENTS}/get_multi", params={**query, **({"page_token": token} if token else {})})
            answer = page.json()
            assert answer["total"] == 5
            found.append([each["name"]["family"] for each in answer["items"]])
            token = answer.get("next_page_token")
            if token is None:
                return found

    by_name = await pages(limit=2, sort_field="name.family")
    assert by_name == [["ant", "Bee"], ["Cat", "Dog"], ["Élan"]]
    assert await pages(limit=5, sort_field="name.family", sort_direction="desc") == [
        ["Élan", "Dog", "Cat", "Bee", "ant"]
    ]
    assert await pages() == [["Cat", "ant", "Bee", "Dog", "Élan"]]


@pytest.mark.parametrize(
    "query", [{"limit": "0"}, {"limit": "1001"}, {"page_token": "x"}, {"sort_field": "ssn"}, {"sort_direction": "up"}]
)
async def test_bad_queries(http: httpx2.AsyncClient, query: dict[str, str]) -> None:
    answer = await http.get(f"{PATIENTS}/get_multi", params=query)
    assert next(iter(query)) in refused(answer, 422, "UnprocessableEntity")["message"]


async def test_lists_by_mrn(http: httpx2.AsyncClient) -> None:
    made = await add(http)
    await add(http, person(name=named("Thor")))
    listed = (await http.get(f"{PATIENTS}/get_multi", params={"mrn": made["mrn"]})).json()
    assert (listed["items"], listed["total"]) == ([made], 1)
    assert (await http.get(PATIENTS, params={"mrn": made["mrn"]})).json() == [made]
    assert (await http.get(PATIENTS, params={"mrn": "none"})).json() == []
    await http.delete(f"{PATIENTS}/{made['id']}/2")
    assert (await http.get(f"{PATIENTS}/get_multi", params={"mrn": made["mrn"]})).json()["total"] == 0


async def test_the_most_similar_name_comes_first(http: httpx2.AsyncClient) -> None:
    for given, family in (("Peter", "Parker"), ("Petra", "Parkerson"), ("Mary", "Watson"), ("Ben", "Parker")):
        await add(http, person(name=named(family, given)))
    found = (await http.get(PATIENTS, params={"similar_name_ordering": "peter parker"})).json()
    names = [" ".join([*each["name"]["given"], each["name"]["family"]]) for each in found]
    assert names == ["Peter Parker", "Petra Parkerson", "Ben Parker"]


async def test_times_are_of_the_system_clock(office: Office, http: httpx2.AsyncClient) -> None:
    made = await add(http)
    assert datetime.fromisoformat(made["updated_at"]) == office.clock.now().astimezone(UTC)
