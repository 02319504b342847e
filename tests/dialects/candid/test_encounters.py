"""Encounters over the real store: what create does to the record, what update may, what is refused."""

import asyncio
from datetime import date
from typing import Any

import httpx2
import pytest

from polyclinic.core.encounters import operations as encounters
from polyclinic.core.encounters.model import ENCOUNTER, Encounter, PatientCopy
from polyclinic.core.patients.model import PATIENT, Patient
from polyclinic.core.shared.addresses import Address, Telecom
from polyclinic.core.shared.codes import Gender
from polyclinic.core.shared.entity import ExternalId
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.names import HumanName
from polyclinic.core.shared.queries import Query
from polyclinic.dialects.candid.mapping.parties import PATIENT_ID
from tests.dialects.candid.office import ADDRESS, ENCOUNTERS, READY, SUBSCRIBER, Office, body, fields, furnish


async def create(http: httpx2.AsyncClient, **changes: Any) -> dict[str, Any]:
    answer = await http.post(ENCOUNTERS, json=body(**changes))
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def patch(http: httpx2.AsyncClient, encounter: dict[str, Any], **changes: Any) -> httpx2.Response:
    return await http.patch(f"{ENCOUNTERS}/{encounter['encounter_id']}", json=changes)


async def patched(http: httpx2.AsyncClient, encounter: dict[str, Any], **changes: Any) -> dict[str, Any]:
    answer = await patch(http, encounter, **changes)
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def count(office: Office, kind: Any) -> int:
    return await office.context().count(Query(kind))


# -- create and the record --------------------------------------------------------------------------------------------


async def test_a_new_patient_is_in_the_record(office: Office, http: httpx2.AsyncClient) -> None:
    phones = [{"number": "4155550100", "type": "Work"}, {"number": "4155550101", "type": "Mobile"}]
    made = await create(http, patient__phone_numbers=phones, patient__email="loki@asgard.example")

    patient = await office.context().need(PATIENT, made["patient"]["individual_id"])
    assert (patient.name.given, patient.name.family) == ("Loki", "Laufeyson")
    assert (patient.birth_date, patient.gender) == (date(1983, 12, 17), Gender.MALE)
    assert patient.address == Address(("1234 Main St", "Apt 9876"), "Asgard", "CA", "94109", "1234", "US")
    assert patient.telecoms == (
        Telecom("phone", "4155550100", "work"),
        Telecom("phone", "4155550101", "mobile"),
        Telecom("email", "loki@asgard.example"),
    )
    assert patient.external_id(PATIENT_ID) == "emr-patient-id-123"


async def test_a_known_patient_is_filled_but_never_changed(office: Office, http: httpx2.AsyncClient) -> None:
    ctx = office.context()
    known = await ctx.put(
        PATIENT,
        Patient(
            name=HumanName("Loptr", "Laufeyson"),
            telecoms=(Telecom("phone", "5550", "mobile"),),
            external_ids=(ExternalId("drchrono.chart_id", "L1"), ExternalId(PATIENT_ID, "emr-patient-id-123")),
        ),
    )
    await ctx.commit()
    phones = [{"number": "4155550100", "type": "Home"}, {"number": "4155550101", "type": "Mobile"}]
    made = await create(http, patient__phone_numbers=phones)

    assert made["patient"]["individual_id"] == known.id
    assert made["patient"]["first_name"] == "Loki"
    assert [each["number"] for each in made["patient"]["phone_numbers"]] == ["4155550100", "4155550101"]
    patient = await office.context().need(PATIENT, known.id)
    assert patient.name.given == "Loptr"
    assert patient.birth_date == date(1983, 12, 17)
    assert patient.telecoms == (Telecom("phone", "5550", "mobile"), Telecom("phone", "4155550100", "home"))
    assert patient.external_ids == known.external_ids

    await create(http, external_id="second", patient__phone_numbers=phones)
    assert (await office.context().need(PATIENT, known.id)).version == patient.version
    assert await count(office, PATIENT) == 1


