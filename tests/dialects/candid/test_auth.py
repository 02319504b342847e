"""Client credentials against a bearer token that lives five hours."""

from datetime import timedelta

import httpx2
import pytest

from polyclinic.core.identity.model import CredentialKind
from polyclinic.core.identity.operations import client_secret_key, issue_for_key, revoke_key
from polyclinic.core.shared.errors import Unauthenticated
from tests.dialects.candid.office import ENCOUNTERS, TOKEN, Office, body


async def test_json_and_forms_are_both_taken(office: Office) -> None:
    given = {"client_id": office.client_id, "client_secret": office.client_secret}
    async with office.nobody() as http:
        for answer in (await http.post(TOKEN, json=given), await http.post(TOKEN, data=given)):
            assert answer.status_code == 200
            token = answer.json()
            assert (token["expires_in"], token["token_type"]) == (18000, "Bearer")
            headers = {"Authorization": f"Bearer {token['access_token']}"}
            assert (await http.get(ENCOUNTERS, headers=headers)).status_code == 200


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "multipart/form-data; boundary=x"])
async def test_other_content_types_have_an_error_of_their_own(office: Office, content_type: str) -> None:
    async with office.nobody() as http:
        answer = await http.post(TOKEN, content=b"{}", headers={"Content-Type": content_type})
    assert answer.status_code == 415
    assert answer.json()["errorName"] == "InvalidContentTypeError"
    assert answer.json()["content"]["message"]


async def test_wrong_credentials_all_look_the_same(office: Office) -> None:
    async with office.nobody() as http:
        answers = [
            await http.post(TOKEN, json={"client_id": client_id, "client_secret": secret})
            for client_id, secret in [(office.client_id, "wrong"), ("nobody", office.client_secret)]
        ]
    for answer in answers:
        assert answer.status_code == 401
        assert (answer.json()["errorName"], answer.json()["content"]) == (
            "Unauthorized",
            {"message": "The client id or secret is wrong"},
        )


async def test_missing_credentials_are_named(office: Office) -> None:
    async with office.nobody() as http:
        answer = await http.post(TOKEN, json={"client_id": 5})
    assert answer.status_code == 422
    message = answer.json()["content"]["message"]
    assert "client_id" in message
    assert "client_secret" in message


async def test_tokens_end_with_the_secret_that_they_were_given_for(office: Office) -> None:
    services = office.services
    given = {"client_id": office.client_id, "client_secret": office.client_secret}
    secret = client_secret_key(office.client_id, office.client_secret)
    async with office.nobody() as http:
        token = (await http.post(TOKEN, json=given)).json()["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        assert (await http.get(ENCOUNTERS, headers=headers)).status_code == 200
        held = await services.credentials.find(CredentialKind.CLIENT_SECRET, "candid", secret)
        assert held is not None
        await revoke_key(services.credentials, office.clock, held.id)
        assert (await http.get(ENCOUNTERS, headers=headers)).status_code == 401
        assert (await http.post(TOKEN, json=given)).status_code == 401
    with pytest.raises(Unauthenticated):
        # another process that still remembers the secret
        await issue_for_key(services.credentials, office.clock, held, timedelta(hours=5))


async def test_a_token_ends_after_five_hours(office: Office, http: httpx2.AsyncClient) -> None:
    office.clock.advance(timedelta(seconds=17_999))
    assert (await http.get(ENCOUNTERS)).status_code == 200
    office.clock.advance(timedelta(seconds=1))
    answer = await http.get(ENCOUNTERS)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer nonsense", "Basic Zm9vOmJhcg=="])
async def test_nothing_is_served_without_a_token(office: Office, header: str) -> None:
    async with office.nobody(**({"Authorization": header} if header else {})) as http:
        answer = await http.post(ENCOUNTERS, json=body())
    assert answer.status_code == 401
    assert answer.json()["errorName"] == "Unauthorized"


async def test_who_only_looks_may_not_write(office: Office) -> None:
    client_id, secret = await office.add_client("reader")
    async with office.nobody() as http:
        token = (await http.post(TOKEN, json={"client_id": client_id, "client_secret": secret})).json()
        headers = {"Authorization": f"Bearer {token['access_token']}"}
        assert (await http.get(ENCOUNTERS, headers=headers)).json() == {"items": []}
        answer = await http.post(ENCOUNTERS, json=body(), headers=headers)
    assert answer.status_code == 403
    assert answer.json()["errorName"] == "UnauthorizedError"


async def test_a_secret_is_no_token(office: Office) -> None:
    for secret in (office.client_secret, f"{office.client_id}:{office.client_secret}"):
        async with office.nobody(Authorization=f"Bearer {secret}") as http:
            assert (await http.get(ENCOUNTERS)).status_code == 401
