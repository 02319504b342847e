"""Silna publishes conventions, not a client: they are held here request by request, over a real socket."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from tests.support.server import RunningSandbox
from tests.vendor.silna.conventions import PATIENTS, STEPS, Step, patient

TIMEOUT = 30


def filled(value: Any, names: dict[str, str]) -> Any:
    """``value`` with every ``{name}`` in its texts replaced."""
    if isinstance(value, dict):
        return {key: filled(each, names) for key, each in value.items()}
    if isinstance(value, str) and "{" in value:
        return value.format(**names)
    return value


def take(session: requests.Session, base_url: str, step: Step, names: dict[str, str]) -> None:
    """Send one step's request and hold its answer against what it should be."""
    answer = session.request(
        step.method,
        base_url + filled(step.path, names),
        params=filled(step.query, names),
        json=filled(step.body, names),
        headers=step.headers,
        timeout=TIMEOUT,
        allow_redirects=False,
    )
    told = f"{step.why}: {answer.status_code} {answer.text[:500]}"
    assert answer.status_code == step.status, told
    limits = {name: int(answer.headers[f"X-RateLimit-{name}"]) for name in ("Limit", "Remaining", "Reset")}
    assert (limits["Limit"], answer.headers["Retry-After"]) == (120, "0"), told
    assert 0 <= limits["Remaining"] < 120, told
    assert 0 <= limits["Reset"] - time.time() <= 62, told
    if step.status == 204:
        assert answer.content == b""
        return
    assert answer.headers["Content-Type"] == "application/json", told
    body = answer.json()
    assert body.items() >= filled(step.gives, names).items(), told
    if step.status >= 400:
        assert body.keys() == ({"message", "type"} if step.status == 401 else {"message"}), told
    if step.ids is not None:
        assert [record["id"] for record in body["records"]] == [names[name] for name in step.ids], told
    names.update({name: body[field] for name, field in step.saves.items()})


def test_the_conversation(practice: dict[str, Any]) -> None:
    block = practice["silna"]
    names = {"provider": block["provider_id"]}
    with requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {block['api_key']}"
        for step in STEPS:
            take(session, block["base_url"], step, names)
    assert {"location", "ana", "bea", "cara"} <= names.keys()


@pytest.fixture
def silna(unlimited_sandbox: RunningSandbox) -> Iterator[tuple[requests.Session, str, dict[str, Any]]]:
    """A session with a practice of its own, where to send to, and what a patient's body may name."""
    block = unlimited_sandbox.new_practice()["silna"]
    with requests.Session() as session:
        session.mount("http://", requests.adapters.HTTPAdapter(pool_maxsize=20))
        session.headers["Authorization"] = f"Bearer {block['api_key']}"
        places = f"{block['base_url']}/public/v1/providers/{block['provider_id']}/service-locations"
        (location, *_) = session.get(places, timeout=TIMEOUT).json()["records"]
        yield session, block["base_url"], {"provider": block["provider_id"], "location": location["id"]}


def test_twenty_parallel_puts_make_one_row(silna: tuple[requests.Session, str, dict[str, Any]]) -> None:
    session, base_url, names = silna

    def put(number: int) -> requests.Response:
        body = filled(patient(source_id="ehr-1", city=f"City {number % 3}"), names)
        return session.put(base_url + PATIENTS, json=body, timeout=TIMEOUT)

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(put, range(20)))
    assert sorted(answer.status_code for answer in answers) == [200] * 19 + [201], [answer.text for answer in answers]
    found = {"provider_id": names["provider"], "source_id": "ehr-1"}
    assert len(session.get(base_url + PATIENTS, params=found, timeout=TIMEOUT).json()["records"]) == 1


def test_250_rows_are_walked_both_ways(silna: tuple[requests.Session, str, dict[str, Any]]) -> None:
    session, base_url, names = silna
    asked = {"provider_id": names["provider"], "full_name": "silva walker", "limit": "100"}

    def post(number: int) -> None:
        body = filled(patient(last_name=f"Silva Walker {number}"), names)
        assert session.post(base_url + PATIENTS, json=body, timeout=TIMEOUT).status_code == 201

    def page(**cursor: str) -> dict[str, Any]:
        answer: dict[str, Any] = session.get(base_url + PATIENTS, params={**asked, **cursor}, timeout=TIMEOUT).json()
        return {**answer, "ids": [record["id"] for record in answer["records"]]}

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(post, range(250)))
    pages = [page()]
    while pages[-1]["has_more"]:
        pages.append(page(starting_after=pages[-1]["last_id"]))
    there = [id_ for each in pages for id_ in each["ids"]]
    assert [len(each["ids"]) for each in pages] == [100, 100, 50]
    assert len(set(there)) == 250

    back = [there[-1]]
    more = True
    while more:
        before = page(ending_before=back[0])
        back, more = before["ids"] + back, before["has_more"]
    assert back == there
