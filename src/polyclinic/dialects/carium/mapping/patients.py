"""Patients between this API's words and the record's."""

from typing import Any

from polyclinic.core.identity.model import User
from polyclinic.core.patients.model import Patient
from polyclinic.core.shared.addresses import with_telecom
from polyclinic.core.shared.codes import Gender
from polyclinic.core.shared.names import HumanName
from polyclinic.dialects.carium.mapping.common import with_stamps
from polyclinic.dialects.carium.wire.patients import NewPatientAttributes

TYPE = "ui-patients"
NAMES = {
    "name": "first_name",
    "birth_date": "birth_date",
    "group_ids": "individual_group_ids",
    "username": "username",
}
"""The record's fields that a refusal can name, and the attributes they come from."""

SORTABLE = {"last-name": "sort_name", "birth-date": "birth_date", "created-at": "created_at"}
SORTABLE["last-modified-at"] = "updated_at"

_GENDERS = {
    "male": Gender.MALE,
    "female": Gender.FEMALE,
    "other": Gender.OTHER,
    "unknown": Gender.UNKNOWN,
    "pnta": Gender.NOT_GIVEN,
}
_SPELLED = {gender: name for name, gender in _GENDERS.items()}


def to_core(body: NewPatientAttributes) -> Patient:
    """The patient to register."""
    telecoms = with_telecom((), "email", body.email, "any")
    return Patient(
        name=HumanName(given=body.first_name, family=body.last_name),
        birth_date=body.birth_date,
        gender=_GENDERS[body.gender],
        telecoms=with_telecom(telecoms, "phone", body.mobile_phone, "mobile"),
        group_ids=tuple(dict.fromkeys(body.individual_group_ids or ())),
    )


def from_core(patient: Patient, user: User | None, organization_id: str) -> dict[str, Any]:
    """The attributes of a patient, with those of the patient's user if there is one."""
    attributes = {
        "first-name": patient.name.given,
        "last-name": patient.name.family,
        "birth-date": patient.birth_date.isoformat() if patient.birth_date else None,
        "gender": _SPELLED[patient.gender],
        "email": patient.email,
        "mobile-phone": patient.mobile,
        "locale": user.locale if user else "en_US",
        "individual-group-ids": list(patient.group_ids),
        "username": user.username if user else None,
    }
    return with_stamps(patient, organization_id, attributes)
