"""Patients between this API's words and the record's: individuals with the user each signs in as."""

from typing import Any

from polyclinic.core.identity.model import User
from polyclinic.core.patients.model import Patient
from polyclinic.core.shared.addresses import with_telecom
from polyclinic.core.shared.names import HumanName
from polyclinic.dialects.carium.mapping import individuals
from polyclinic.dialects.carium.mapping.individuals import GENDERS
from polyclinic.dialects.carium.wire.patients import NewPatientAttributes

TYPE = "ui-patients"
NAMES = {**individuals.NAMES, "username": "username", "locale": "locale"}
"""The record's fields that a refusal can name, and the attributes they come from."""


def to_core(body: NewPatientAttributes) -> Patient:
    """The patient to register."""
    telecoms = with_telecom((), "email", body.email, "any")
    return Patient(
        name=HumanName(given=body.first_name, family=body.last_name),
        birth_date=body.birth_date,
        gender=GENDERS[body.gender],
        telecoms=with_telecom(telecoms, "phone", body.mobile_phone, "mobile"),
        group_ids=tuple(dict.fromkeys(body.individual_group_ids or ())),
    )


def from_core(patient: Patient, user: User | None, organization_id: str) -> dict[str, Any]:
    """The attributes of a patient, with those of the patient's user if there is one."""
    signs_in = {"locale": user.locale, "username": user.username} if user else {"locale": "en_US", "username": None}
    return individuals.from_core(patient, organization_id) | signs_in
