"""Individuals between this API's words and the record's, which calls them patients."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from polyclinic.core.patients.model import Patient
from polyclinic.core.shared.addresses import Telecom, with_telecom
from polyclinic.core.shared.codes import Gender
from polyclinic.core.shared.names import HumanName, fold
from polyclinic.core.shared.queries import Condition, Has, Is, StartsWith
from polyclinic.dialects.carium.mapping.common import with_stamps
from polyclinic.dialects.carium.wire.individuals import IndividualChanges, IndividualFilters

TYPE = "individuals"
NAMES = {
    "name": "first_name",
    "birth_date": "birth_date",
    "group_ids": "individual_group_ids",
}
"""The record's fields that a refusal can name, and the attributes they come from."""

SORTABLE = {
    "last-name": "sort_name",
    "first-name": "given",
    "birth-date": "birth_date",
    "created-at": "created_at",
    "last-modified-at": "updated_at",
}
GENDERS: Mapping[str, Gender] = {
    "male": Gender.MALE,
    "female": Gender.FEMALE,
    "other": Gender.OTHER,
    "unknown": Gender.UNKNOWN,
    "pnta": Gender.NOT_GIVEN,
}
_SPELLED = {gender: name for name, gender in GENDERS.items()}


def with_name(name: HumanName, body: IndividualChanges) -> HumanName:
    """The name with the parts that were sent."""
    sent = {"first_name": "given", "last_name": "family"}
    return replace(
        name, **{part: getattr(body, field) for field, part in sent.items() if field in body.model_fields_set}
    )


def to_core(body: IndividualChanges, current: Patient) -> Patient:
    """The patient as it is to be."""
    sent = body.model_fields_set
    telecoms = current.telecoms
    if "email" in sent:
        telecoms = with_telecom(telecoms, "email", body.email, "any")
    if "mobile_phone" in sent:
        telecoms = with_telecom(telecoms, "phone", body.mobile_phone, "mobile")
    values: dict[str, Any] = {"name": with_name(current.name, body), "telecoms": telecoms}
    if "birth_date" in sent:
        values["birth_date"] = body.birth_date
    if "gender" in sent:
        values["gender"] = GENDERS[body.gender]
    if "individual_group_ids" in sent:
        values["group_ids"] = tuple(dict.fromkeys(body.individual_group_ids))
    return replace(current, **values)


def from_core(patient: Patient, organization_id: str) -> dict[str, Any]:
    """The attributes of an individual."""
    attributes = {
        "first-name": patient.name.given,
        "last-name": patient.name.family,
        "birth-date": patient.birth_date.isoformat() if patient.birth_date else None,
        "gender": _SPELLED[patient.gender],
        "email": patient.email,
        "mobile-phone": patient.mobile,
        "individual-group-ids": list(patient.group_ids),
    }
    return with_stamps(patient, organization_id, attributes)


def filters(query: IndividualFilters) -> Iterator[Condition]:
    """What is asked of the patients to list."""
    if query.email is not None:
        yield Has("email", (Telecom("email", query.email).folded,))
    if query.mobile_phone is not None:
        yield Has("phone", (Telecom("phone", query.mobile_phone).folded,))
    if query.birth_date is not None:
        yield Is("birth_date", query.birth_date)
    if query.first_name is not None:
        yield StartsWith("given", fold(query.first_name))
    if query.last_name is not None:
        yield StartsWith("family", fold(query.last_name))
    if query.group_id is not None:
        yield Has("group", (query.group_id,))
