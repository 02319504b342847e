"""The schema of the next version comes under a practice with a million patients while its server works."""

import asyncio
import hashlib
import re
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random
from threading import Event
from typing import Any

import asyncpg
import pytest
import requests

from polyclinic.adapters.db.migrate import LOCK_SECONDS
from tests.conftest import new_database
from tests.support.operator import Operator
from tests.support.proofs import Proof

pytestmark = [pytest.mark.prove, pytest.mark.timeout(1800)]

CROWD = 1_000_000
READERS = WRITERS = 4
TIMEOUT = 60
WARM = 10
PATIENTS = "/silna/public/v1/patients/"

_COPIES = """
WITH made AS (
    SELECT n, 'c0000000-0000-7000-8000-' || lpad(n::text, 12, '0') AS id,
        translate(substr(md5(n::text), 1, 10), '0123456789', 'ghijklmnop') AS family
    FROM generate_series($2::int, $3::int) AS n
)
INSERT INTO patient SELECT copy.* FROM made, (SELECT patient AS row FROM patient WHERE id = $1) AS base,
LATERAL jsonb_populate_record(base.row, jsonb_build_object(
    'id', made.id, 'number', 10000000 + n, 'family', made.family, 'sort_name', made.family || ', ida',
    'full_name', 'ida ' || made.family, 'search_text', 'ida ' || made.family,
    'doc', replace(replace(replace((base.row).doc, $1, made.id), 'Originalname', made.family),
        '"number":' || (base.row).number, '"number":' || 10000000 + n)
)) AS copy
"""
_SECONDARY = "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'patient' AND indexname LIKE 'ix%'"
_HASH = """
SELECT md5(string_agg(md5((to_jsonb(t) - 'rehearsed')::text), '' ORDER BY id)) FROM patient t
WHERE id LIKE 'c0000000-%'
"""
_LEFT = "SELECT count(*) FROM patient WHERE rehearsed IS NULL AND number % 10 = 0 AND id LIKE 'c0000000-%'"
_WAITING = """
SELECT coalesce(max(extract(epoch FROM clock_timestamp() - query_start)), 0)::float FROM pg_stat_activity
WHERE datname = current_database() AND application_name = 'polyclinic' AND wait_event_type = 'Lock'
    AND wait_event = 'relation'
"""
_INVALID = "SELECT count(*) FROM pg_index WHERE NOT indisvalid"


def family(number: int) -> str:
    """What the crowd's patient of this number is called."""
    digest = hashlib.md5(str(number).encode(), usedforsecurity=False).hexdigest()[:10]
    return digest.translate(str.maketrans("0123456789", "ghijklmnop"))


