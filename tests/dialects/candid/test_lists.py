"""Lists: each filter finds what it says, alone and with others; pages lead from end to end."""

from dataclasses import replace
from typing import Any

import httpx2
import pytest

from polyclinic.core.encounters.model import ENCOUNTER
from tests.dialects.candid.office import ENCOUNTERS, READY, SUBSCRIBER, Office, body, fields

OTHER_PAYER = {**SUBSCRIBER, "insurance_card": {**SUBSCRIBER["insurance_card"], "payer_name": "Cigna, Inc"}}


@pytest.fixture
async def made(http: httpx2.AsyncClient) -> dict[str, dict[str, Any]]:
    """Four encounters by their external ids."""
    line = {**body()["service_lines"][0], "date_of_service": "2023-05-20"}
    variants: list[dict[str, Any]] = [
        READY | {"external_id": "a"},
        READY
        | {
            "external_id": "b",
            "subscriber_primary": ...,
            "responsible_party": "SELF_PAY",
            "patient__external_id": "p-b",
            "patient__last_name": "Odín",
        },
        {"external_id": "c", "date_of_service": ..., "service_lines": [line], "billing_provider__npi": "1111111111"},
        {"external_id": "d", "billable_status": "NOT_BILLABLE", "date_of_service": "2023-06-30"},
    ]
    answers = [await http.post(ENCOUNTERS, json=body(**variant)) for variant in variants]
    return {answer.json()["external_id"]: answer.json() for answer in answers}


async def listed(http: httpx2.AsyncClient, **params: Any) -> list[str]:
    answer = await http.get(ENCOUNTERS, params=params)
    assert answer.status_code == 200, answer.text
    return [each["external_id"] for each in answer.json()["items"]]


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, "dcba"),
        ({"sort": "created_at:asc"}, "abcd"),
        ({"sort": "date_of_service:asc"}, "cabd"),
        ({"sort": "date_of_service:desc"}, "dbac"),
        ({"external_id": "b"}, "b"),
        ({"external_id": "B"}, ""),
        ({"claim_status": "missing_information"}, "c"),
        ({"claim_status": "not_billable"}, "d"),
        ({"billable_status": "BILLABLE"}, "cba"),
        ({"billable_status": "NOT_BILLABLE"}, "d"),
        ({"responsible_party": "SELF_PAY"}, "b"),
        ({"owner_of_next_action": "CUSTOMER"}, "c"),
        ({"owner_of_next_action": "CANDID"}, "ba"),
        ({"owner_of_next_action": "CODER"}, ""),
        ({"owner_of_next_action": "CUSTOMER", "claim_status": "not_billable"}, ""),
        ({"date_of_service_min": "2023-05-23"}, "dba"),
        ({"date_of_service_max": "2023-05-23"}, "cba"),
        ({"date_of_service_min": "2023-05-23", "date_of_service_max": "2023-05-23"}, "ba"),
        ({"date_of_service_max": "9999-12-31"}, "dcba"),
        ({"diagnoses_updated_since": "2026-03-04T12:00:00Z"}, "dcba"),
        ({"diagnoses_updated_since": "2026-03-04T12:00:01Z"}, ""),
        ({"primary_payer_names": "aetna"}, "a"),
        ({"primary_payer_names": "Cigna,Aetna"}, "a"),
        ({"primary_payer_names": "Cigna"}, ""),
        ({"primary_payer_names": ","}, ""),
        ({"patient_external_id": "p-b"}, "b"),
        ({"patient_external_id": "p-b", "include_merged_patient_data": "true"}, "b"),
        ({"patient_external_id": "nobody"}, ""),
        ({"billing_provider_npis": "1111111111"}, "c"),
        ({"billing_provider_npis": ["1111111111", "1234567893"]}, "cba"),
        ({"tag_ids": ["urgent"]}, ""),
        ({"work_queue_id": "w"}, ""),
        ({"search_term": "laufey"}, "dca"),
        ({"search_term": "odin"}, "b"),
        ({"search_term": "LOKI ODÍN"}, "b"),
        ({"search_term": "1983-12-17"}, "dcba"),
        ({"search_term": "p-b"}, "b"),
        ({"search_term": "100%"}, ""),
        ({"search_term": "laufey", "billable_status": "BILLABLE", "sort": "date_of_service:asc"}, "ca"),
        ({"unknown": "parameter"}, "dcba"),
        ({"limit": "2"}, "dc"),
    ],
)
async def test_filters_and_orders(
    http: httpx2.AsyncClient, made: dict[str, Any], params: dict[str, Any], expected: str
) -> None:
    assert await listed(http, **params) == list(expected)


