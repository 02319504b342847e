"""Counts shared through Redis are exact across processes."""

import asyncio
import time
from collections.abc import Iterator

import pytest
import structlog

from polyclinic.core.shared.clock import HeldClock
from polyclinic.web.limit_windows import PATIENCE, PAUSE, RedisWindows
from polyclinic.web.rate_limits import Caller, RateLimit, Rules, make_limiter
from tests.support.redis import RedisServer, free_port, needs_redis
from tests.web.support import NOW


@pytest.fixture(scope="module")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    with RedisServer(tmp_path_factory.mktemp("redis")).running() as server:
        yield server


@pytest.fixture
def redis_url(redis_server: RedisServer) -> str:
    return redis_server.url


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
    assert [line["event"] for line in lines] == ["limits.redis_away"], "once, not with every request"


@needs_redis
async def test_nobody_waits_for_a_redis_that_is_known_to_be_silent(redis_server: RedisServer) -> None:
    windows = RedisWindows(redis_server.url, HeldClock(NOW))
    assert (await windows.hit("w", 100, 60, "fixed")).remaining == 99
    redis_server.silence()
    try:
        assert (await windows.hit("w", 100, 60, "fixed")).remaining == 99, "it counts alone"
        began = time.monotonic()
        others = [await windows.hit("w", 100, 60, "fixed") for _ in range(20)]
        assert time.monotonic() - began < PATIENCE / 2
    finally:
        redis_server.resume()
    assert others[-1].remaining == 79
    await asyncio.sleep(PAUSE)
    assert (await windows.hit("w", 100, 60, "fixed")).remaining >= 97, "it counts together again"
    await windows.close()
