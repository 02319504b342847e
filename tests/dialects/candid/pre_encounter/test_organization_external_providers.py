"""External providers: practitioners of the record that work elsewhere."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from polyclinic.core.practitioners.model import PRACTITIONER, Practitioner, Relation
from polyclinic.core.shared.addresses import Telecom
from polyclinic.core.shared.names import HumanName
from tests.dialects.candid.office import Office
from tests.dialects.candid.pre_encounter.people import ADDRESS, named
from tests.dialects.candid.pre_encounter.test_patients import PATIENTS, refused, sent_part

PROVIDERS = "/organization-external-providers/v1"
FULL: dict[str, Any] = {
    "name": {**named("Strange", "Stephen", "Vincent"), "suffix": "III"},
    "types": ["REFERRING", "TREATING"],
    "npi": "1234567893",
    "tax_id": "12-3456789",
    "taxonomy_code": "207T00000X",
    "phone_number": "555-0100",
    "other_phone_numbers": ["555-0101"],
    "fax_number": "555-0102",
    "other_fax_numbers": ["555-0103"],
    "emails": ["strange@x.example", "stephen@x.example"],
    "license_type": "MD",
    "addresses": [{**ADDRESS, "use": "WORK"}, ADDRESS],
}


def provider(family: str = "Strange", given: str = "Stephen", **changes: Any) -> dict[str, Any]:
    return {"name": named(family, given), "types": ["REFERRING"], **changes}


async def add(http: httpx2.AsyncClient, sent: dict[str, Any]) -> dict[str, Any]:
    answer = await http.post(PROVIDERS, json=sent)
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made


@pytest.mark.parametrize(
    "sent", [FULL, provider(), provider(other_phone_numbers=["1"], types=[])], ids=["full", "small", "odd"]
)
async def test_a_provider_is_read_as_sent(office: Office, http: httpx2.AsyncClient, sent: dict[str, Any]) -> None:
    made = await add(http, sent)
    assert sent_part(made) == sent
    assert (await http.get(f"{PROVIDERS}/{made['id']}")).json() == made
    changed = await http.put(f"{PROVIDERS}/{made['id']}/2", json=provider("Doom"))
    assert sent_part(changed.json()) == provider("Doom")
    assert changed.json()["version"] == 2


async def test_the_record_has_a_practitioner_who_is_not_staff(office: Office, http: httpx2.AsyncClient) -> None:
    made = await add(http, FULL)
    practitioner = await office.context().get(PRACTITIONER, made["id"])
    assert practitioner is not None
    assert practitioner.relation is Relation.EXTERNAL
    assert practitioner.name == HumanName("Stephen", "Strange", "Vincent", suffix="III")
    assert practitioner.telecoms[0] == Telecom("phone", "555-0100", "work")
    assert practitioner.address is not None
    assert practitioner.address.city == "Albany"


async def test_versions_and_deactivation(http: httpx2.AsyncClient) -> None:
    made = await add(http, provider())
    url = f"{PROVIDERS}/{made['id']}"
    assert refused(await http.put(f"{url}/1", json=provider()), 409, "VersionConflictError")["latest_version"] == 1
    refused(await http.delete(f"{url}/3"), 409, "VersionConflictError")
    assert (await http.delete(f"{url}/2")).status_code == 204
    assert (await http.get(url)).json()["deactivated"] is True
    refused(await http.put(f"{url}/3", json=provider()), 404, "NotFoundError")
    assert (await http.get(PROVIDERS)).json() == {"items": [], "total": 0}


async def test_an_npi_belongs_to_one_provider(http: httpx2.AsyncClient) -> None:
    answers = await asyncio.gather(*(http.post(PROVIDERS, json=provider(f"P{n}", npi="1234567893")) for n in range(3)))
    assert sorted(each.status_code for each in answers) == [200, 400, 400]
    lost = next(each for each in answers if each.status_code == 400)
    assert [each["fieldName"] for each in refused(lost, 400, "BadRequestError")["data"]] == ["npi"]
    other = await add(http, provider("Other", npi="9876543210"))
    taken = await http.put(f"{PROVIDERS}/{other['id']}/2", json=provider("Other", npi="1234567893"))
    refused(taken, 400, "BadRequestError")
    same = await http.put(f"{PROVIDERS}/{other['id']}/2", json=provider("Another", npi="9876543210"))
    assert same.json()["version"] == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"types": ["NURSE"]}, "types.0"), ({"npi": "12"}, "npi"), ({"name": named("", "")}, "name")],
)
async def test_bad_input(http: httpx2.AsyncClient, changes: dict[str, Any], field: str) -> None:
    content = refused(await http.post(PROVIDERS, json={**provider(), **changes}), 400, "BadRequestError")
    assert [each["fieldName"] for each in content["data"]] == [field]
    assert (await http.get(PROVIDERS)).json()["total"] == 0


async def test_lists(office: Office, http: httpx2.AsyncClient) -> None:
    start = office.clock.now()
    await add(http, provider("Strange", types=["PRIMARY"]))
    await add(http, provider("Palmer", "Christine", npi="1234567893"))
    await add(http, provider("Pym", "Hank", types=["REFERRING", "TREATING"]))
    ctx = office.context()
    staff = await ctx.put(PRACTITIONER, Practitioner(name=HumanName("Peggy", "Carter"), npi="1234567893"))
    await ctx.commit()

    async def families(**query: Any) -> list[str]:
        page = (await http.get(PROVIDERS, params=query)).json()
        assert page["total"] == len(page["items"]) or "limit" in query
        return [each["name"]["family"] for each in page["items"]]

    assert await families() == ["Palmer", "Pym", "Strange"]
    assert await families(sort_direction="desc", limit=2) == ["Strange", "Pym"]
    assert await families(sort_field="name.given") == ["Palmer", "Pym", "Strange"]
    assert await families(type="REFERRING") == ["Palmer", "Pym"]
    assert await families(npi="1234567893") == ["Palmer"]
    assert await families(last_name="p", first_name="H") == ["Pym"]
    bad = await http.get(PROVIDERS, params={"sort_field": "npi"})
    assert "sort_field" in refused(bad, 422, "UnprocessableEntity")["message"]
    refused(await http.get(f"{PROVIDERS}/{staff.id}"), 404, "NotFoundError")

    office.clock.advance(timedelta(seconds=1))
    scanned = await http.get(f"{PROVIDERS}/updates/scan", params={"since": start.isoformat()})
    assert {each["name"]["family"] for each in scanned.json()} == {"Palmer", "Pym", "Strange"}


async def test_providers_are_searched_by_name_and_npi(office: Office, http: httpx2.AsyncClient) -> None:
    await add(http, FULL)
    await add(http, provider("Stranger", "Ann"))
    ctx = office.context()
    await ctx.put(PRACTITIONER, Practitioner(name=HumanName("Peggy", "Carter"), npi="9876543210"))
    await ctx.commit()

    async def search(text: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (
            await http.get(f"{PATIENTS}/search_providers", params={"search_criteria": text})
        ).json()
        return found

    assert [each["name"]["family"] for each in await search("stephen STRANGE")] == ["Strange", "Stranger"]
    assert [each["name"]["family"] for each in await search("9876543210")] == ["Carter"]
    (strange,) = await search("1234567893")
    assert (strange["type"], strange["fax"], strange["telecoms"][0]["value"]) == ("REFERRING", "555-0102", "555-0100")
    assert await search("nobody") == []
    empty = await http.get(f"{PATIENTS}/search_providers", params={"search_criteria": ""})
    assert "search_criteria" in refused(empty, 422, "UnprocessableEntity")["message"]
