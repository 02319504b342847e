from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from polyclinic.sdk.operation import Response
from polyclinic.sdk.retry import NO_RETRIES, RetryPolicy, pause_before_retry, retry_after

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
POLICY = RetryPolicy(attempts=5, first=1, longest=4, patience=60)


def pause(status: int | None, attempt: int = 1, *, repeatable: bool = True, **headers: str) -> float | None:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    response = Response(status, named, b"") if status is not None else None
    return pause_before_retry(POLICY, attempt, repeatable=repeatable, response=response, draw=lambda: 1.0)


@pytest.mark.parametrize("status", [None, 408, 429, 500, 502, 503, 504])
def test_what_passes_is_tried_again(status: int | None) -> None:
    assert pause(status) == 1


@pytest.mark.parametrize("status", [200, 301, 400, 401, 403, 404, 409, 413, 422])
def test_what_stays_is_not(status: int) -> None:
    assert pause(status) is None


@pytest.mark.parametrize("status", [None, 429, 503])
def test_an_unsafe_call_is_never_repeated(status: int | None) -> None:
    assert pause(status, repeatable=False, retry_after="1") is None


def test_a_repeat_waits_for_the_first_request_with_its_key() -> None:
    busy = Response(409, {}, b"")
    first, repeat = (
        pause_before_retry(POLICY, attempt, repeatable=True, response=busy, keyed=True, draw=lambda: 1.0)
        for attempt in (1, 2)
    )
    assert (first, repeat) == (None, 2)
    assert pause(409, 2) is None, "without a key a conflict is an answer"


def test_pauses_double_up_to_a_bound_and_end() -> None:
    assert [pause(503, attempt) for attempt in range(1, 6)] == [1, 2, 4, 4, None]
    assert pause_before_retry(NO_RETRIES, 1, repeatable=True, response=None) is None


def test_pauses_are_drawn_from_nothing_to_the_bound() -> None:
    drawn = [pause_before_retry(POLICY, 3, repeatable=True, response=None) or 0 for _ in range(500)]
    assert 0 <= min(drawn) < 0.5
    assert 3.5 < max(drawn) <= 4


@pytest.mark.parametrize(("asked", "waited"), [("7", 7), ("60", 60), ("61", None), ("0", 1), ("soon", 1), ("-1", 1)])
def test_retry_after_is_obeyed_within_patience(asked: str, waited: float | None) -> None:
    assert pause(429, retry_after=asked) == waited


def test_an_http_date_is_seen_from_the_servers_own() -> None:
    sent, at = format_datetime(NOW, usegmt=True), format_datetime(NOW + timedelta(seconds=9), usegmt=True)
    assert retry_after({"retry-after": at, "date": sent}) == 9
    assert retry_after({"retry-after": sent, "date": at}) == 0
    assert retry_after({"retry-after": at}) is None
    assert retry_after({}) is None
