"""The parties of an encounter, in both directions. What is sent is plain JSON that its wire model has accepted."""

from collections.abc import Mapping
from typing import Any

from polyclinic.core.encounters.model import FacilityCopy, PatientCopy, Provider, ProviderRole, Subscriber
from polyclinic.core.encounters.parts import Guarantor
from polyclinic.core.organisation.model import Facility
from polyclinic.core.patients.model import Patient
from polyclinic.core.shared.addresses import Address
from polyclinic.core.shared.codes import Gender
from polyclinic.core.shared.copies import replace
from polyclinic.core.shared.entity import ExternalId
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.names import HumanName
from polyclinic.dialects.candid.mapping.common import (
    DIALECT,
    Json,
    address_from_core,
    address_to_core,
    day,
    extras_of,
    name_to_core,
    telecoms_from_core,
    telecoms_to_core,
)

PATIENT_ID = "candid.patient.external_id"
CONSENTS = ("phone_consent", "email_consent", "auto_charge_consent")
UNKNOWN_NPI = "0000000000"
UNKNOWN_BIRTH_DATE = "1900-01-01"

ROLES = {
    "billing_provider": ProviderRole.BILLING,
    "rendering_provider": ProviderRole.RENDERING,
    "referring_provider": ProviderRole.REFERRING,
    "initial_referring_provider": ProviderRole.INITIAL_REFERRING,
    "supervising_provider": ProviderRole.SUPERVISING,
    "treating_provider": ProviderRole.TREATING,
    "attending_provider": ProviderRole.ATTENDING,
    "operating_provider": ProviderRole.OPERATING,
    "other_operating_provider": ProviderRole.OTHER_OPERATING,
}
ORDERS = {"subscriber_primary": 1, "subscriber_secondary": 2, "subscriber_tertiary": 3}
_PROVIDER_EXTRAS = ("qualifier", "secondary_identification", "provider_commercial_license_type", "license_type")
_FACILITY_EXTRAS = ("secondary_identification", "mammography_certification_number")
_CARD_FIELDS = {"member_id", "payer_id", "payer_name", "group_number", "plan_name"}
_CARD_HIDDEN = {"emr_payer_crosswalk", "payer_plan_group_name"}


# -- patient ----------------------------------------------------------------------------------------------------------


def patient_copy(sent: Mapping[str, Any]) -> PatientCopy:
    """The patient as the encounter keeps them; one written through another API may lack ids, dates and address."""
    address = sent.get("address")
    return PatientCopy(
        HumanName(sent["first_name"], sent["last_name"]),
        sent.get("external_id") or "",
        day(sent.get("date_of_birth")),
        Gender(sent["gender"]),
        address_to_core(address) if address else None,
        telecoms_to_core(sent),
    )


def patient_to_core(copy: PatientCopy) -> Patient:
    """A new patient of the practice with what the encounter says about them."""
    return Patient(
        external_ids=(ExternalId(PATIENT_ID, copy.external_id),),
        name=copy.name,
        birth_date=copy.birth_date,
        gender=copy.gender,
        address=copy.address,
        telecoms=copy.telecoms,
    )


def patient_to_wire(copy: PatientCopy, consents: Mapping[str, Any]) -> Json:
    """The patient with the members that create and update take, as far as they are known."""
    answer = {
        "first_name": copy.name.given,
        "last_name": copy.name.family,
        "gender": copy.gender.value,
        **telecoms_from_core(copy.telecoms),
        **consents,
    }
    if copy.external_id:
        answer["external_id"] = copy.external_id
    if copy.birth_date:
        answer["date_of_birth"] = copy.birth_date.isoformat()
    if copy.address:
        answer["address"] = address_from_core(copy.address, long=False)
    return answer


