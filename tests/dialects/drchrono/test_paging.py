"""Lists: every object once, both ways, whatever happens between two pages."""

from datetime import date
from typing import Any

import httpx2
import pytest

from polyclinic.core.patients.model import PATIENT, Patient
from polyclinic.core.shared.names import HumanName
from polyclinic.dialects.drchrono import paging
from tests.dialects.drchrono.group import Group

BORN = date(1990, 1, 2)


@pytest.fixture
async def crowd(group: Group, monkeypatch: pytest.MonkeyPatch) -> list[Patient]:
    """Seven more patients; pages hold three."""
    monkeypatch.setattr(paging, "PAGE_SIZE", 3)
    ctx = group.context()
    drafts = [Patient(name=HumanName("No", f"Body & {n}"), birth_date=BORN) for n in range(7)]
    stored = [await ctx.put(PATIENT, draft) for draft in drafts]
    await ctx.commit()
    return stored


async def walk(http: httpx2.AsyncClient, path: str | None, direction: str = "next") -> list[dict[str, Any]]:
    """The pages from ``path`` on, as the tutorial's client takes them."""
    pages = []
    while path:
        assert path.startswith("/api/patients"), "no host, no mount prefix"
        answer = await http.get(path)
        assert answer.status_code == 200, answer.text
        pages.append(answer.json())
        path = pages[-1][direction]
    return pages


def numbers(pages: list[dict[str, Any]]) -> list[int]:
    return [patient["id"] for page in pages for patient in page["results"]]


async def test_next_leads_to_the_end_and_previous_back(group: Group, crowd: list[Patient]) -> None:
    everybody = [group.patient.number, *(patient.number for patient in crowd)]
    async with group.http() as http:
        pages = await walk(http, "/api/patients")
        assert numbers(pages) == everybody
        assert [len(page["results"]) for page in pages] == [3, 3, 2]
        assert {page["count"] for page in pages} == {8}
        assert pages[0]["previous"] is None
        assert pages[-1]["next"] is None

        back = await walk(http, pages[-1]["previous"], "previous")
        assert numbers(back[::-1]) == everybody[:6]
        assert back[0]["next"] is not None
        assert (await http.get(back[0]["next"])).json()["results"] == pages[-1]["results"]


async def test_filters_are_kept(group: Group, crowd: list[Patient]) -> None:
    async with group.http() as http:
        query = "?search=body%20%26&search=no&date_of_birth=1990-01-02&verbose=true"
        pages = await walk(http, f"/api/patients{query}")
        assert numbers(pages) == [patient.number for patient in crowd]
        assert {page["count"] for page in pages} == {7}
        assert "verbose=true" in pages[0]["next"]


async def test_a_page_is_right_when_the_one_before_has_changed(group: Group, crowd: list[Patient]) -> None:
    async with group.http() as http:
        first = (await http.get("/api/patients")).json()
        last = first["results"][-1]["id"]
        await http.patch(f"/api/patients/{last}", json={"last_name": "Changed"})
        await http.delete(f"/api/patients/{last}")
        rest = await walk(http, first["next"])
        assert numbers(rest) == [patient.number for patient in crowd[2:]]


async def test_pages_of_another_group_and_made_up_ones_are_refused(
    group: Group, other: Group, crowd: list[Patient]
) -> None:
    async with group.http() as http:
        foreign = (await http.get("/api/patients")).json()["next"]
    async with other.http() as http:
        for path in (foreign, "/api/patients?page=AAAA", "/api/patients?page=%F0%9F%98%80", "/api/patients?page=YQ"):
            refused = await http.get(path)
            assert (refused.status_code, refused.json()) == (400, {"page": ["There is no such page."]}), path
        assert (await http.get("/api/patients?page=")).status_code == 200
