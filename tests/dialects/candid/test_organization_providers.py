"""Organization providers v3: practitioners and legal entities in one list, and their papers."""

from typing import Any

import httpx2
import pytest

from polyclinic.core.organisation.model import LEGAL_ENTITY
from polyclinic.core.practitioners.model import PRACTITIONER, Practitioner, Relation
from polyclinic.core.shared.context import Context, perform
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.names import HumanName
from tests.dialects.candid.office import ADDRESS, Office

V3 = "/api/organization-providers/v3"
NUMBER = {"type": "medicare_provider_identifier", "state": "CA", "provider_number": "M1"}
MEDICARE = {
    "identifier_code": "MCR",
    "identifier_value": NUMBER,
    "period": {"start_date": "2020-01-01", "end_date": "2024-12-31"},
}


def doctor(**changes: Any) -> dict[str, Any]:
    given = {
        "npi": "1999999984",
        "is_rendering": True,
        "is_billing": False,
        "first_name": "Stephen",
        "last_name": "Strange",
        "provider_type": "INDIVIDUAL",
        "license_type": "MD",
        "qualifications": [],
    }
    return {**given, **changes}


def company(**changes: Any) -> dict[str, Any]:
    given = {
        "npi": "1234567893",
        "is_rendering": False,
        "is_billing": True,
        "organization_name": "Sanctum PC",
        "tax_id": "123456789",
        "provider_type": "ORGANIZATION",
        "license_type": "UNKNOWN",
        "qualifications": [],
    }
    return {**given, **changes}


async def made(http: httpx2.AsyncClient, body: dict[str, Any]) -> dict[str, Any]:
    answer = await http.post(V3, json=body)
    assert answer.status_code == 200, answer.text
    created: dict[str, Any] = answer.json()
    return created


@pytest.mark.parametrize("body", [doctor(tax_id="987-65-4321", is_billing=True), company()], ids=["person", "company"])
async def test_everything_that_is_sent_is_read_back(http: httpx2.AsyncClient, body: dict[str, Any]) -> None:
    details = {
        "taxonomy_code": "207Q00000X",
        "addresses": [
            {"address": ADDRESS, "address_type": "DEFAULT"},
            {"address": {**ADDRESS, "city": "Oakland"}, "address_type": "DEFAULT"},
        ],
        "employment_start_date": "2020-01-01",
        "employment_termination_date": "2026-12-31",
    }
    created = await made(http, {**body, **details, "qualifications": [MEDICARE]})
    id, (number,) = created["organization_provider_id"], created["qualifications"]
    expected = {**body, **details, "tax_id": body["tax_id"].replace("-", "")}
    assert number == {**MEDICARE, "identifier_id": number["identifier_id"]}
    assert created == {**expected, "qualifications": [number], "organization_provider_id": id}
    assert (await http.get(f"{V3}/{id}")).json() == created
    assert (await http.patch(f"{V3}/{id}")).json() == created
    cleared = (
        await http.patch(f"{V3}/{id}", json={**dict.fromkeys(details), "is_billing": False, "tax_id": None})
    ).json()
    assert set(created) - set(cleared) == {*details, "tax_id"}


async def test_they_are_the_records_people_and_companies(http: httpx2.AsyncClient, office: Office) -> None:
    person = (await made(http, doctor(tax_id="987654321", is_billing=True)))["organization_provider_id"]
    held = await office.context().need(PRACTITIONER, person)
    assert (held.name.full, held.npi, held.relation) == ("Stephen Strange", "1999999984", Relation.STAFF)
    assert held.tin is not None
    assert held.tin.reveal() == "987654321"
    firm = (await made(http, company()))["organization_provider_id"]
    entity = await office.context().need(LEGAL_ENTITY, firm)
    assert (entity.name, entity.npi, entity.tin) == ("Sanctum PC", "1234567893", "123456789")


