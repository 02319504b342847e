"""Who may come in, and what each key sees: nothing of another provider, nothing of another practice."""

from typing import Any

import pytest

from polyclinic.adapters.db.store import Store
from polyclinic.core.organisation.model import FACILITY, Facility
from polyclinic.core.shared.ids import new_id
from tests.dialects.silna.clinic import PATIENTS, Clinic, open_clinic

LOCATIONS = "/public/v1/service-locations/"
PROVIDERS = "/public/v1/providers/"


BAD_HEADERS = {
    None: "AUTH_INVALID_REQUEST_HEADER",
    "": "AUTH_INVALID_REQUEST_HEADER",
    "Token x": "AUTH_INVALID_REQUEST_HEADER",
    "Bearer": "AUTH_INVALID_REQUEST_HEADER",
    "Bearer a b": "AUTH_INVALID_REQUEST_HEADER",
    "Bearer wrong": "AUTH_INVALID_CREDENTIALS",
}


async def test_nobody_comes_in_without_a_key(clinic: Clinic) -> None:
    async with clinic.http(None) as http:
        for header, type_ in BAD_HEADERS.items():
            headers = {} if header is None else {"Authorization": header}
            answers = [
                await http.get(PATIENTS, headers=headers),
                await http.post(PATIENTS, content=b"not json", headers=headers),
                await http.get(PROVIDERS, headers=headers),
            ]
            assert [answer.status_code for answer in answers] == [401] * 3
            assert [answer.json()["type"] for answer in answers] == [type_] * 3
            assert all(answer.json().keys() == {"message", "type"} for answer in answers)


async def test_both_bases_and_both_slashes_are_served(clinic: Clinic) -> None:
    async with clinic.http() as http:
        for path in ("/public/v1/providers/", "/public/v1/providers", "/api/public/v1/providers/"):
            answer = await http.get(path)
            assert answer.status_code == 200
            assert len(answer.json()["records"]) == 2
        for path in ("/public/v1/nothing", "/api/api/public/v1/providers/", "/v1/providers/", "/"):
            assert (await http.get(path)).status_code == 404


async def add_one_each(clinic: Clinic) -> dict[str, str]:
    """A patient of each provider, and one that names none."""
    elsewhere = {"provider_id": clinic.other_provider, "provider_service_location_id": clinic.other_location}
    async with clinic.http() as http:
        return {
            "default": (await http.post(PATIENTS, json=clinic.body())).json()["patient_id"],
            "other": (await http.post(PATIENTS, json=clinic.body(**elsewhere))).json()["patient_id"],
            "unassigned": (await clinic.add_patient()).id,
        }


@pytest.mark.parametrize(
    ("reach", "sees"),
    [
        ("both", {"default", "other", "unassigned"}),
        ("default", {"default", "unassigned"}),
        ("other", {"other"}),
    ],
)
async def test_a_key_sees_its_own_providers_only(clinic: Clinic, reach: str, sees: set[str]) -> None:
    patients = await add_one_each(clinic)
    providers = {"default": clinic.provider, "other": clinic.other_provider}
    locations = {"default": clinic.location, "other": clinic.other_location}
    mine = {reach} if reach in providers else set(providers)
    key = await clinic.new_key(*([] if reach == "both" else [providers[reach]]))

    async with clinic.http(key) as http:
        for name, patient in patients.items():
            assert (await http.get(PATIENTS + patient)).status_code == (200 if name in sees else 404)
        listed = {record["id"] for record in (await http.get(PROVIDERS)).json()["records"]}
        assert listed == {providers[name] for name in mine}
        found: set[str] = set()
        for name, provider in providers.items():
            allowed = 200 if name in mine else 404
            page = await http.get(PATIENTS, params={"provider_id": provider})
            assert page.status_code == allowed
            found |= {record["id"] for record in page.json().get("records", [])}
            assert (await http.get(PROVIDERS + provider)).status_code == allowed
            assert (await http.get(LOCATIONS + locations[name])).status_code == allowed
            body = clinic.body(provider_id=provider, provider_service_location_id=locations[name])
            created = await http.post(PATIENTS, json=body)
            assert created.status_code == (201 if name in mine else 404)
        assert found == {patients[name] for name in sees}
        for name in patients.keys() - sees:
            assert (await http.patch(PATIENTS + patients[name], json={"city": "Albany"})).status_code == 404
            assert (await http.delete(PATIENTS + patients[name])).status_code == 404


async def test_a_place_of_another_api_belongs_to_the_default_provider(clinic: Clinic) -> None:
    ctx = clinic.context()
    place = await ctx.put(FACILITY, Facility(name="Corner"))
    await ctx.commit()

    for provider, status in ((clinic.provider, 200), (clinic.other_provider, 404)):
        async with clinic.http(await clinic.new_key(provider)) as http:
            assert (await http.get(LOCATIONS + place.id)).status_code == status
            listed = (await http.get(f"{PROVIDERS}{provider}/service-locations")).json()["records"]
            assert (place.id in [record["id"] for record in listed]) == (status == 200)


