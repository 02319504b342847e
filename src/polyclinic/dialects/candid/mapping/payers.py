"""Payers as read."""

from typing import get_args

from polyclinic.core.organisation.model import ClearinghouseListing, Payer, PayerIds, Support
from polyclinic.dialects.candid.mapping.common import Json, address_from_core
from polyclinic.dialects.candid.wire.payers import Clearinghouse

_KNOWN = frozenset(get_args(Clearinghouse))
_SUPPORT = {
    Support.NONE: "NOT_SUPPORTED",
    Support.OPEN: "SUPPORTED_ENROLLMENT_NOT_REQUIRED",
    Support.ENROLLMENT: "SUPPORTED_ENROLLMENT_REQUIRED",
}


def v3_from_core(payer: Payer) -> Json:
    """A payer with what Availity calls it, as far as that is known."""
    answer: Json = {"payer_uuid": payer.id, "payer_id": payer.ids.claims, "payer_name": payer.name}
    if (listing := payer.clearinghouses.get("availity")) is not None:
        answer["availity_payer_name"] = listing.name
        names = ("availity_claims_payer_id", "availity_eligibility_id", "availity_remittance_payer_id")
        ids = (listing.professional.claims, listing.professional.eligibility, listing.professional.remittance)
        answer |= {name: id for name, id in zip(names, ids, strict=True) if id}
    if payer.address:
        answer["street_address"] = address_from_core(payer.address)
    return answer


def v4_from_core(payer: Payer) -> Json:
    """A payer with everything that is known of it."""
    answer: Json = {
        "payer_uuid": payer.id,
        "payer_ids": _ids(payer.ids),
        "payer_name": payer.name,
        "alternate_payer_names": list(payer.alternate_names),
        "alternate_payer_addresses": [address_from_core(address) for address in payer.alternate_addresses],
        "clearinghouse_payer_info": {
            name.upper(): _listing(held) for name, held in payer.clearinghouses.items() if name.upper() in _KNOWN
        },
    }
    if payer.category:
        answer["payer_category"] = payer.category.value.upper()
    if payer.address:
        answer["street_address"] = address_from_core(payer.address)
    return answer


def _listing(listing: ClearinghouseListing) -> Json:
    return {
        "payer_name": listing.name,
        "professional_payer_ids": _ids(listing.professional),
        "institutional_payer_ids": _ids(listing.institutional),
        "professional_claims_support": _SUPPORT[listing.professional_claims],
        "institutional_claims_support": _SUPPORT[listing.institutional_claims],
        "eligibility_support": _SUPPORT[listing.eligibility],
        "remittance_support": _SUPPORT[listing.remittance],
        "claim_attachment_support": _SUPPORT[listing.attachments],
    }


def _ids(ids: PayerIds) -> Json:
    said = {
        "claims_payer_id": ids.claims,
        "eligibility_payer_id": ids.eligibility,
        "remittance_payer_id": ids.remittance,
    }
    return {name: id for name, id in said.items() if id}
