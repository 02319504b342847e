"""Where India's PIN codes, towns, districts and states lie.

Source: India Post's directory of post offices (data.gov.in), under the Government Open Data License - India, as of
October 2025; ``tools/pincodes.py`` makes the table. A PIN code lies at its head post office, else at the median of its
post offices; a town at its head post office; a district or state in the middle of its PIN codes. A few districts that
were made lately have none: an address that names nothing else is then placed by its state. The table is read when an
address is first asked for.
"""

import lzma
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import fmean
from typing import TypeVar

from polyclinic.core.shared.names import fold
from polyclinic.core.shared.places import Located, Position, Precision
from polyclinic.standards.india import lgd

T = TypeVar("T")

_TABLE = Path(__file__).with_name("pincodes.tsv.xz")
_PINCODE = re.compile(r"(?<![0-9])([1-9][0-9]{2})[ ]?([0-9]{3})(?![0-9])")
_WORD = re.compile(r"[a-z0-9]+")
_LONGEST_NAME = 8
_OTHERWISE = {
    "bangalore": "bengaluru urban",
    "bengaluru": "bengaluru urban",
    "bombay": "mumbai",
    "calcutta": "kolkata",
    "madras": "chennai",
    "mysore": "mysuru",
    "gurgaon": "gurugram",
    "trivandrum": "thiruvananthapuram",
    "cochin": "ernakulam",
    "kochi": "ernakulam",
    "pondicherry": "puducherry",
    "puducherry": "pondicherry",
    "orissa": "odisha",
    "chattisgarh": "chhattisgarh",
    "andaman and nicobar": "andaman and nicobar islands",
    "dadra and nagar haveli and daman and diu": "the dadra and nagar haveli and daman and diu",
    "dadra and nagar haveli and daman diu": "the dadra and nagar haveli and daman and diu",
}
"""Names in use that the tables spell otherwise."""


_BEARINGS = {"north", "south", "east", "west", "central", "new"}
"""Districts of Delhi, and parts of every other city."""


class IndianGazetteer:
    """Places an address by its PIN code, else by the narrowest place that it names."""

    def locate(self, address: str) -> Located | None:
        """Where an address is; of several names the last counts, as addresses go from the narrow to the wide.

        A state that is named tells places of one name apart; without one, such a name says nothing.
        """
        table = _table()
        for match in reversed(list(_PINCODE.finditer(address))):
            if position := table.pincodes.get(int(match[1] + match[2])):
                return Located(_position(position), Precision.POSTAL_CODE)
        words = _WORD.findall(fold(address))
        state, words = _state_in(words, table)
        for precision in (Precision.TOWN, Precision.DISTRICT):
            for name in _phrases(words):
                if state is None and _BEARINGS.issuperset(name.split()):
                    continue
                places = _called(name, table.named[precision]) or {}
                points = [point for code, point in places.items() if state in (None, code)]
                if len(points) == 1:
                    return Located(_position(points[0]), precision)
        return Located(_position(table.states[state]), Precision.STATE) if state else None


def _state_in(words: list[str], table: "_Table") -> tuple[str | None, list[str]]:
    """The state that an address names last, and the words before and after it."""
    for end in range(len(words), 0, -1):
        for start in range(max(0, end - _LONGEST_NAME), end):
            name = " ".join(words[start:end])
            if code := _called(name, table.state_codes):
                # a city that is a state is looked for as a city too
                city = any(_called(name, places) for places in table.named.values())
                return code, words if city else words[:start] + words[end:]
    return None, words


def _called(name: str, things: Mapping[str, T]) -> T | None:
    return things.get(name) or things.get(_OTHERWISE.get(name, ""))


_Point = tuple[int, int]
"""Latitude and longitude in thousandths of a degree."""


@dataclass(frozen=True, slots=True)
class _Table:
    """Points by PIN code, by name and state of a place, and by state."""

    pincodes: dict[int, _Point]
    named: dict[Precision, dict[str, dict[str, _Point]]]
    states: dict[str, _Point]
    state_codes: dict[str, str]


@cache
def _table() -> _Table:
    pincodes: dict[int, _Point] = {}
    within: dict[str, list[_Point]] = {}
    district_of: dict[int, str] = {}
    towns: list[tuple[str, int]] = []
    for line in lzma.decompress(_TABLE.read_bytes()).decode().splitlines():
        match line.split("\t"):
            case [pincode, latitude, longitude, district]:
                point = pincodes[int(pincode)] = (int(latitude), int(longitude))
                within.setdefault(district, []).append(point)
                district_of[int(pincode)] = district
            case [town, pincode]:
                towns.append((_plain(town), int(pincode)))
    named: dict[Precision, dict[str, dict[str, _Point]]] = {Precision.TOWN: {}, Precision.DISTRICT: {}}
    state_of: dict[str, str] = {}
    for state in lgd.states():
        for each in state.districts:
            state_of[each.code] = state.code
            if each.code in within:
                named[Precision.DISTRICT].setdefault(_plain(each.name), {})[state.code] = _middle(within[each.code])
    for name, pin in towns:
        named[Precision.TOWN].setdefault(name, {})[state_of[district_of[pin]]] = pincodes[pin]
    whole = {
        state.code: _middle(point for each in state.districts for point in within.get(each.code, ()))
        for state in lgd.states()
    }
    return _Table(pincodes, named, whole, {_plain(state.name): state.code for state in lgd.states()})


def _plain(name: str) -> str:
    return " ".join(_WORD.findall(fold(name)))


def _phrases(words: list[str]) -> Iterator[str]:
    """Every run of words, the last and longest first."""
    for end in range(len(words), 0, -1):
        for start in range(max(0, end - _LONGEST_NAME), end):
            yield " ".join(words[start:end])


def _middle(points: Iterable[_Point]) -> _Point:
    latitudes, longitudes = zip(*points, strict=True)
    return round(fmean(latitudes)), round(fmean(longitudes))


def _position(point: _Point) -> Position:
    return Position(point[0] / 1000, point[1] / 1000)
