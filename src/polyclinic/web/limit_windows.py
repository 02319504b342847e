"""Where requests are counted: in this process's memory, or in Redis for all processes together."""

import time
from bisect import bisect_right
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

import structlog

from polyclinic.core.shared.clock import Clock

if TYPE_CHECKING:
    from limits.aio.strategies import RateLimiter as Strategy

Window = Literal["fixed", "moving"]

CONNECTIONS = 16
PATIENCE = 1.0
"""Seconds to wait for Redis, or for one of the connections to it."""

PAUSE = 1.0
"""Seconds before Redis is asked again after it did not answer."""

_SWEEP_EVERY = 10_000

_log = structlog.get_logger("polyclinic.limits")


class Counted(NamedTuple):
    """What became of one request: whether it fitted, how many more would, when (epoch seconds) there is more room."""

    fits: bool
    remaining: int
    reset_at: float


class Windows(Protocol):
    """Counts requests by key."""

    async def hit(self, key: str, amount: int, seconds: int, window: Window) -> Counted:
        """Count one more request under ``key``, unless ``amount`` of the window's ``seconds`` are already there."""
        ...

    async def reset(self) -> None:
        """Forget everything."""
        ...

    async def close(self) -> None:
        """Close what is open."""
        ...


class MemoryWindows:
    """Counts in this process, on a clock that tests may hold."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._fixed: dict[str, tuple[int, float]] = {}
        self._moving: dict[str, tuple[int, list[float]]] = {}
        self._calls = 0

    def __len__(self) -> int:
        return len(self._fixed) + len(self._moving)

    async def hit(self, key: str, amount: int, seconds: int, window: Window) -> Counted:
        now = self._clock.now().timestamp()
        self._calls += 1
        if self._calls % _SWEEP_EVERY == 0:
            self._sweep(now)
        if window == "fixed":
            return self._hit_fixed(key, amount, seconds, now)
        return self._hit_moving(key, amount, seconds, now)

    def _hit_fixed(self, key: str, amount: int, seconds: int, now: float) -> Counted:
        count, ends = self._fixed.get(key, (0, 0.0))
        if ends <= now:
            count, ends = 0, now + seconds
        self._fixed[key] = (count + 1, ends)
        return Counted(count < amount, max(0, amount - count - 1), ends)

    def _hit_moving(self, key: str, amount: int, seconds: int, now: float) -> Counted:
        times = self._moving.setdefault(key, (seconds, []))[1]
        if times and times[0] <= now - seconds:
            del times[: bisect_right(times, now - seconds)]
        fits = len(times) < amount
        if fits:
            times.append(now)
        return Counted(fits, amount - len(times), times[0] + seconds)

    def _sweep(self, now: float) -> None:
        """Drop the windows that have ended."""
        self._fixed = {key: held for key, held in self._fixed.items() if held[1] > now}
        self._moving = {key: held for key, held in self._moving.items() if held[1] and held[1][-1] > now - held[0]}

    async def reset(self) -> None:
        self._fixed.clear()
        self._moving.clear()

    async def close(self) -> None:
        pass


class RedisWindows:
    """Counts in Redis by the ``limits`` library, whose scripts make each count one step for all processes.

    While Redis does not answer, this process counts alone: neither is everybody let in nor nobody. One request a
    ``PAUSE`` tries whether it is back; the others do not wait for it.
    """

    def __init__(self, url: str, clock: Clock) -> None:
        from limits.aio.storage import RedisStorage
        from limits.aio.strategies import FixedWindowRateLimiter, MovingWindowRateLimiter
        from redis.asyncio import BlockingConnectionPool

        self._alone = MemoryWindows(clock)
        self._ask_at = 0.0  # on the monotonic clock; 0 while Redis answers
        self._pool = BlockingConnectionPool.from_url(
            url,
            max_connections=CONNECTIONS,
            timeout=PATIENCE,
            socket_timeout=PATIENCE,
            socket_connect_timeout=PATIENCE,
        )
        options: dict[str, Any] = {"connection_pool": self._pool, "key_prefix": "polyclinic"}
        self._storage = RedisStorage(f"async+{url}", implementation="redispy", **options)
        self._strategies: dict[Window, Strategy] = {
            "fixed": FixedWindowRateLimiter(self._storage),
            "moving": MovingWindowRateLimiter(self._storage),
        }

    async def hit(self, key: str, amount: int, seconds: int, window: Window) -> Counted:
        from limits import RateLimitItemPerSecond
        from redis.exceptions import RedisError

        if self._ask_at > (now := time.monotonic()):
            return await self._alone.hit(key, amount, seconds, window)
        if self._ask_at:
            self._ask_at = now + PATIENCE + PAUSE
        item = RateLimitItemPerSecond(amount, seconds)
        strategy = self._strategies[window]
        try:
            fits = await strategy.hit(item, key)
            stats = await strategy.get_window_stats(item, key)
        except (RedisError, OSError) as error:
            if not self._ask_at:
                _log.warning("limits.redis_away", error=type(error).__name__)
            self._ask_at = time.monotonic() + PAUSE
            return await self._alone.hit(key, amount, seconds, window)
        if self._ask_at:
            _log.warning("limits.redis_back")
            self._ask_at = 0.0
        return Counted(fits, stats.remaining if fits else 0, stats.reset_time)

    async def reset(self) -> None:
        await self._storage.reset()

    async def close(self) -> None:
        await self._pool.aclose()