async def test_twenty_encounters_at_once_make_one_patient(office: Office, http: httpx2.AsyncClient) -> None:
    made = await asyncio.gather(*[create(http, external_id=f"e-{number}") for number in range(20)])
    assert len({each["patient"]["individual_id"] for each in made}) == 1
    assert await count(office, PATIENT) == 1
    assert await count(office, ENCOUNTER) == 20


async def test_twenty_times_one_external_id_make_one_encounter(office: Office, http: httpx2.AsyncClient) -> None:
    answers = await asyncio.gather(*[http.post(ENCOUNTERS, json=body()) for _ in range(20)])
    assert sorted(answer.status_code for answer in answers) == [200] + [422] * 19
    assert {answer.json().get("errorName") for answer in answers} == {None, "EncounterExternalIdUniquenessError"}
    assert await count(office, ENCOUNTER) == 1


async def test_a_facility_of_the_practice_can_be_referred_to(office: Office, http: httpx2.AsyncClient) -> None:
    made = await create(http, service_facility_id=office.facility)
    assert made["service_facility"]["service_facility_id"] == office.facility
    assert made["service_facility"]["organization_name"] == "Main office"
    assert made["service_facility"]["address"]["zip_plus_four_code"] == "9998"

    unknown = await http.post(ENCOUNTERS, json=body(external_id="b", service_facility_id=new_id()))
    assert fields(unknown) == {"service_facility_id"}
    own = {"organization_name": "Here", "address": ADDRESS}
    both = await http.post(ENCOUNTERS, json=body(service_facility_id=office.facility, service_facility=own))
    assert fields(both) == {"service_facility", "service_facility_id"}


@pytest.mark.parametrize(
    ("changes", "status", "owner"),
    [
        ({}, "missing_information", "CUSTOMER"),
        (READY, "coded", "CANDID"),
        (READY | {"service_lines": []}, "biller_received", "CANDID"),
        (READY | {"subscriber_primary": ...}, "missing_information", "CUSTOMER"),
        (READY | {"subscriber_primary": ..., "responsible_party": "SELF_PAY"}, "coded", "CANDID"),
        ({"billable_status": "NOT_BILLABLE"}, "not_billable", "NONE"),
    ],
)
async def test_what_a_claim_lacks_shows_in_its_status(
    http: httpx2.AsyncClient, changes: dict[str, Any], status: str, owner: str
) -> None:
    made = await create(http, **changes)
    assert (made["claims"][0]["status"], made["owner_of_next_action"]) == (status, owner)


async def test_a_claim_filed_elsewhere(http: httpx2.AsyncClient) -> None:
    records = [{"submitted_at": f"2023-06-0{day}T08:00:00Z"} for day in (1, 3, 2)]
    submission = {
        "claim_created_at": "2023-05-30T00:00:00Z",
        "patient_control_number": "PCN1",
        "submission_records": records,
    }
    made = await create(http, external_claim_submission=submission)
    assert made["submission_origin"] == "EXTERNAL"
    assert made["claims"][0]["status"] == "submitted_to_payer"
    assert (made["patient_control_number"], made["last_submitted_at"]) == ("PCN1", "2023-06-03T08:00:00Z")

    again = await http.post(ENCOUNTERS, json=body(external_id="other", external_claim_submission=submission))
    assert again.status_code == 422
    assert again.json()["errorName"] == "EncounterPatientControlNumberUniquenessError"
    assert again.json()["content"] == {"patient_control_number": "PCN1"}


