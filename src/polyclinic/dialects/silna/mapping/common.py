"""What the mappings of all resources need: practice defaults, links, addresses, source ids."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from polyclinic.core.organisation.model import Facility
from polyclinic.core.patients.model import Patient
from polyclinic.core.shared.addresses import Address

DIALECT = "silna"
SOURCE_ID = "silna.source_id"
"""The external ids of this API. Patients' and service locations' are unique within their provider."""

_ZIP_PLUS_FOUR = re.compile(r"(\d{5})-(\d{4})", re.ASCII)
ADDRESS_FIELDS = frozenset(("address_line_1", "address_line_2", "city", "state", "zip_code"))


@dataclass(frozen=True, slots=True)
class Refs:
    """The practice's defaults, for what other APIs never filled, and where links lead (``silna_url``)."""

    defaults: Mapping[str, str]
    base_url: str


def provider_of(entity: Patient | Facility, refs: Refs) -> str | None:
    """The provider that a patient or place belongs to; the default one if it names none."""
    return entity.legal_entity_id or refs.defaults.get("legal_entity")


def owners(id: str, default: str, refs: Refs) -> tuple[str | None, ...]:
    """What objects of ``id`` name: it, or nothing where ``id`` is the practice's ``default`` of its sort."""
    return (id, None) if refs.defaults.get(default) == id else (id,)


def instant(moment: datetime) -> str:
    """An instant to the millisecond, in UTC."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def zip_code_of(address: Address) -> str:
    """``12345`` or ``12345-6789``."""
    return f"{address.postal_code}-{address.postal_extension}" if address.postal_extension else address.postal_code


def address_fields(address: Address | None) -> dict[str, str | None]:
    """An address as this API spells it; null for what is missing."""
    address = address or Address()
    return {
        "address_line_1": address.line1 or None,
        "address_line_2": address.line2 or None,
        "city": address.city or None,
        "state": address.state or None,
        "zip_code": zip_code_of(address) or None,
    }


def with_address_fields(current: Address | None, sent: Mapping[str, Any]) -> Address | None:
    """``current`` with the fields that were sent; country, district and further lines stay as they are."""
    if not ADDRESS_FIELDS & sent.keys():
        return current
    old = current or Address()
    new = replace(
        old,
        city=sent.get("city", old.city) or "",
        state=sent.get("state", old.state) or "",
    )
    line1 = sent.get("address_line_1", old.line1) or ""
    line2 = sent.get("address_line_2", old.line2) or ""
    if (line1, line2) != (old.line1, old.line2):
        new = replace(new, lines=(line1, line2) if line2 else (line1,) if line1 else ())
    zip_code = sent.get("zip_code", zip_code_of(old)) or ""
    if zip_code != zip_code_of(old):
        parts = _ZIP_PLUS_FOUR.fullmatch(zip_code)
        code, extension = (parts[1], parts[2]) if parts else (zip_code, "")
        new = replace(new, postal_code=code, postal_extension=extension)
    if new == old:
        return current
    return None if new == Address() else new
