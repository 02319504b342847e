"""Rate limits as named policies."""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv6Address
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol, get_args

from polyclinic.core.shared.clock import Clock, SystemClock
from polyclinic.web.limit_windows import MemoryWindows, RedisWindows, Window, Windows

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


class LimitState(NamedTuple):
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


class Caller(NamedTuple):
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

    async def close(self) -> None:
        """Let go of what counting needs; the last thing a server does."""
        ...


class CountingLimiter:
    """Applies rules; ``windows`` decides whether counts are this process's or shared."""

    def __init__(self, rules: Rules, windows: Windows, clock: Clock) -> None:
        self._rules = rules
        self._windows = windows
        self._clock = clock

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
        who = f"c:{caller.credential}" if by_credential else f"a:{_network(caller.address)}"
        key = f"{policy} {who} {operation}" if limit.per.endswith("+operation") else f"{policy} {who}"
        amount = limit.amount * (caller.factor or 1)
        counted = await self._windows.hit(key, amount, limit.seconds, limit.window)
        now = self._clock.now().timestamp()
        return LimitState(amount, counted.remaining, counted.reset_at, now, not counted.fits)

    async def reset(self) -> None:
        """Forget every count."""
        await self._windows.reset()

    async def close(self) -> None:
        await self._windows.close()


def _network(address: str) -> str:
    """What somebody is counted by: an IPv6 address is one of a /64, all of which its holder has."""
    if ":" not in address:
        return address
    try:
        parsed = IPv6Address(address)
    except ValueError:
        return address
    return str(parsed.ipv4_mapped or IPv6Address(int(parsed) >> 64 << 64))


def make_limiter(rules: Rules, *, redis_url: str | None = None, clock: Clock | None = None) -> CountingLimiter:
    """A limiter that counts in Redis where ``redis_url`` names one, else in memory on ``clock``."""
    clock = clock or SystemClock()
    return CountingLimiter(rules, RedisWindows(redis_url, clock) if redis_url else MemoryWindows(clock), clock)


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