@asynccontextmanager
async def owner_of(url: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    owner = await asyncpg.connect(url)
    yield owner
    await owner.close()


async def gather_crowd(url: str, like: str, size: int) -> None:
    """That many copies of one patient under other names: the indexes are built afterwards, which takes minutes less."""
    async with owner_of(url) as owner:
        await owner.execute("SET maintenance_work_mem = '512MB'; SET synchronous_commit = off")
        indexes = await owner.fetch(_SECONDARY)
        for name, _ in indexes:
            await owner.execute(f'DROP INDEX "{name}"')
        for start in range(0, size, 100_000):
            await owner.execute(_COPIES, like, start, min(size, start + 100_000) - 1, timeout=600)
        for _, definition in indexes:
            await owner.execute(definition, timeout=600)
        await owner.execute("VACUUM ANALYZE patient", timeout=600)


def value(url: str, query: str) -> Any:
    async def ask() -> Any:
        async with owner_of(url) as owner:
            return await owner.fetchval(query, timeout=600)

    return asyncio.run(ask())


@dataclass(slots=True)
class Traffic:
    """Patients are read, found, made and changed until ``done``. ``written`` is what was acknowledged: id to city."""

    url: str
    headers: dict[str, str]
    body: dict[str, Any]
    crowd: int
    done: Event = field(default_factory=Event)
    seconds: list[float] = field(default_factory=list)
    refused: int = 0
    written: dict[str, str] = field(default_factory=dict)

    def send(self, session: requests.Session, method: str, path: str, expect: int, **kwargs: Any) -> Any:
        """The answer's body; sent again while the server says that it is away for now."""
        headers = {**self.headers, **kwargs.pop("headers", {})}
        for _ in range(30):
            began = time.monotonic()
            answer = session.request(method, self.url + path, headers=headers, timeout=TIMEOUT, **kwargs)
            self.seconds.append(time.monotonic() - began)
            if answer.status_code != 503:
                break
            self.refused += 1
            time.sleep(0.5)
        assert answer.status_code == expect, answer.text
        return answer.json() if answer.content else None

    def read(self, reader: int) -> None:
        chance = Random(reader)
        with requests.Session() as session:
            while not self.done.is_set():
                number = chance.randrange(self.crowd)
                found = self.send(session, "GET", f"{PATIENTS}c0000000-0000-7000-8000-{number:012}", 200)
                assert found["last_name"] == family(number)
                query = {"provider_id": self.body["provider_id"], "full_name": f"ida {family(number)}"}
                listed = self.send(session, "GET", PATIENTS, 200, params=query)["records"]
                assert found["id"] in {each["id"] for each in listed}

    def write(self, writer: int) -> None:
        with requests.Session() as session:
            number = 0
            while not self.done.is_set():
                number += 1
                key = {"Idempotency-Key": f"{writer}-{number}"}
                body = {**self.body, "last_name": f"Storm-{writer}-{number}"}
                id = self.send(session, "POST", PATIENTS, 201, json=body, headers=key)["patient_id"]
                self.send(session, "PATCH", PATIENTS + id, 204, json={"city": f"Troy {number}"})
                self.written[id] = f"Troy {number}"

    def flow(self, pool: ThreadPoolExecutor) -> list[Future[None]]:
        return [
            *(pool.submit(self.read, at) for at in range(READERS)),
            *(pool.submit(self.write, at) for at in range(WRITERS)),
        ]


def open_desk(old: Operator, url: str, practice: str) -> tuple[dict[str, str], dict[str, Any]]:
    """A key's headers, and the body of a patient."""
    made = old.run("keys", "create", "silna", "--practice", practice, "--name", "desk")
    key = re.search(r"^key: (\S+)", made, re.MULTILINE)
    assert key is not None
    headers = {"Authorization": f"Bearer {key[1]}"}
    providers = f"{url}/silna/public/v1/providers/"
    provider = requests.get(providers, headers=headers, timeout=TIMEOUT).json()["records"][0]["id"]
    places = requests.get(f"{providers}{provider}/service-locations", headers=headers, timeout=TIMEOUT).json()
    return headers, {
        "first_name": "Ida",
        "last_name": "Originalname",
        "date_of_birth": "1990-07-16",
        "patient_specialties": ["PHYSICAL_THERAPY"],
        "status": "ACTIVE",
        "provider_id": provider,
        "provider_service_location_id": places["records"][0]["id"],
    }


class Watch:
    """How long a statement of the servers waited for a table, at the longest, while this was open."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._done = Event()
        self.longest = 0.0

    async def _look(self) -> None:
        async with owner_of(self._url) as owner:
            while not self._done.is_set():
                self.longest = max(self.longest, await owner.fetchval(_WAITING))
                await asyncio.sleep(0.05)

    def __enter__(self) -> "Watch":
        self._pool = ThreadPoolExecutor(1)
        self._work = self._pool.submit(lambda: asyncio.run(self._look()))
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._work.result()
        self._pool.shutdown()


@pytest.fixture
def operators(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Operator, Operator]]:
    """One who runs this version, and one who runs the next version on the same database."""
    with new_database("postgresql", tmp_path_factory) as url:
        old = Operator(url, tmp_path_factory.mktemp("installation"))
        new = Operator(url, tmp_path_factory.mktemp("next"), sys.executable, "-m", "tests.support.next_version")
        new.environment = old.environment
        old.run("migrate")
        yield old, new


def migrate(operator: Operator) -> float:
    """How many seconds it took."""
    began = time.monotonic()
    command = [*operator.program, "migrate"]
    done = subprocess.run(command, env=operator.environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return time.monotonic() - began


def test_a_migration_under_a_million_patients(operators: tuple[Operator, Operator], proof: Proof) -> None:
    proof.claims("A migration adds a column, fills it and indexes it while the server works on", on="postgresql")
    old, new = operators
    database, size = old.environment["POLYCLINIC_DATABASE_URL"], proof.times(CROWD)
    practice = old.run("practices", "create", "Oak Street Clinic").strip()
    with old.serving("--rate-limits", "off") as (_, url), ThreadPoolExecutor(READERS + WRITERS) as pool:
        headers, body = open_desk(old, url, practice)
        first = requests.post(url + PATIENTS, json=body, headers=headers, timeout=TIMEOUT).json()["patient_id"]
        asyncio.run(gather_crowd(database, first, size))
        before = value(database, _HASH)
        traffic = Traffic(url, headers, body, size)
        work = traffic.flow(pool)
        try:
            time.sleep(WARM)
            usual = len(traffic.seconds)
            with Watch(database) as watch:
                took = migrate(new)
            meanwhile = traffic.seconds[usual:]
            assert requests.get(f"{url}/health/ready", timeout=TIMEOUT).ok, "the old server works on"
            with new.serving("--rate-limits", "off") as (_, url_of_new):
                traffic.done.set()
                for each in work:
                    each.result()
                traffic.url = url_of_new
                with requests.Session() as session:
                    for id, city in traffic.written.items():
                        assert traffic.send(session, "GET", PATIENTS + id, 200)["city"] == city
        finally:
            traffic.done.set()
    proof.counts(patients=size, requests_meanwhile=len(meanwhile), sent_again=traffic.refused)
    slowest = f"{max(meanwhile):.1f} s, {max(traffic.seconds[:usual]):.1f} s before"
    proof.counts(migration=f"{took:.0f} s", slowest_answer=slowest)
    proof.counts(longest_wait_for_a_table=f"{watch.longest:.1f} s")
    assert value(database, _HASH) == before
    assert (value(database, _LEFT), value(database, _INVALID)) == (0, 0)
    assert watch.longest < LOCK_SECONDS + 1
