"""When to send a call again, and after how long. Decisions only: nothing here sleeps."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from polyclinic.sdk.operation import Response

PASSING = frozenset({408, 429})


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """``attempts`` counts the first one. Pauses are drawn from 0 up to a bound that starts at ``first`` seconds and
    doubles up to ``longest``. A Retry-After of up to ``patience`` seconds is obeyed instead; a longer one ends it.
    """

    attempts: int = 3
    first: float = 0.5
    longest: float = 8.0
    patience: float = 60.0


NO_RETRIES = RetryPolicy(attempts=1)


def pause_before_retry(
    policy: RetryPolicy,
    attempt: int,
    *,
    repeatable: bool,
    response: Response | None,
    keyed: bool = False,
    draw: Callable[[], float] = random.random,
) -> float | None:
    """Seconds to wait before attempt ``attempt + 1``; None when the outcome stands.

    ``response`` None means that no answer came. A call that is not ``repeatable`` is never sent twice. One that is
    ``keyed``, carrying an idempotency key, waits when its repeat is told (409) that the first has not ended yet.
    """
    if not repeatable or attempt >= policy.attempts:
        return None
    if response is None:
        return _backoff(policy, attempt, draw)
    in_flight = keyed and attempt > 1 and response.status == 409
    if not in_flight and response.status not in PASSING and response.status < 500:
        return None
    asked = retry_after(response.headers)
    if not asked:  # some APIs say 0 on every answer that is no 429: no advice
        return _backoff(policy, attempt, draw)
    return asked if asked <= policy.patience else None


def _backoff(policy: RetryPolicy, attempt: int, draw: Callable[[], float]) -> float:
    bound: float = min(policy.longest, policy.first * 2 ** (attempt - 1))
    return bound * draw()


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that an answer asks to wait (RFC 9110, 10.2.3): a number, or an HTTP date seen from its own Date."""
    text = headers.get("retry-after", "").strip()
    if text.isdigit():
        return float(text)
    try:
        at, sent = _instant(text), _instant(headers.get("date", ""))
    except ValueError:
        return None
    return max(0.0, (at - sent).total_seconds())


def _instant(text: str) -> datetime:
    at = parsedate_to_datetime(text)
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)
