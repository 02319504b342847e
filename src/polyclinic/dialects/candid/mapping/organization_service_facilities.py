"""The places where an organization sees patients: the record's facilities."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from polyclinic.core.organisation.model import Facility
from polyclinic.core.shared.entity import with_external_id, with_extras
from polyclinic.dialects.candid.mapping.common import DIALECT, Json, address_from_core, address_to_core

FACILITY_ID = "candid.facility.external_id"
_TEXTS = {"name": "name", "npi": "npi", "place_of_service_code": "place_of_service"}
_MINE = (
    "clia_number",
    "mammography_certification_number",
    "status",
    "operational_status",
    "mode",
    "type",
    "physical_type",
    "description",
    "aliases",
)


def changed(facility: Facility, sent: Mapping[str, Any]) -> Facility:
    """``facility`` with what ``sent`` says of it; null clears. Of several telecoms the first is its phone."""
    fields: dict[str, Any] = {core: sent[name] or "" for name, core in _TEXTS.items() if name in sent}
    mine = {name: sent[name] for name in _MINE if name in sent}
    if "telecoms" in sent:
        fields["phone"] = sent["telecoms"][0] if sent["telecoms"] else ""
        mine["telecoms"] = sent["telecoms"][1:] or None
    if "address" in sent:
        fields["address"] = address_to_core(sent["address"])
    facility = with_extras(replace(facility, **fields), DIALECT, mine)
    if "external_id" in sent:
        facility = with_external_id(facility, FACILITY_ID, sent["external_id"])
    return facility


def from_core(facility: Facility) -> Json:
    """A place as read."""
    mine = {**facility.extras.get(DIALECT, {})}
    others = mine.pop("telecoms", [])
    answer = {
        "organization_service_facility_id": facility.id,
        "name": facility.name,
        "aliases": [],
        "telecoms": [facility.phone, *others] if facility.phone else others,
        "address": address_from_core(facility.address),
        **mine,
    }
    said = {
        "npi": facility.npi,
        "place_of_service_code": facility.place_of_service,
        "external_id": facility.external_id(FACILITY_ID),
    }
    return answer | {name: value for name, value in said.items() if value}