# -- what create refuses ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "bad"),
    [
        ({"date_of_service": ...}, {"service_lines.0.date_of_service"}),
        ({"date_of_service": ..., "service_lines": []}, {"date_of_service"}),
        ({"service_lines__0__date_of_service": "2023-05-23"}, {"service_lines.0.date_of_service"}),
        ({"end_date_of_service": "2023-05-22"}, {"end_date_of_service"}),
        (
            {"service_lines__0__diagnosis_pointers": [0, 2, 7]},
            {f"service_lines.0.diagnosis_pointers.{n}" for n in (1, 2)},
        ),
        ({"diagnoses__0__code": "ZZZ", "diagnoses__1__code": "1"}, {"diagnoses.0.code", "diagnoses.1.code"}),
        ({"billing_provider__organization_name": ...}, {"billing_provider.organization_name"}),
        ({"rendering_provider__organization_name": "X"}, {f"rendering_provider.{n}_name" for n in ("first", "last")}),
        ({"patient__date_of_birth": "2199-01-01"}, {"patient.date_of_birth"}),
        ({"patient__non_insurance_payers": [new_id()]}, {"patient.non_insurance_payers.0"}),
        (
            {"external_id": 5, "diagnoses": None, "patient": {}},
            {"external_id", "diagnoses"}
            | {
                f"patient.{n}" for n in ("external_id", "first_name", "last_name", "gender", "date_of_birth", "address")
            },
        ),
        ({"billing_notes": [{"text": ""}], "referral_number": "x" * 51}, {"billing_notes.0.text", "referral_number"}),
    ],
)
async def test_every_bad_field_is_named_and_nothing_written(
    office: Office, http: httpx2.AsyncClient, changes: dict[str, Any], bad: set[str]
) -> None:
    assert fields(await http.post(ENCOUNTERS, json=body(**changes))) == bad
    assert await count(office, ENCOUNTER) == 0
    assert await count(office, PATIENT) == 0


@pytest.mark.parametrize(
    ("changes", "name", "content"),
    [
        ({"tag_ids": ["urgent", "x"]}, "InvalidTagNamesError", {"invalid_tag_names": ["urgent", "x"]}),
        (
            {"guarantor": {"external_id": "g", "first_name": "A", "last_name": "B", "address": ADDRESS}},
            "EncounterGuarantorMissingContactInfoError",
            {"missing_fields": ["phone_numbers", "email"]},
        ),
        (
            {"schema_instances": [{"schema_id": "b2506e84-4470-4cba-8a68-6883367739e1", "content": {"a": 1}}]},
            "SchemaInstanceValidationHttpFailure",
            {"errors": [{"type": "schema_does_not_exist", "schema_id": "b2506e84-4470-4cba-8a68-6883367739e1"}]},
        ),
    ],
)
async def test_refusals_with_names_of_their_own(
    office: Office, http: httpx2.AsyncClient, changes: dict[str, Any], name: str, content: dict[str, Any]
) -> None:
    answer = await http.post(ENCOUNTERS, json=body(**changes))
    assert (answer.status_code, answer.json()["errorName"], answer.json()["content"]) == (422, name, content)
    assert await count(office, PATIENT) == 0


