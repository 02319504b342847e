import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx2
import pytest
import structlog

from polyclinic.web.answers import UndeclaredAnswer
from polyclinic.web.app import DialectApp
from polyclinic.web.call import Answer
from polyclinic.web.samples import samples
from tests.web import example
from tests.web.conftest import MakeApp
from tests.web.memory import Memory
from tests.web.support import add_practice, client_of


@pytest.fixture
def lines() -> Iterator[list[Any]]:
    with structlog.testing.capture_logs() as captured:
        yield captured


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        (None, "no credentials"),
        ("Token key-p1", "not a bearer token"),
        ("Bearer", "not a bearer token"),
        ("Bearer a b", "not a bearer token"),
        ("Bearer nobody", "unknown credential"),
        ("bearer " + "x" * 5000, "not a bearer token"),
    ],
)
async def test_nobody_comes_in(app: DialectApp, memory: Memory, header: str | None, reason: str) -> None:
    async with client_of(app, key=None) as http:
        headers = {"Authorization": header} if header else {}
        answer = await http.post("/notes", json={"text": "a"}, headers=headers)
    assert (answer.status_code, answer.json()["message"]) == (401, reason)
    assert memory.entities == {}


async def test_a_credential_that_has_ended_is_refused(app: DialectApp, memory: Memory, clock: Any) -> None:
    add_practice(memory, "p2", expires_at=clock.now())
    add_practice(memory, "p3", revoked_at=clock.now())
    del memory.practices[add_practice(memory, "p4").practice_id]
    for practice in ("p2", "p3", "p4"):
        async with client_of(app, key=f"key-{practice}") as http:
            assert (await http.get("/notes")).status_code == 401


async def test_scopes_are_asked_for(app: DialectApp, memory: Memory) -> None:
    async with client_of(app) as http:
        assert (await http.get("/scoped")).status_code == 403
        add_practice(memory, scopes=("b", "c"))
        assert (await http.get("/scoped")).status_code == 200


async def test_permissions_are_the_records_business(app: DialectApp, memory: Memory) -> None:
    add_practice(memory, permissions=("patients:read",))
    async with client_of(app) as http:
        refused = await http.post("/notes", json={"text": "a"})
    assert (refused.status_code, refused.json()["error"]) == (403, "forbidden")
    assert memory.outcomes() == ["forbidden"]


async def test_a_crash_is_a_500_that_tells_nothing(make_app: MakeApp, memory: Memory, lines: list[Any]) -> None:
    async with client_of(make_app()) as http:
        answer = await http.get("/odd/broken")
    assert (answer.status_code, answer.json()["error"]) == (500, "broken")
    assert "secret" not in answer.text
    assert "secret" not in repr(lines)
    failure = next(line for line in lines if line["event"] == "request.failed")
    assert failure["error"] == "RuntimeError"
    assert failure["request_id"] == answer.headers["x-request-id"]
    assert "example.py" in failure["where"][-1]
    assert memory.outcomes() == ["broken"]


async def test_a_crash_while_wording_is_still_answered(make_app: MakeApp) -> None:
    def errors(*_: object) -> Answer:
        raise RuntimeError("no words")

    async with client_of(make_app(dialect=replace(example.dialect, errors=errors))) as http:
        answer = await http.get("/notes/1")
    assert (answer.status_code, answer.json()) == (500, {})
    assert answer.headers["x-request-id"]


async def test_a_header_cannot_be_split(make_app: MakeApp) -> None:
    async with client_of(make_app()) as http:
        answer = await http.get("/odd/header")
    assert answer.status_code == 500
    assert "set-cookie" not in answer.headers


async def test_a_model_is_no_answer(make_app: MakeApp) -> None:
    async with client_of(make_app(verify_answers=False)) as http:
        assert (await http.get("/odd/model")).status_code == 500


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("missing-field", "text: Field required"),
        ("extra-field", "more: Extra inputs are not permitted"),
        ("status", "answers 202"),
        ("error-shape", "unexpected: Extra inputs"),
    ],
)
async def test_an_undeclared_answer_fails_loudly_where_answers_are_verified(
    make_app: MakeApp, memory: Memory, what: str, told: str
) -> None:
    async with client_of(make_app()) as http:
        with pytest.raises(UndeclaredAnswer, match=told):
            await http.get(f"/odd/{what}")
    async with client_of(make_app(verify_answers=False)) as http:
        assert (await http.get(f"/odd/{what}")).status_code in (200, 202, 409)


