"""A kind that declares one of everything that a kind can declare, and stores of it."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from polyclinic.core.shared.context import Context
from polyclinic.core.shared.entity import Entity
from polyclinic.core.shared.kinds import Booking, Key, Kind, Lookup
from polyclinic.core.shared.secrets import Fingerprint, Secret


class Color(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True)
class Part:
    label: str
    code: Secret | None = None
    inner: "tuple[Part, ...]" = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing(Entity):
    name: str | None = None
    rank: int | None = None
    day: date | None = None
    at: datetime | None = None
    flag: bool | None = None
    facility_id: str | None = None
    color: Color = Color.RED
    tags: tuple[str, ...] = ()
    serial: str = ""
    secret: Secret | None = None
    second: Secret | None = None
    parts: tuple[Part, ...] = ()
    named: dict[str, Part] = field(default_factory=dict)
    print: Fingerprint | None = None
    price: Decimal = Decimal(0)
    lasts: timedelta = timedelta(0)
    held: tuple[str, ...] = ()
    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain(Entity):
    text: str = ""
    count: int = 0


def _bookings(thing: Thing) -> list[Booking]:
    if thing.start is None or thing.end is None:
        return []
    return [Booking(resource, thing.start, thing.end) for resource in thing.held]


THING = Kind(
    "thing",
    Thing,
    keys=(
        Key("name", lambda t: t.name, search="substring"),
        Key("rank", lambda t: t.rank, "int"),
        Key("day", lambda t: t.day, "date"),
        Key("at", lambda t: t.at, "instant"),
        Key("flag", lambda t: t.flag, "bool"),
        Key("facility_id", lambda t: t.facility_id),
        Key("order", lambda t: t.name, search="prefix"),  # a word that SQL keeps for itself
    ),
    lookups=(
        Lookup("tag", lambda t: t.tags),
        Lookup("serial", lambda t: [t.serial] if t.serial else [], unique=True),
    ),
    bookings=_bookings,
    scope_keys={"facility": "facility_id"},
)
PLAIN = Kind("plain", Plain)
KINDS: tuple[Kind[Any], ...] = (THING, PLAIN)


async def put(context: Context, *things: Thing) -> list[Thing]:
    """Store things in one change."""
    stored = [await context.put(THING, thing) for thing in things]
    await context.commit()
    return stored