@pytest.mark.parametrize(
    ("content", "status", "name"),
    [
        (b"{", 400, "BadRequest"),
        (b"", 400, "BadRequest"),
        (b'{"external_id": "a", "external_id": "b"}', 400, "BadRequest"),
        (b'{"external_id": "\xff"}', 400, "BadRequest"),
        (b"[]", 422, "HttpRequestValidationsError"),
        (b"null", 422, "HttpRequestValidationsError"),
        (b" " * 1_100_000, 413, None),
    ],
)
async def test_bodies_that_are_no_encounter(
    http: httpx2.AsyncClient, content: bytes, status: int, name: str | None
) -> None:
    answer = await http.post(ENCOUNTERS, content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code == status
    assert name in (None, answer.json()["errorName"])


async def test_other_routes_and_methods_answer_in_the_same_envelope(http: httpx2.AsyncClient) -> None:
    for answer, status, name in [
        (await http.get("/api/nothing"), 404, "NotFound"),
        (await http.put(ENCOUNTERS, json={}), 405, "MethodNotAllowed"),
        (
            await http.post(ENCOUNTERS, content=b"a=b", headers={"Content-Type": "text/plain"}),
            415,
            "UnsupportedMediaType",
        ),
        (await http.get(f"{ENCOUNTERS}/no-uuid"), 404, "NotFound"),
        (await http.patch(f"{ENCOUNTERS}/no-uuid", json={}), 404, "EntityNotFoundError"),
    ]:
        assert (answer.status_code, answer.json()["errorName"]) == (status, name)
        assert set(answer.json()) == {"errorName", "errorInstanceId", "content"}


async def test_slashes_do_not_count(http: httpx2.AsyncClient) -> None:
    made = await create(http)
    for path in (f"{ENCOUNTERS}/{made['encounter_id']}/", f"/api//encounters/v4/{made['encounter_id'].upper()}"):
        assert (await http.get(path)).json() == made


# -- update -----------------------------------------------------------------------------------------------------------


async def test_without_a_body_an_update_changes_nothing(office: Office, http: httpx2.AsyncClient) -> None:
    made = await create(http)
    answer = await http.patch(f"{ENCOUNTERS}/{made['encounter_id']}")
    assert answer.json() == made
    assert (await office.context().need(ENCOUNTER, made["encounter_id"])).version == 1


async def test_days_go_where_the_encounter_has_them(http: httpx2.AsyncClient) -> None:
    made = await patched(http, await create(http), date_of_service="2023-06-01", end_date_of_service="2023-06-02")
    assert (made["date_of_service"], made["end_date_of_service"]) == ("2023-06-01", "2023-06-02")
    line = made["claims"][0]["service_lines"][0]
    assert line["date_of_service_range"] == {"start_date": "2023-06-01", "end_date": "2023-06-02"}

    lines = [{**body()["service_lines"][0], "date_of_service": f"2023-07-0{day}"} for day in (1, 1)]
    alike = await create(http, external_id="alike", date_of_service=..., service_lines=lines)
    assert "date_of_service" not in alike
    moved = await patched(http, alike, date_of_service="2023-08-01")
    assert {each["date_of_service"] for each in moved["claims"][0]["service_lines"]} == {"2023-08-01"}

    lines[1]["date_of_service"] = "2023-07-02"
    differing = await create(http, external_id="differing", date_of_service=..., service_lines=lines)
    assert fields(await patch(http, differing, date_of_service="2023-08-01")) == {"date_of_service"}
    assert fields(await patch(http, made, date_of_service=None)) >= {"date_of_service"}


async def test_another_external_id_of_the_patient_is_another_patient(office: Office, http: httpx2.AsyncClient) -> None:
    made = await create(http)
    other = await create(http, external_id="other", patient__external_id="p-2", patient__first_name="Thor")
    moved = await patched(http, made, patient={"external_id": "p-2"})
    assert moved["patient"]["individual_id"] == other["patient"]["individual_id"]
    assert moved["patient"]["first_name"] == "Loki"

    named = await patched(http, made, patient={"external_id": "p-3", "email": "x@y.example"})
    assert named["patient"]["individual_id"] not in (
        made["patient"]["individual_id"],
        other["patient"]["individual_id"],
    )
    assert await count(office, PATIENT) == 3


async def test_an_encounter_written_elsewhere_keeps_its_patient(office: Office, http: httpx2.AsyncClient) -> None:
    ctx = office.context()
    patient = await ctx.put(PATIENT, Patient(name=HumanName("Ana", "Silva")))
    encounter = Encounter(patient_id=patient.id, patient=PatientCopy(patient.name), start=date(2026, 1, 15))
    await encounters.record(ctx, encounter)
    await ctx.commit()

    made = (await http.get(f"{ENCOUNTERS}/{encounter.id}")).json()
    assert made["patient"]["external_id"] == patient.id
    assert made["billing_provider"]["organization_name"] == "Riverside PC"
    sent_back = {"external_id": patient.id, "email": "ana@example.com"}
    billing = {"npi": "1234567893", "tax_id": "123456789", "address": ADDRESS}
    assert fields(await patch(http, made, billing_provider=billing)) == {"billing_provider.organization_name"}
    named = {**billing, "organization_name": "Acme"}
    changed = await patched(http, made, patient=sent_back, billing_provider=named)
    assert changed["patient"]["individual_id"] == patient.id
    assert changed["patient"]["email"] == "ana@example.com"
    assert changed["billing_provider"]["address"] == ADDRESS
    assert (await office.context().need(PATIENT, patient.id)).external_ids == ()
    assert (await office.context().need(ENCOUNTER, encounter.id)).patient.external_id == ""


async def test_a_name_of_one_kind_replaces_the_other(http: httpx2.AsyncClient) -> None:
    made = await patched(http, await create(http), billing_provider={"first_name": "Stephen", "last_name": "Strange"})
    assert "organization_name" not in made["billing_provider"]
    assert made["billing_provider"]["last_name"] == "Strange"
    assert made["service_facility"]["organization_name"] == "Stephen Strange"
    assert made["billing_provider"]["tax_id"] == "123456789"


async def test_new_parties_must_be_whole(http: httpx2.AsyncClient) -> None:
    made = await create(http)
    answer = await patch(
        http,
        made,
        referring_provider={"first_name": "Jane"},
        treating_provider={"npi": "1234567893"},
        guarantor={"email": "g@example.com"},
        subscriber_primary={**SUBSCRIBER, "insurance_card": {**SUBSCRIBER["insurance_card"], "payer_id": "CASH PAY"}},
        diagnosis_ids=[new_id()],
    )
    assert fields(answer) == {
        "referring_provider.npi",
        "treating_provider.first_name",
        "treating_provider.last_name",
        "guarantor.external_id",
        "guarantor.first_name",
        "guarantor.last_name",
        "guarantor.address",
        "subscriber_primary.insurance_card.payer_id",
        "diagnosis_ids.0",
        "diagnosis_ids",
    }


async def test_diagnoses_are_put_in_order_and_kept_while_lines_point_at_them(http: httpx2.AsyncClient) -> None:
    made = await create(http, service_lines__0__diagnosis_pointers=[1])
    first, second = (each["diagnosis_id"] for each in made["diagnoses"])
    turned = await patched(http, made, diagnosis_ids=[second, first])
    assert [each["diagnosis_id"] for each in turned["diagnoses"]] == [second, first]
    only = await patched(http, made, diagnosis_ids=[second])
    assert [each["diagnosis_id"] for each in only["diagnoses"]] == [second]
    assert fields(await patch(http, only, diagnosis_ids=[])) == {"diagnosis_ids"}


async def test_the_place_of_service_is_merged_and_cleared(http: httpx2.AsyncClient) -> None:
    made = await create(http)
    named = await patched(http, made, service_facility={"organization_name": "Sanctum", "npi": "1245319599"})
    assert named["service_facility"]["address"] == made["billing_provider"]["address"]
    assert named["service_facility"]["organization_name"] == "Sanctum"
    kept = await patched(http, made, service_facility={"npi": None})
    assert "npi" not in kept["service_facility"]
    assert kept["service_facility"]["service_facility_id"] == named["service_facility"]["service_facility_id"]
    assert (await patched(http, made, service_facility=None))["service_facility"] == made["service_facility"]


async def test_an_external_id_moves(http: httpx2.AsyncClient) -> None:
    made = await create(http)
    await patched(http, made, external_id="new-name")
    assert (await http.get(ENCOUNTERS, params={"external_id": "new-name"})).json()["items"]
    again = await create(http)
    taken = await patch(http, again, external_id="new-name")
    assert taken.json()["errorName"] == "EncounterExternalIdUniquenessError"
    assert taken.json()["content"] == {"external_id": "new-name"}


async def test_concurrent_updates_lose_nothing(http: httpx2.AsyncClient) -> None:
    made = await create(http)
    names = ("prior_authorization_number", "additional_information", "referral_number", "appointment_type")
    await asyncio.gather(*[patched(http, made, **{name: name}) for name in names])
    after = (await http.get(f"{ENCOUNTERS}/{made['encounter_id']}")).json()
    assert {name: after[name] for name in names} == {name: name for name in names}


# -- another practice -------------------------------------------------------------------------------------------------


async def test_another_practice_is_not_there(office: Office, http: httpx2.AsyncClient) -> None:
    made = await create(http)
    other = await furnish(office.services, office.clock)
    path = f"{ENCOUNTERS}/{made['encounter_id']}"
    async with await other.http() as stranger:
        assert (await stranger.get(path)).status_code == 404
        assert (await stranger.patch(path, json={"referral_number": "1"})).status_code == 404
        for params in ({}, {"external_id": "emr-claim-id-abcd"}, {"search_term": made["encounter_id"]}):
            assert (await stranger.get(ENCOUNTERS, params=params)).json() == {"items": []}
        mine = await stranger.post(ENCOUNTERS, json=body(service_facility_id=office.facility))
        assert fields(mine) == {"service_facility_id"}
    assert (await http.get(path)).json() == made
