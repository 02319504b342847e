"""Patients of the pre-encounter API, in both directions. What is sent is plain JSON that its wire model has accepted.

The record holds names, birth date, sex, address, phone numbers, email, SSN, race, ethnicity, language and the primary
care physician's name, as every API knows them. All else only this API knows, and is kept as it was sent.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from polyclinic.core.patients.model import Patient
from polyclinic.core.shared.addresses import Telecoms, with_telecom
from polyclinic.core.shared.entity import with_external_id, with_extras
from polyclinic.core.shared.names import HumanName
from polyclinic.core.shared.secrets import Secret
from polyclinic.dialects.candid.mapping.common import DIALECT, Json
from polyclinic.dialects.candid.mapping.parties import UNKNOWN_BIRTH_DATE
from polyclinic.dialects.candid.mapping.pre_encounter.common import (
    MRN,
    PROVENANCE,
    SEXES,
    address_from_core,
    address_kept,
    address_to_core,
    base,
    differing,
    name_from_core,
    name_kept,
    name_to_core,
    phone_from_core,
    phone_to_core,
    sex_from_core,
)

SORTS = {
    "name.family": "sort_name",
    "name.given": "given",
    "birthDate": "birth_date",
    "birth_date": "birth_date",
    "createdAt": "created_at",
    "created_at": "created_at",
    "updatedAt": "updated_at",
    "updated_at": "updated_at",
}
FIELDS = {
    "coverages": ("filing_order", "coverages"),
    "facility_id": ("primary_service_facility_id",),
}
"""The record's fields in this API's words, where they differ."""

_KEPT = (
    "other_names",
    "other_addresses",
    "contacts",
    "general_practitioners",
    "other_identifiers",
    "gender",
    "sexual_orientation",
    "disability_status",
    "pronouns",
    "marital_status",
    "deceased",
    "multiple_birth",
    "photo",
    "hipaa_code",
    "electronic_communication_opt_in",
    "electronic_communication_consent",
    "advanced_directives",
    "coverages_for_related_causes",
    "non_insurance_payers",
    "non_insurance_payer_associations",
    "guarantor",
    "self_pay",
    "authorizations",
    "referrals",
    "service_facilities",
    "do_not_invoice_reason",
    "note_ids",
    "tag_ids",
    "origination_detail",
    "inferred_patient_metadata",
    "orcon",
    "custom_metadata",
)
_PRIMARY = "PRIMARY"
_LISTS = ("other_names", "other_addresses", "contacts", "general_practitioners")
_RACES = {
    "indian": "AMERICAN_INDIAN_OR_ALASKA_NATIVE",
    "white": "WHITE",
    "black": "BLACK",
    "asian": "ASIAN",
    "hawaiian": "NATIVE_HAWAIIAN_OR_OTHER_PACIFIC_ISLANDER",
    "middle_eastern": "MIDDLE_EASTERN_OR_NORTH_AFRICAN",
    "other": "OTHER",
    "unknown": "UNKNOWN",
    "declined": "REFUSED",
}
_ETHNICITIES = {
    "hispanic": "HISPANIC_OR_LATINO",
    "not_hispanic": "NOT_HISPANIC_OR_LATINO",
    "unknown": "UNKNOWN",
    "declined": "REFUSED",
}
"""The record's words, which are drchrono's as far as it has one."""
_DAY = "%y%m%d"


# -- medical record numbers -------------------------------------------------------------------------------------------


def minted_mrn(day: date, number: int) -> str:
    """The MRN of a patient who comes without one: unique while fewer than 10,000 numbers are given out a day."""
    return f"{day:{_DAY}}{number % 10_000:04d}"


def long_mrn(day: date, number: int) -> str:
    """A longer one, unique however many there are."""
    return f"{day:{_DAY}}{number:06d}"


def mrn_of(patient: Patient) -> str:
    """The patient's MRN; one registered through another API is shown with a long one."""
    return patient.external_id(MRN) or long_mrn(patient.created_at.date(), patient.number)


def number_in(mrn: str) -> int | None:
    """The patient's number that a long MRN ends in."""
    digits = mrn[6:]
    return int(digits) if 6 <= len(digits) <= 15 and mrn.isascii() and mrn.isdigit() else None


# -- reading ----------------------------------------------------------------------------------------------------------


def from_core(patient: Patient, filing_order: Sequence[str], organization_id: str) -> Json:
    """A patient as read."""
    kept = patient.extras.get(DIALECT, {})
    answer: Json = {
        **base(patient, organization_id),
        **{member: [] for member in _LISTS},
        **{member: kept[member] for member in _KEPT if member in kept},
        "id": patient.id,
        "mrn": mrn_of(patient),
        "name": name_from_core(patient.name, kept.get("name")),
        "birth_date": patient.birth_date.isoformat() if patient.birth_date else UNKNOWN_BIRTH_DATE,
        "biological_sex": sex_from_core(patient.gender),
        "general_practitioners": _practitioners(patient),
        "primary_address": address_from_core(patient.address, kept.get("primary_address")),
        "filing_order": {"coverages": list(filing_order)},
        **_phones(patient.telecoms, kept),
    }
    optional = {
        "email": patient.email,
        "social_security_number": patient.ssn.reveal() if patient.ssn else None,
        "race": _RACES.get(patient.race),
        "ethnicity": _ETHNICITIES.get(patient.ethnicity),
        "language": patient.language,
        "primary_service_facility_id": patient.facility_id,
        "external_provenance": _provenance(patient),
    }
    return answer | {member: value for member, value in optional.items() if value}


