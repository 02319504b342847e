"""The unit of work: attempts, commits, cancellation, disconnects."""

import asyncio
from typing import Any

import httpx2
import pytest

from polyclinic.core.shared.context import ATTEMPTS
from polyclinic.web.app import DialectApp
from tests.web import example
from tests.web.memory import Memory
from tests.web.support import client_of


async def nothing() -> None:
    return None


async def test_a_failed_guard_runs_the_handler_again(http: httpx2.AsyncClient, memory: Memory) -> None:
    memory.fail_next = ["version"] * (ATTEMPTS - 1)
    answer = await http.post("/notes", json={"text": "a"})
    assert answer.status_code == 201
    assert len(memory.entities) == 1
    assert memory.outcomes() == ["ok"]


async def test_writers_that_never_agree_are_told(http: httpx2.AsyncClient, memory: Memory) -> None:
    memory.fail_next = ["version"] * ATTEMPTS
    answer = await http.post("/notes", json={"text": "a"})
    assert (answer.status_code, answer.json()["error"]) == (409, "contended")
    assert (memory.entities, memory.outcomes()) == ({}, ["contended"])


async def test_each_attempt_sees_fresh_data(http: httpx2.AsyncClient, memory: Memory) -> None:
    note = (await http.post("/notes", json={"text": "a"})).json()
    answers = await asyncio.gather(*(http.patch(f"/notes/{note['id']}", json={"text": str(n)}) for n in range(4)))
    assert [answer.status_code for answer in answers] == [200] * 4
    (stored,) = memory.entities.values()
    assert stored.version == 5


@pytest.mark.parametrize(("text", "status"), [("refused", 409), ("answered", 418)])
async def test_a_refused_request_writes_nothing(
    http: httpx2.AsyncClient, memory: Memory, text: str, status: int
) -> None:
    answer = await http.post("/slow", json={"text": text})
    assert answer.status_code == status
    assert memory.entities == {}
    assert len(memory.outcomes()) == 1
    assert memory.outcomes() != ["ok"]


async def cancelled(app: DialectApp, **headers: str) -> None:
    """Send a request and cancel it while its handler waits."""
    entered = asyncio.Event()

    async def wait() -> None:
        entered.set()
        await asyncio.sleep(60)

    example.hooks[:] = [wait]
    async with client_of(app) as http:
        task = asyncio.create_task(http.post("/slow", json={"text": "a"}, headers=headers))
        await entered.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_a_cancelled_request_writes_nothing_and_keeps_no_key(app: DialectApp, memory: Memory) -> None:
    await cancelled(app, **{"Idempotency-Key": "k"})
    assert (memory.entities, memory.claims) == ({}, {})
    async with client_of(app) as http:
        again = await http.post("/slow", json={"text": "a"}, headers={"Idempotency-Key": "k"})
    assert again.status_code == 200


async def test_a_client_that_hangs_up_while_sending_is_let_go(app: DialectApp, memory: Memory) -> None:
    messages: list[Any] = [
        {"type": "http.request", "body": b'{"te', "more_body": True},
        {"type": "http.disconnect"},
    ]
    sent: list[Any] = []

    async def receive() -> Any:
        return messages.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/notes",
        "raw_path": b"/notes",
        "query_string": b"",
        "headers": [(b"authorization", b"Bearer key-p1"), (b"idempotency-key", b"k")],
    }
    await app(scope, receive, send)
    assert (sent, memory.claims, memory.facts) == ([], {}, [])


async def test_a_public_handler_works_for_whom_it_finds(http: httpx2.AsyncClient, memory: Memory) -> None:
    answer = await http.post("/login", json={"text": "sesame"}, headers={"Authorization": "nonsense"})
    assert answer.status_code == 200
    assert [fact.action for _, fact in memory.facts] == ["login"]


async def test_only_http_is_served(app: DialectApp) -> None:
    with pytest.raises(RuntimeError, match="HTTP only"):
        await app({"type": "websocket"}, nothing, nothing)  # type: ignore[arg-type]  # never called