async def test_the_record_may_be_away(http: httpx2.AsyncClient) -> None:
    answer = await http.get("/odd/unavailable")
    assert (answer.status_code, answer.json()["error"]) == (503, "unavailable")


async def test_nothing_is_answered_unaudited(http: httpx2.AsyncClient, memory: Memory) -> None:
    note = (await http.post("/notes", json={"text": "a"})).json()
    memory.audit_down = True
    for path in (f"/notes/{note['id']}", "/notes/nobody"):
        answer = await http.get(path)
        assert (answer.status_code, answer.json()["error"]) == (503, "unavailable")


async def test_facts_tell_who_did_what_to_which(http: httpx2.AsyncClient, memory: Memory) -> None:
    headers = {"X-Request-Id": "abc-1"}
    note = (await http.post("/notes", json={"text": "a"}, headers=headers)).json()
    await http.get(f"/notes/{note['id']}", headers=headers)
    await http.get("/notes/nobody", headers=headers)
    assert [practice for practice, _ in memory.facts] == ["p1"] * 3
    written, read, missed = [fact for _, fact in memory.facts]
    assert {(fact.actor, fact.dialect, fact.request_id) for _, fact in memory.facts} == {
        ("client:p1", "example", "abc-1")
    }
    assert (written.action, written.outcome, written.objects) == ("notes.create", "ok", (f"note/{note['id']}",))
    assert (read.action, read.outcome, read.objects) == ("notes.read", "ok", (f"note/{note['id']}",))
    assert (missed.action, missed.outcome, missed.objects) == ("notes.read", "not_found", ())


async def test_failures_of_nobody_are_counted_by_the_minute(make_app: MakeApp, memory: Memory, clock: Any) -> None:
    app = make_app()
    async with client_of(app, key="nobody") as http:
        for _ in range(3):
            await http.get("/notes")
        await http.get("/nowhere")
        await http.post("/login", json={"text": "wrong"})
    assert memory.facts == []
    await app.failures.flush()
    told = {(practice, fact.action, fact.outcome, fact.detail) for practice, fact in memory.facts}
    assert told == {
        (None, "notes.list", "unauthenticated", "3 in this minute from 127.0.0.1"),
        (None, "unmatched", "no_route", "1 in this minute from 127.0.0.1"),
        (None, "login", "unauthenticated", "1 in this minute from 127.0.0.1"),
    }
    await app.failures.flush()
    assert len(memory.facts) == 3


async def test_counts_wait_for_the_trail_to_come_back(make_app: MakeApp, memory: Memory) -> None:
    app = make_app()
    app.failures.count(address="a", dialect="example", route="r", outcome="o")
    memory.audit_down = True
    await app.failures.flush()
    memory.audit_down = False
    app.failures.count(address="a", dialect="example", route="r", outcome="o")
    await app.failures.flush()
    assert [fact.detail for _, fact in memory.facts] == ["2 in this minute from a"]


async def test_the_access_log_names_templates_only(http: httpx2.AsyncClient, lines: list[Any]) -> None:
    await http.get("/notes/ada-byron?limit=ada", headers={"X-Request-Id": "abc"})
    entry = next(line for line in lines if line["event"] == "request")
    milliseconds = entry.pop("ms")
    assert milliseconds >= 0
    assert entry == {
        "event": "request",
        "log_level": "info",
        "method": "GET",
        "dialect": "example",
        "route": "/notes/{note_id}",
        "status": 404,
        "request_id": "abc",
        "actor": "client:p1",
    }


def test_the_samples_are_of_every_kind() -> None:
    codes = [sample.code for sample in samples()]
    assert {"unauthenticated", "not_found", "bad_fields", "key_in_flight", "broken"} <= set(codes)
    assert not {"key_reused", "key_refused"} & {sample.code for sample in samples(public=True)}
    assert all(example.errors(sample, None) for sample in samples())  # type: ignore[arg-type]  # this dialect looks at no circumstances
    assert logging.getLogger("polyclinic").handlers == []
