"""Practitioners: CareStack's message to the record's practitioner and back."""

from dataclasses import replace
from typing import Any

from polyclinic.core.practitioners.model import Practitioner, Relation
from polyclinic.core.shared.entity import with_external_id
from polyclinic.core.shared.names import fold
from polyclinic.core.shared.queries import Condition, Is
from polyclinic.core.shared.times import parse_date
from polyclinic.dialects.carestack.mapping.common import (
    kept_by,
    person_conditions,
    person_shown,
    with_fields,
    with_person,
)
from polyclinic.dialects.carestack.wire.practitioners import (
    DEPARTMENTS,
    PractitionerCreate,
    PractitionerFilters,
    PractitionerUpdate,
)

REGISTRATION = "carestack.registration_id"

_FIELDS = {
    "status": "status",
    "joiningDate": "joining_date",
    "staffType": "staff_type",
    "specialization": "specialization",
    "qualifications": "qualifications",
    "experience": "experience",
    "languages": "languages",
    "consultationFee": "consultation_fee",
}


def to_core(body: PractitionerCreate | PractitionerUpdate, practitioner: Practitioner) -> Practitioner:
    """``practitioner`` (a blank one to begin with) with what ``body`` says."""
    practitioner = with_person(practitioner, body, body.firstName, body.address, body.gender)
    if body.birthDate is not None:
        practitioner = replace(practitioner, birth_date=parse_date(body.birthDate) if body.birthDate else None)
    if body.department is not None and body.department != department_shown(practitioner):
        practitioner = replace(practitioner, department=body.department)
    if body.designation is not None:
        practitioner = replace(practitioner, job_title=body.designation)
    if body.registrationId is not None:
        practitioner = with_external_id(practitioner, REGISTRATION, body.registrationId)
    return with_fields(practitioner, {kept: getattr(body, name) for name, kept in _FIELDS.items()})


def from_core(practitioner: Practitioner) -> dict[str, Any]:
    """The practitioner as answers show it."""
    kept = kept_by(practitioner)
    return {
        **person_shown(practitioner, kept),
        "resourceType": "Practitioner",
        "registrationId": practitioner.external_id(REGISTRATION),
        "department": department_shown(practitioner),
        "designation": practitioner.job_title or None,
        **{name: kept.get(field) for name, field in _FIELDS.items()},
    }


def department_shown(practitioner: Practitioner) -> str | None:
    """The department, else the specialty, where it is one that CareStack knows."""
    names = (fold(practitioner.department), fold(practitioner.specialty))
    return next((name for name in names if name in DEPARTMENTS), None)


def conditions(filters: PractitionerFilters) -> tuple[Condition, ...]:
    """What a search asks for; only people who work for the practice are found."""
    found = person_conditions(
        given=(filters.firstName, filters.name),
        family=(filters.lastName, filters.family),
        birth_date=filters.birthDate,
        gender=filters.gender,
        phones=(filters.phone, filters.mobileNumber),
        email=filters.emailId,
        state=filters.state,
    )
    if filters.department:
        found.append(Is("department", filters.department))
    return (*STAFF, *found)


STAFF: tuple[Condition, ...] = (Is("relation", Relation.STAFF.value),)
