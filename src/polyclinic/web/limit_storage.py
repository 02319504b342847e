"""Memory for the ``limits`` library that reads our clock, so that tests hold it, and needs no timer."""

from bisect import bisect_right

from limits.aio.storage import MovingWindowSupport, Storage

from polyclinic.core.shared.clock import Clock

_SWEEP_EVERY = 10_000


class HeldMemory(Storage, MovingWindowSupport):
    """Counters and request times per key. What has expired is swept away once in so many calls."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self._counters: dict[str, tuple[int, float]] = {}
        self._times: dict[str, tuple[int, list[float]]] = {}
        self._calls = 0

    @property
    def base_exceptions(self) -> type[Exception] | tuple[type[Exception], ...]:
        return ValueError

    def _now(self) -> float:
        return self._clock.now().timestamp()

    async def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        self._sweep_sometimes()
        now = self._now()
        count, ends = self._counters.get(key, (0, 0.0))
        if ends <= now:
            count, ends = 0, now + expiry
        self._counters[key] = (count + amount, ends)
        return count + amount

    async def get(self, key: str) -> int:
        count, ends = self._counters.get(key, (0, 0.0))
        return count if ends > self._now() else 0

    async def get_expiry(self, key: str) -> float:
        return self._counters.get(key, (0, self._now()))[1]

    async def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        self._sweep_sometimes()
        now = self._now()
        times = self._live(key, now - expiry)
        if len(times) + amount > limit:
            return False
        times.extend([now] * amount)
        self._times[key] = (expiry, times)
        return True

    async def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        now = self._now()
        times = self._live(key, now - expiry)
        return (times[0], len(times)) if times else (now, 0)

    def _live(self, key: str, since: float) -> list[float]:
        """The times after ``since``, oldest first; earlier ones are forgotten."""
        times = self._times.get(key, (0, []))[1]
        if times and times[0] <= since:
            del times[: bisect_right(times, since)]
        return times

    async def check(self) -> bool:
        return True

    async def reset(self) -> int | None:
        size = len(self._counters) + len(self._times)
        self._counters.clear()
        self._times.clear()
        return size

    async def clear(self, key: str) -> None:
        self._counters.pop(key, None)
        self._times.pop(key, None)

    def _sweep_sometimes(self) -> None:
        self._calls += 1
        if self._calls % _SWEEP_EVERY:
            return
        now = self._now()
        self._counters = {key: held for key, held in self._counters.items() if held[1] > now}
        self._times = {key: (expiry, times) for key, (expiry, times) in self._times.items() if times[-1] > now - expiry}