def patient_from_core(patient_id: str, copy: PatientCopy, consents: Mapping[str, Any]) -> Json:
    """The patient of an encounter as read."""
    return {
        "individual_id": patient_id,
        "external_id": copy.external_id or patient_id,
        "first_name": copy.name.given,
        "last_name": copy.name.family,
        "gender": copy.gender.value,
        "date_of_birth": copy.birth_date.isoformat() if copy.birth_date else UNKNOWN_BIRTH_DATE,
        "address": address_from_core(copy.address, long=False),
        "phone_consent": consents.get("phone_consent", False),
        "email_consent": consents.get("email_consent", False),
        "auto_charge_consent": consents.get("auto_charge_consent", False),
        "non_insurance_payers": [],
        "non_insurance_payers_info": [],
        **telecoms_from_core(copy.telecoms),
    }


def guarantor_to_core(sent: Mapping[str, Any], current: Guarantor | None = None) -> Guarantor:
    """A guarantor with everything that ``sent`` says; of ``current`` stays what this API cannot express."""
    start = current or Guarantor(name=HumanName("", ""))
    return replace(
        start,
        name=HumanName(sent["first_name"], sent["last_name"]),
        external_id=sent["external_id"],
        birth_date=day(sent.get("date_of_birth")),
        address=address_to_core(sent["address"]),
        telecoms=telecoms_to_core(sent),
        extras=extras_of(start.extras, {name: sent[name] for name in CONSENTS if sent.get(name) is not None}),
    )


def guarantor_to_wire(guarantor: Guarantor) -> Json:
    """The guarantor with the members that create and update take."""
    answer = {
        "first_name": guarantor.name.given,
        "last_name": guarantor.name.family,
        "external_id": guarantor.external_id,
        "address": address_from_core(guarantor.address, long=False),
        **telecoms_from_core(guarantor.telecoms),
        **guarantor.extras.get(DIALECT, {}),
    }
    if guarantor.birth_date:
        answer["date_of_birth"] = guarantor.birth_date.isoformat()
    return answer


def guarantor_from_core(guarantor: Guarantor) -> Json:
    """The guarantor as read."""
    return {**dict.fromkeys(CONSENTS, False), **guarantor_to_wire(guarantor), "guarantor_id": guarantor.id}


# -- providers --------------------------------------------------------------------------------------------------------


def provider_to_core(role: ProviderRole, sent: Mapping[str, Any], current: Provider | None = None) -> Provider:
    """A provider with everything that ``sent`` says; of ``current`` stays what this API cannot express."""
    address = sent.get("address")
    mine = {name: sent[name] for name in _PROVIDER_EXTRAS if sent.get(name) is not None}
    said = Provider(
        role=role,
        id=current.id if current else new_id(),
        name=name_to_core(sent),
        organisation=sent.get("organization_name") or "",
        npi=sent.get("npi") or "",
        tin=sent.get("tax_id") or "",
        taxonomy=sent.get("taxonomy_code") or "",
        address=address_to_core(address) if address else None,
        extras=extras_of(current.extras if current else {}, mine),
    )
    return replace(said, practitioner_id=current.practitioner_id) if current else said


def provider_to_wire(provider: Provider) -> Json:
    """The members that create and update take."""
    answer: Json = {}
    if provider.npi:
        answer["npi"] = provider.npi
    if provider.organisation:
        answer["organization_name"] = provider.organisation
    if provider.name:
        answer["first_name"] = provider.name.given
        answer["last_name"] = provider.name.family
    if provider.tin:
        answer["tax_id"] = provider.tin
    if provider.taxonomy:
        answer["taxonomy_code"] = provider.taxonomy
    if provider.address:
        answer["address"] = address_from_core(provider.address)
    if mine := provider.extras.get(DIALECT):
        answer.update(mine)
    return answer


def provider_from_core(provider: Provider, otherwise: Address | None) -> Json:
    """A provider as read; one without an address is where ``otherwise`` is."""
    answer = provider_to_wire(provider)
    answer["provider_id"] = provider.id
    if not provider.npi:
        answer["npi"] = UNKNOWN_NPI
    if not provider.address:
        answer["address"] = address_from_core(otherwise)
    return answer