async def test_a_search_term_may_be_an_id_of_ours(http: httpx2.AsyncClient, made: dict[str, Any]) -> None:
    assert await listed(http, search_term=made["c"]["encounter_id"]) == ["c"]
    assert await listed(http, search_term=made["b"]["claims"][0]["claim_id"].upper()) == ["b"]
    assert await listed(http, search_term=made["b"]["patient"]["individual_id"]) == []


async def test_a_list_holds_what_get_answers(http: httpx2.AsyncClient, made: dict[str, Any]) -> None:
    page = (await http.get(ENCOUNTERS)).json()
    assert page == {"items": [made[name] for name in "dcba"]}


@pytest.mark.parametrize("sort", ["created_at:asc", "created_at:desc", "date_of_service:asc", "date_of_service:desc"])
async def test_pages_lead_to_the_end_and_back(http: httpx2.AsyncClient, made: dict[str, Any], sort: str) -> None:
    whole = await listed(http, sort=sort)
    pages = [(await http.get(ENCOUNTERS, params={"sort": sort, "limit": 3})).json()]
    while token := pages[-1].get("next_page_token"):
        pages.append((await http.get(ENCOUNTERS, params={"sort": sort, "limit": 3, "page_token": token})).json())
    assert [each["external_id"] for page in pages for each in page["items"]] == whole
    assert "prev_page_token" not in pages[0]

    params = {"sort": sort, "limit": 3, "page_token": pages[1]["prev_page_token"]}
    back = (await http.get(ENCOUNTERS, params=params)).json()
    assert back["items"] == pages[0]["items"]
    assert "prev_page_token" not in back
    again = await http.get(ENCOUNTERS, params={"sort": sort, "limit": 3, "page_token": back["next_page_token"]})
    assert again.json()["items"] == pages[1]["items"]


@pytest.mark.parametrize(
    ("params", "bad"),
    [
        ({"limit": "0"}, {"limit"}),
        ({"limit": "x", "sort": "name:asc"}, {"limit", "sort"}),
        ({"limit": "1001"}, {"limit"}),
        ({"claim_status": "lost", "billable_status": "?"}, {"claim_status", "billable_status"}),
        ({"date_of_service_min": "1684800000"}, {"date_of_service_min"}),
        ({"diagnoses_updated_since": "yesterday"}, {"diagnoses_updated_since"}),
        ({"page_token": "nonsense"}, {"page_token"}),
        ({"page_token": "YWZ0ZXI6YjMyZWZkNzctMGUyMS01MmZkLWIzNDItY2Y0YzFjZWVjZDYz"}, {"page_token"}),
    ],
)
async def test_bad_parameters_are_named(http: httpx2.AsyncClient, params: dict[str, str], bad: set[str]) -> None:
    assert fields(await http.get(ENCOUNTERS, params=params)) == bad


async def test_moments_without_an_offset_are_utc(http: httpx2.AsyncClient, made: dict[str, Any]) -> None:
    assert await listed(http, diagnoses_updated_since="2026-03-04T12:00:00") == list("dcba")
    assert await listed(http, diagnoses_updated_since="2026-03-04T13:00:01+01:00") == []


async def test_deleted_encounters_are_gone(office: Office, http: httpx2.AsyncClient, made: dict[str, Any]) -> None:
    ctx = office.context()
    encounter = await ctx.need(ENCOUNTER, made["b"]["encounter_id"])
    await ctx.put(ENCOUNTER, replace(encounter, active=False))
    await ctx.commit()
    assert await listed(http) == list("dca")
    assert await listed(http, search_term=encounter.id) == []
    assert (await http.get(f"{ENCOUNTERS}/{encounter.id}")).status_code == 404
