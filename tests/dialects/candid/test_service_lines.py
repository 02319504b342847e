"""Service lines and diagnoses by routes of their own: what moves with them, what is refused."""

import asyncio
from typing import Any

import httpx2
import pytest

from polyclinic.core.encounters.model import ENCOUNTER
from polyclinic.core.shared.ids import new_id
from tests.dialects.candid.office import ADDRESS, ENCOUNTERS, Office, body, furnish

LINES, DIAGNOSES = "/api/service-lines/v2", "/api/diagnoses/v2"
ORDERING = {"npi": "1245319599", "first_name": "Jane", "last_name": "Foster"}
DRUG = {
    "service_id_qualifier": "N4",
    "national_drug_code": "00002143380",
    "national_drug_unit_count": "2.5",
    "measurement_unit_code": "ML",
}
Json = dict[str, Any]


async def create(http: httpx2.AsyncClient, **changes: Any) -> Json:
    return good(await http.post(ENCOUNTERS, json=body(**changes)))


def good(answer: httpx2.Response) -> Json:
    assert answer.status_code == 200, answer.text
    made: Json = answer.json()
    return made


def refused(answer: httpx2.Response, status: int, name: str) -> Any:
    assert (answer.status_code, answer.json()["errorName"]) == (status, name), answer.text
    return answer.json()["content"]


def bad_field(answer: httpx2.Response) -> str:
    field: str = refused(answer, 422, "HttpRequestValidationError")["fieldName"]
    return field


async def read(http: httpx2.AsyncClient, encounter: Json) -> Json:
    return good(await http.get(f"{ENCOUNTERS}/{encounter['encounter_id']}"))


def lines_of(encounter: Json) -> list[Json]:
    lines: list[Json] = encounter["claims"][0]["service_lines"]
    return lines


def line(encounter: Json, **changes: Any) -> Json:
    sent = {
        "claim_id": encounter["claims"][0]["claim_id"],
        "procedure_code": "99213",
        "quantity": "2",
        "units": "UN",
        "diagnosis_id_zero": encounter["diagnoses"][0]["diagnosis_id"],
    }
    return {name: value for name, value in {**sent, **changes}.items() if value is not ...}


async def patch(http: httpx2.AsyncClient, line: Json, **changes: Any) -> httpx2.Response:
    return await http.patch(f"{LINES}/{line['service_line_id']}", json=changes)


# -- adding -----------------------------------------------------------------------------------------------------------


async def test_a_line_is_added_with_everything_it_says(office: Office, http: httpx2.AsyncClient) -> None:
    encounter = await create(http)
    sent = line(
        encounter,
        charge_amount_cents=2500,
        modifiers=["25", "59"],
        drug_identification=DRUG,
        ordering_provider=ORDERING,
        denial_reason={"reason": "Bundled"},
        custom_procedure_code="X-1",
        external_id="line-2",
        note="given at home",
        test_results=[{"value": 5.5, "result_type": "LDL"}],
        diagnosis_id_one=encounter["diagnoses"][1]["diagnosis_id"],
    )
    added = good(await http.post(LINES, json=sent))
    ordering = added.pop("ordering_provider")
    assert {name: added[name] for name in sent if name != "ordering_provider"} == {
        name: value for name, value in sent.items() if name != "ordering_provider"
    }
    assert (ordering["last_name"], ordering["address"]) == ("Foster", encounter["billing_provider"]["address"])
    assert added["date_of_service"] == "2023-05-23"
    first, second = lines_of(await read(http, encounter))
    assert first == lines_of(encounter)[0]
    assert second == {**added, "ordering_provider": ordering}
    held = await office.context().need(ENCOUNTER, encounter["encounter_id"])
    assert held.service_lines[1].drug is not None
    assert (held.service_lines[1].drug.code, held.version) == ("00002143380", 2)


