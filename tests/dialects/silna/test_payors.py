"""Payors: the reference list that every API reads, found by what clearinghouses call them."""

from typing import Any

import httpx2
import pytest

from polyclinic.core.contracts.model import PAYER_CONTRACT, PayerContract
from polyclinic.core.organisation.model import payer_key
from tests.dialects.silna.clinic import Clinic

PAYORS, PLANS, OF_PROVIDER = "/public/v1/payors/", "/public/v1/payors/plans", "/public/v1/provider-payors/"
AETNA = "018f7dfa-3e85-7f38-a0fe-71a9bf6a64c2"
STANDARDS = ["AVAILITY", "WAYSTAR", "CHANGE_HEALTHCARE", "OFFICE_ALLY", "CLAIM_MD", "STEDI"]


async def names(http: httpx2.AsyncClient, path: str = PAYORS, **query: Any) -> list[str]:
    answer = await http.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return [record["name"] for record in answer.json()["records"]]


async def test_the_payor_of_the_documented_examples_is_there(clinic: Clinic) -> None:
    async with clinic.http() as http:
        aetna = (await http.get(PAYORS + AETNA.upper())).json()
        unknown = await http.get(PAYORS + clinic.provider)

    assert aetna == {
        "id": AETNA,
        "name": "Aetna",
        "alternate_identifiers": [
            {"identifier": "60054", "standard": standard, "payor_types": ["COMMERCIAL"]} for standard in STANDARDS
        ],
        "insurance_types": ["COMMERCIAL"],
    }
    assert payer_key("60054", "AETNA") == AETNA
    assert (unknown.status_code, unknown.json()) == (404, {"message": "Payor not found"})


@pytest.mark.parametrize("path", [PAYORS, OF_PROVIDER])
async def test_filters(clinic: Clinic, path: str) -> None:
    async with clinic.http() as http:
        assert await names(http, path, identifier="60054") == ["Aetna"]
        assert await names(http, path, identifier="60054", standard="STEDI") == ["Aetna"]
        assert await names(http, path, identifier="6005") == []
        assert await names(http, path, identifier="60054", payor_type="MEDICAID") == []
        assert "CareSource" in (medicaid := await names(http, path, payor_type="MEDICAID"))
        assert "Aetna" not in medicaid
        commercial = await names(http, path, payor_type="COMMERCIAL")
        assert {"Aetna", "Ambetter"} <= set(commercial)
        assert not set(commercial) & set(medicaid)
        assert await names(http, path, payor_type="REGIONAL_CENTER") == []
        for name in ("standard", "payor_type"):
            assert (await http.get(path, params={name: "X"})).status_code == 400


async def test_payors_are_walked_page_by_page(clinic: Clinic) -> None:
    async with clinic.http() as http:
        every = await names(http)
        first = (await http.get(PAYORS, params={"limit": 30})).json()
        second = (await http.get(PAYORS, params={"limit": 30, "starting_after": first["last_id"]})).json()
        back = (await http.get(PAYORS, params={"limit": 30, "ending_before": second["first_id"]})).json()

    assert [record["name"] for record in (*first["records"], *second["records"])] == every[:60]
    assert back["records"] == first["records"]
    assert (first["has_more"], back["has_more"]) == (True, False)


async def test_the_products_of_a_payor(clinic: Clinic) -> None:
    async with clinic.http() as http:
        every = (await http.get(PLANS, params={"payor_id": AETNA})).json()["records"]
        assert len(every) > 4
        assert {plan["payor_id"] for plan in every} == {AETNA}
        assert await names(http, PLANS, payor_id=AETNA, name="choice ppo") == ["Open Choice PPO"]
        page = (await http.get(PLANS, params={"payor_id": AETNA, "limit": 2})).json()
        after = {"payor_id": AETNA, "starting_after": page["last_id"]}
        assert [*page["records"], *(await http.get(PLANS, params=after)).json()["records"]] == every
        before = {"payor_id": AETNA, "ending_before": every[3]["id"], "limit": 2}
        assert (await http.get(PLANS, params=before)).json() == {
            "records": every[1:3],
            "has_more": True,
            "first_id": every[1]["id"],
            "last_id": every[2]["id"],
        }
        assert (await http.get(PLANS, params={"payor_id": AETNA, "starting_after": AETNA})).status_code == 400
        assert (await http.get(PLANS)).json() == {"message": "payor_id: is required"}
        assert (await http.get(PLANS, params={"payor_id": clinic.provider})).status_code == 404


async def test_only_contracted_payors(clinic: Clinic) -> None:
    ctx = clinic.context()
    for provider in (clinic.provider, clinic.provider):
        await ctx.put(PAYER_CONTRACT, PayerContract(payer_id=AETNA, legal_entity_id=provider))
    await ctx.commit()
    async with clinic.http() as http, clinic.http(await clinic.new_key(clinic.other_provider)) as other:
        assert await names(http, OF_PROVIDER, only_contracted="true") == ["Aetna"]
        assert await names(http, OF_PROVIDER, only_contracted="true", payor_type="MEDICAID") == []
        assert await names(other, OF_PROVIDER, only_contracted="true") == []
        assert len(await names(http, OF_PROVIDER, only_contracted="false")) > 50
        assert await names(http, OF_PROVIDER, standard="PROVIDER_IDENTIFIER", identifier="60054") == []
