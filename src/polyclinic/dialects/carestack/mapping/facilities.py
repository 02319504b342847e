"""Facilities of the record as answers show them.

What the record or the registry knows is kept there; the rest of a registration lies in the extras as it was sent, and
is shown again as it was sent wherever it still says what the record says.
"""

from collections.abc import Mapping
from typing import Any

from polyclinic.core.organisation.model import Facility
from polyclinic.core.organisation.registry import REGISTRY
from polyclinic.core.shared.addresses import Address
from polyclinic.core.shared.entity import with_extras
from polyclinic.dialects.carestack.mapping.common import DIALECT, instant_shown
from polyclinic.dialects.carestack.mapping.masters import state_of
from polyclinic.dialects.carestack.mapping.states import INDIA
from polyclinic.dialects.carestack.mapping.states import name_of as state_name
from polyclinic.dialects.carestack.wire.facilities import FacilityUpdate
from polyclinic.standards.india import lgd

DRAFT = "Draft"

_CONTACT = ("mobileNumber", "email", "landline", "stdcode", "websiteLink")
_SPOC = ("spocName", "spocId", "consentManagerName", "consentManagerId")
PHOTOS = ("boardPhoto", "buildingPhoto")
SAID = "registered"
"""The extra that holds what was sent when it was registered."""

File = dict[str, Any]
"""An attachment as it is kept: its ``name``, the ``start`` of its value before the base64, and the ``document`` that is
its content."""


def answered(body: FacilityUpdate, facility: Facility) -> Facility:
    """``facility`` with those who answer for it."""
    said = {name: value for name in _SPOC if (value := getattr(body, name)) is not None}
    return with_extras(facility, DIALECT, {name: value or None for name, value in said.items()})


def registry_id(facility: Facility) -> str:
    """The id in the registry; the record's for one that is not registered."""
    return facility.external_id(REGISTRY) or facility.id


def status_shown(facility: Facility) -> str:
    """``Draft`` until it is registered."""
    return facility.registration.status.value.capitalize() if facility.registration else DRAFT


def pincode_shown(address: Address) -> str:
    """The PIN code; a ZIP code with its last four digits where they are known."""
    return "-".join(filter(None, (address.postal_code, address.postal_extension)))


def said_of(facility: Facility) -> dict[str, Any]:
    """What was sent when it was registered."""
    said: dict[str, Any] = facility.extra(DIALECT, SAID, {})
    return said


def files_of(facility: Facility) -> dict[str, File]:
    """Its attachments that have a content, by the ids of their documents."""
    said = said_of(facility)
    proofs = [proof["addressProofAttachment"] for proof in said.get("addAddressProof", ())]
    kept = (*said.get("uploadDocuments", {}).values(), *proofs)
    return {file["document"]: file for file in kept if "document" in file}


def from_core(facility: Facility, account: str, contents: Mapping[str, str]) -> dict[str, Any]:
    """A facility as lists show it; ``contents`` are its attachments' values by their documents' ids, where wanted."""
    said = said_of(facility)
    basics = _basics(facility, said.get("basicInformation", {}))
    answer = {
        "id": facility.id,
        "facilityId": registry_id(facility),
        "accountId": facility.registration.account if facility.registration else account,
        "facilityName": facility.name,
        "facilityStatus": status_shown(facility),
        "organizationId": registry_id(facility),
        "organizationName": facility.name,
        **{name: basics[name] for name in ("district", "state", "pincode", "country")},
        "basicInformation": basics,
        "contactInformation": dict.fromkeys(_CONTACT, "")
        | said.get("contactInformation", {})
        | {"mobileNumber": facility.phone},
        "uploadDocuments": None,
        "addAddressProof": None,
        **{name: said.get(name) for name in ("facilityTimings", "facilityDetails", "systemOfMedicine")},
        "facilityInventory": said.get("facilityInventory"),
        **{name: facility.extra(DIALECT, name) for name in _SPOC},
        "createdAt": instant_shown(facility.created_at),
        "updatedAt": instant_shown(facility.updated_at),
    }
    if said:
        photos = said["uploadDocuments"]
        answer["uploadDocuments"] = {name: _attachment(photos[name], contents) for name in PHOTOS}
        answer["addAddressProof"] = [
            {**proof, "addressProofAttachment": _attachment(proof["addressProofAttachment"], contents)}
            for proof in said["addAddressProof"]
        ]
    return answer


def _attachment(file: File, contents: Mapping[str, str]) -> dict[str, str]:
    return {"name": file["name"], "value": contents.get(file.get("document", ""), "")}


def _basics(facility: Facility, said: Mapping[str, Any]) -> dict[str, Any]:
    address = facility.address or Address()
    indian = address.country == INDIA
    state = lgd.state(address.state) if indian else None
    same_state = state is not None and state_of(str(said.get("state", ""))) is state
    position = facility.position
    return {
        "facilityName": facility.name,
        "region": said.get("region", ""),
        "addressLine1": address.line1,
        "addressLine2": address.line2,
        "district": said["district"] if same_state else address.district,
        "subDistrict": said["subDistrict"] if same_state else "",
        "city": address.city,
        "state": said["state"] if same_state else (state_name(address) if indian else None) or address.state,
        "country": "India" if indian else address.country,
        "pincode": pincode_shown(address),
        "latLongs": said.get("latLongs") or ([f"{position.latitude},{position.longitude}"] if position else []),
    }


def told(facility: Facility, verb: str) -> dict[str, Any]:
    """The answer to a write."""
    facility_id = registry_id(facility)
    return {
        "response": f"Facility {verb} successfully. Facility ID: {facility_id}",
        "id": facility.id,
        "facilityId": facility_id,
        "facilityStatus": status_shown(facility),
    }
