"""Rate limits as named policies."""

import math
from dataclasses import dataclass, replace
from typing import Literal, Protocol

Window = Literal["fixed", "moving"]
Bucket = Literal["credential+operation", "credential", "address", "address+operation"]


@dataclass(frozen=True, slots=True)
class RateLimit:
    """So many requests per so many seconds, counted per bucket.

    A fixed window starts at a bucket's first request and is then full for all of it; a moving one counts the requests
    of the last ``seconds``. Where a bucket names the credential, callers without one are counted by address.
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
        """The end of the window in whole epoch seconds, rounded up."""
        return math.ceil(self.reset_at)

    @property
    def retry_after(self) -> int:
        """Whole seconds to wait: 0 unless the limit is exceeded, then at least 1."""
        return max(1, self.reset_epoch - math.floor(self.now)) if self.exceeded else 0


class RateLimiter(Protocol):
    """Counts requests."""

    async def hit(self, dialect: str, policy: str, limit: RateLimit, key: str) -> LimitState | None:
        """Count one request; None when nothing is limited."""
        ...