async def test_nothing_of_another_practice_is_found(clinic: Clinic, store: Store) -> None:
    foreign = await open_clinic(store)
    async with foreign.http() as http:
        marked = foreign.body(first_name="Foreign", source_id="s-1")
        patient = (await http.post(PATIENTS, json=marked)).json()["patient_id"]
    theirs = {"provider_id": foreign.provider, "provider_service_location_id": foreign.location}

    async with clinic.http() as http:
        mine: list[Any] = [
            await http.get(PATIENTS + patient),
            await http.patch(PATIENTS + patient, json={"city": "Albany"}),
            await http.delete(PATIENTS + patient),
            await http.get(PATIENTS, params={"provider_id": foreign.provider}),
            await http.get(PROVIDERS + foreign.provider),
            await http.get(f"{PROVIDERS}{foreign.provider}/service-locations"),
            await http.get(LOCATIONS + foreign.location),
            await http.post(PATIENTS, json=clinic.body(**theirs)),
            await http.put(PATIENTS, json=clinic.body(**theirs, source_id="s-1")),
            await http.post(PATIENTS, json=clinic.body(provider_service_location_id=foreign.location)),
        ]
        assert [answer.status_code for answer in mine] == [404] * len(mine)
        assert not any(text in answer.text for answer in mine for text in ("Foreign", "s-1", patient))
        for cursor in ("starting_after", "ending_before"):
            params = {"provider_id": clinic.provider, cursor: patient}
            assert (await http.get(PATIENTS, params=params)).status_code == 400
        assert (await http.put(PATIENTS, json=clinic.body(source_id="s-1"))).status_code == 201

    async with foreign.http() as http:
        assert (await http.get(PATIENTS + patient)).json()["first_name"] == "Foreign"


async def test_a_key_that_may_only_read_is_told_so(clinic: Clinic) -> None:
    key = await clinic.new_key(role="reader")
    async with clinic.http(key) as http:
        assert (await http.get(PROVIDERS)).status_code == 200
        refused = await http.post(PATIENTS, json=clinic.body())
    assert refused.status_code == 403
    assert refused.json().keys() == {"message"}


async def test_what_is_not_there(clinic: Clinic) -> None:
    async with clinic.http() as http:
        for method, path, status in (
            ("GET", PATIENTS + "not-an-id", 404),
            ("GET", PATIENTS + "%F0%9F%98%80", 404),
            ("GET", PATIENTS, 400),
            ("DELETE", PATIENTS, 405),
            ("POST", PROVIDERS, 405),
            ("PUT", LOCATIONS, 405),
            ("GET", LOCATIONS + "01920000-0000-7000-8000-000000000000", 404),
        ):
            answer = await http.request(method, path)
            assert (answer.status_code, answer.json().keys()) == (status, {"message"})


BAD_BODIES: list[tuple[bytes, list[str]]] = [
    (b"", []),
    (b"{", []),
    (b"\xff", []),
    (b"[]", []),
    (b'{"first_name": NaN}', []),
    (b'{"first_name": "a", "first_name": "b"}', []),
    (b'{"first_name": "\\u0000"}', []),
    (b"{}", ["first_name", "last_name", "date_of_birth", "patient_specialties", "status", "provider_id"]),
    (
        b'{"first_name": 1, "status": "active", "date_of_birth": "x", "patient_specialties": ["REIKI"], "sex": 2}',
        ["first_name", "status", "date_of_birth", "patient_specialties[0]", "sex", "last_name"],
    ),
]


async def test_bad_bodies_are_refused_and_nothing_is_written(clinic: Clinic) -> None:
    async with clinic.http(headers={"Content-Type": "application/json"}) as http:
        for method in ("POST", "PUT"):
            for content, named in BAD_BODIES:
                answer = await http.request(method, PATIENTS, content=content)
                assert answer.status_code == 400, content
                assert answer.json().keys() == {"message"}
                assert all(f"{name}: " in answer.json()["message"] for name in named)
        assert (await http.get(PATIENTS, params={"provider_id": clinic.provider})).json()["records"] == []


async def test_other_media_types_and_huge_bodies(clinic: Clinic) -> None:
    async with clinic.http() as http:
        assert (await http.post(PATIENTS, data={"first_name": "a"})).status_code == 400
        huge = await http.post(PATIENTS, json=clinic.body(city="x" * 2_000_000))
        assert (huge.status_code, huge.json().keys()) == (413, {"message"})
        unknown = {"provider_id": new_id()}
        assert (await http.get(PATIENTS, params=unknown)).json() == {"message": "Provider not found"}
