"""Contracts with payors: whose, with whom, where and for what."""

from typing import Any

import httpx2
import pytest

from polyclinic.core.organisation.groups import PROVIDER_GROUP, ProviderGroup
from polyclinic.core.practitioners.model import PRACTITIONER, Practitioner
from polyclinic.core.shared.names import HumanName
from tests.dialects.silna.clinic import Clinic

CONTRACTS = "/public/v1/payor-contracts/"
AETNA, NOBODY = "018f7dfa-3e85-7f38-a0fe-71a9bf6a64c2", "01920000-0000-7000-8000-000000000000"


def contract(clinic: Clinic, **changes: Any) -> dict[str, Any]:
    body = {
        "provider_id": clinic.provider,
        "payor_id": AETNA,
        "service_locations": [clinic.location],
        **changes,
    }
    return {name: value for name, value in body.items() if value is not ...}


async def plans(http: httpx2.AsyncClient) -> dict[str, str]:
    found = (await http.get("/public/v1/payors/plans", params={"payor_id": AETNA})).json()["records"]
    return {plan["name"]: plan["id"] for plan in found}


async def test_a_contract_comes_back_with_names(clinic: Clinic) -> None:
    async with clinic.http() as http:
        known = await plans(http)
        body = contract(
            clinic,
            insurance_types=["COMMERCIAL"],
            plans=[known["HMO"], known["Open Choice PPO"]],
            excluded_plans=[known["Elect Choice EPO"]],
            medicaid_id="M-1",
            ipa_required=True,
        )
        made = await http.post(CONTRACTS, json=body)
        assert (made.status_code, made.json().keys()) == (201, {"id"})
        shown = (await http.get(CONTRACTS + made.json()["id"])).json()
        assert (await http.get(CONTRACTS)).json()["records"] == [shown]

    assert shown.pop("created_at").endswith("Z")
    assert shown == {
        "id": made.json()["id"],
        "payor_id": AETNA,
        "payor_name": "Aetna",
        "contracted_under": "PROVIDER",
        "contract_npi": "1234567893",
        "contract_tin": "123456789",
        "insurance_types": ["COMMERCIAL"],
        "plans": [{"id": known[name], "name": name} for name in ("HMO", "Open Choice PPO")],
        "excluded_plans": [{"id": known["Elect Choice EPO"], "name": "Elect Choice EPO"}],
        "service_locations": [{"id": clinic.location, "name": "Main"}],
        "medicaid_id": "M-1",
        "ipa_required": True,
        "version_number": 1,
    }


async def test_with_whom_a_contract_is(clinic: Clinic) -> None:
    ctx = clinic.context()
    group = ProviderGroup(name="Kids", legal_entity_id=clinic.provider, npi="1679576722", tin="987654321")
    clinician = Practitioner(name=HumanName("Ada", "Ortiz"), npi="1245319599")
    await ctx.put(PROVIDER_GROUP, group)
    await ctx.put(PRACTITIONER, clinician)
    await ctx.commit()
    cases: list[tuple[dict[str, Any], tuple[str, str | None, str | None]]] = [
        ({"provider_group_id": group.id}, ("PROVIDER_GROUP", "1679576722", "987654321")),
        ({"clinician_id": clinician.id}, ("CLINICIAN", "1245319599", "123456789")),
        ({"provider_group_id": clinic.provider}, ("PROVIDER", "1234567893", "123456789")),
        ({"provider_id": ..., "mso_id": clinic.practice.id}, ("MSO", None, None)),
    ]
    async with clinic.http() as http:
        for changes, expected in cases:
            made = await http.post(CONTRACTS, json=contract(clinic, **changes))
            assert made.status_code == 201, made.text
            shown = (await http.get(CONTRACTS + made.json()["id"])).json()
            assert (shown["contracted_under"], shown["contract_npi"], shown["contract_tin"]) == expected
        for query, count in (
            ({"provider_id": clinic.provider}, 3),
            ({"mso_id": clinic.practice.id}, 1),
            ({"payor_id": AETNA}, 4),
            ({"payor_id": NOBODY}, 0),
        ):
            assert len((await http.get(CONTRACTS, params=query)).json()["records"]) == count
        assert (await http.get(CONTRACTS, params={"mso_id": NOBODY})).status_code == 404


