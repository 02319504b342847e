"""120 requests a minute for each key and operation, told on every answer."""

from datetime import timedelta
from typing import Any

import httpx2
import pytest

from polyclinic.adapters.db.store import Store
from polyclinic.core.shared.clock import HeldClock
from polyclinic.web.rate_limits import Rules
from tests.dialects.silna.clinic import NOW, PATIENTS, Clinic, open_clinic

PROVIDERS, PLANS = "/public/v1/providers/", "/public/v1/patient-plans/"
AETNA = "018f7dfa-3e85-7f38-a0fe-71a9bf6a64c2"
FULL = {"X-RateLimit-Limit": "120", "X-RateLimit-Remaining": "119", "Retry-After": "0"}


@pytest.fixture
def clock() -> HeldClock:
    return HeldClock(NOW + timedelta(seconds=0.5))


@pytest.fixture
async def limited(store: Store, clock: HeldClock) -> Clinic:
    """A clinic whose callers are limited as Silna's are, on a clock that stands still."""
    return await open_clinic(store, clock=clock, rules=Rules())


async def use_up(http: httpx2.AsyncClient, path: str = PROVIDERS) -> None:
    for remaining in range(119, -1, -1):
        answer = await http.get(path)
        assert answer.headers["X-RateLimit-Remaining"] == str(remaining)
        assert answer.status_code != 429


async def test_the_121st_call_waits_for_the_window_to_end(limited: Clinic, clock: HeldClock) -> None:
    async with limited.http() as http:
        await use_up(http)
        clock.advance(timedelta(seconds=12))
        refused = await http.get(PROVIDERS)
        assert refused.status_code == 429
        assert refused.json() == {"message": "Rate limit exceeded. Please wait 48 seconds before trying again."}
        assert refused.headers["Retry-After"] == "48"
        assert refused.headers["X-RateLimit-Remaining"] == "0"
        assert int(refused.headers["X-RateLimit-Reset"]) == int(NOW.timestamp()) + 61

        clock.advance(timedelta(seconds=47.5))
        assert (await http.get(PROVIDERS)).headers["Retry-After"] == "1"
        clock.advance(timedelta(seconds=0.5))
        again = await http.get(PROVIDERS)
        assert again.status_code == 200
        assert dict(again.headers).items() >= {name.lower(): value for name, value in FULL.items()}.items()


async def test_each_operation_and_each_key_has_its_own_120(limited: Clinic) -> None:
    async with limited.http() as http, limited.http(await limited.new_key()) as other:
        await use_up(http)
        assert (await http.get(PROVIDERS)).status_code == 429
        assert (await http.get(PROVIDERS + limited.provider)).status_code == 200
        assert (await http.post(PATIENTS, json=limited.body())).status_code == 201
        assert (await other.get(PROVIDERS)).status_code == 200


async def test_callers_without_a_key_are_counted_by_address(limited: Clinic) -> None:
    async with limited.http(None) as nobody, limited.http("wrong") as wrong, limited.http() as http:
        await use_up(nobody)
        assert (await nobody.get(PROVIDERS)).status_code == 429
        assert (await wrong.get(PROVIDERS)).status_code == 429
        assert (await http.get(PROVIDERS)).status_code == 200


async def test_unknown_paths_are_limited_too(limited: Clinic) -> None:
    async with limited.http(None) as nobody:
        await use_up(nobody, "/public/v1/nothing")
        assert (await nobody.get("/public/v1/nothing")).status_code == 429


async def test_a_client_may_carry_a_higher_limit(limited: Clinic) -> None:
    async with limited.http(await limited.new_key(rate_limit=10)) as http:
        answer = await http.get(PROVIDERS)
    assert answer.headers["X-RateLimit-Limit"] == "1200"
    assert answer.headers["X-RateLimit-Remaining"] == "1199"


async def limited_by_itself(clinic: Clinic, path: str, body: dict[str, Any]) -> None:
    """Post with a key of its own, so that the clinic's has not called the operation yet."""
    async with clinic.http(await clinic.new_key()) as http:
        assert (await http.post(path, json=body)).status_code == 201


async def test_every_answer_tells_how_the_caller_stands(limited: Clinic) -> None:
    unknown = PATIENTS + "01920000-0000-7000-8000-000000000000"
    async with limited.http() as http, limited.http(None) as nobody:
        created = await http.post(PATIENTS, json=limited.body())
        plan = {"patient_id": created.json()["patient_id"], "payor_entity_id": AETNA, "member_number": "W123"}
        with_place = {**plan, "plan_order_number": 1}
        await limited_by_itself(limited, PLANS, with_place)
        answers = {
            200: await http.get(PROVIDERS),
            201: created,
            204: await http.patch(PATIENTS + created.json()["patient_id"], json={}),
            400: await http.get(PATIENTS),
            401: await nobody.get(PROVIDERS),
            404: await http.get(unknown),
            405: await http.post(PROVIDERS),
            409: await http.post(PLANS, json={**with_place, "member_number": "W124"}),
            413: await http.put(PATIENTS, content=b"x" * 2_000_000),
        }
        no_path = await http.get("/public/v1/nothing")

    assert no_path.status_code == 404
    assert {answer.status_code for answer in answers.values()} == set(answers)
    for answer in answers.values():
        assert {name: answer.headers[name] for name in FULL} == FULL
        assert int(answer.headers["X-RateLimit-Reset"]) == int(NOW.timestamp()) + 61
    assert no_path.headers["X-RateLimit-Limit"] == "120"
    assert no_path.headers["Retry-After"] == "0"
