import asyncio
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from polyclinic.web.app import DialectApp
from tests.web import example
from tests.web.support import House

KEY = {"Idempotency-Key": "k"}


async def test_a_replay_gives_the_same_answer(http: httpx2.AsyncClient, house: House) -> None:
    first = await http.post("/notes", json={"text": "a"}, headers=KEY)
    again = await http.post("/notes/", json={"text": "a"}, headers=KEY)
    assert (again.status_code, again.content) == (first.status_code, first.content) == (201, first.content)
    assert again.headers["location"] == first.headers["location"]
    assert again.headers["content-type"] == first.headers["content-type"] == "application/json"
    assert (first.headers.get("idempotent-replayed"), again.headers["idempotent-replayed"]) == (None, "true")
    assert first.headers["x-request-id"] != again.headers["x-request-id"]
    assert len(await house.notes()) == 1
    assert await house.outcomes() == ["ok", "ok"]


@pytest.mark.parametrize(
    ("path", "content"),
    [("/notes", b'{"text": "b"}'), ("/notes", b'{"text":"a"}'), ("/notes?more=1", b'{"text": "a"}')],
)
async def test_a_key_belongs_to_one_request(http: httpx2.AsyncClient, path: str, content: bytes) -> None:
    headers = {**KEY, "Content-Type": "application/json"}
    assert (await http.post("/notes", content=b'{"text": "a"}', headers=headers)).status_code == 201
    answer = await http.post(path, content=content, headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (422, "key_reused")


async def test_files_belong_to_the_request(http: httpx2.AsyncClient) -> None:
    def send(content: bytes) -> Any:
        files = {"document": ("a", content, "text/plain")}
        return http.post("/uploads", data={"title": "t"}, files=files, headers=KEY)

    first, again, other = await send(b"1"), await send(b"1"), await send(b"2")
    assert [answer.status_code for answer in (first, again, other)] == [200, 200, 422]
    assert again.headers["idempotent-replayed"] == "true"


@pytest.mark.parametrize(("length", "status"), [(0, 400), (1, 201), (255, 201), (256, 400)])
async def test_keys_have_a_length(http: httpx2.AsyncClient, length: int, status: int) -> None:
    answer = await http.post("/notes", json={"text": "a"}, headers={"Idempotency-Key": "k" * length})
    assert answer.status_code == status


async def test_only_success_is_remembered(http: httpx2.AsyncClient, house: House) -> None:
    for text, status in (("refused", 409), ("answered", 418), ("a", 200)):
        answer = await http.post("/slow", json={"text": text}, headers=KEY)
        assert answer.status_code == status


async def test_a_bad_body_claims_nothing(http: httpx2.AsyncClient, house: House) -> None:
    assert (await http.post("/notes", json={}, headers=KEY)).status_code == 422
    assert await house.claims() == 0


async def test_clients_and_paths_do_not_share_keys(app: DialectApp, house: House) -> None:
    for key in (house.key, await house.new_key()):
        async with house.http(app, key=key) as http:
            assert (await http.post("/notes", json={"text": key}, headers=KEY)).status_code == 201
            assert (await http.post("/slow", json={"text": key}, headers=KEY)).status_code == 200
    assert len(await house.notes()) == 4


async def test_other_methods_ignore_keys(http: httpx2.AsyncClient, house: House) -> None:
    assert (await http.get("/notes", headers={"Idempotency-Key": "k" * 300})).status_code == 200
    assert await house.claims() == 0


async def test_a_key_is_new_again_after_its_time(http: httpx2.AsyncClient, house: House) -> None:
    await http.post("/notes", json={"text": "a"}, headers=KEY)
    house.clock.advance(timedelta(hours=24, seconds=1))
    answer = await http.post("/notes", json={"text": "b"}, headers=KEY)
    assert (answer.status_code, len(await house.notes())) == (201, 2)


async def test_twenty_at_once_have_one_effect(http: httpx2.AsyncClient, house: House) -> None:
    answers = await asyncio.gather(*(http.post("/slow", json={"text": "a"}, headers=KEY) for _ in range(20)))
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses[0] == 200
    assert {answer.json().get("error") for answer in answers if answer.status_code == 409} <= {"key_in_flight"}
    assert len(await house.notes()) == 1
    done = await http.post("/slow", json={"text": "a"}, headers=KEY)
    assert done.json() == next(answer.json() for answer in answers if answer.status_code == 200)


async def test_in_flight_is_told_and_a_lost_lease_cannot_commit(http: httpx2.AsyncClient, house: House) -> None:
    entered, go_on = asyncio.Event(), asyncio.Event()

    async def wait() -> None:
        entered.set()
        await go_on.wait()

    example.hooks[:] = [wait]
    slow = asyncio.create_task(http.post("/slow", json={"text": "a"}, headers=KEY))
    await entered.wait()
    early = await http.post("/slow", json={"text": "a"}, headers=KEY)
    assert (early.status_code, early.json()["error"]) == (409, "key_in_flight")
    house.clock.advance(timedelta(seconds=61))
    taken = await http.post("/slow", json={"text": "a"}, headers=KEY)
    go_on.set()
    late = await slow
    assert (taken.status_code, late.status_code, late.json()["error"]) == (200, 409, "key_in_flight")
    assert len(await house.notes()) == 1
    assert (await http.post("/slow", json={"text": "a"}, headers=KEY)).content == taken.content
