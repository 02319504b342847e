"""The only place where text becomes a time. Instants are aware and UTC; wall times need a zone."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIMESTAMP = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?")

YEARS = range(1700, 2200)
"""Years that births and visits lie in: far from where a zone or a duration would lead out of the calendar."""
_LAST = datetime.max.replace(microsecond=0, tzinfo=UTC)


class BadTime(ValueError):
    """The text is no date or time, or names a wall time that does not exist in its zone."""


def parse_date(text: str) -> date:
    """``YYYY-MM-DD``. Raises ``BadTime``."""
    if not _DATE.fullmatch(text):
        raise BadTime("not a date (YYYY-MM-DD)")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadTime("no such day") from None


def parse_timestamp(text: str) -> datetime:
    """RFC 3339, also with a blank for T and without an offset: then the result is naive. Raises ``BadTime``."""
    if not _TIMESTAMP.fullmatch(text):
        raise BadTime("not a timestamp")
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise BadTime("no such time") from None


def parse_instant(text: str, zone: ZoneInfo | None = None) -> datetime:
    """A UTC instant. A timestamp without an offset is a wall time of ``zone``; of UTC if ``zone`` is None."""
    return to_instant(parse_timestamp(text), zone)


def partial_time(text: str) -> str:
    """A FHIR dateTime, which may stop at its year, month or day, in the one spelling that the record keeps.

    One with a clock time needs its offset and is turned into UTC, without fractions of a second: so such texts sort as
    the times do. Raises ``BadTime``.
    """
    if len(text) > 10:
        moment = parse_timestamp(text)
        if moment.tzinfo is None:
            raise BadTime("a time needs its offset from UTC")
        instant = to_instant(moment)
        return f"{instant.replace(microsecond=0, tzinfo=None).isoformat()}Z"
    parse_date((text + "-01-01")[:10] if re.fullmatch(r"\d{4}(-\d{2})?", text) else text)
    return text


def to_instant(moment: datetime, zone: ZoneInfo | None = None) -> datetime:
    """The UTC instant of ``moment``; a naive one is a wall time of ``zone`` (UTC if None).

    A time that the zone skips raises ``BadTime``, as does one before the year 1 or after 9999 in UTC; one that the zone
    repeats means the first.
    """
    if zone is None and moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    try:
        if moment.tzinfo is not None or zone is None:
            return moment.astimezone(UTC)
        instant = moment.replace(tzinfo=zone, fold=0).astimezone(UTC)
        found = instant.astimezone(zone)
    except OverflowError:
        raise BadTime("no such time") from None
    if found.replace(tzinfo=None) != moment:
        raise BadTime(f"this time does not exist in {zone.key}")
    return instant


def to_millisecond(instant: datetime) -> datetime:
    """``instant`` rounded down to the millisecond."""
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)


def later(start: datetime, length: timedelta) -> datetime:
    """``length`` after ``start``, an instant; no later than the last second that the calendar has."""
    return start + min(length, _LAST - start)


def wall(instant: datetime, zone: ZoneInfo) -> datetime:
    """The naive wall time of ``instant`` in ``zone``."""
    return instant.astimezone(zone).replace(tzinfo=None)


def day_bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The instants at which a calendar day starts and ends in ``zone`` (23 or 25 hours apart on a change of DST)."""
    start = datetime.combine(day, time.min, zone).astimezone(UTC)
    return start, datetime.combine(day + timedelta(days=1), time.min, zone).astimezone(UTC)


def parse_clock_time(text: str) -> int:
    """``HH:MM[:SS]`` as minutes from midnight, seconds dropped; ``24:00`` is 1440. Raises ``BadTime``."""
    match = re.fullmatch(r"([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?", text)
    if not match:
        raise BadTime("not a time (HH:MM:SS)")
    hour, minute, second = (int(part or 0) for part in match.groups())
    if (hour, minute, second) != (24, 0, 0) and (hour > 23 or minute > 59 or second > 59):
        raise BadTime("no such time")
    return hour * 60 + minute


def clock_time(minutes: int) -> str:
    """Minutes from midnight as ``HH:MM:SS``."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}:00"