async def test_a_patch_changes_what_it_names(clinic: Clinic) -> None:
    async with clinic.http() as http:
        made = (await http.post(CONTRACTS, json=contract(clinic, medicaid_id="M-1", ipa_required=True))).json()["id"]
        kept = {"service_locations": [clinic.location]}
        changes: list[tuple[dict[str, Any], dict[str, Any]]] = [
            ({"insurance_types": ["MEDICAID"]}, {"medicaid_id": "M-1", "version_number": 2}),
            ({}, {"insurance_types": ["MEDICAID"], "version_number": 2}),
            ({"medicaid_id": None, "insurance_types": []}, {"medicaid_id": None, "insurance_types": []}),
            ({"ipa_required": None}, {"ipa_required": False, "version_number": 4}),
        ]
        for sent, expected in changes:
            assert (await http.patch(CONTRACTS + made, json={**kept, **sent})).status_code == 204
            assert (await http.get(CONTRACTS + made)).json().items() >= expected.items()
        refused = await http.patch(CONTRACTS + made, json={"medicaid_id": "M-2"})
        assert refused.json() == {"message": "service_locations: is required"}
        assert (await http.patch(CONTRACTS + NOBODY, json=kept)).json() == {"message": "Payor contract not found"}


@pytest.mark.parametrize(
    ("changes", "status", "named"),
    [
        ({"provider_id": ...}, 400, "a contract is of a provider_id or of an mso_id"),
        ({"payor_id": NOBODY}, 404, "payor_id"),
        ({"provider_id": NOBODY}, 404, "provider_id"),
        ({"clinician_id": NOBODY, "provider_group_id": NOBODY}, 404, "clinician_id: "),
        ({"service_locations": []}, 400, "service_locations"),
        ({"service_locations": [NOBODY]}, 404, "service_locations[0]"),
        ({"service_locations": ["other"]}, 400, "service_locations[0]: belongs to another provider"),
        ({"plans": [NOBODY]}, 404, "plans[0]: is no plan of this payer"),
        ({"plans": ["HMO"], "excluded_plans": ["HMO"]}, 400, "excluded_plans[0]"),
        ({"insurance_types": ["X"]}, 400, "insurance_types[0]"),
    ],
)
async def test_what_does_not_fit_is_named(clinic: Clinic, changes: dict[str, Any], status: int, named: str) -> None:
    async with clinic.http() as http:
        known = {**await plans(http), "other": clinic.other_location}
        sent = {
            name: [known.get(each, each) for each in value] if isinstance(value, list) else value
            for name, value in changes.items()
        }
        refused = await http.post(CONTRACTS, json=contract(clinic, **sent))
        assert (refused.status_code, (await http.get(CONTRACTS)).json()["records"]) == (status, [])
    assert named in refused.json()["message"]


async def test_a_key_sees_the_contracts_of_its_providers(clinic: Clinic) -> None:
    async with clinic.http() as http, clinic.http(await clinic.new_key(clinic.other_provider)) as other:
        made = (await http.post(CONTRACTS, json=contract(clinic))).json()["id"]
        assert (await other.get(CONTRACTS + made)).status_code == 404
        assert (await other.get(CONTRACTS)).json()["records"] == []
        assert (await other.post(CONTRACTS, json=contract(clinic))).status_code == 404
        mso = contract(clinic, provider_id=..., mso_id=clinic.practice.id)
        assert (await other.post(CONTRACTS, json=mso)).json() == {"message": "MSO not found"}
