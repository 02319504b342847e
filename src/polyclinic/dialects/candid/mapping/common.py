"""Addresses, names, phone numbers and times, in both directions."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from polyclinic.core.shared.addresses import Address, Telecom, Telecoms, Use, first
from polyclinic.core.shared.names import HumanName

Json = dict[str, Any]

DIALECT = "candid"
FOREIGN = "FC"
UNKNOWN_ZIP_EXTENSION = "9998"
NOWHERE = Address(("Unknown",), "Unknown", FOREIGN, "00000")
"""Stands for an address that nobody gave."""
_DOMESTIC = ("", "US", "USA")

_USES: dict[str, Use] = {"Home": "home", "Mobile": "mobile", "Work": "work"}
_PHONE_TYPES = {"home": "Home", "mobile": "Mobile", "work": "Work", "any": "Home"}


def is_abroad(country: str) -> bool:
    """Whether states of ``country`` are none of this API's: they read FC, as X12 has it."""
    return country not in _DOMESTIC


def address_to_core(sent: Mapping[str, Any]) -> Address:
    """An address; an ``address2`` that is empty stays apart from one that is missing."""
    second = sent.get("address2")
    state: str = sent["state"]
    return Address(
        (sent["address1"],) if second is None else (sent["address1"], second),
        sent["city"],
        state,
        sent["zip_code"],
        sent.get("zip_plus_four_code") or "",
        "" if state == FOREIGN else "US",
    )


def address_from_core(address: Address | None, *, long: bool = True) -> Json:
    """An address as read; ``long`` ones always have the last four digits of the ZIP code."""
    address = address or NOWHERE
    lines = address.lines
    answer = {
        "address1": lines[0] if lines else "",
        "city": address.city,
        "state": FOREIGN if is_abroad(address.country) else address.state,
        "zip_code": address.postal_code,
    }
    if len(lines) > 1:
        answer["address2"] = address.line2
    if long or address.postal_extension:
        answer["zip_plus_four_code"] = address.postal_extension or UNKNOWN_ZIP_EXTENSION
    return answer


def name_to_core(sent: Mapping[str, Any]) -> HumanName | None:
    """A person's name; None where neither part is given."""
    given, family = sent.get("first_name"), sent.get("last_name")
    return HumanName(given or "", family or "") if given or family else None


def telecoms_to_core(sent: Mapping[str, Any]) -> Telecoms:
    """Phone numbers in their order, then the email address."""
    phones = [Telecom("phone", phone["number"], _USES[phone["type"]]) for phone in sent.get("phone_numbers") or ()]
    email = sent.get("email")
    return (*phones, Telecom("email", email)) if email else tuple(phones)


def telecoms_from_core(telecoms: Telecoms) -> Json:
    """``phone_numbers`` and, if there is one, ``email``."""
    phones = [{"number": t.value, "type": _PHONE_TYPES[t.use]} for t in telecoms if t.system == "phone"]
    email = first(telecoms, "email")
    return {"phone_numbers": phones, "email": email} if email else {"phone_numbers": phones}


def day(text: str | None) -> date | None:
    """A date that has been checked."""
    return date.fromisoformat(text) if text else None


def instant(moment: datetime) -> str:
    """A UTC instant as this API writes it."""
    return moment.isoformat().replace("+00:00", "Z")


def merged(held: Mapping[str, Any], sent: Mapping[str, Any]) -> Json:
    """``held`` with the members of ``sent``; one that is null is taken out."""
    return {name: value for name, value in {**held, **sent}.items() if value is not None}


def extras_of(kept: Mapping[str, Json], mine: Json) -> dict[str, Json]:
    """A part's extras: what other APIs keep there, and ``mine`` in place of what this one kept."""
    others = {dialect: fields for dialect, fields in kept.items() if dialect != DIALECT}
    return {**others, DIALECT: mine} if mine else others
