"""Service locations: the record's facilities.

Each provider has one provider group, which bears the provider's id, NPI and TIN.
"""

from typing import Any

from polyclinic.core.organisation.model import Facility, LegalEntity
from polyclinic.core.shared.entity import with_external_id
from polyclinic.dialects.silna.mapping.common import SOURCE_ID, address_fields, with_address_fields
from polyclinic.dialects.silna.wire.service_locations import ServiceLocationCreate

NO_NPI = "0000000000"
NO_TIN = "000000000"


def from_core(facility: Facility, provider: LegalEntity) -> dict[str, Any]:
    """A place of ``provider`` as Silna shows it. Its NPI, where missing, is the provider's; zeros say there is none."""
    address = address_fields(facility.address or provider.address)
    return {
        "id": facility.id,
        "npi": _digits(facility.npi, NO_NPI) or _digits(provider.npi, NO_NPI) or NO_NPI,
        "tin": _digits(provider.tin, NO_TIN) or NO_TIN,
        "address_line_1": address["address_line_1"] or "",
        "address_line_2": address["address_line_2"],
        "provider_group_id": provider.id,
        "city": address["city"] or "",
        "state": address["state"] or "",
        "zip_code": address["zip_code"] or "",
        "name": facility.name,
        "ptan_number": None,
        "primary_taxonomy_code": None,
        "provider_id": provider.id,
        "source_id": facility.external_id(SOURCE_ID),
    }


def to_core(body: ServiceLocationCreate) -> Facility:
    """A new facility."""
    sent = {name: getattr(body, name) for name in body.model_fields_set}
    address = with_address_fields(None, sent)
    facility = Facility(name=body.name, legal_entity_id=body.provider_id, address=address)
    return with_external_id(facility, SOURCE_ID, body.source_id, body.provider_id)


def _digits(number: str, like: str) -> str | None:
    return number if number.isascii() and number.isdigit() and len(number) == len(like) else None
