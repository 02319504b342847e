"""Patients, and their primary insurance, which the record keeps as a coverage."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from polyclinic.core.coverage.model import Coverage
from polyclinic.core.patients.model import EmergencyContact, Employer, Patient
from polyclinic.core.practitioners.model import Practitioner
from polyclinic.core.shared.addresses import first, with_telecom
from polyclinic.core.shared.codes import Gender
from polyclinic.core.shared.entity import with_external_id
from polyclinic.core.shared.names import HumanName, fold
from polyclinic.core.shared.secrets import Secret
from polyclinic.dialects.drchrono.mapping.common import (
    FieldProblems,
    Refs,
    address_fields,
    blanks,
    not_two_letters,
    texts,
    with_address,
)
from polyclinic.dialects.drchrono.wire.patients import SUMMARY

CHART_ID = "drchrono.chart_id"
GENDERS = {"Male": Gender.MALE, "Female": Gender.FEMALE, "Other": Gender.OTHER}

_WORDS = {Gender.MALE: "Male", Gender.FEMALE: "Female"}
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_TEXTS = {
    "race": "race",
    "ethnicity": "ethnicity",
    "preferred_language": "language",
    "primary_care_physician": "primary_care_physician",
}
_INSURANCE = {
    "primary_insurance_company": "payer_name",
    "primary_insurance_id_number": "member_id",
    "primary_insurance_group_number": "group_number",
    "primary_insurance_claim_office_number": "claim_office_number",
    "primary_insurance_payer_id": "payer_id",
    "primary_insurance_plan_name": "plan_name",
    "primary_insurance_plan_type": "plan_type",
}


def genders(word: str) -> tuple[Gender, ...]:
    """What the record may hold for a patient that reads as ``word``."""
    return tuple(gender for gender in Gender if _WORDS.get(gender, "Other") == word)


def made_chart_id(name: HumanName, number: int) -> str:
    """The chart id of a patient who was given none: two letters each of both names and six digits or more."""
    letters = [re.sub("[^A-Z]", "", fold(part).upper())[:2].ljust(2, "X") for part in (name.family, name.given)]
    return f"{letters[0]}{letters[1]}{number:06d}"


def chart_id(patient: Patient) -> str:
    return patient.external_id(CHART_ID) or made_chart_id(patient.name, patient.number)


# -- reading ----------------------------------------------------------------------------------------------------------


def from_core(patient: Patient, coverage: Coverage | None, refs: Refs) -> dict[str, Any]:
    """A patient who has a birth date, with every field."""
    contact = patient.emergency_contact or EmergencyContact()
    employer = patient.employer or Employer()
    return {
        "id": patient.number,
        "chart_id": chart_id(patient),
        "first_name": patient.name.given,
        "middle_name": patient.name.middle,
        "last_name": patient.name.family,
        "date_of_birth": patient.birth_date.isoformat() if patient.birth_date else None,
        "gender": _WORDS.get(patient.gender, "Other"),
        "doctor": refs.doctor_path(patient.practitioner_id),
        "home_phone": first(patient.telecoms, "phone", "home", "any") or "",
        "cell_phone": first(patient.telecoms, "phone", "mobile") or "",
        "email": patient.email or "",
        **address_fields(patient.address),
        "social_security_number": patient.ssn.reveal() if patient.ssn else "",
        **{name: getattr(patient, attribute) for name, attribute in _TEXTS.items()},
        "emergency_contact_name": contact.name,
        "emergency_contact_phone": contact.phone,
        "emergency_contact_relation": contact.relation,
        "employer": employer.name,
        **address_fields(employer.address, "employer_"),
        **{name: getattr(coverage, attribute) if coverage else "" for name, attribute in _INSURANCE.items()},
    }


def summary(patient: Patient, refs: Refs) -> dict[str, Any]:
    """The fields that a token with ``patients:summary`` alone may see."""
    return {name: value for name, value in from_core(patient, None, refs).items() if name in SUMMARY}


# -- writing ----------------------------------------------------------------------------------------------------------


def problems(values: Mapping[str, Any]) -> FieldProblems:
    """What is wrong with changed values beyond their types."""
    found = blanks(values, ("first_name", "last_name")) + not_two_letters(values, ("state", "employer_state"))
    if values.get("email") and not _EMAIL.fullmatch(values["email"]):
        found.append(("email", "Not an email address."))
    return found


def new(values: Mapping[str, Any], number: int, doctor: Practitioner | None) -> Patient:
    """A new patient with this number; a chart id is made from it and the name where none is given."""
    draft = to_core(values, Patient(name=HumanName(), number=number), doctor)
    if draft.external_id(CHART_ID) is not None:
        return draft
    return with_external_id(draft, CHART_ID, made_chart_id(draft.name, number))


def to_core(values: Mapping[str, Any], patient: Patient, doctor: Practitioner | None = None) -> Patient:
    """``patient`` with the changed values; ``doctor`` is whom a changed one refers to."""
    patient = replace(
        patient,
        name=_name(values, patient.name),
        birth_date=values.get("date_of_birth", patient.birth_date),
        gender=GENDERS[values["gender"]] if "gender" in values else patient.gender,
        practitioner_id=doctor.id if doctor else patient.practitioner_id,
        address=with_address(patient.address, values),
        emergency_contact=_emergency_contact(values, patient.emergency_contact),
        employer=_employer(values, patient.employer),
        **texts(values, _TEXTS),
    )
    if "social_security_number" in values:
        ssn = values["social_security_number"]
        patient = replace(patient, ssn=Secret(ssn) if ssn else None)
    if "chart_id" in values:
        patient = with_external_id(patient, CHART_ID, values["chart_id"] or None)
    return _with_telecoms(values, patient)


def to_coverage(values: Mapping[str, Any], coverage: Coverage) -> Coverage:
    """``coverage`` with the changed values; one that says nothing any more is given up."""
    after = replace(coverage, **texts(values, _INSURANCE))
    return replace(after, active=any(getattr(after, attribute) for attribute in _INSURANCE.values()))


def touches_insurance(values: Mapping[str, Any]) -> bool:
    return not _INSURANCE.keys().isdisjoint(values)


def _name(values: Mapping[str, Any], name: HumanName) -> HumanName:
    return replace(name, **texts(values, {"first_name": "given", "middle_name": "middle", "last_name": "family"}))


def _with_telecoms(values: Mapping[str, Any], patient: Patient) -> Patient:
    telecoms = patient.telecoms
    if "home_phone" in values:
        telecoms = with_telecom(telecoms, "phone", values["home_phone"], "home", "any")
    if "cell_phone" in values:
        telecoms = with_telecom(telecoms, "phone", values["cell_phone"], "mobile")
    if "email" in values:
        telecoms = with_telecom(telecoms, "email", values["email"])
    return replace(patient, telecoms=telecoms)


def _emergency_contact(values: Mapping[str, Any], contact: EmergencyContact | None) -> EmergencyContact | None:
    prefix = "emergency_contact_"
    parts = {name: values[prefix + name] or "" for name in ("name", "phone", "relation") if prefix + name in values}
    after = replace(contact or EmergencyContact(), **parts)
    return None if after == EmergencyContact() else after


def _employer(values: Mapping[str, Any], employer: Employer | None) -> Employer | None:
    before = employer or Employer()
    name = values["employer"] or "" if "employer" in values else before.name
    after = Employer(name, with_address(before.address, values, "employer_"))
    return None if after == Employer() else after
