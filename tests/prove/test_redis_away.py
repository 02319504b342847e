"""Redis, which servers count requests together through, goes away and comes back: they go on, each counting alone."""

import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import cycle
from pathlib import Path

import pytest
import requests

from polyclinic.web.limit_windows import PATIENCE, PAUSE
from tests.conftest import new_database
from tests.support.operator import TIMEOUT, Operator
from tests.support.proofs import Proof
from tests.support.redis import RedisServer, needs_redis

pytestmark = [pytest.mark.prove, pytest.mark.timeout(600), needs_redis]

AT_ONCE = 32
REQUESTS = 2000
"""While Redis is killed, and again while it is silent."""
ALLOWED = 1_000_000


class Desk:
    """Two servers that count together, a practice's key, and what became of every request."""

    def __init__(self, urls: list[str], key: str) -> None:
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {key}"
        adapter = requests.adapters.HTTPAdapter(pool_maxsize=AT_ONCE)
        self.session.mount("http://", adapter)
        self._urls = cycle(urls)
        self.seconds: list[float] = []

    def ask(self, _: int = 0) -> int:
        """How many more requests the answer says there may be. Any answer but a good one fails."""
        began = time.monotonic()
        answer = self.session.get(f"{next(self._urls)}/silna/public/v1/providers/", timeout=TIMEOUT)
        self.seconds.append(time.monotonic() - began)
        assert answer.status_code == 200, answer.text
        return int(answer.headers["X-RateLimit-Remaining"])

    def ask_often(self, number: int) -> float:
        """Ask that often, many at once. Returns the seconds that the slowest answer took."""
        self.seconds.clear()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(self.ask, range(number)))
        return max(self.seconds)

    def counts_together(self) -> bool:
        """Whether each answer, from either server in turn, says one less."""
        left = [self.ask() for _ in range(8)]
        return left == list(range(left[0], left[0] - 8, -1))


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    with RedisServer(tmp_path).running() as server:
        yield server


@pytest.fixture
def desk(redis: RedisServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with new_database("postgresql", tmp_path_factory) as url, ExitStack() as stack:
        first, second = (Operator(url, tmp_path_factory.mktemp("installation")) for _ in range(2))
        limits = first.log.with_name("limits.toml")
        limits.write_text(
            f'[silna]\ndefault = {{amount = {ALLOWED}, seconds = 3600, window = "fixed", per = "credential"}}\n'
        )
        first.environment["POLYCLINIC_REDIS_URL"] = redis.url
        second.environment = first.environment
        first.run("migrate")
        practice = first.run("practices", "create", "Oak Street Clinic").strip()
        made = first.run("keys", "create", "silna", "--practice", practice, "--name", "desk")
        key = re.search(r"^key: (\S+)", made, re.MULTILINE)
        assert key is not None
        urls = [stack.enter_context(each.serving("--rate-limits", str(limits)))[1] for each in (first, second)]
        yield Desk(urls, key[1])


def test_servers_go_on_without_redis(desk: Desk, redis: RedisServer, proof: Proof) -> None:
    proof.claims(
        "Without Redis, killed or silent, every request is answered, and servers count together again once it is back",
        on="postgresql, 2 servers and Redis",
    )
    number = proof.times(REQUESTS)
    assert desk.counts_together()

    redis.kill()
    killed = desk.ask_often(number)
    assert not desk.counts_together()
    redis.start()
    time.sleep(PAUSE + PATIENCE)
    desk.ask_often(2)  # each server's first question to it
    assert desk.counts_together()

    redis.silence()
    silent = desk.ask_often(number)
    assert not desk.counts_together()
    redis.resume()
    time.sleep(PAUSE + PATIENCE)
    desk.ask_often(2)
    assert desk.counts_together()
    proof.counts(requests=2 * number, slowest_while_killed=f"{killed:.1f} s", slowest_while_silent=f"{silent:.1f} s")
    assert silent < 10
