"""1,000 requests from one address in any ten seconds."""

from datetime import timedelta

import httpx2
import pytest

from polyclinic.adapters.db.store import Store
from polyclinic.web.rate_limits import Rules
from tests.dialects.candid.office import ENCOUNTERS, TOKEN, Office, open_office


@pytest.fixture
async def limited(store: Store) -> Office:
    """Callers are limited as the vendor limits them."""
    return await open_office(store, rules=Rules())


async def use_up(http: httpx2.AsyncClient, times: int) -> None:
    for _ in range(times):
        answer = await http.post(TOKEN, json={})
        assert answer.status_code == 422


@pytest.mark.timeout(240)
async def test_the_window_rolls(limited: Office) -> None:
    async with limited.nobody() as http, limited.nobody("192.0.2.7") as elsewhere:
        await use_up(http, 400)
        limited.clock.advance(timedelta(seconds=6))
        await use_up(http, 600)

        refused = await http.get(ENCOUNTERS)
        assert refused.status_code == 429
        assert refused.json()["errorName"] == "TooManyRequests"
        assert refused.headers["retry-after"] == "4"
        assert (await elsewhere.get(ENCOUNTERS)).status_code == 401

        token = await http.post(TOKEN, json={})
        assert token.status_code == 429
        assert token.json()["errorName"] == "TooManyRequestsError"
        assert token.json()["content"]["message"]

        limited.clock.advance(timedelta(seconds=4))
        assert (await http.get(ENCOUNTERS)).status_code == 401
        limited.clock.advance(timedelta(seconds=5))
        await use_up(http, 300)


async def test_a_client_may_carry_a_higher_limit(store: Store) -> None:
    office = await open_office(store, rules=Rules())
    client_id, secret = await office.add_client("integration", rate_limit=1000)
    async with office.nobody() as http:
        token = (await http.post(TOKEN, json={"client_id": client_id, "client_secret": secret})).json()
        headers = {"Authorization": f"Bearer {token['access_token']}"}
        await use_up(http, 999)
        assert (await http.post(TOKEN, json={})).status_code == 429
        assert (await http.get(ENCOUNTERS, headers=headers)).status_code == 200