async def test_qualifications_are_added_changed_and_removed_one_by_one(http: httpx2.AsyncClient) -> None:
    created = await made(http, doctor(qualifications=[MEDICARE, {**MEDICARE, "identifier_code": "MCD"}]))
    path = f"{V3}/{created['organization_provider_id']}"
    first, second = (each["identifier_id"] for each in created["qualifications"])
    more = {"type": "add", **MEDICARE, "identifier_code": "MCD"}
    changes = [
        {"type": "update", "identifier_id": first, "period": {"type": "date_range", "start_date": "2021-01-01"}},
        {"type": "remove", "value": second},
        more,
    ]
    after = (await http.patch(path, json={"qualifications": changes})).json()["qualifications"]
    assert after[0] == {**MEDICARE, "identifier_id": first, "period": {"start_date": "2021-01-01"}}
    assert [each["identifier_code"] for each in after] == ["MCR", "MCD"]
    assert second not in {each["identifier_id"] for each in after}
    no_period = {"type": "update", "identifier_id": first, "period": {"type": "remove"}}
    (held, _) = (await http.patch(path, json={"qualifications": [no_period]})).json()["qualifications"]
    assert "period" not in held
    refused = await http.patch(path, json={"qualifications": [{"type": "remove", "value": second}]})
    assert (refused.status_code, refused.json()["content"]["fieldName"]) == (422, "qualifications.0.value")


BAD = {
    "organization_name of a person": (doctor(organization_name="X"), "organization_name"),
    "a person without a name": (doctor(last_name=None), "last_name"),
    "a name of a company": (company(first_name="X"), "first_name"),
    "a company without a name": (company(organization_name=None), "organization_name"),
    "who bills without a tax id": (doctor(is_billing=True), "tax_id"),
    "npi": (doctor(npi="12"), "npi"),
    "license": (doctor(license_type="WIZARD"), "license_type"),
    "dates": (
        doctor(employment_start_date="2024-01-02", employment_termination_date="2024-01-01"),
        "employment_termination_date",
    ),
    "a number without a state": (
        doctor(qualifications=[{**MEDICARE, "identifier_value": {**NUMBER, "state": "XX"}}]),
        "qualifications.0.identifier_value.state",
    ),
}


@pytest.mark.parametrize(("body", "field"), BAD.values(), ids=BAD)
async def test_a_bad_field_is_named(http: httpx2.AsyncClient, body: dict[str, Any], field: str) -> None:
    refused = await http.post(V3, json=body)
    assert (refused.status_code, refused.json()["errorName"]) == (422, "HttpRequestValidationError")
    assert refused.json()["content"]["fieldName"] == field
    assert (await http.get(V3, params={"search_term": "Sanctum"})).json()["items"] == []


async def test_an_update_leaves_a_provider_that_makes_sense(http: httpx2.AsyncClient) -> None:
    id = (await made(http, doctor()))["organization_provider_id"]
    for change, field in (
        ({"is_billing": True}, "tax_id"),
        ({"provider_type": "ORGANIZATION"}, "provider_type"),
        ({"organization_name": "X"}, "organization_name"),
        ({"last_name": None}, "last_name"),
        ({"npi": None}, "npi"),
    ):
        refused = await http.patch(f"{V3}/{id}", json=change)
        assert (refused.status_code, refused.json()["content"]["fieldName"]) == (422, field), change
    assert (await http.patch(f"{V3}/{id}", json={"is_billing": True, "tax_id": "12-3456789"})).status_code == 200
    assert (await http.patch(f"{V3}/{new_id()}", json={})).json()["errorName"] == "EntityNotFoundError"


