"""What a practice's record must hold after a number of calls, said without the code that keeps it.

A dialect's rules change it as that dialect's documents say; its view says how each API must show it.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Use = Literal["home", "mobile", "work", "any"]


def alike(text: str) -> str:
    """Two names are one where these are equal: case, accents and further spaces do not count."""
    letters = (each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
    return " ".join("".join(letters).casefold().split())


@dataclass(slots=True)
class Place:
    """An address. ``country`` is empty until an API says one."""

    lines: tuple[str, ...] = ()
    city: str = ""
    state: str = ""
    code: str = ""
    plus_four: str = ""
    country: str = ""
    county: str = ""

    @property
    def whole_code(self) -> str:
        return f"{self.code}-{self.plus_four}" if self.plus_four else self.code

    @whole_code.setter
    def whole_code(self, text: str) -> None:
        """``12345-6789`` is understood as ZIP+4, anything else is taken as it is."""
        code, _, plus_four = text.partition("-")
        digits = (code + plus_four).isascii() and (code + plus_four).isdigit()
        nine = digits and (len(code), len(plus_four)) == (5, 4)
        self.code, self.plus_four = (code, plus_four) if nine else (text, "")

    @property
    def one_line(self) -> str:
        return ", ".join(filter(None, self.lines))


@dataclass(slots=True)
class Phone:
    number: str
    use: Use


@dataclass(slots=True, eq=False)
class Person:
    """A patient. ``id`` is what all APIs but drchrono call it, which calls it ``number``.

    ``username`` is what the patient signs in as, ``card`` an identity card's type and what may be read of its number.
    ``billed_as`` is what Candid's encounters call them.
    ``merged_into`` is whom they turned out to be.
    ``said_unknown`` is whether CareStack was told that nobody knows the state.
    """

    id: str = ""
    number: int = 0
    given: str = ""
    middle: str = ""
    family: str = ""
    born: date | None = None
    sex: str = "unknown"
    status: str = "active"
    place: Place = field(default_factory=Place)
    phones: list[Phone] = field(default_factory=list)
    email: str = ""
    provider: str | None = None
    location: str | None = None
    specialties: tuple[str, ...] = ()
    source_id: str | None = None
    chart_id: str = ""
    mrn: str = ""
    billed_as: str = ""
    username: str = ""
    card: tuple[str, str] | None = None
    said_unknown: bool = False
    merged_into: "Person | None" = None
    live: bool = True

    def phone(self, *uses: Use) -> str:
        """The first number of these uses; none is an empty text."""
        return next((each.number for each in self.phones if each.use in uses), "")

    def call_at(self, number: str, *uses: Use) -> None:
        """Change the number that ``phone`` finds, and no other; an empty one goes. A new one is of the first use."""
        held = next((each for each in self.phones if each.use in uses), None)
        if held is None:
            self.phones += [Phone(number, uses[0])] if number else []
        elif number:
            held.number = number
        else:
            self.phones.remove(held)

    @property
    def identity(self) -> tuple[str, str, date | None]:
        """Who is the same person, as far as a name and a birth date tell."""
        return alike(self.given), alike(self.family), self.born


@dataclass(slots=True)
class Record:
    """One practice's. ``provider`` and ``location`` are the practice's defaults."""

    provider: str
    location: str
    people: list[Person] = field(default_factory=list)

    @property
    def live(self) -> Iterator[Person]:
        return (person for person in self.people if person.live)

    def add(self, person: Person) -> Person:
        self.people.append(person)
        return person

    def provider_of(self, person: Person) -> str:
        return person.provider or self.provider

    def location_of(self, person: Person) -> str:
        return person.location or self.location
