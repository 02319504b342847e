"""India's states, districts and sub-districts with their codes in the Local Government Directory (LGD).

Source: the directory of the Ministry of Panchayati Raj (lgdirectory.gov.in), under the Government Open Data License -
India (data.gov.in/government-open-data-license-india), as of December 2022. ``tools/lgd.py`` makes the table from the
ministry's lists. It is read when a place is first asked for: a few milliseconds, two megabytes.
"""

import lzma
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from polyclinic.core.shared.names import fold

_TABLE = Path(__file__).with_name("lgd.tsv.xz")


@dataclass(frozen=True, slots=True)
class SubDistrict:
    """A sub-district (tehsil, taluk, mandal)."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class District:
    """A district of a state."""

    code: str
    name: str
    sub_districts: tuple[SubDistrict, ...]


@dataclass(frozen=True, slots=True)
class State:
    """A state or union territory. ``iso`` is its ISO 3166-2 code within India as addresses of the record carry it."""

    code: str
    name: str
    iso: str
    districts: tuple[District, ...] = field(repr=False)


_ISO = {
    **{"1": "JK", "2": "HP", "3": "PB", "4": "CH", "5": "UK", "6": "HR", "7": "DL", "8": "RJ", "9": "UP", "10": "BR"},
    **{"11": "SK", "12": "AR", "13": "NL", "14": "MN", "15": "MZ", "16": "TR", "17": "ML", "18": "AS", "19": "WB"},
    **{"20": "JH", "21": "OD", "22": "CG", "23": "MP", "24": "GJ", "27": "MH", "28": "AP", "29": "KA", "30": "GA"},
    **{"31": "LD", "32": "KL", "33": "TN", "34": "PY", "35": "AN", "36": "TS", "37": "LA", "38": "DH"},
}
"""The ISO 3166-2 code of each state's LGD code."""


def states() -> tuple[State, ...]:
    """All states and union territories with what lies in them, in the order of their codes."""
    return _read()


def state(text: str) -> State | None:
    """The state with this code, ISO 3166-2 code or name."""
    return _states().get(key(text))


def district(text: str, within: State | None = None) -> District | None:
    """The district with this code or, within a state, this name."""
    return _districts().get(text.strip()) if within is None else _districts_of(within.code).get(key(text))


def sub_district(text: str, within: District) -> SubDistrict | None:
    """The sub-district of a district with this code or name."""
    return next((each for each in within.sub_districts if key(text) in (each.code, key(each.name))), None)


def key(name: str) -> str:
    """What a name is compared by: letters and digits, so that spelling with blanks, hyphens and dots is the same."""
    return re.sub(r"[^a-z0-9]", "", fold(name.replace("&", " and ")))


@cache
def _read() -> tuple[State, ...]:
    found: list[State] = []
    districts: list[District] = []
    sub_districts: list[SubDistrict] = []
    for line in reversed(lzma.decompress(_TABLE.read_bytes()).decode().splitlines()):
        match line.split("\t"):
            case ["", "", code, name]:
                sub_districts.append(SubDistrict(code, name))
            case ["", code, name]:
                districts.append(District(code, name, tuple(reversed(sub_districts))))
                sub_districts = []
            case [code, name]:
                found.append(State(code, name, _ISO[code], tuple(reversed(districts))))
                districts = []
    return tuple(reversed(found))


@cache
def _states() -> dict[str, State]:
    return {key(name): state for state in _read() for name in (state.code, state.iso, state.name)}


@cache
def _districts() -> dict[str, District]:
    return {district.code: district for state in _read() for district in state.districts}


@cache
def _districts_of(state_code: str) -> dict[str, District]:
    return {key(name): each for each in _states()[state_code].districts for name in (each.name, each.code)}
