"""Rate limits as named policies, counted by the ``limits`` library in memory or, across processes, in Redis."""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, Protocol, get_args

from limits import RateLimitItemPerSecond
from limits.aio.storage import MovingWindowSupport, Storage
from limits.aio.strategies import FixedWindowRateLimiter, MovingWindowRateLimiter
from limits.storage import storage_from_string

from polyclinic.core.shared.clock import Clock, SystemClock
from polyclinic.web.limit_storage import HeldMemory

Window = Literal["fixed", "moving"]
Bucket = Literal["credential+operation", "credential", "address+operation", "address"]


@dataclass(frozen=True, slots=True)
class RateLimit:
    """So many requests per so many seconds, counted per bucket.

    A fixed window starts at a bucket's first request; a moving one counts the requests of the last ``seconds``. Where
    a bucket names the credential, callers without one are counted by address.
    """

    amount: int
    seconds: int
    window: Window = "fixed"
    per: Bucket = "credential+operation"

    def times(self, factor: int | None) -> "RateLimit":
        """The same policy for a credential whose limit is a multiple."""
        return self if factor is None else replace(self, amount=self.amount * factor)


@dataclass(frozen=True, slots=True)
class LimitState:
    """How a bucket stands after a request was counted. ``reset_at`` is system time in epoch seconds."""

    limit: int
    remaining: int
    reset_at: float
    now: float
    exceeded: bool = False

    @property
    def reset_epoch(self) -> int:
        """When the window ends (fixed) or its oldest request leaves it (moving): whole epoch seconds, rounded up."""
        return math.ceil(self.reset_at)

    @property
    def retry_after(self) -> int:
        """Whole seconds to wait, rounded up: 0 unless the limit is exceeded, then at least 1."""
        return max(1, math.ceil(self.reset_at - self.now)) if self.exceeded else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Whom a request is counted for. ``factor`` multiplies the limits of the credential (``ApiClient.rate_limit``)."""

    address: str
    credential: str | None = None
    factor: int | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """Which limits apply. ``vendor``: those that the dialects declare.

    ``named`` replaces them, by dialect and policy; ``everywhere`` applies to every request besides.
    """

    vendor: bool = True
    named: Mapping[tuple[str, str], RateLimit] = field(default_factory=dict)
    everywhere: tuple[RateLimit, ...] = ()


class RateLimiter(Protocol):
    """Counts requests."""

    async def hit(
        self, dialect: str, policy: str, declared: RateLimit, operation: str, caller: Caller
    ) -> LimitState | None:
        """Count a request under everything that limits it; None when nothing does.

        The state returned is that of the first limit exceeded, else that of the dialect's own policy.
        """
        ...


class CountingLimiter:
    """The one implementation: ``storage`` decides whether counts are this process's or shared."""

    def __init__(self, rules: Rules, storage: Storage, clock: Clock) -> None:
        assert isinstance(storage, MovingWindowSupport)
        self._rules = rules
        self._storage = storage
        self._clock = clock
        self._strategies = {"fixed": FixedWindowRateLimiter(storage), "moving": MovingWindowRateLimiter(storage)}

    async def hit(
        self, dialect: str, policy: str, declared: RateLimit, operation: str, caller: Caller
    ) -> LimitState | None:
        named = self._rules.named.get((dialect, policy), declared if self._rules.vendor else None)
        told = None
        if named is not None:
            told = await self._count(named, f"{dialect}/{policy}", operation, caller)
            if told.exceeded:
                return told
        for number, limit in enumerate(self._rules.everywhere):
            state = await self._count(limit, f"*/{number}", operation, caller)
            if state.exceeded:
                return state
            told = told or state
        return told

    async def _count(self, limit: RateLimit, policy: str, operation: str, caller: Caller) -> LimitState:
        by_credential = limit.per.startswith("credential") and caller.credential is not None
        limit = limit.times(caller.factor)
        item = RateLimitItemPerSecond(limit.amount, limit.seconds, policy)
        who = f"c:{caller.credential}" if by_credential else f"a:{caller.address}"
        key = (who, operation) if limit.per.endswith("+operation") else (who,)
        strategy = self._strategies[limit.window]
        allowed = await strategy.hit(item, *key)
        stats = await strategy.get_window_stats(item, *key)
        now = self._clock.now().timestamp()
        return LimitState(limit.amount, stats.remaining if allowed else 0, stats.reset_time, now, not allowed)

    async def reset(self) -> None:
        """Forget every count."""
        await self._storage.reset()


def make_limiter(rules: Rules, *, redis_url: str | None = None, clock: Clock | None = None) -> CountingLimiter:
    """A limiter that counts in Redis where ``redis_url`` names one, else in memory on ``clock``."""
    if redis_url is None:
        held = clock or SystemClock()
        return CountingLimiter(rules, HeldMemory(held), held)
    storage = storage_from_string(f"async+{redis_url}", implementation="redispy")
    assert isinstance(storage, Storage)
    return CountingLimiter(rules, storage, SystemClock())


def load_rules(choice: str) -> Rules:
    """The rules of ``--rate-limits``: ``vendor``, ``off``, or the path of a TOML file.

    A table per dialect replaces its policies by name; the table ``everywhere`` adds limits to every request, under
    names of your choice. Each is ``{amount = 120, seconds = 60, window = "fixed", per = "credential"}``; policies that
    the file does not name stay the vendor's unless it says ``vendor = false``. Raises ``ValueError``.
    """
    if choice in ("vendor", "off"):
        return Rules(vendor=choice == "vendor")
    try:
        document = tomllib.loads(Path(choice).read_text())
    except OSError as error:
        raise ValueError(f"rate limits: {choice} cannot be read ({error.strerror})") from None
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"rate limits: {choice} is not TOML: {error}") from None
    vendor = document.pop("vendor", True)
    everywhere = tuple(
        _rate_limit(f"everywhere.{name}", entry)
        for name, entry in _table("everywhere", document.pop("everywhere", {})).items()
    )
    named = {
        (dialect, policy): _rate_limit(f"{dialect}.{policy}", entry)
        for dialect, policies in document.items()
        for policy, entry in _table(dialect, policies).items()
    }
    return Rules(bool(vendor), named, everywhere)


def _table(name: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"rate limits: {name} is not a table")
    return value


def _rate_limit(name: str, entry: Any) -> RateLimit:
    try:
        limit = RateLimit(**entry)
    except TypeError:
        raise ValueError(f"rate limits: {name} takes amount, seconds, window and per") from None
    numbers = all(type(number) is int and number > 0 for number in (limit.amount, limit.seconds))
    if not numbers or limit.window not in get_args(Window) or limit.per not in get_args(Bucket):
        raise ValueError(f"rate limits: {name} is not a limit: {entry}")
    return limit
