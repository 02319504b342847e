"""Clinicians, provider groups and places of service: what a provider is made of."""

from typing import Any

import httpx2
import pytest

from polyclinic.core.organisation.groups import PROVIDER_GROUP, ProviderGroup
from polyclinic.core.organisation.model import FACILITY, Facility
from polyclinic.core.practitioners.model import PRACTITIONER, Practitioner, Relation
from polyclinic.core.shared.names import HumanName
from tests.dialects.silna.clinic import PATIENTS, Clinic

CLINICIANS, GROUPS, LOCATIONS = "/public/v1/clinicians/", "/public/v1/provider-groups/", "/public/v1/service-locations/"
PROVIDER_PLACES, PATIENT_PLACES = "/public/v1/provider-place-of-services/", "/public/v1/patient-place-of-services/"
NOBODY = "01920000-0000-7000-8000-000000000000"


async def records(http: httpx2.AsyncClient, path: str, **query: Any) -> list[dict[str, Any]]:
    answer = await http.get(path, params=query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["records"]
    return found


async def add_group(clinic: Clinic, provider: str, name: str = "Riverside Pediatrics") -> str:
    ctx = clinic.context()
    group = ProviderGroup(name=name, legal_entity_id=provider, npi="1679576722", tin="987654321")
    await ctx.put(PROVIDER_GROUP, group)
    await ctx.commit()
    return group.id


async def test_clinicians_are_the_staff_of_a_providers_places(clinic: Clinic) -> None:
    ctx = clinic.context()
    for given, places, relation in (
        ("Here", (clinic.location,), Relation.STAFF),
        ("Yonder", (clinic.other_location,), Relation.STAFF),
        ("Roaming", (), Relation.STAFF),
        ("Referring", (), Relation.EXTERNAL),
    ):
        name = HumanName(given, "Ortiz")
        await ctx.put(PRACTITIONER, Practitioner(name=name, npi="1245319599", facility_ids=places, relation=relation))
    await ctx.commit()

    async with clinic.http() as http:

        async def names(provider: str, **query: Any) -> set[str]:
            return {each["first_name"] for each in await records(http, CLINICIANS, provider_id=provider, **query)}

        assert await names(clinic.provider) == {"Here", "Roaming"}
        assert await names(clinic.other_provider) == {"Yonder", "Roaming"}
        assert await names(clinic.provider, name="ortiz roam") == {"Roaming"}
        (one,) = await records(http, CLINICIANS, provider_id=clinic.provider, name="HERE ort")
        assert one == {"first_name": "Here", "last_name": "Ortiz", "npi": "1245319599"}
        page = (await http.get(CLINICIANS, params={"provider_id": clinic.provider, "limit": 1})).json()
        rest = await records(http, CLINICIANS, provider_id=clinic.provider, starting_after=page["last_id"])
        assert {page["records"][0]["first_name"], rest[0]["first_name"]} == {"Here", "Roaming"}
        assert (await http.get(CLINICIANS)).json() == {"message": "provider_id: is required"}
        assert (await http.get(CLINICIANS, params={"provider_id": NOBODY})).status_code == 404


async def test_a_provider_is_a_group_of_its_own_and_may_have_more(clinic: Clinic) -> None:
    group = await add_group(clinic, clinic.provider)
    async with clinic.http() as http, clinic.http(await clinic.new_key(clinic.other_provider)) as other:
        own = await records(http, GROUPS, provider_id=clinic.provider)
        assert [each["id"] for each in own] == [group, clinic.provider]
        shown = {"id": group, "name": "Riverside Pediatrics", "npi": "1679576722", "tin": "987654321"}
        assert (await http.get(GROUPS + group)).json() == own[0] == shown
        assert (await http.get(GROUPS + clinic.provider)).json() == own[1]
        everyone = {each["id"] for each in await records(http, GROUPS, mso_id=clinic.practice.id)}
        assert everyone == {group, clinic.provider, clinic.other_provider}
        assert [each["id"] for each in await records(http, GROUPS, name="PEDIATRICS")] == [group]
        after = await records(http, GROUPS, provider_id=clinic.provider, starting_after=group, limit=1)
        assert [each["id"] for each in after] == [clinic.provider]

        assert [each["id"] for each in await records(other, GROUPS)] == [clinic.other_provider]
        for path in (
            GROUPS + group,
            f"{GROUPS}?provider_id={clinic.provider}",
            f"{GROUPS}?mso_id={clinic.practice.id}",
        ):
            assert (await other.get(path)).status_code == 404
        assert (await http.get(GROUPS + NOBODY)).json() == {"message": "Provider group not found"}


async def test_a_service_location_belongs_to_a_group_of_its_provider(clinic: Clinic) -> None:
    group, foreign = await add_group(clinic, clinic.provider), await add_group(clinic, clinic.other_provider)
    place = {"name": "Annex", "address_line_1": "1 Elm", "city": "Albany", "state": "NY", "zip_code": "12207"}
    async with clinic.http() as http:
        body = {**place, "provider_id": clinic.provider, "provider_group_id": group}
        made = (await http.post(LOCATIONS, json=body)).json()["id"]
        shown = (await http.get(LOCATIONS + made)).json()
        assert (shown["provider_group_id"], shown["npi"], shown["tin"]) == (group, "1679576722", "987654321")
        listed = f"/public/v1/providers/{clinic.provider}/service-locations"
        assert [each["id"] for each in await records(http, listed, provider_group_ids=[group])] == [made]
        assert [each["id"] for each in await records(http, listed, provider_group_ids=[clinic.provider])] == [
            clinic.location
        ]
        assert len(await records(http, listed, provider_group_ids=[group, clinic.provider])) == 2
        refused = await http.post(LOCATIONS, json={**body, "provider_group_id": foreign})
    assert (refused.status_code, refused.json()) == (
        404,
        {"message": "provider_group_id: there is no such group of this provider"},
    )


async def at_home_too(clinic: Clinic) -> str:
    """A location that also treats at patients' homes."""
    ctx = clinic.context()
    facility = Facility(name="Mobile", legal_entity_id=clinic.provider, place_of_service="22", further_places=("12",))
    await ctx.put(FACILITY, facility)
    await ctx.commit()
    return facility.id


async def test_the_places_of_service_of_a_location(clinic: Clinic) -> None:
    location = await at_home_too(clinic)
    path = f"{LOCATIONS}{location}/provider-place-of-services"
    async with clinic.http() as http:
        hospital, home = await records(http, path)
        assert [each["place_of_service_code"]["code"] for each in (hospital, home)] == ["22", "12"]
        assert home["place_of_service_code"]["name"] == "Home"
        assert (await http.get(PROVIDER_PLACES + home["id"])).json() == home
        assert await records(http, path, starting_after=hospital["id"]) == [home]
        assert await records(http, path, limit=1) == [hospital]
        (office,) = await records(http, f"{LOCATIONS}{clinic.location}/provider-place-of-services")
        assert office["place_of_service_code"]["code"] == "11"
        assert (await http.get(f"{LOCATIONS}{NOBODY}/provider-place-of-services")).status_code == 404
        missing = await http.get(PROVIDER_PLACES + NOBODY)
    assert (missing.status_code, missing.json()) == (404, {"message": "Provider place of service not found"})


async def test_where_a_patient_is_treated(clinic: Clinic) -> None:
    await at_home_too(clinic)
    async with clinic.http() as http, clinic.http(await clinic.new_key(clinic.other_provider)) as other:
        patient = (await http.post(PATIENTS, json=clinic.body())).json()["patient_id"]
        (office,) = await records(http, f"{LOCATIONS}{clinic.location}/provider-place-of-services")
        (theirs,) = await records(http, f"{LOCATIONS}{clinic.other_location}/provider-place-of-services")
        body = {"patient_id": patient, "provider_place_of_service_id": office["id"]}
        made = await http.post(PATIENT_PLACES, json=body)
        assert (made.status_code, made.json().keys()) == (201, {"id"})
        assert (await http.post(PATIENT_PLACES, json=body)).json() == made.json()
        shown = (await http.get(PATIENT_PLACES + made.json()["id"])).json()
        assert shown == {**made.json(), "place_of_service_code": office["place_of_service_code"]}
        assert (await http.get(PATIENTS + patient)).json()["patient_place_of_service_ids"] == [shown["id"]]

        foreign = await http.post(PATIENT_PLACES, json={**body, "provider_place_of_service_id": theirs["id"]})
        assert foreign.status_code == 400
        assert foreign.json()["message"].startswith("provider_place_of_service_id: ")
        for changes in ({"patient_id": NOBODY}, {"provider_place_of_service_id": NOBODY}):
            assert (await http.post(PATIENT_PLACES, json={**body, **changes})).status_code == 404
        assert (await other.get(PATIENT_PLACES + shown["id"])).status_code == 404
        assert (await other.post(PATIENT_PLACES, json=body)).status_code == 404
        await http.delete(PATIENTS + patient)
        assert (await http.get(PATIENT_PLACES + shown["id"])).status_code == 404


@pytest.mark.parametrize("path", [CLINICIANS, GROUPS])
async def test_cursors_of_nothing_are_refused(clinic: Clinic, path: str) -> None:
    async with clinic.http() as http:
        for cursor in ("starting_after", "ending_before"):
            refused = await http.get(path, params={"provider_id": clinic.provider, cursor: NOBODY})
            assert (refused.status_code, refused.json()) == (400, {"message": f"{cursor}: there is no such object"})
