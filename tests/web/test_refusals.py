import asyncio
import io
import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx2
import pytest
import structlog

from polyclinic.core.shared.changes import Fact
from polyclinic.core.shared.errors import Unavailable
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.records import Audit
from polyclinic.web.answers import UndeclaredAnswer
from polyclinic.web.app import DialectApp
from polyclinic.web.audit import MAX_BUCKETS, CountedFailures
from polyclinic.web.call import Answer
from polyclinic.web.logging import access_log
from polyclinic.web.samples import samples
from tests.web import example
from tests.web.support import NOW, House, NoAudit


class FailingOnce:
    """An audit trail that is away for one fact, then back."""

    def __init__(self, trail: Audit) -> None:
        self._trail = trail
        self._away = True

    async def record(self, practice_id: str | None, fact: Fact) -> None:
        if self._away:
            self._away = False
            raise Unavailable("not now")
        await self._trail.record(practice_id, fact)


@pytest.fixture
def lines() -> Iterator[list[Any]]:
    with structlog.testing.capture_logs() as captured:
        yield captured


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        (None, "no credentials"),
        ("Token nobody", "not a bearer token"),
        ("Bearer", "not a bearer token"),
        ("Bearer a b", "not a bearer token"),
        ("Bearer nobody", "unknown credential"),
        ("bearer " + "x" * 5000, "not a bearer token"),
    ],
)
async def test_nobody_comes_in(app: DialectApp, house: House, header: str | None, reason: str) -> None:
    async with house.http(app, key=None) as http:
        headers = {"Authorization": header} if header else {}
        answer = await http.post("/notes", json={"text": "a"}, headers=headers)
    assert (answer.status_code, answer.json()["message"]) == (401, reason)
    assert await house.notes() == []


async def test_a_credential_that_has_ended_is_refused(app: DialectApp, house: House) -> None:
    expired = await house.new_key(expires_at=NOW)
    revoked = await house.new_key(revoked_at=NOW)
    orphaned = await house.new_key(practice_id=new_id())
    for key in (expired, revoked, orphaned):
        async with house.http(app, key=key) as http:
            assert (await http.get("/notes")).status_code == 401


async def test_scopes_are_asked_for(app: DialectApp, house: House) -> None:
    for scopes, status in [((), 403), (("c",), 403), (("b", "c"), 200)]:
        async with house.http(app, key=await house.new_key(scopes=scopes)) as http:
            assert (await http.get("/scoped")).status_code == status


async def test_permissions_are_the_records_business(app: DialectApp, house: House) -> None:
    async with house.http(app, key=await house.new_key(permissions=("patients:read",))) as http:
        refused = await http.post("/notes", json={"text": "a"})
    assert (refused.status_code, refused.json()["error"]) == (403, "forbidden")
    assert await house.outcomes() == ["forbidden"]


async def test_a_crash_is_a_500_that_tells_nothing(house: House, lines: list[Any]) -> None:
    async with house.http(house.app()) as http:
        answer = await http.get("/odd/broken")
    assert (answer.status_code, answer.json()["error"]) == (500, "broken")
    assert "secret" not in answer.text
    assert "secret" not in repr(lines)
    failure = next(line for line in lines if line["event"] == "request.failed")
    assert failure["error"] == "RuntimeError"
    assert failure["request_id"] == answer.headers["x-request-id"]
    assert "example.py" in failure["where"][-1]
    assert await house.outcomes() == ["broken"]


async def test_a_crash_while_wording_is_still_answered(house: House) -> None:
    def errors(*_: object) -> Answer:
        raise RuntimeError("no words")

    async with house.http(house.app(dialect=replace(example.dialect, errors=errors))) as http:
        answer = await http.get("/notes/1")
    assert (answer.status_code, answer.json()) == (500, {})
    assert answer.headers["x-request-id"]


async def test_a_header_cannot_be_split(house: House) -> None:
    async with house.http(house.app()) as http:
        answer = await http.get("/odd/header")
    assert answer.status_code == 500
    assert "set-cookie" not in answer.headers


async def test_answers_are_not_to_be_stored_unless_they_say_so(http: httpx2.AsyncClient) -> None:
    for path in ("/notes/templates", "/nowhere", "/files/a"):
        answer = await http.get(path)
        assert (answer.headers["cache-control"], answer.headers["x-content-type-options"]) == ("no-store", "nosniff")
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert (await http.get("/odd/stored")).headers.get_list("cache-control") == ["max-age=60"]


async def test_a_model_is_no_answer(house: House) -> None:
    async with house.http(house.app(verify_answers=False)) as http:
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
async def test_an_undeclared_answer_fails_loudly_where_answers_are_verified(house: House, what: str, told: str) -> None:
    async with house.http(house.app()) as http:
        with pytest.raises(UndeclaredAnswer, match=told):
            await http.get(f"/odd/{what}")
    async with house.http(house.app(verify_answers=False)) as http:
        assert (await http.get(f"/odd/{what}")).status_code in (200, 202, 409)


async def test_the_record_may_be_away(http: httpx2.AsyncClient) -> None:
    answer = await http.get("/odd/unavailable")
    assert (answer.status_code, answer.json()["error"]) == (503, "unavailable")


