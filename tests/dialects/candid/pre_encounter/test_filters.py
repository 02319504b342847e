"""The language of ``filters``: what it says of the record, and what it refuses by name."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from polyclinic.core.patients.model import PATIENT
from polyclinic.core.shared.errors import Invalid
from polyclinic.core.shared.queries import Between, Condition, HasExternalId, Is, OneOf, Related
from polyclinic.dialects.candid.mapping.pre_encounter import filters

ZONE = ZoneInfo("America/New_York")
ID = "0198c5a0-7c1d-7f3e-9d7a-0d9c1f2b3a4e"
TICK = timedelta(microseconds=1)
FIELDS = {
    "a.text": filters.text("text"),
    "a.name": filters.text("name", fold=True),
    "a.id": filters.identifier("id"),
    "a.mrn": filters.external_id("mrn"),
    "a.status": filters.code({"UP": (OneOf("status", ("up", "over")),), "DOWN": (Is("status", "down"), Is("b", None))}),
    "a.day": filters.day("day"),
    "a.at": filters.moment("at"),
    "p.name": filters.related("patient_id", PATIENT, filters.text("family", fold=True)),
}


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a.text|eq|x", [Is("text", "x")]),
        ("a.text|eq| one|two ", [Is("text", "one|two")]),
        ("a.name|eq|  Łuczak  José ", [Is("name", "łuczak jose")]),
        (f"a.id|eq|{ID.upper()}", [Is("id", ID)]),
        ("a.mrn|eq|2401010001", [HasExternalId("mrn", "2401010001")]),
        ("a.status|eq|DOWN", [Is("status", "down"), Is("b", None)]),
        ("a.day|eq|2024-02-29", [Between("day", date(2024, 2, 29), date(2024, 3, 1))]),
        ("a.day|gt|2024-02-29", [Between("day", date(2024, 3, 1))]),
        ("a.day|lt|2024-02-29", [Between("day", date.min, date(2024, 2, 29))]),
        ("a.at|eq|2024-03-10", [Between("at", instant("2024-03-10T05:00Z"), instant("2024-03-11T04:00Z"))]),
        ("a.at|gt|2024-01-01", [Between("at", instant("2024-01-02T05:00Z"))]),
        ("a.at|lt|2024-01-01", [Between("at", None, instant("2024-01-01T05:00Z"))]),
        ("a.at|gt|2024-01-01T10:00:00+01:00", [Between("at", instant("2024-01-01T09:00Z") + TICK)]),
        ("a.at|lt|2024-01-01 10:00", [Between("at", None, instant("2024-01-01T10:00Z"))]),
        (
            "a.text|eq|x,p.name|eq|Reece, a.day|gt|2024-01-01",
            [
                Is("text", "x"),
                Related("patient_id", PATIENT, (Is("family", "reece"),)),
                Between("day", date(2024, 1, 2)),
            ],
        ),
        ("", []),
        (None, []),
    ],
)
def test_what_filters_mean(text: str | None, expected: list[Condition]) -> None:
    assert list(filters.parse(text, FIELDS, ZONE)) == expected


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("b.text|eq|x", "b.text"),
        ("a.text", "a.text"),
        ("a.text|eq", "a.text"),
        ("a.text|eq|", "a.text"),
        ("a.text|ne|x", "a.text"),
        ("a.text|gt|x", "a.text"),
        ("a.id|eq|7", "a.id"),
        ("a.status|eq|up", "a.status"),
        ("a.status|lt|UP", "a.status"),
        ("a.day|eq|2024-02-30", "a.day"),
        ("a.day|eq|9999-12-31", "a.day"),
        ("a.at|gt|yesterday", "a.at"),
        ("a.at|gt|9999-12-31", "a.at"),
        ("a.at|lt|2024-01-01T25:00", "a.at"),
        ("p.name|gt|x", "p.name"),
        ("a.text|eq|Reece, Jo", "Jo"),
    ],
)
def test_what_is_refused_is_named(text: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        filters.parse(text, FIELDS, ZONE)
    assert [problem.path for problem in refused.value.problems] == [("filters", field)]


def test_everything_wrong_is_told_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        filters.parse("a.text|gt|x,nothing|eq|1,a.text|eq|fine,a.day|eq|never", FIELDS, ZONE)
    assert [problem.path[1] for problem in refused.value.problems] == ["a.text", "nothing", "a.day"]
    with pytest.raises(Invalid, match="20 filters at most"):
        filters.parse(",".join(["a.text|eq|x"] * 21), FIELDS, ZONE)