async def test_what_a_new_line_must_not_say(http: httpx2.AsyncClient) -> None:
    encounter = await create(http)
    for changes, field in (
        ({"claim_id": new_id()}, "claim_id"),
        ({"diagnosis_id_zero": new_id()}, "diagnosis_id_zero"),
        ({"diagnosis_id_two": encounter["diagnoses"][0]["diagnosis_id"]}, "diagnosis_id_two"),
        ({"quantity": "1.25"}, "quantity"),
        ({"units": "XX"}, "units"),
        ({"ordering_provider": {"npi": "1"}}, "ordering_provider.npi"),
        ({"end_date_of_service": "2023-05-22"}, "date_of_service"),
        ({"date_of_service": "2023-05-24", "end_date_of_service": "2023-05-22"}, "end_date_of_service"),
    ):
        assert bad_field(await http.post(LINES, json=line(encounter, **changes))) == field
    assert await read(http, encounter) == encounter


async def test_where_one_field_can_be_named_the_message_names_the_others(http: httpx2.AsyncClient) -> None:
    told = refused(await http.post(LINES, json={"claim_id": "x", "units": "XX"}), 422, "HttpRequestValidationError")
    assert told["fieldName"] == "claim_id"
    for name in ("claim_id: ", "procedure_code: ", "quantity: ", "units: "):
        assert name in told["humanReadableMessage"]


async def test_an_external_id_serves_a_claim_once(http: httpx2.AsyncClient) -> None:
    encounter = await create(http)
    sent = line(encounter, external_id="l-1")
    added = good(await http.post(LINES, json=sent))
    assert refused(await http.post(LINES, json=sent), 409, "EntityConflictError") == {"entity_name": "service_line"}
    assert bad_field(await patch(http, lines_of(encounter)[0], external_id="l-1")) == "external_id"

    assert (await http.delete(f"{LINES}/{added['service_line_id']}")).status_code == 204
    assert refused(await http.post(LINES, json=sent), 409, "EntityConflictError") == {"entity_name": "service_line"}
    put = await http.put(f"{LINES}/external-id/l-1", json=line(encounter))
    assert bad_field(put) == "external_id"
    other = await create(http, external_id="other")
    good(await http.post(LINES, json=line(other, external_id="l-1")))


async def test_ten_lines_at_once_are_all_there_and_one_external_id_wins_once(http: httpx2.AsyncClient) -> None:
    encounter = await create(http)
    answers = await asyncio.gather(*[http.post(LINES, json=line(encounter, external_id="same")) for _ in range(3)])
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    await asyncio.gather(*[http.post(LINES, json=line(encounter, external_id=f"l-{n}")) for n in range(3)])
    assert len(lines_of(await read(http, encounter))) == 5


# -- changing ---------------------------------------------------------------------------------------------------------


async def test_a_patch_keeps_what_is_absent_and_clears_what_is_null(http: httpx2.AsyncClient) -> None:
    encounter = await create(http)
    sent = line(encounter, modifiers=["25"], description="long visit", drug_identification=DRUG, external_id="a")
    added = good(await http.post(LINES, json=sent))
    assert good(await http.patch(f"{LINES}/{added['service_line_id']}")) == added

    second = encounter["diagnoses"][1]["diagnosis_id"]
    changed = good(
        await patch(
            http,
            added,
            modifiers=None,
            drug_identification=None,
            procedure_code=None,
            diagnosis_id_one=second,
            denial_reason={"reason": "Bundled"},
            edit_reason="typing error",
        )
    )
    expected = {
        **added,
        "modifiers": [],
        "procedure_code": "",
        "diagnosis_id_one": second,
        "denial_reason": {"reason": "Bundled"},
    }
    del expected["drug_identification"]
    assert changed == expected
    left = good(await patch(http, added, diagnosis_id_zero=None, denial_reason=None))
    assert left["diagnosis_id_zero"] == second
    assert "diagnosis_id_one" not in left
    assert "denial_reason" not in left
    assert bad_field(await patch(http, added, diagnosis_id_zero=None)) == "diagnosis_id_zero"
    assert bad_field(await patch(http, added, quantity=None)) == "quantity"
    assert bad_field(await patch(http, added, date_of_service="2023-05-23", end_date_of_service="2023-05-01")) == (
        "end_date_of_service"
    )


