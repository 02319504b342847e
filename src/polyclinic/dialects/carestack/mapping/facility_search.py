"""The search for facilities: filters as conditions, and facilities as it shows them."""

from typing import Any

from polyclinic.core.organisation.model import Facility, Registration
from polyclinic.core.organisation.registry import REGISTRY
from polyclinic.core.shared.addresses import Address
from polyclinic.core.shared.names import fold
from polyclinic.core.shared.queries import Condition, Contains, Has, HasExternalId, Is, OneOf
from polyclinic.dialects.carestack.mapping.facilities import pincode_shown, registry_id, status_shown
from polyclinic.dialects.carestack.mapping.masters import owner_of
from polyclinic.dialects.carestack.mapping.states import INDIA
from polyclinic.dialects.carestack.wire.facility_search import FacilitySearch
from polyclinic.standards.india import hfr, lgd


def conditions(filters: FacilitySearch) -> tuple[Condition, ...]:
    """What a search asks for; empty filters ask nothing, and an unknown code finds nothing."""
    found: list[Condition] = []
    if filters.ownershipCode:
        found.append(_registered("ownership", owner_of(filters.ownershipCode) or filters.ownershipCode))
    if filters.stateLGDCode:
        state = lgd.state(filters.stateLGDCode)
        found.append(Has("whereabouts", (fold(f"{INDIA}-{state.iso}"),)) if state else OneOf("id", ()))
    if filters.districtLGDCode:
        found.append(_registered("district", filters.districtLGDCode))
    if filters.subDistrictLGDCode:
        found.append(_registered("sub_district", filters.subDistrictLGDCode))
    if filters.pincode:
        found.append(Has("whereabouts", (filters.pincode,)))
    if filters.facilityName:
        found.append(Contains("name", fold(filters.facilityName)))
    if filters.facilityId:
        found.append(by_facility_id(filters.facilityId))
    return tuple(found)


def by_facility_id(facility_id: str) -> Condition:
    """The facility that shows this ``facilityId``."""
    registered = facility_id.startswith("IN") and facility_id[2:].isdigit()
    return HasExternalId(REGISTRY, facility_id) if registered else Is("id", facility_id)


def of_account(account: str) -> Condition:
    """What was registered under this name of the practice."""
    return _registered("account", account)


def _registered(name: str, value: str) -> Condition:
    return Has("registered", (f"{name}:{value}",))


def from_core(facility: Facility) -> dict[str, Any]:
    """A facility as a search shows it."""
    address = facility.address or Address()
    registration = facility.registration or Registration()
    state = lgd.state(address.state) if address.country == INDIA else None
    district = lgd.district(registration.district)
    if state is None or district not in state.districts:
        district = None
    sub_district = lgd.sub_district(registration.sub_district, district) if district else None
    type_known = hfr.facility_type(registration.facility_type)
    position = facility.position
    return {
        "id": facility.id,
        "facilityId": registry_id(facility),
        "facilityName": facility.name,
        "facilityStatus": status_shown(facility),
        "ownership": hfr.OWNERS.get(registration.ownership, ""),
        "ownershipCode": registration.ownership,
        "systemOfMedicineCode": ",".join(registration.systems),
        "systemOfMedicine": ",".join(hfr.SYSTEMS[system] for system in registration.systems),
        "facilityTypeCode": registration.facility_type,
        "facilityType": type_known.name if type_known else "",
        "stateName": state.name if state else address.state,
        "stateLGDCode": state.code if state else "",
        "districtName": district.name if district else address.district,
        "districtLGDCode": district.code if district else "",
        "subDistrictName": sub_district.name if sub_district else "",
        "subDistrictLGDCode": sub_district.code if sub_district else "",
        "villageCityTownName": address.city or None,
        "villageCityTownLGDCode": "",
        "address": address.one_line,
        "pincode": pincode_shown(address),
        "latitude": str(position.latitude) if position else "",
        "longitude": str(position.longitude) if position else "",
    }
