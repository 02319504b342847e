"""Counts shared through Redis are exact across processes."""

import asyncio
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from polyclinic.core.shared.clock import HeldClock
from polyclinic.web.limit_windows import RedisWindows
from polyclinic.web.rate_limits import Caller, RateLimit, Rules, make_limiter
from tests.web.support import NOW

REDIS = shutil.which("redis-server") or shutil.which("valkey-server") or ""
needs_redis = pytest.mark.skipif(not REDIS, reason="no redis-server on PATH: `apt-get install redis-server`")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port, folder = free_port(), tmp_path_factory.mktemp("redis")
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    with Path(folder, "log").open("wb") as log, subprocess.Popen([REDIS, *options], stdout=log) as server:
        try:
            for _ in range(200):
                try:
                    socket.create_connection(("127.0.0.1", port)).close()
                    break
                except OSError:
                    time.sleep(0.02)
            yield f"redis://127.0.0.1:{port}"
        finally:
            server.terminate()


@needs_redis
@pytest.mark.parametrize("window", ["fixed", "moving"])
async def test_two_processes_share_one_limit(redis_url: str, window: str) -> None:
    limit = RateLimit(50, 60, window, "address")  # type: ignore[arg-type]  # one of the literals
    limiters = [make_limiter(Rules(), redis_url=redis_url) for _ in range(2)]
    caller = Caller(address=window)
    states = []
    for _ in range(10):  # no more at once than the connections carry: who waits too long counts alone
        hits = [limiters[turn % 2].hit("d", "default", limit, "read", caller) for turn in range(8)]
        states += [state for state in await asyncio.gather(*hits) if state is not None]
    for limiter in limiters:
        await limiter.close()
    refused = [state for state in states if state.exceeded]
    assert (len(states), len(refused)) == (80, 30)
    assert min(state.remaining for state in states) == 0
    assert all(1 <= state.retry_after <= 60 for state in refused)


@needs_redis
async def test_windows_end(redis_url: str) -> None:
    windows = RedisWindows(redis_url, HeldClock(NOW))
    assert (await windows.hit("k", 1, 1, "fixed")).fits
    assert not (await windows.hit("k", 1, 1, "fixed")).fits
    await windows.reset()
    assert (await windows.hit("k", 1, 1, "fixed")).fits
    await windows.close()


async def test_without_redis_a_process_counts_alone() -> None:
    windows = RedisWindows(f"redis://127.0.0.1:{free_port()}", HeldClock(NOW))
    with structlog.testing.capture_logs() as lines:
        fits = [(await windows.hit("k", 2, 60, "fixed")).fits for _ in range(3)]
    await windows.close()
    assert fits == [True, True, False]
    assert [line["event"] for line in lines] == ["limits.redis_away"] * 3