async def test_days_stay_on_the_encounter_while_its_lines_agree(http: httpx2.AsyncClient) -> None:
    encounter = await create(http)
    same = good(await http.post(LINES, json=line(encounter, date_of_service="2023-05-23")))
    assert (await read(http, encounter))["date_of_service"] == "2023-05-23"

    moved = good(await patch(http, same, date_of_service="2023-05-25"))
    assert moved["date_of_service"] == "2023-05-25"
    apart = await read(http, encounter)
    assert "date_of_service" not in apart
    assert [each["date_of_service"] for each in lines_of(apart)] == ["2023-05-23", "2023-05-25"]
    assert bad_field(await http.post(LINES, json=line(encounter))) == "date_of_service"
    good(await http.post(LINES, json=line(encounter, date_of_service="2023-05-26")))

    for each in lines_of(await read(http, encounter)):
        assert (await http.delete(f"{LINES}/{each['service_line_id']}")).status_code == 204
    empty = await read(http, encounter)
    assert (empty["date_of_service"], lines_of(empty)) == ("2023-05-26", [])


async def test_the_only_line_takes_its_encounter_along(http: httpx2.AsyncClient) -> None:
    encounter = await create(http)
    good(await patch(http, lines_of(encounter)[0], date_of_service="2023-06-01", end_date_of_service="2023-06-02"))
    moved = await read(http, encounter)
    assert (moved["date_of_service"], moved["end_date_of_service"]) == ("2023-06-01", "2023-06-02")


async def test_put_by_external_id_adds_and_then_replaces(http: httpx2.AsyncClient) -> None:
    encounter = await create(http)
    path = f"{LINES}/external-id/emr/7"
    added = good(await http.put(path, json=line(encounter, modifiers=["25"], ordering_provider=ORDERING)))
    assert (added["external_id"], added["modifiers"]) == ("emr/7", ["25"])
    again = good(await http.put(path, json=line(encounter, charge_amount_cents=100)))
    assert again["service_line_id"] == added["service_line_id"]
    assert again["created_at"] == added["created_at"]
    assert (again["charge_amount_cents"], again["modifiers"]) == (100, [])
    assert "ordering_provider" not in again
    assert len(lines_of(await read(http, encounter))) == 2

    unknown = new_id()
    nowhere = await http.put(path, json=line(encounter, claim_id=unknown))
    assert refused(nowhere, 404, "EntityNotFoundError") == {"id": unknown}
    assert bad_field(await http.put(path, json=line(encounter, external_id="8"))) == "external_id"


async def test_lines_of_a_claim_that_was_sent_change_and_stay(http: httpx2.AsyncClient) -> None:
    submission = {
        "claim_created_at": "2023-05-30T00:00:00Z",
        "patient_control_number": "PCN1",
        "submission_records": [{"submitted_at": "2023-06-01T08:00:00Z"}],
    }
    encounter = await create(http, external_claim_submission=submission)
    (sent,) = lines_of(encounter)
    assert good(await patch(http, sent, charge_amount_cents=1))["charge_amount_cents"] == 1
    answer = await http.delete(f"{LINES}/{sent['service_line_id']}")
    assert refused(answer, 409, "EntityConflictError") == {"entity_name": "service_line"}


@pytest.mark.parametrize("line_id", ["b2506e84-4470-4cba-8a68-6883367739e1", "no-uuid"])
async def test_a_line_that_is_not_there(http: httpx2.AsyncClient, line_id: str) -> None:
    for answer in (
        await http.patch(f"{LINES}/{line_id}", json={"note": "x"}),
        await http.patch(f"{LINES}/{line_id}/universal", json={"note": "x"}),
        await http.delete(f"{LINES}/{line_id}"),
    ):
        assert refused(answer, 404, "EntityNotFoundError") == {"id": line_id}


# -- diagnoses --------------------------------------------------------------------------------------------------------


