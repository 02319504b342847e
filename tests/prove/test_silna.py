"""Silna's conventions where they are hard: several server processes count as one, and a kill leaves one effect."""

import asyncio
import json
import re
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import requests

from tests.conftest import new_database
from tests.support.operator import TIMEOUT, Operator
from tests.support.proofs import Proof
from tests.support.redis import RedisServer, needs_redis

PROVIDERS, PATIENTS = "/silna/public/v1/providers/", "/silna/public/v1/patients/"
FILES, LOCATIONS = "/silna/public/v1/files/", "/silna/public/v1/service-locations/"
AT_ONCE = 9  # fewer than the connections to Redis: who waits too long for one counts alone


@dataclass(frozen=True, slots=True)
class Installation:
    """Servers on one database, and a key of its one practice."""

    operators: list[Operator]
    key: dict[str, str]
    urls: list[str]
    processes: list[Any]


@pytest.fixture
def operators(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Operator]]:
    """Three who run the same installation on PostgreSQL, each with a log of their own."""
    with new_database("postgresql", tmp_path_factory) as url:
        first, *others = (Operator(url, tmp_path_factory.mktemp("installation")) for _ in range(3))
        for other in others:
            other.environment = first.environment
        first.run("migrate")
        yield [first, *others]


def open_servers(stack: ExitStack, operators: list[Operator], *options: str) -> Installation:
    practice = operators[0].run("practices", "create", "Oak Street Clinic").strip()
    made = operators[0].run("keys", "create", "silna", "--practice", practice, "--name", "desk")
    key = re.search(r"^key: (\S+)", made, re.MULTILINE)
    assert key is not None
    running = [stack.enter_context(operator.serving(*options)) for operator in operators]
    bearer = {"Authorization": f"Bearer {key[1]}"}
    return Installation(operators, bearer, [url for _, url in running], [process for process, _ in running])


@pytest.mark.prove
@pytest.mark.timeout(300)
@pytest.mark.parametrize("processes", [1, pytest.param(3, marks=needs_redis)])
def test_the_121st_call_is_refused_whichever_process_it_comes_to(
    operators: list[Operator], processes: int, tmp_path: Path, proof: Proof
) -> None:
    on = f"postgresql, {processes} process" + ("es and Redis" if processes > 1 else "")
    proof.claims("The call after the last that is allowed in a minute is refused, whichever process it comes to", on=on)
    proof.counts(calls=270, at_once=AT_ONCE)
    operators = operators[:processes]
    with ExitStack() as stack:
        if processes > 1:
            redis = stack.enter_context(RedisServer(tmp_path).running())
            operators[0].environment["POLYCLINIC_REDIS_URL"] = redis.url
        servers = open_servers(stack, operators)
        with requests.Session() as session:
            session.headers.update(servers.key)

            def call(method: str, path: str, number: int) -> requests.Response:
                url = servers.urls[number % processes]
                return session.request(method, url + path, timeout=TIMEOUT)

            with ThreadPoolExecutor(AT_ONCE) as pool:
                reads = list(pool.map(lambda number: call("GET", PROVIDERS, number), range(180)))
                uploads = list(pool.map(lambda number: call("POST", FILES, number), range(90)))
            assert Counter(answer.status_code for answer in reads) == {200: 120, 429: 60}
            assert Counter(answer.status_code for answer in uploads) == {400: 60, 429: 30}
            left = sorted(int(each.headers["X-RateLimit-Remaining"]) for each in reads if each.status_code == 200)
            assert left[0] == 0
            if processes == 1:
                assert left == list(range(120))
            for refused in (answer for answer in (*reads, *uploads) if answer.status_code == 429):
                wait = refused.headers["Retry-After"]
                assert 1 <= int(wait) <= 60
                assert refused.json()["message"] == (
                    f"Rate limit exceeded. Please wait {wait} seconds before trying again."
                )
            provider = reads[0 if reads[0].status_code == 200 else 1].json()["records"][0]["id"]
            assert call("GET", PROVIDERS + provider, 1).status_code == 200


@pytest.mark.prove
@pytest.mark.timeout(300)
@pytest.mark.parametrize("resource", ["patient", "service location"])
def test_a_kill_between_effect_and_answer_leaves_one_effect(
    operators: list[Operator], resource: str, proof: Proof
) -> None:
    proof.claims(f"A kill between effect and answer leaves one {resource} under an idempotency key", on="postgresql")
    proof.counts(kills=1)
    with ExitStack() as stack:
        servers = open_servers(stack, operators[:2], "--rate-limits", "off")
        doomed, survivor = servers.urls
        with requests.Session() as session:
            session.headers.update(servers.key)

            def get(path: str, **params: str) -> list[dict[str, Any]]:
                answer = session.get(survivor + path, params=params, timeout=TIMEOUT)
                assert answer.ok, answer.text
                found: list[dict[str, Any]] = answer.json()["records"]
                return found

            provider = get(PROVIDERS)[0]["id"]
            places = f"{PROVIDERS}{provider}/service-locations"
            path, body, listed = _request(resource, provider, get(places)[0]["id"], places)
            keyed = {**servers.key, "Idempotency-Key": "once"}
            lost = threading.Thread(target=_send_and_forget, args=(doomed + path, body, keyed))
            lost.start()
            while not (made := get(listed[0], **listed[1])):
                pass
            servers.processes[0].kill()
            lost.join()

            again = session.post(survivor + path, json=body, headers=keyed, timeout=TIMEOUT)
            assert (again.status_code, list(again.json().values())) == (201, [made[0]["id"]])
            assert again.headers["Idempotent-Replayed"] == "true"
            assert [each["id"] for each in get(listed[0], **listed[1])] == [made[0]["id"]]
            other = session.post(survivor + path, json={**body, "city": "Troy"}, headers=keyed, timeout=TIMEOUT)
            assert other.status_code == 400


