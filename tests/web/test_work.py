"""The unit of work: attempts, commits, cancellation, disconnects."""

import asyncio
from dataclasses import replace
from typing import Any

import httpx2
import pytest

from polyclinic.core.documents.model import DOCUMENT
from polyclinic.core.shared.changes import GuardFailed
from polyclinic.core.shared.context import ATTEMPTS, Actor
from polyclinic.web.app import DialectApp
from polyclinic.web.contexts import open_practice
from tests.web import example
from tests.web.support import House


def meanwhile(house: House, note_id: str, text: str) -> example.Hook:
    """Another writer of the note, who commits while a handler waits."""

    async def write() -> None:
        ctx = open_practice(house.services, house.practice, Actor("other", frozenset()), "test")
        note = await ctx.need(DOCUMENT, note_id)
        await ctx.put(DOCUMENT, replace(note, description=text))
        await ctx.commit()

    return write


async def nothing() -> None:
    return None


async def test_a_failed_guard_runs_the_handler_again(http: httpx2.AsyncClient, house: House) -> None:
    note = (await http.post("/notes", json={"text": "a"})).json()
    example.hooks[:] = [meanwhile(house, note["id"], f"meanwhile {number}") for number in range(ATTEMPTS - 1)]
    answer = await http.patch(f"/notes/{note['id']}", json={"text": "b"})
    assert (answer.status_code, answer.json()["text"]) == (200, "b")
    (stored,) = await house.notes()
    assert (stored.description, stored.version) == ("b", ATTEMPTS + 1)
    assert (await house.outcomes()).count("ok") == ATTEMPTS + 1


async def test_writers_that_never_agree_are_told(http: httpx2.AsyncClient, house: House) -> None:
    note = (await http.post("/notes", json={"text": "a"})).json()
    example.hooks[:] = [meanwhile(house, note["id"], f"meanwhile {number}") for number in range(ATTEMPTS)]
    answer = await http.patch(f"/notes/{note['id']}", json={"text": "b"})
    assert (answer.status_code, answer.json()["error"]) == (409, "contended")
    (stored,) = await house.notes()
    assert stored.description == f"meanwhile {ATTEMPTS - 1}"
    assert (await house.outcomes())[-1] == "contended"


async def test_each_attempt_sees_fresh_data(http: httpx2.AsyncClient, house: House) -> None:
    note = (await http.post("/notes", json={"text": "a"})).json()
    answers = await asyncio.gather(*(http.patch(f"/notes/{note['id']}", json={"text": str(n)}) for n in range(20)))
    assert [answer.status_code for answer in answers] == [200] * 20
    (stored,) = await house.notes()
    assert stored.version == 21


@pytest.mark.parametrize(("text", "status"), [("refused", 409), ("answered", 418)])
async def test_a_refused_request_writes_nothing(http: httpx2.AsyncClient, house: House, text: str, status: int) -> None:
    answer = await http.post("/slow", json={"text": text})
    assert answer.status_code == status
    assert await house.notes() == []
    assert len(await house.outcomes()) == 1
    assert await house.outcomes() != ["ok"]


async def cancelled(house: House, app: DialectApp, **headers: str) -> None:
    """Send a request and cancel it while its handler waits."""
    entered = asyncio.Event()

    async def wait() -> None:
        entered.set()
        await asyncio.sleep(60)

    example.hooks[:] = [wait]
    async with house.http(app) as http:
        task = asyncio.create_task(http.post("/slow", json={"text": "a"}, headers=headers))
        await entered.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_a_cancelled_request_writes_nothing_and_keeps_no_key(app: DialectApp, house: House) -> None:
    await cancelled(house, app, **{"Idempotency-Key": "k"})
    assert (await house.notes(), await house.claims()) == ([], 0)
    async with house.http(app) as http:
        again = await http.post("/slow", json={"text": "a"}, headers={"Idempotency-Key": "k"})
    assert again.status_code == 200


async def test_a_client_that_hangs_up_while_sending_is_let_go(app: DialectApp, house: House) -> None:
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
        "headers": [(b"authorization", f"Bearer {house.key}".encode()), (b"idempotency-key", b"k")],
    }
    await app(scope, receive, send)
    assert (sent, await house.claims(), await house.facts()) == ([], 0, [])


async def test_a_public_handler_works_for_whom_it_finds(http: httpx2.AsyncClient, house: House) -> None:
    answer = await http.post("/login", json={"text": house.key}, headers={"Authorization": "nonsense"})
    assert answer.status_code == 200
    assert [fact.action for fact in await house.facts()] == ["login"]


async def test_a_claim_whose_caller_has_gone_is_let_go(house: House, app: DialectApp) -> None:
    class Slow:
        """Commits the claim, then keeps its caller waiting."""

        claim_made = asyncio.Event()

        async def claim(self, *args: Any, **named: Any) -> Any:
            await house.services.claims.claim(*args, **named)
            self.claim_made.set()
            await asyncio.sleep(60)

        async def release(self, *args: Any) -> None:
            await house.services.claims.release(*args)

    house = replace(house)
    slow, services = Slow(), house.services
    cancelled_app = replace(house, services=replace(services, claims=slow)).app()
    async with house.http(cancelled_app) as http:
        task = asyncio.create_task(http.post("/notes", json={"text": "a"}, headers={"Idempotency-Key": "k"}))
        await slow.claim_made.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert (await house.notes(), await house.claims()) == ([], 0)


async def test_a_public_handlers_lost_race_is_told(http: httpx2.AsyncClient, house: House) -> None:
    async def lose() -> None:
        raise GuardFailed("version")

    example.hooks[:] = [lose]
    answer = await http.post("/login", json={"text": house.key})
    assert (answer.status_code, answer.json()["error"]) == (409, "contended")


async def test_only_http_is_served(app: DialectApp, house: House) -> None:
    with pytest.raises(RuntimeError, match="HTTP only"):
        await app({"type": "websocket"}, nothing, nothing)  # type: ignore[arg-type]  # never called
