"""Provider groups: the record's groups, and each provider as the group of its own that bears its id."""

from typing import Any

from polyclinic.core.organisation.groups import ProviderGroup
from polyclinic.core.organisation.model import LegalEntity

NO_NPI = "0000000000"
NO_TIN = "000000000"


def from_core(group: ProviderGroup | LegalEntity) -> dict[str, Any]:
    """A group as Silna shows it."""
    return {"id": group.id, "name": group.name, "npi": npi_of(group.npi), "tin": tin_of(group.tin)}


def npi_of(*numbers: str) -> str:
    """The first that is an NPI; zeros say that there is none."""
    return next((number for number in numbers if _is_like(number, NO_NPI)), NO_NPI)


def tin_of(*numbers: str) -> str:
    """The first that is a TIN; zeros say that there is none."""
    return next((number for number in numbers if _is_like(number, NO_TIN)), NO_TIN)


def _is_like(number: str, like: str) -> bool:
    return number.isascii() and number.isdigit() and len(number) == len(like)
