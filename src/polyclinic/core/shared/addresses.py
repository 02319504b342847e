"""Postal addresses and other ways to reach somebody."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address. ``state`` and ``country`` are codes where known (ISO 3166), else what was sent.

    ``postal_code`` is the ZIP or PIN code; ``postal_extension`` the ZIP's last four digits.
    """

    lines: tuple[str, ...] = ()
    city: str = ""
    state: str = ""
    postal_code: str = ""
    postal_extension: str = ""
    country: str = ""
    district: str = ""

    @property
    def line1(self) -> str:
        return self.lines[0] if self.lines else ""

    @property
    def line2(self) -> str:
        return ", ".join(filter(None, self.lines[1:]))

    @property
    def one_line(self) -> str:
        """All lines in one; who gave a second line only has no first."""
        return ", ".join(filter(None, self.lines))

    @property
    def region(self) -> str:
        """The state within its country, ``IN-GA``: two countries use one code for different states."""
        return "-".join(part for part in (self.country, self.state) if part)


System = Literal["phone", "email"]
Use = Literal["home", "mobile", "work", "any"]


@dataclass(frozen=True, slots=True)
class Telecom:
    """A phone number (as sent) or an email address, and what it is used for."""

    system: System
    value: str
    use: Use = "any"

    @property
    def folded(self) -> str:
        """What it is found by: digits of a phone number, an email address in lower case."""
        if self.system == "email":
            return self.value.casefold()
        return "".join(character for character in self.value if character.isdigit())


Telecoms = tuple[Telecom, ...]


def first(telecoms: Telecoms, system: System, *uses: Use) -> str | None:
    """The first value of ``system`` with one of ``uses`` (any use if none is given)."""
    for telecom in telecoms:
        if telecom.system == system and (not uses or telecom.use in uses):
            return telecom.value
    return None


def with_telecom(telecoms: Telecoms, system: System, value: str | None, *uses: Use) -> Telecoms:
    """Replace the element that ``first(telecoms, system, *uses)`` reads and keep every other; None removes it.

    Without a match the value is added with the first of ``uses``.
    """
    at = next((n for n, t in enumerate(telecoms) if t.system == system and (not uses or t.use in uses)), None)
    if at is None:
        return telecoms if not value else (*telecoms, Telecom(system, value, uses[0] if uses else "any"))
    if value == telecoms[at].value:
        return telecoms
    new = (Telecom(system, value, telecoms[at].use),) if value else ()
    return (*telecoms[:at], *new, *telecoms[at + 1 :])


def folded(telecoms: Iterable[Telecom], system: System) -> list[str]:
    """The distinct search forms of all values of ``system``."""
    return list(dict.fromkeys(telecom.folded for telecom in telecoms if telecom.system == system and telecom.value))
