"""Service locations: the record's facilities. One of no group belongs to its provider's own, which bears its id."""

from typing import Any

from polyclinic.core.organisation.groups import ProviderGroup
from polyclinic.core.organisation.model import Facility, LegalEntity
from polyclinic.core.shared.entity import with_external_id
from polyclinic.dialects.silna.mapping.common import SOURCE_ID, address_fields, with_address_fields
from polyclinic.dialects.silna.mapping.provider_groups import npi_of, tin_of
from polyclinic.dialects.silna.wire.service_locations import ServiceLocationCreate


def from_core(facility: Facility, provider: LegalEntity, group: ProviderGroup | None) -> dict[str, Any]:
    """A place of ``provider`` as Silna shows it. Its NPI, where missing, is its group's or the provider's."""
    holders = (group, provider) if group else (provider,)
    address = address_fields(facility.address or provider.address)
    return {
        "id": facility.id,
        "npi": npi_of(facility.npi, *(each.npi for each in holders)),
        "tin": tin_of(*(each.tin for each in holders)),
        "address_line_1": address["address_line_1"] or "",
        "address_line_2": address["address_line_2"],
        "provider_group_id": holders[0].id,
        "city": address["city"] or "",
        "state": address["state"] or "",
        "zip_code": address["zip_code"] or "",
        "name": facility.name,
        "ptan_number": None,
        "primary_taxonomy_code": provider.taxonomy or None,
        "provider_id": provider.id,
        "source_id": facility.external_id(SOURCE_ID),
    }


def to_core(body: ServiceLocationCreate) -> Facility:
    """A new facility."""
    sent = {name: getattr(body, name) for name in body.model_fields_set}
    address = with_address_fields(None, sent)
    group = body.provider_group_id if body.provider_group_id != body.provider_id else None
    facility = Facility(name=body.name, legal_entity_id=body.provider_id, group_id=group, address=address)
    return with_external_id(facility, SOURCE_ID, body.source_id, body.provider_id)
