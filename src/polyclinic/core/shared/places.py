"""Where something is on Earth, and who can tell it from an address."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Precision(StrEnum):
    """What a position is the middle of."""

    POSTAL_CODE = "pincode"
    TOWN = "town"
    DISTRICT = "district"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class Position:
    """Degrees of latitude and longitude (WGS 84)."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Located:
    """Where an address is, as exactly as is known."""

    position: Position
    precision: Precision


class Gazetteer(Protocol):
    """Knows where places are."""

    def locate(self, address: str) -> Located | None:
        """Where an address is, written as people write it; None if nothing in it is known."""
        ...


class NoGazetteer:
    """Knows no place."""

    def locate(self, address: str) -> Located | None:
        return None