def treating_from_core(provider: Provider) -> Json:
    """The treating provider as read: always a person, with an address only if one was given."""
    answer = {"first_name": "", "last_name": "", **provider_to_wire(provider), "provider_id": provider.id}
    answer.pop("organization_name", None)
    return answer


# -- place of service -------------------------------------------------------------------------------------------------


def facility_to_core(sent: Mapping[str, Any], current: FacilityCopy | None = None) -> FacilityCopy:
    """The place of service with everything that ``sent`` says."""
    start = current or FacilityCopy(name="")
    return replace(
        start,
        name=sent["organization_name"],
        npi=sent.get("npi") or "",
        address=address_to_core(sent["address"]),
        extras=extras_of(start.extras, {name: sent[name] for name in _FACILITY_EXTRAS if sent.get(name) is not None}),
    )


def facility_copy(facility: Facility) -> FacilityCopy:
    """A facility of the practice as an encounter keeps it."""
    return FacilityCopy(id=facility.id, name=facility.name, npi=facility.npi, address=facility.address)


def facility_to_wire(copy: FacilityCopy, otherwise: Address | None) -> Json:
    """The members that create and update take."""
    answer = {"organization_name": copy.name, "address": address_from_core(copy.address or otherwise)}
    if copy.npi:
        answer["npi"] = copy.npi
    answer.update(copy.extras.get(DIALECT, {}))
    return answer


def facility_of(billing: Provider) -> FacilityCopy:
    """Where a service was rendered if nobody says: at the billing provider's."""
    return FacilityCopy(id=billing.id, name=billing.display_name, npi=billing.npi, address=billing.address)


def facility_from_core(copy: FacilityCopy, otherwise: Address | None) -> Json:
    """The place of service as read."""
    return {"service_facility_id": copy.id, **facility_to_wire(copy, otherwise)}


# -- insurance --------------------------------------------------------------------------------------------------------


def subscriber_to_core(order: int, sent: Mapping[str, Any], current: Subscriber | None = None) -> Subscriber:
    """The holder of a plan and the card, in place of ``current``, whose ids stay."""
    card: Mapping[str, Any] = sent["insurance_card"]
    address = sent.get("address")
    return Subscriber(
        order=order,
        id=current.id if current else new_id(),
        card_id=current.card_id if current else new_id(),
        name=HumanName(sent["first_name"], sent["last_name"]),
        gender=Gender(sent["gender"]),
        birth_date=day(sent.get("date_of_birth")),
        address=address_to_core(address) if address else None,
        relationship=sent["patient_relationship_to_subscriber_code"],
        member_id=card["member_id"],
        payer_id=card["payer_id"],
        payer_name=card["payer_name"],
        group_number=card.get("group_number") or "",
        plan_name=card.get("plan_name") or "",
        extras=extras_of(
            current.extras if current else {},
            {name: value for name, value in card.items() if name not in _CARD_FIELDS and value is not None},
        ),
    )


def subscriber_from_core(subscriber: Subscriber) -> Json:
    """The holder of a plan as read. How the sender found the payer is kept but not shown."""
    card = {
        "insurance_card_id": subscriber.card_id,
        "member_id": subscriber.member_id,
        "payer_id": subscriber.payer_id,
        "payer_name": subscriber.payer_name,
    }
    if subscriber.group_number:
        card["group_number"] = subscriber.group_number
    if subscriber.plan_name:
        card["plan_name"] = subscriber.plan_name
    mine = subscriber.extras.get(DIALECT, {})
    card |= {name: value for name, value in mine.items() if name not in _CARD_HIDDEN}
    answer = {
        "individual_id": subscriber.id,
        "first_name": subscriber.name.given,
        "last_name": subscriber.name.family,
        "gender": subscriber.gender.value,
        "patient_relationship_to_subscriber_code": subscriber.relationship,
        "insurance_card": card,
    }
    if subscriber.birth_date:
        answer["date_of_birth"] = subscriber.birth_date.isoformat()
    if subscriber.address:
        answer["address"] = address_from_core(subscriber.address, long=False)
    return answer
