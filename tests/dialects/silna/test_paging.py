"""Walking a list both ways by object id: nothing twice, nothing missed, in one order."""

from typing import Any

import httpx2
import pytest

from polyclinic.core.patients.model import PATIENT, Patient
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.names import HumanName
from tests.dialects.silna.clinic import PATIENTS, Clinic

ROWS = 250


async def fill(clinic: Clinic, rows: int = ROWS) -> list[str]:
    """So many patients in one change, as many of the same instant; their ids, newest first."""
    ctx = clinic.context()
    for number in range(rows):
        patient = Patient(
            name=HumanName("Ana", f"Silva {number:03d}"),
            birth_date=clinic.practice.created_at.date(),
            legal_entity_id=clinic.provider if number % 3 else None,
        )
        await ctx.put(PATIENT, patient)
    await ctx.commit()
    stored = [put.entity for put in ctx.change.puts]
    return [entity.id for entity in sorted(stored, key=lambda each: (each.created_at, each.id), reverse=True)]


async def page(http: httpx2.AsyncClient, clinic: Clinic, **params: Any) -> dict[str, Any]:
    answer = await http.get(PATIENTS, params={"provider_id": clinic.provider, **params})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    ids = [record["id"] for record in found["records"]]
    assert (found["first_id"], found["last_id"]) == ((ids[0], ids[-1]) if ids else (None, None))
    return {**found, "ids": ids}


@pytest.mark.parametrize(
    ("rows", "limit"), [(ROWS, 100), (ROWS, 33), (40, 1), pytest.param(ROWS, 1, marks=pytest.mark.prove)]
)
async def test_a_walk_there_and_back_sees_every_row_once(clinic: Clinic, rows: int, limit: int) -> None:
    order = await fill(clinic, rows)
    async with clinic.http() as http:
        there: list[str] = []
        params: dict[str, Any] = {"limit": limit}
        while True:
            found = await page(http, clinic, **params)
            there += found["ids"]
            if not found["has_more"]:
                break
            params["starting_after"] = found["last_id"]
        assert there == order

        back = [order[-1]]
        while True:
            found = await page(http, clinic, limit=limit, ending_before=back[0])
            assert len(found["ids"]) == limit or not found["has_more"]
            back = found["ids"] + back
            if not found["has_more"]:
                break
        assert back == order


async def test_rows_that_come_and_go_between_pages_shift_nothing(clinic: Clinic) -> None:
    order = await fill(clinic, 9)
    async with clinic.http() as http:
        first = await page(http, clinic, limit=3)
        newer = (await http.post(PATIENTS, json=clinic.body())).json()["patient_id"]
        await http.delete(PATIENTS + first["last_id"])
        await http.delete(PATIENTS + order[4])
        second = await page(http, clinic, limit=100, starting_after=first["last_id"])
        before = await page(http, clinic, limit=100, ending_before=first["last_id"])

    assert second["ids"] == [order[3], *order[5:]]
    assert before["ids"] == [newer, *order[:2]]


async def test_a_cursor_need_not_meet_the_filters(clinic: Clinic) -> None:
    order = await fill(clinic, 6)
    async with clinic.http() as http:
        await http.patch(PATIENTS + order[2], json={"status": "DISCHARGED"})
        found = await page(http, clinic, status="ACTIVE", starting_after=order[2])

    assert found["ids"] == order[3:]


async def test_an_empty_page_has_no_ids(clinic: Clinic) -> None:
    async with clinic.http() as http:
        assert await page(http, clinic) == {
            "records": [],
            "has_more": False,
            "first_id": None,
            "last_id": None,
            "ids": [],
        }
        only = (await fill(clinic, 1))[0]
        assert (await page(http, clinic, starting_after=only))["ids"] == []
        assert (await page(http, clinic, ending_before=only))["ids"] == []


async def test_bad_pages_are_refused_by_name(clinic: Clinic) -> None:
    cases: list[tuple[dict[str, str], list[str]]] = [
        ({"limit": "0"}, ["limit"]),
        ({"limit": "101"}, ["limit"]),
        ({"limit": "abc", "status": "x"}, ["limit", "status"]),
        ({"starting_after": "x"}, ["starting_after"]),
        ({"starting_after": new_id()}, ["starting_after"]),
        ({"ending_before": new_id()}, ["ending_before"]),
        ({"starting_after": new_id(), "ending_before": new_id()}, ["starting_after", "ending_before"]),
    ]
    async with clinic.http() as http:
        for params, named in cases:
            answer = await http.get(PATIENTS, params={"provider_id": clinic.provider, **params})
            assert answer.status_code == 400
            assert all(name in answer.json()["message"] for name in named)
