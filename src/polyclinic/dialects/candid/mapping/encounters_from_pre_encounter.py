"""What an encounter takes from the record of its patient, and keeps taking until its claim is sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from polyclinic.core.coverage.model import Coverage
from polyclinic.core.encounters.model import (
    Encounter,
    PatientCopy,
    Provider,
    ProviderRole,
    ResponsibleParty,
    Subscriber,
)
from polyclinic.core.encounters.parts import Guarantor
from polyclinic.core.patients.model import Patient
from polyclinic.core.shared.addresses import Telecom
from polyclinic.core.shared.entity import with_extras
from polyclinic.dialects.candid.mapping.common import DIALECT, Json, day, extras_of
from polyclinic.dialects.candid.mapping.parties import PATIENT_ID
from polyclinic.dialects.candid.mapping.pre_encounter.common import address_to_core, name_to_core, phone_to_core
from polyclinic.dialects.candid.mapping.pre_encounter.patients import mrn_of

BILLED = 2
"""How many of a patient's plans an encounter names: the primary and the secondary."""


@dataclass(frozen=True, slots=True)
class Sources:
    """A patient with the plans that pay, in the order in which they are billed."""

    patient: Patient
    plans: Sequence[Coverage]

    @property
    def responsible_party(self) -> ResponsibleParty:
        """Who is billed first."""
        if self.patient.extra(DIALECT, "self_pay"):
            return ResponsibleParty.PATIENT
        return ResponsibleParty.INSURANCE if self.plans else ResponsibleParty.UNKNOWN


def in_step(encounter: Encounter, sources: Sources) -> Encounter:
    """``encounter`` as the record has its parties now.

    What the record does not know at all (a guarantor, who referred the patient) stays as the encounter has it.
    """
    patient = sources.patient
    referral = referral_on(patient.extra(DIALECT, "referrals", ()), encounter.first_day)
    referring = _referring(patient, referral)
    guarantor = patient.extra(DIALECT, "guarantor")
    after = replace(
        encounter,
        patient=patient_copy(patient),
        responsible_party=sources.responsible_party,
        subscribers=tuple(
            _subscriber(order, plan, patient, encounter.subscriber(order))
            for order, plan in enumerate(sources.plans[:BILLED], 1)
        ),
    )
    if guarantor:
        after = replace(after, guarantor=_guarantor(guarantor, patient, encounter.guarantor))
    if referring:
        others = tuple(each for each in after.providers if each.role is not ProviderRole.REFERRING)
        held = encounter.provider(ProviderRole.REFERRING)
        after = replace(after, providers=(*others, _provider(referring, held)))
    if referral:
        after = with_extras(after, DIALECT, {"referral_number": referral["referral_number"]})
    return after


def patient_copy(patient: Patient) -> PatientCopy:
    """The patient as an encounter keeps them. Who has no external id of their own is known by the MRN."""
    return PatientCopy(
        name=patient.name,
        external_id=patient.external_id(PATIENT_ID) or mrn_of(patient),
        birth_date=patient.birth_date,
        gender=patient.gender,
        address=patient.address,
        telecoms=patient.telecoms,
    )


def _subscriber(order: int, plan: Coverage, patient: Patient, held: Subscriber | None) -> Subscriber:
    """Who holds a plan; the patient, if nobody else. Its ids stay while it is the same card."""
    holder = plan.subscriber or patient
    mine = {
        "plan_type": plan.filing_indicator or None,
        "insurance_type": plan.insurance_type or None,
        "payer_plan_group_id": plan.plan_group_id,
    }
    same = held is not None and (held.payer_id, held.member_id) == (plan.payer_id, plan.member_id)
    said = Subscriber(
        order=order,
        name=holder.name,
        gender=holder.gender,
        birth_date=holder.birth_date,
        address=holder.address,
        relationship=plan.relationship.x12,
        member_id=plan.member_id,
        payer_id=plan.payer_id,
        payer_name=plan.payer_name,
        group_number=plan.group_number,
        plan_name=plan.plan_name,
        extras=extras_of(
            held.extras if held and same else {}, {name: value for name, value in mine.items() if value is not None}
        ),
    )
    return replace(said, id=held.id, card_id=held.card_id) if held and same else said


def _guarantor(sent: Mapping[str, Any], patient: Patient, held: Guarantor | None) -> Guarantor:
    phone = sent.get("telecom")
    email = (Telecom("email", sent["email"]),) if sent.get("email") else ()
    start = held or Guarantor(name=name_to_core(sent["name"]), external_id=patient.id)
    return replace(
        start,
        name=name_to_core(sent["name"]),
        birth_date=day(sent.get("birth_date")),
        address=address_to_core(sent["address"]),
        telecoms=((phone_to_core(phone),) if phone else ()) + email,
    )


def referral_on(referrals: Sequence[Json], on: date | None) -> Json | None:
    """The referral in force on that day: of several the one that began last."""
    in_force = [each for each in referrals if on is None or _holds(each.get("period", {}), on)]
    return max(in_force, key=lambda each: str(each.get("period", {}).get("start", "")), default=None)


def _holds(period: Mapping[str, str], on: date) -> bool:
    start, end = day(period.get("start")), day(period.get("end"))
    return (start is None or start <= on) and (end is None or on <= end)


def _referring(patient: Patient, referral: Json | None) -> Json | None:
    """Who referred the patient: on the referral, else among the practitioners, else where the patient came from."""
    if referral:
        found: Json = referral["provider"]
        return found
    for each in patient.extra(DIALECT, "general_practitioners", ()):
        if each.get("type") == "REFERRING":
            return dict(each)
    origin: Json | None = patient.extra(DIALECT, "origination_detail", {}).get("referring_provider")
    return origin


def _provider(sent: Mapping[str, Any], held: Provider | None) -> Provider:
    addresses = sent.get("addresses") or ()
    said = replace(
        held or Provider(role=ProviderRole.REFERRING),
        name=name_to_core(sent["name"]),
        organisation="",
        npi=sent.get("npi") or "",
    )
    return replace(said, address=address_to_core(addresses[0])) if addresses else said