async def test_nothing_is_answered_unaudited(http: httpx2.AsyncClient, house: House) -> None:
    note = (await http.post("/notes", json={"text": "a"})).json()
    async with house.http(house.app(audited=False)) as unaudited:
        answers = [await unaudited.get(path) for path in (f"/notes/{note['id']}", "/notes/nobody")]
    assert [(answer.status_code, answer.json()["error"]) for answer in answers] == [(503, "unavailable")] * 2


async def test_facts_tell_who_did_what_to_which(http: httpx2.AsyncClient, house: House) -> None:
    headers = {"X-Request-Id": "abc-1"}
    note = (await http.post("/notes", json={"text": "a"}, headers=headers)).json()
    await http.get(f"/notes/{note['id']}", headers=headers)
    await http.get("/notes/nobody", headers=headers)
    written, read, missed = facts = await house.facts()
    assert {(fact.dialect, fact.request_id) for fact in facts} == {("example", "abc-1")}
    assert len({fact.actor for fact in facts}) == 1
    assert written.actor.startswith("client:")
    objects = f'["document/{note["id"]}"]'
    assert (written.action, written.outcome, written.objects) == ("notes.create", "ok", objects)
    assert (read.action, read.outcome, read.objects) == ("notes.read", "ok", objects)
    assert (missed.action, missed.outcome, missed.objects) == ("notes.read", "not_found", "[]")


async def test_failures_of_nobody_are_counted_by_the_minute(house: House) -> None:
    app = house.app()
    async with house.http(app, key="nobody") as http:
        for _ in range(3):
            await http.get("/notes")
        await http.get("/nowhere")
        await http.post("/login", json={"text": "wrong"})
    assert await house.system_facts() == []
    await app.failures.flush(NOW)
    assert await house.system_facts() == []
    await app.failures.flush()
    told = {(fact.actor, fact.action, fact.outcome, fact.detail) for fact in await house.system_facts()}
    assert told == {
        ("anonymous", "notes.list", "unauthenticated", f"3 in this minute from {house.address}"),
        ("anonymous", "unmatched", "no_route", f"1 in this minute from {house.address}"),
        ("anonymous", "login", "unauthenticated", f"1 in this minute from {house.address}"),
    }
    await app.failures.flush()
    assert len(await house.system_facts()) == 3
    assert await house.facts() == []


async def test_counts_wait_for_the_trail_to_come_back(house: House) -> None:
    trail = FailingOnce(house.services.audit)
    failures = CountedFailures(trail, house.clock)
    failures.count(address=house.address, dialect="example", route="r", outcome="o")
    await failures.flush()
    assert await house.system_facts() == []
    failures.count(address=house.address, dialect="example", route="r", outcome="o")
    await failures.flush()
    assert [fact.detail for fact in await house.system_facts()] == [f"2 in this minute from {house.address}"]


async def test_counts_are_written_when_the_server_stops(house: House) -> None:
    failures = CountedFailures(house.services.audit, house.clock)
    failures.count(address=house.address, dialect="example", route="r", outcome="o")
    running = asyncio.create_task(failures.run(every=0.01))
    await asyncio.sleep(0.03)
    assert await house.system_facts() == []
    house.clock.advance(timedelta(minutes=1))
    async with asyncio.timeout(20):
        while not await house.system_facts():  # noqa: ASYNC110  # the record has no event to wait for
            await asyncio.sleep(0.05)
    failures.count(address=house.address, dialect="example", route="r", outcome="o")
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert len(await house.system_facts()) == 2


async def test_too_many_addresses_share_a_count(house: House) -> None:
    failures = CountedFailures(NoAudit(), house.clock)
    for number in range(MAX_BUCKETS + 100):
        failures.count(address=str(number), dialect="example", route="r", outcome="o")
    assert len(failures) == MAX_BUCKETS + 1


async def test_the_access_log_names_templates_only(http: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    monkeypatch.setattr(access_log, "stream", out)
    monkeypatch.setattr(access_log, "enabled", True)
    await http.get("/notes/ada-byron?limit=ada", headers={"X-Request-Id": "abc"})
    (entry,) = [json.loads(line) for line in out.getvalue().splitlines()]
    assert entry.pop("ms") >= 0
    assert entry.pop("timestamp").endswith("Z")
    assert entry.pop("actor").startswith("client:")
    assert entry == {
        "event": "request",
        "level": "info",
        "method": "GET",
        "dialect": "example",
        "route": "/notes/{note_id}",
        "status": 404,
        "request_id": "abc",
    }


def test_the_samples_are_of_every_kind() -> None:
    codes = [sample.code for sample in samples()]
    assert {"unauthenticated", "not_found", "bad_fields", "key_in_flight", "broken"} <= set(codes)
    assert not {"key_reused", "key_refused"} & {sample.code for sample in samples(public=True)}
    assert all(example.errors(sample, None) for sample in samples())  # type: ignore[arg-type]  # this dialect looks at no circumstances
    assert logging.getLogger("polyclinic").handlers == []
