"""Organization service facilities v2: the record's facilities."""

from typing import Any

import httpx2
import pytest

from polyclinic.core.organisation.model import FACILITY
from polyclinic.core.shared.ids import new_id
from tests.dialects.candid.office import ADDRESS, Office

V2 = "/api/organization-service-facilities/v2"


def facility(**changes: Any) -> dict[str, Any]:
    given = {"name": "Stark Tower Clinic", "aliases": ["Avengers"], "telecoms": ["2125550100", "2125550101"]}
    return {**given, "address": ADDRESS, **changes}


async def made(http: httpx2.AsyncClient, **changes: Any) -> dict[str, Any]:
    answer = await http.post(V2, json=facility(**changes))
    assert answer.status_code == 200, answer.text
    created: dict[str, Any] = answer.json()
    return created


async def test_everything_that_is_sent_is_read_back(http: httpx2.AsyncClient) -> None:
    details = {
        "external_id": "emr/site 1?x#y",
        "npi": "1999999984",
        "clia_number": "11D1111111",
        "mammography_certification_number": "123456",
        "place_of_service_code": "11",
        "status": "active",
        "operational_status": "O",
        "mode": "instance",
        "type": "HOSP",
        "physical_type": "bu",
        "description": "Top floor",
    }
    created = await made(http, **details)
    id = created.pop("organization_service_facility_id")
    assert created == facility(**details)
    read = (await http.get(f"{V2}/{id}")).json()
    assert read == {**created, "organization_service_facility_id": id}
    assert (await http.get(f"{V2}/external-id/emr/site%201%3Fx%23y")).json() == read
    cleared = await http.patch(f"{V2}/{id}", json={**dict.fromkeys(details), "telecoms": [], "aliases": []})
    assert cleared.json() == {**facility(telecoms=[], aliases=[]), "organization_service_facility_id": id}


async def test_an_update_changes_what_it_names(http: httpx2.AsyncClient, office: Office) -> None:
    id = (await made(http, npi="1999999984", status="active"))["organization_service_facility_id"]
    assert (await http.patch(f"{V2}/{id}")).json()["npi"] == "1999999984"
    changed = (await http.patch(f"{V2}/{id}", json={"name": "Tower", "telecoms": ["2125550109"]})).json()
    assert (changed["name"], changed["telecoms"]) == ("Tower", ["2125550109"])
    assert (changed["npi"], changed["status"], changed["aliases"]) == ("1999999984", "active", ["Avengers"])
    held = await office.context().need(FACILITY, id)
    assert (held.name, held.phone, held.npi) == ("Tower", "2125550109", "1999999984")


async def test_a_deleted_one_is_gone(http: httpx2.AsyncClient) -> None:
    created = await made(http, external_id="site-1")
    id = created["organization_service_facility_id"]
    answer = await http.delete(f"{V2}/{id}")
    assert (answer.status_code, answer.content) == (204, b"")
    paths = (f"{V2}/{id}", f"{V2}/external-id/site-1")
    for response in [*[await http.get(path) for path in paths], await http.delete(f"{V2}/{id}")]:
        assert response.status_code == 404
        assert response.json()["errorName"] == "EntityNotFoundError"
    assert (await http.patch(f"{V2}/{id}", json={"name": "X"})).status_code == 404
    assert (await http.get(V2, params={"external_ids": "site-1"})).json()["items"] == []
    assert (await made(http, external_id="site-1"))["organization_service_facility_id"] != id


async def test_an_external_id_serves_once(http: httpx2.AsyncClient) -> None:
    await made(http, external_id="site-1")
    other = (await made(http, external_id="site-2"))["organization_service_facility_id"]
    for refused in (
        await http.post(V2, json=facility(external_id="site-1")),
        await http.patch(f"{V2}/{other}", json={"external_id": "site-1"}),
    ):
        assert refused.status_code == 409
        assert refused.json()["errorName"] == "EntityConflictError"
        assert refused.json()["content"] == {"entity_name": "organization_service_facility"}


async def test_filters(http: httpx2.AsyncClient, office: Office) -> None:
    ids = {}
    for name, code in (("North Clinic", "11"), ("South Clinic", "22"), ("Harbour", "11")):
        created = await made(http, name=name, external_id=name[0], place_of_service_code=code)
        ids[name] = created["organization_service_facility_id"]

    async def names(**params: Any) -> list[str]:
        page = (await http.get(V2, params=params)).json()
        return [each["name"] for each in page["items"] if each["name"] in ids]

    assert await names() == ["Harbour", "North Clinic", "South Clinic"]
    assert await names(name="CLIN") == ["North Clinic", "South Clinic"]
    assert await names(place_of_service_code="11") == ["Harbour", "North Clinic"]
    assert await names(external_ids=["S", "H", "Z"]) == ["Harbour", "South Clinic"]
    assert await names(organization_service_facility_ids=[ids["Harbour"], new_id()]) == ["Harbour"]
    assert await names(organization_id=office.practice.id, name="harb") == ["Harbour"]
    assert await names(organization_id=new_id()) == []
    first = (await http.get(V2, params={"limit": 1, "name": "clinic"})).json()
    second = (await http.get(V2, params={"limit": 1, "name": "clinic", "page_token": first["next_page_token"]})).json()
    assert [page["items"][0]["name"] for page in (first, second)] == ["North Clinic", "South Clinic"]


BAD = {
    "name": {"name": ""},
    "npi": {"npi": "12345"},
    "address.zip_code": {"address": {**ADDRESS, "zip_code": "9410"}},
    "address.zip_plus_four_code": {"address": {k: v for k, v in ADDRESS.items() if k != "zip_plus_four_code"}},
    "type": {"type": "CASTLE"},
    "telecoms.0": {"telecoms": [""]},
    "place_of_service_code": {"place_of_service_code": "00"},
    "aliases": {"aliases": None},
}


@pytest.mark.parametrize(("field", "bad"), BAD.items(), ids=BAD)
async def test_a_bad_field_is_named(http: httpx2.AsyncClient, field: str, bad: dict[str, Any]) -> None:
    before = (await http.get(V2)).json()
    refused = await http.post(V2, json=facility(**bad))
    assert refused.status_code == 422
    assert refused.json()["errorName"] == "HttpRequestValidationError"
    assert refused.json()["content"]["fieldName"] == field
    assert (await http.get(V2)).json() == before


async def test_several_bad_fields_are_all_named(http: httpx2.AsyncClient) -> None:
    refused = await http.post(V2, json=facility(npi="1", status="closed"))
    assert refused.json()["errorName"] == "HttpRequestValidationError"
    assert all(field in str(refused.json()["content"]) for field in ("npi", "status"))
