"""Users v2: credentials for programs."""

from typing import Any

import httpx2
import pytest

from polyclinic.core.identity import operations as identity
from polyclinic.core.shared.ids import new_id
from tests.dialects.candid.office import TOKEN, Office

M2M = "/api/users/v2/m2m/client"


async def create(http: httpx2.AsyncClient, office: Office, **changes: Any) -> httpx2.Response:
    return await http.post(M2M, json={"name": "Intake", "organization_id": office.practice.id, **changes})


async def test_a_program_that_was_made_signs_in(http: httpx2.AsyncClient, office: Office) -> None:
    answer = await create(http, office)
    assert answer.status_code == 200, answer.text
    made = answer.json()
    async with office.nobody() as nobody:
        sent = {"client_id": made["client_id"], "client_secret": made["client_secret"]}
        token = (await nobody.post(TOKEN, json=sent)).json()["access_token"]
        wrong = await nobody.post(TOKEN, json={**sent, "client_secret": "guess"})
    assert wrong.status_code == 401
    async with office.nobody(Authorization=f"Bearer {token}") as program:
        assert (await program.get("/api/encounters/v4")).status_code == 200
        other = await create(program, office, name="Second")
    assert other.json()["created_by"] != made["created_by"]


async def test_names_serve_once_and_only_at_home(http: httpx2.AsyncClient, office: Office) -> None:
    assert (await create(http, office)).status_code == 200
    taken = await create(http, office, name=" INTAKE ")
    assert (taken.status_code, taken.json()["errorName"]) == (409, "EntityConflictError")
    assert taken.json()["content"] == {"entity_name": "m2m_user"}
    elsewhere = await create(http, office, name="Other", organization_id=new_id())
    assert elsewhere.status_code == 422
    assert "organization_id" in elsewhere.json()["content"]["message"]
    assert (await create(http, office, name="")).status_code == 422


async def test_there_are_only_so_many(
    http: httpx2.AsyncClient, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identity, "MOST_CLIENTS", 1)
    assert (await create(http, office)).status_code == 200
    refused = await create(http, office, name="Third")
    assert (refused.status_code, refused.json()["errorName"]) == (422, "M2MUserLimitReachedHttpError")
    assert refused.json()["content"]["limit"] == 1


async def test_who_only_reads_makes_none(office: Office) -> None:
    client_id, secret = await office.add_client("reader")
    async with office.nobody() as nobody:
        token = (await nobody.post(TOKEN, json={"client_id": client_id, "client_secret": secret})).json()
    async with office.nobody(Authorization=f"Bearer {token['access_token']}") as reader:
        assert (await create(reader, office)).status_code == 403
