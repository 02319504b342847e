"""Providers and their service locations."""

from typing import Any

from polyclinic.core.organisation.model import FACILITY, LEGAL_ENTITY
from polyclinic.core.shared.entity import with_external_id
from polyclinic.core.shared.ids import new_id
from tests.dialects.silna.clinic import Clinic

LOCATIONS = "/public/v1/service-locations/"
PROVIDERS = "/public/v1/providers/"


def body(clinic: Clinic, **changes: Any) -> dict[str, Any]:
    return {
        "provider_id": clinic.provider,
        "provider_group_id": clinic.provider,
        "name": "North Annex",
        "address_line_1": "1 Elm",
        "city": "Albany",
        "state": "NY",
        "zip_code": "12207-1234",
        **changes,
    }


async def test_a_place_is_opened_and_read(clinic: Clinic) -> None:
    async with clinic.http() as http:
        created = await http.post(LOCATIONS, json=body(clinic, address_line_2="Floor 2", source_id="l-1"))
        assert created.status_code == 201
        place = created.json()["id"]
        assert (await http.get(LOCATIONS + place)).json() == {
            **body(clinic, address_line_2="Floor 2", source_id="l-1"),
            "id": place,
            "npi": "1234567893",
            "tin": "123456789",
            "ptan_number": None,
            "primary_taxonomy_code": None,
        }
    stored = await clinic.context().need(FACILITY, place)
    assert stored.address is not None
    assert (stored.address.postal_code, stored.address.postal_extension) == ("12207", "1234")


async def test_bad_places_are_refused(clinic: Clinic) -> None:
    async with clinic.http() as http:
        assert (await http.post(LOCATIONS, json=body(clinic, source_id="l-1"))).status_code == 201
        taken = await http.post(LOCATIONS, json=body(clinic, source_id="l-1"))
        assert (taken.status_code, taken.json()) == (400, {"message": "source_id: is already in use"})
        nowhere = await http.post(LOCATIONS, json=body(clinic, provider_id=new_id()))
        assert nowhere.status_code == 404
        assert all(name in nowhere.json()["message"] for name in ("provider_id", "provider_group_id"))
        empty = await http.post(LOCATIONS, json=body(clinic, name=" ", zip_code=None, source_id="null"))
        assert empty.status_code == 400
        assert all(f"{name}: " in empty.json()["message"] for name in ("name", "zip_code", "source_id"))


async def test_filters_of_places(clinic: Clinic) -> None:
    path = f"{PROVIDERS}{clinic.provider}/service-locations"
    async with clinic.http() as http:
        annex = (await http.post(LOCATIONS, json=body(clinic, source_id="l-1"))).json()["id"]

        async def found(**params: str) -> list[str]:
            return [record["id"] for record in (await http.get(path, params=params)).json()["records"]]

        assert await found() == [annex, clinic.location]
        assert await found(source_id="l-1") == [annex]
        assert await found(source_id="null") == [clinic.location]
        assert await found(name="annex") == [annex]
        assert await found(name="h a") == [annex]
        assert await found(state="ny") == [annex]
        assert await found(state="CA") == []
        assert await found(provider_group_ids=clinic.provider) == [annex, clinic.location]
        assert await found(provider_group_ids=new_id()) == []
        assert await found(limit="1") == [annex]
        assert await found(starting_after=annex) == [clinic.location]


async def test_providers_are_read_only(clinic: Clinic) -> None:
    ctx = clinic.context()
    entity = await ctx.need(LEGAL_ENTITY, clinic.provider)
    await ctx.put(LEGAL_ENTITY, with_external_id(entity, "silna.source_id", "p-1"))
    await ctx.commit()

    async with clinic.http() as http:
        provider = (await http.get(PROVIDERS + clinic.provider)).json()
        assert provider == {
            "id": clinic.provider,
            "legal_name": "Riverside PC",
            "dba": "Riverside PC",
            "source_id": "p-1",
            "silna_url": f"http://test/silna/providers/{clinic.provider}",
        }
        assert (await http.get(PROVIDERS, params={"source_id": "p-1"})).json() == {
            "records": [provider],
            "has_more": False,
            "first_id": clinic.provider,
            "last_id": clinic.provider,
        }
        others = (await http.get(PROVIDERS, params={"source_id": "null"})).json()
        assert [record["id"] for record in others["records"]] == [clinic.other_provider]