async def test_diagnoses_come_and_go(office: Office, http: httpx2.AsyncClient) -> None:
    encounter = await create(http)
    sent = {"encounter_id": encounter["encounter_id"], "code_type": "ABK", "code": "I10", "name": "Hypertension"}
    added = good(await http.post(DIAGNOSES, json={**sent, "present_on_admission_indicator": "NO"}))
    assert {**added, **sent} == added
    assert (await read(http, encounter))["diagnoses"] == [*encounter["diagnoses"], added]
    held = await office.context().need(ENCOUNTER, encounter["encounter_id"])
    assert held.diagnoses[-1].present_on_admission == "N"
    assert held.diagnoses_changed_at is not None

    path = f"{DIAGNOSES}/{added['diagnosis_id']}"
    changed = good(await http.patch(path, json={"code": "I11.9", "name": None}))
    assert (changed["code"], changed["code_type"], changed["present_on_admission_indicator"]) == ("I11.9", "ABK", "NO")
    assert "name" not in changed
    assert good(await http.patch(path)) == changed
    assert (await http.delete(path)).status_code == 204
    assert (await read(http, encounter))["diagnoses"] == encounter["diagnoses"]
    gone = await http.delete(path)
    assert refused(gone, 404, "DiagnosisNotFoundHTTPError")["diagnosis_id"] == added["diagnosis_id"]
    assert "diagnosis_id" not in refused(await http.patch(f"{DIAGNOSES}/x"), 404, "DiagnosisNotFoundHTTPError")
    assert (await http.post(DIAGNOSES, json={**sent, "encounter_id": new_id()})).status_code == 404
    assert (await http.post(DIAGNOSES, json={**sent, "code": "???"})).status_code == 422


async def test_one_diagnosis_is_the_principal_one(http: httpx2.AsyncClient) -> None:
    encounter = await create(http, diagnoses__0__code_type="ABK")
    first, second = (each["diagnosis_id"] for each in encounter["diagnoses"])
    answer = await http.patch(f"{DIAGNOSES}/{second}", json={"code_type": "ABK"})
    content = refused(answer, 422, "DisallowMultiplePrimaryDiagnosisHTTPError")
    assert (content["existing_primary_diagnosis_id"], content["new_primary_diagnosis_id"]) == (first, second)
    sent = {"encounter_id": encounter["encounter_id"], "code_type": "ABK", "code": "I10"}
    assert (await http.post(DIAGNOSES, json=sent)).status_code == 422
    good(await http.patch(f"{DIAGNOSES}/{first}", json={"code_type": "ABF"}))
    good(await http.patch(f"{DIAGNOSES}/{second}", json={"code_type": "ABK"}))


async def test_a_line_keeps_its_last_diagnosis(http: httpx2.AsyncClient) -> None:
    encounter = await create(http)
    first, second = (each["diagnosis_id"] for each in encounter["diagnoses"])
    assert (await http.delete(f"{DIAGNOSES}/{first}")).status_code == 204
    (line,) = lines_of(await read(http, encounter))
    assert (line["diagnosis_id_zero"], "diagnosis_id_one" in line) == (second, False)
    content = refused(
        await http.delete(f"{DIAGNOSES}/{second}"), 422, "ServiceLinesMustHaveAtLeastOneDiagnosisHTTPError"
    )
    assert (content["diagnosis_id"], content["service_line_id"]) == (second, line["service_line_id"])


async def test_parts_of_another_practice_are_not_there(office: Office, http: httpx2.AsyncClient) -> None:
    encounter = await create(http)
    (mine,), diagnosis = lines_of(encounter), encounter["diagnoses"][0]["diagnosis_id"]
    other = await furnish(office.services, office.clock)
    async with await other.http() as stranger:
        assert (await patch(stranger, mine, note="x")).status_code == 404
        assert (await stranger.delete(f"{LINES}/{mine['service_line_id']}")).status_code == 404
        assert bad_field(await stranger.post(LINES, json=line(encounter))) == "claim_id"
        assert (await stranger.patch(f"{DIAGNOSES}/{diagnosis}", json={"name": "x"})).status_code == 404
        sent = {"encounter_id": encounter["encounter_id"], "code_type": "ABF", "code": "I10"}
        assert (await stranger.post(DIAGNOSES, json=sent)).status_code == 404
    assert await read(http, encounter) == encounter
    assert ADDRESS["city"] == encounter["patient"]["address"]["city"]
