"""Idempotency-Key on every POST: one effect, one answer, for 30 days."""

import asyncio
from datetime import timedelta

from polyclinic.adapters.db.store import Store
from polyclinic.core.shared.clock import HeldClock
from polyclinic.web.rate_limits import Rules
from tests.dialects.silna.clinic import NOW, PATIENTS, Clinic, open_clinic

LOCATIONS = "/public/v1/service-locations/"


def key(value: str) -> dict[str, str]:
    return {"Idempotency-Key": value}


async def count(clinic: Clinic) -> int:
    async with clinic.http() as http:
        return len((await http.get(PATIENTS, params={"provider_id": clinic.provider})).json()["records"])


async def test_a_replay_is_the_first_answer_with_fresh_limits(store: Store) -> None:
    clinic = await open_clinic(store, clock=HeldClock(NOW), rules=Rules())
    async with clinic.http() as http:
        first = await http.post(PATIENTS, json=clinic.body(), headers=key("k"))
        again = await http.post(PATIENTS, json=clinic.body(), headers=key("k"))
        slash = await http.post(PATIENTS.rstrip("/"), json=clinic.body(), headers={"idempotency-key": "k"})

    assert "Idempotent-Replayed" not in first.headers
    assert first.headers["X-RateLimit-Remaining"] == "119"
    for replay, remaining in ((again, "118"), (slash, "117")):
        assert (replay.status_code, replay.content) == (201, first.content)
        assert replay.headers["Idempotent-Replayed"] == "true"
        assert replay.headers["Content-Type"] == first.headers["Content-Type"]
        assert replay.headers["X-RateLimit-Remaining"] == remaining
        assert replay.headers["X-Request-Id"] != first.headers["X-Request-Id"]
    assert await count(clinic) == 1


async def test_another_body_under_the_same_key_is_refused(clinic: Clinic) -> None:
    async with clinic.http() as http:
        await http.post(PATIENTS, json=clinic.body(), headers=key("k"))
        other = await http.post(PATIENTS, json=clinic.body(city="Troy"), headers=key("k"))
        elsewhere = await http.post(LOCATIONS, json={}, headers=key("k"))

    assert (other.status_code, other.json().keys()) == (400, {"message"})
    assert "is required" in elsewhere.json()["message"]
    assert await count(clinic) == 1


async def test_a_key_has_1_to_255_characters(clinic: Clinic) -> None:
    async with clinic.http() as http:
        for value, status in (("k" * 255, 201), ("k" * 256, 400), ("", 400), ('"quoted"', 201)):
            answer = await http.post(PATIENTS, json=clinic.body(), headers=key(value))
            assert answer.status_code == status
    assert await count(clinic) == 2


async def test_only_successes_are_remembered(clinic: Clinic) -> None:
    async with clinic.http() as http:
        taken = (await http.post(PATIENTS, json=clinic.body(source_id="s-1"))).json()["patient_id"]
        refused = await http.post(PATIENTS, json=clinic.body(source_id="s-1"), headers=key("k"))
        assert refused.status_code == 400
        await http.delete(PATIENTS + taken)
        again = await http.post(PATIENTS, json=clinic.body(source_id="s-1"), headers=key("k"))
        assert again.status_code == 201
        assert "Idempotent-Replayed" not in again.headers
        invalid = await http.post(PATIENTS, json=clinic.body(status="x"), headers=key("l"))
        assert invalid.status_code == 400
        assert (await http.post(PATIENTS, json=clinic.body(), headers=key("l"))).status_code == 201


async def test_other_tenants_and_other_methods_are_strangers(clinic: Clinic, store: Store) -> None:
    foreign = await open_clinic(store)
    for mine in (clinic, foreign):
        async with mine.http() as http:
            assert (await http.post(PATIENTS, json=mine.body(), headers=key("k"))).status_code == 201
            put = await http.put(PATIENTS, json=mine.body(source_id="s-1"), headers=key("k" * 256))
            assert put.status_code == 200
        assert await count(mine) == 1


async def test_a_key_is_new_again_after_30_days(store: Store) -> None:
    clock = HeldClock(NOW)
    clinic = await open_clinic(store, clock=clock)
    async with clinic.http() as http:
        first = await http.post(PATIENTS, json=clinic.body(), headers=key("k"))
        clock.advance(timedelta(days=30, seconds=-1))
        assert (await http.post(PATIENTS, json=clinic.body(), headers=key("k"))).content == first.content
        clock.advance(timedelta(seconds=2))
        later = await http.post(PATIENTS, json=clinic.body(), headers=key("k"))

    assert later.status_code == 201
    assert later.content != first.content


async def test_twenty_parallel_posts_have_one_effect(clinic: Clinic) -> None:
    async with clinic.http() as http:
        calls = [http.post(PATIENTS, json=clinic.body(), headers=key("k")) for _ in range(20)]
        answers = await asyncio.gather(*calls)
        settled = await http.post(PATIENTS, json=clinic.body(), headers=key("k"))

    assert {answer.status_code for answer in answers} <= {201, 409}
    assert {answer.content for answer in answers if answer.status_code == 201} == {settled.content}
    assert all(answer.json().keys() == {"message"} for answer in answers if answer.status_code == 409)
    assert await count(clinic) == 1
