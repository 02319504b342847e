"""Users and organizations: who signs in, and what of it they change themselves."""

from typing import Any

import httpx2
import pytest

from polyclinic.core.identity.operations import find_user
from tests.dialects.carium.office import Office, changes, furnish, problems
from tests.dialects.carium.visitor import bearing, follow, invited, log_in, register

USERS = "/identity/v1/users/"
ORGANIZATIONS = "/identity/v1/organizations/"


async def mine(office: Office) -> str:
    user = await find_user(office.context(), office.username)
    assert user is not None
    return user.id


async def test_users_are_listed_and_read(office: Office, http: httpx2.AsyncClient) -> None:
    patient, username = await register(office, http)
    listed = (await http.get(USERS, params={"sort": "username"})).json()
    names = [each["attributes"]["username"] for each in listed["data"]]
    assert names == sorted([office.username, office.mfa_username, username])
    found = (await http.get(USERS, params={"filter[username]": username.upper()})).json()["data"]
    assert [(each["attributes"]["individual-id"], each["type"]) for each in found] == [(patient, "users")]
    by_patient = (await http.get(USERS, params={"filter[individual-id]": patient})).json()["data"]
    assert by_patient == found
    attributes = found[0]["attributes"]
    assert (attributes["second-factor"], attributes["invited-at"], attributes["locale"]) == (False, None, "en_US")
    assert (attributes["email"], attributes["mobile-phone"]) == (username, "+15551234567")
    assert not {name for name in attributes if "password" in name or "totp" in name or "secret" in name}
    read = await http.get(f"{USERS}{found[0]['id']}/")
    assert read.json()["data"] == found[0]
    mfa = (await http.get(USERS, params={"filter[username]": office.mfa_username})).json()["data"][0]
    assert mfa["attributes"]["second-factor"] is True


async def test_users_change_their_own_locale_only(office: Office, http: httpx2.AsyncClient) -> None:
    own = await mine(office)
    changed = await http.patch(f"{USERS}{own}/", json=changes("users", locale="es_US"))
    assert changed.status_code == 200, changed.text
    assert changed.json()["data"]["attributes"]["locale"] == "es_US"
    kept = await http.patch(f"{USERS}{own}/", json=changes("users"))
    assert kept.json()["data"]["attributes"]["locale"] == "es_US"
    other = await find_user(office.context(), office.mfa_username)
    assert other is not None
    refused = await http.patch(f"{USERS}{other.id}/", json=changes("users", locale="es_US"))
    assert (refused.status_code, problems(refused)) == (403, {"": "forbidden"})


@pytest.mark.parametrize(
    ("body", "status", "places"),
    [
        (changes("users", locale="fr_FR"), 422, {"/data/attributes/locale"}),
        (changes("user", locale="es_US"), 409, {"/data/type"}),
        (
            {"data": {"type": "users", "id": "8d25a2a6-8219-40d1-a34f-c24ec69f4f72", "attributes": {}}},
            409,
            {"/data/id"},
        ),
    ],
)
async def test_bad_changes_change_nothing(
    office: Office, http: httpx2.AsyncClient, body: dict[str, Any], status: int, places: set[str]
) -> None:
    answer = await http.patch(f"{USERS}{await mine(office)}/", json=body)
    assert (answer.status_code, set(problems(answer))) == (status, places)
    user = await find_user(office.context(), office.username)
    assert user is not None
    assert user.locale == "en_US"


async def test_a_patient_is_the_only_user_that_the_patient_sees(office: Office, http: httpx2.AsyncClient) -> None:
    _, username = await register(office, http)
    await follow(office, await invited(office, http, username))
    token = (await log_in(office, username)).json()["access-token"]
    async with bearing(office, token) as patient:
        listed = (await patient.get(USERS)).json()["data"]
        assert [each["attributes"]["username"] for each in listed] == [username]
        own = f"{USERS}{listed[0]['id']}/"
        assert (await patient.patch(own, json=changes("users", locale="es_US"))).status_code == 200
        foreign = f"{USERS}{await mine(office)}/"
        assert (await patient.get(foreign)).status_code == 404
        assert (await patient.patch(foreign, json=changes("users", locale="es_US"))).status_code == 404


async def test_an_organization_is_the_own(office: Office, http: httpx2.AsyncClient) -> None:
    other = await furnish(office.services, office.clock, office.app._settings)
    listed = (await http.get(ORGANIZATIONS)).json()
    assert [each["id"] for each in listed["data"]] == [office.id]
    assert listed["data"][0]["attributes"] == {
        "name": "Riverside",
        "time-zone": "America/New_York",
        "created-at": "2026-03-04 12:00:00",
        "last-modified-at": "2026-03-04 12:00:00",
    }
    assert (await http.get(ORGANIZATIONS, params={"page[offset]": 1})).json()["data"] == []
    read = await http.get(f"{ORGANIZATIONS}{office.id}/", params={"fields[organizations]": "name"})
    assert read.json()["data"]["attributes"] == {"name": "Riverside"}
    assert (await http.get(f"{ORGANIZATIONS}{other.id}/")).status_code == 404
    foreign = await http.get(ORGANIZATIONS, params={"organization-id": other.id})
    assert (foreign.status_code, problems(foreign)) == (404, {"organization-id": "unknown-organization"})
