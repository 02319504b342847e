"""Text into times: zones, gaps, repeats, days of 23 and 25 hours."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from polyclinic.core.shared.clock import HeldClock, PracticeClock
from polyclinic.core.shared.times import (
    BadTime,
    clock_time,
    day_bounds,
    parse_clock_time,
    parse_date,
    parse_instant,
    parse_timestamp,
    partial_time,
    wall,
)

NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-01-10T09:00:00Z", datetime(2026, 1, 10, 9, tzinfo=UTC)),
        ("2026-01-10T09:00:00+05:30", datetime(2026, 1, 10, 3, 30, tzinfo=UTC)),
        ("2026-01-10 09:00:00", datetime(2026, 1, 10, 9, tzinfo=UTC)),
        ("2026-01-10T09:00:00.250Z", datetime(2026, 1, 10, 9, 0, 0, 250_000, tzinfo=UTC)),
    ],
)
def test_timestamps_become_utc_instants(text: str, instant: datetime) -> None:
    assert parse_instant(text) == instant


def test_a_wall_time_is_read_in_its_zone() -> None:
    assert parse_instant("2026-07-01T09:00:00", NEW_YORK) == datetime(2026, 7, 1, 13, tzinfo=UTC)
    assert wall(datetime(2026, 1, 1, 14, tzinfo=UTC), NEW_YORK) == datetime(2026, 1, 1, 9)  # noqa: DTZ001  # a wall time


def test_a_wall_time_that_the_zone_skips_is_refused() -> None:
    with pytest.raises(BadTime, match="does not exist in America/New_York"):
        parse_instant("2026-03-08T02:30:00", NEW_YORK)


def test_a_wall_time_that_the_zone_repeats_is_the_first() -> None:
    assert parse_instant("2026-11-01T01:30:00", NEW_YORK) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 8), 23), (date(2026, 11, 1), 25), (date(2026, 6, 1), 24)])
def test_a_day_is_as_long_as_the_zone_makes_it(day: date, hours: int) -> None:
    start, end = day_bounds(day, NEW_YORK)
    assert end - start == timedelta(hours=hours)


@pytest.mark.parametrize("text", ["", "2026-1-1", "2026-02-30", "20260101", "2026-01-01T00:00:00", "٢٠٢٦-01-01"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(BadTime):
        parse_date(text)


@pytest.mark.parametrize("text", ["2026-01-01", "2026-01-01T25:00:00", "now", "2026-01-01T09:00:00 Z", "1"])
def test_what_is_no_timestamp_is_refused(text: str) -> None:
    with pytest.raises(BadTime):
        parse_timestamp(text)


def test_clock_times_are_minutes_and_midnight_may_end_a_day() -> None:
    assert parse_clock_time("24:00") == parse_clock_time("24:00:00") == 1440
    assert parse_clock_time("08:30:59") == 510
    assert clock_time(510) == "08:30:00"
    for text in ("24:01", "8:30", "12:60", "12:30:61"):
        with pytest.raises(BadTime):
            parse_clock_time(text)


def test_a_practice_clock_runs_ahead_by_its_offset() -> None:
    system = HeldClock(datetime(2026, 1, 1, 3, tzinfo=UTC))
    clock = PracticeClock(system, timedelta(days=2))
    assert clock.now() == datetime(2026, 1, 3, 3, tzinfo=UTC)
    assert clock.today(NEW_YORK) == date(2026, 1, 2)
    system.advance(timedelta(hours=3))
    assert clock.today(NEW_YORK) == date(2026, 1, 3)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("2019", "2019"),
        ("2019-04", "2019-04"),
        ("2019-04-07", "2019-04-07"),
        ("2019-04-07T09:30:00Z", "2019-04-07T09:30:00Z"),
        ("2019-04-07T09:30:00.999+05:30", "2019-04-07T04:00:00Z"),
        ("0099-04-07T09:30:00+00:00", "0099-04-07T09:30:00Z"),
    ],
)
def test_a_partial_time_is_as_exact_as_it_was_given(text: str, kept: str) -> None:
    assert partial_time(text) == kept
    assert partial_time(kept) == kept


@pytest.mark.parametrize(
    "text",
    ["", "19", "2019-13", "2019-02-29", "2019-4-7", "2019-04-07T09:30:00", "9999-12-31T23:59:59-05:00", "2019-04-07T"],
)
def test_what_is_no_partial_time(text: str) -> None:
    with pytest.raises(BadTime):
        partial_time(text)