WRITERS, ROUNDS = 64, 10
FIELDS = {"city": ("address", "city"), "first_name": ("name", "given"), "last_name": ("name", "family")}
"""What the writers change, and where a version of the patient holds it."""


def versions(operator: Operator, id: str) -> list[tuple[str, ...]]:
    """What each version of a patient held of ``FIELDS``, the first version first."""

    async def read() -> list[Any]:
        owner = await asyncpg.connect(operator.environment["POLYCLINIC_DATABASE_URL"])
        rows = await owner.fetch("SELECT doc FROM history WHERE kind = 'patient' AND id = $1 ORDER BY version", id)
        await owner.close()
        return [json.loads(row[0]) for row in rows]

    return [tuple(document[part][name] for part, name in FIELDS.values()) for document in asyncio.run(read())]


@pytest.mark.prove
@pytest.mark.timeout(600)
def test_writers_at_two_servers(operators: list[Operator], proof: Proof) -> None:
    """What one process cannot see is what only the database can refuse."""
    proof.claims("Writers at two servers make one object of one `source_id`, and lose no change of it", on="postgresql")
    refused, rounds = 0, proof.times(ROUNDS)
    with (
        ExitStack() as stack,
        requests.Session() as session,
        ThreadPoolExecutor(WRITERS) as pool,
    ):
        servers = open_servers(stack, operators[:2], "--rate-limits", "off")
        session.headers.update(servers.key)
        session.mount("http://", requests.adapters.HTTPAdapter(pool_maxsize=WRITERS))

        def send(method: str, path: str, at: int, body: dict[str, Any] | None = None) -> requests.Response:
            return session.request(method, servers.urls[at % 2] + path, json=body, timeout=3 * TIMEOUT)

        provider = send("GET", PROVIDERS, 0).json()["records"][0]["id"]
        places = f"{PROVIDERS}{provider}/service-locations"
        path, smallest, _ = _request("patient", provider, send("GET", places, 0).json()["records"][0]["id"], "")
        for number in range(rounds):
            body = {**smallest, "source_id": f"put-{number}", "city": "Troy"}
            made = list(pool.map(lambda at, b=body: send("PUT", path, at, b), range(WRITERS)))
            taken = Counter(answer.status_code for answer in made)
            assert taken[201] == 1, taken
            assert set(taken) <= {200, 201, 409}
            (id,) = {answer.json()["patient_id"] for answer in made if answer.ok}

            def change(at: int, id: str = id) -> requests.Response:
                return send("PATCH", path + id, at, {[*FIELDS][at % len(FIELDS)]: f"At {at}"})

            before = len(versions(operators[0], id))
            done = Counter(answer.status_code for answer in pool.map(change, range(WRITERS)))
            assert set(done) <= {204, 409}
            held = versions(operators[0], id)[before - 1 :]
            assert len(held) == 1 + done[204], "one version for each change"
            for earlier, later in pairwise(held):
                assert sum(was != is_ for was, is_ in zip(earlier, later, strict=True)) == 1, "a change was lost"
            assert send("PATCH", path + id, number, {"city": "Albany"}).status_code == 204
            assert send("GET", path + id, number + 1).json()["city"] == "Albany"
            refused += taken[409] + done[409]
    proof.counts(rounds=rounds, writers_in_each=2 * WRITERS, told_to_try_again=refused)


def _request(
    resource: str, provider: str, place: str, places: str
) -> tuple[str, dict[str, Any], tuple[str, dict[str, str]]]:
    """Where to post what, and how to find it."""
    if resource == "patient":
        body: dict[str, Any] = {
            "first_name": "Ida",
            "last_name": "Wells",
            "date_of_birth": "1990-07-16",
            "patient_specialties": ["PHYSICAL_THERAPY"],
            "status": "ACTIVE",
            "provider_id": provider,
            "provider_service_location_id": place,
            "source_id": "s-1",
        }
        return PATIENTS, body, (PATIENTS, {"provider_id": provider, "source_id": "s-1"})
    address = {"address_line_1": "1 Elm", "city": "Albany", "state": "NY", "zip_code": "12207"}
    body = {"provider_id": provider, "provider_group_id": provider, "name": "Annex", "source_id": "s-1", **address}
    return LOCATIONS, body, (places, {"source_id": "s-1"})


def _send_and_forget(url: str, body: dict[str, Any], headers: dict[str, str]) -> None:
    """A caller who never reads the answer."""
    try:
        requests.post(url, json=body, headers=headers, timeout=TIMEOUT, stream=True).close()
    except requests.RequestException:
        pass