def _phones(telecoms: Telecoms, kept: Mapping[str, Any]) -> Json:
    sent = kept.get("telecoms", [])
    phones = [phone_from_core(telecom, sent) for telecom in telecoms if telecom.system == "phone"]
    if not phones or kept.get("no_primary_telecom"):
        return {"other_telecoms": phones}
    return {"primary_telecom": phones[0], "other_telecoms": phones[1:]}


def _practitioners(patient: Patient) -> list[Json]:
    """Those that were sent, but for the primary one if another API says that it is somebody else, or nobody."""
    kept: list[Json] = patient.extra(DIALECT, "general_practitioners", [])
    said = patient.primary_care_physician
    if said == _primary_care_physician(kept):
        return kept
    others = [each for each in kept if each.get("type") != _PRIMARY]
    name = {"family": said, "given": [], "use": "USUAL"}
    return [*others, {"name": name, "telecoms": [], "type": _PRIMARY}] if said else others


def _primary_care_physician(practitioners: Sequence[Json]) -> str:
    """The name of the first primary one, in one line."""
    for each in practitioners:
        if each.get("type") == _PRIMARY:
            name = name_to_core(each["name"])
            return f"{name.full} {name.suffix}".strip()
    return ""


def _provenance(patient: Patient) -> Json | None:
    for held in patient.external_ids:
        if held.system == PROVENANCE:
            return {"external_id": held.value, "system_name": held.scope}
    return None


def filed_at(patient: Patient) -> list[str]:
    """The filing order as this API last set it, for versions of the past."""
    order: list[str] = patient.extra(DIALECT, "filing_order", [])
    return order


# -- writing ----------------------------------------------------------------------------------------------------------


def new(sent: Json, number: int, mrn: str) -> Patient:
    """A new patient with this number and MRN."""
    return with_external_id(to_core(sent, {}, Patient(name=HumanName(), number=number)), MRN, mrn)


def to_core(sent: Json, shown: Json, patient: Patient) -> Patient:
    """``patient`` replaced by ``sent``; what comes back as it was ``shown`` stays as the record has it."""
    changed = differing(sent, shown)
    for member, apply in _WRITERS.items():
        if member in changed:
            patient = apply(patient, sent)
    if not changed.isdisjoint(("primary_telecom", "other_telecoms")):
        patient = _with_phones(patient, sent)
    kept = {member: sent.get(member) for member in _KEPT if member in changed}
    kept |= {member: kept[member] or None for member in _LISTS if member in changed}
    return with_extras(patient, DIALECT, {**kept, "filing_order": sent["filing_order"]["coverages"] or None})


def _with_name(patient: Patient, sent: Json) -> Patient:
    named = replace(patient, name=name_to_core(sent["name"], patient.name))
    return with_extras(named, DIALECT, {"name": name_kept(sent["name"])})


def _with_address(patient: Patient, sent: Json) -> Patient:
    address = sent["primary_address"]
    placed = replace(patient, address=address_to_core(address))
    return with_extras(placed, DIALECT, {"primary_address": address_kept(address)})


def _with_phones(patient: Patient, sent: Json) -> Patient:
    primary = sent.get("primary_telecom")
    points = [primary, *sent["other_telecoms"]] if primary else sent["other_telecoms"]
    others = (telecom for telecom in patient.telecoms if telecom.system != "phone")
    reached = replace(patient, telecoms=(*map(phone_to_core, points), *others))
    return with_extras(
        reached, DIALECT, {"telecoms": points or None, "no_primary_telecom": None if primary or not points else True}
    )


def _with_provenance(patient: Patient, sent: Json) -> Patient:
    given = sent.get("external_provenance")
    if given is None:
        return with_external_id(patient, PROVENANCE, None)
    return with_external_id(patient, PROVENANCE, given["external_id"], given["system_name"])


def _word(words: Mapping[str, str], code: str | None) -> str:
    return next((word for word, known in words.items() if known == code), "")


_WRITERS: Mapping[str, Callable[[Patient, Json], Patient]] = {
    "name": _with_name,
    "primary_address": _with_address,
    "external_provenance": _with_provenance,
    "birth_date": lambda patient, sent: replace(patient, birth_date=date.fromisoformat(sent["birth_date"])),
    "biological_sex": lambda patient, sent: replace(patient, gender=SEXES[sent["biological_sex"]]),
    "email": lambda patient, sent: replace(
        patient, telecoms=with_telecom(patient.telecoms, "email", sent.get("email"))
    ),
    "social_security_number": lambda patient, sent: replace(patient, ssn=_secret(sent.get("social_security_number"))),
    "race": lambda patient, sent: replace(patient, race=_word(_RACES, sent.get("race"))),
    "ethnicity": lambda patient, sent: replace(patient, ethnicity=_word(_ETHNICITIES, sent.get("ethnicity"))),
    "language": lambda patient, sent: replace(patient, language=sent.get("language") or ""),
    "general_practitioners": lambda patient, sent: replace(
        patient, primary_care_physician=_primary_care_physician(sent["general_practitioners"])
    ),
    "primary_service_facility_id": lambda patient, sent: replace(
        patient, facility_id=sent.get("primary_service_facility_id")
    ),
}
"""How a changed member gets into the record."""


def _secret(text: str | None) -> Secret | None:
    return Secret(text) if text else None