async def test_one_list_of_people_and_companies(http: httpx2.AsyncClient, office: Office) -> None:
    async def referred_to(ctx: Context) -> None:
        await ctx.put(PRACTITIONER, Practitioner(name=HumanName("Elsa", "Where"), relation=Relation.EXTERNAL))

    await perform(office.context, referred_to)
    for last, npi in (("Baker", "1000000004"), ("Doe", "1000000002"), ("Young", "1000000006")):
        await made(http, doctor(last_name=last, npi=npi))
    for name, npi in (("Acme", "1000000001"), ("Charm", "1000000005"), ("Zen", "1000000003")):
        await made(http, company(organization_name=name, npi=npi))
    mine = {"Baker", "Doe", "Young", "Acme", "Charm", "Zen"}

    async def names(limit: int = 100, **params: Any) -> list[str]:
        page: dict[str, Any] = {"next_page_token": None}
        seen = []
        while "next_page_token" in page:
            token = {"page_token": page["next_page_token"]} if page["next_page_token"] else {}
            page = (await http.get(V3, params={"limit": limit, **params, **token})).json()
            assert len(page["items"]) <= limit
            seen += [each.get("organization_name") or each["last_name"] for each in page["items"]]
        assert "Where" not in seen
        return [name for name in seen if name in mine]

    by_name = ["Acme", "Baker", "Charm", "Doe", "Young", "Zen"]
    by_npi = ["Acme", "Doe", "Zen", "Baker", "Charm", "Young"]
    for limit in (1, 2, 3, 100):
        assert await names(limit) == by_name
        assert await names(limit, sort="provider_name:desc") == by_name[::-1]
        assert await names(limit, sort="npi:asc") == by_npi
        assert await names(limit, sort="npi:desc") == by_npi[::-1]
    assert await names(is_billing=True) == ["Acme", "Charm", "Zen"]
    assert await names(is_rendering=True, is_billing=False) == ["Baker", "Doe", "Young"]
    assert await names(search_term="E") == ["Acme", "Baker", "Doe", "Young", "Zen"]
    assert await names(npi="1000000005") == ["Charm"]
    assert await names(organization_id=new_id()) == []
    assert (await http.get(V3, params={"page_token": "x"})).status_code == 422


async def test_one_paper_of_each_type(http: httpx2.AsyncClient, office: Office) -> None:
    id = (await made(http, company()))["organization_provider_id"]
    other = (await made(http, doctor()))["organization_provider_id"]

    async def upload(provider: str, file_type: str, content: bytes = b"%PDF-1.7 w9") -> httpx2.Response:
        files = {"attachment_file": ("w9.pdf", content, "application/pdf")}
        return await http.put(f"{V3}/{provider}/attachments", data={"file_type": file_type}, files=files)

    paper = (await upload(id, "W9")).json()
    again = await upload(id, "W9")
    assert (again.status_code, again.json()["errorName"]) == (409, "Conflict")
    assert (await upload(id, "PECOS_RECORD")).status_code == (await upload(other, "W9")).status_code == 200
    assert (await upload(id, "PASSPORT")).status_code == (await upload(other, "PECOS_RECORD", b"")).status_code == 422
    assert (await upload(new_id(), "W9")).status_code == 404
    first, second = (await http.get(f"{V3}/{id}/attachments")).json()
    assert (first["provider_attachment_id"], first["file_type"], first["file_name"]) == (paper, "W9", "w9.pdf")
    assert (first["content_type"], first["organization_provider_id"]) == ("application/pdf", id)
    assert second["file_type"] == "PECOS_RECORD"
    link = (await http.get(f"{V3}/attachments/download", params={"attachment_id": paper})).json()["signed_download_url"]
    async with office.nobody() as nobody:
        served = await nobody.get(link)
    assert (served.status_code, served.content) == (200, b"%PDF-1.7 w9")
    assert (await http.delete(f"{V3}/attachments/{paper}")).status_code == 204
    assert (await http.delete(f"{V3}/attachments/{paper}")).status_code == 404
    assert (await http.get(f"{V3}/attachments/download", params={"attachment_id": paper})).status_code == 404
    assert (await upload(id, "W9")).status_code == 200
