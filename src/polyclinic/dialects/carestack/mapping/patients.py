"""Patients: CareStack's message to the record's patient and back."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from polyclinic.core.patients.model import EmergencyContact, Patient
from polyclinic.core.shared.errors import Invalid
from polyclinic.core.shared.identifiers import Identifier, Register
from polyclinic.core.shared.queries import Condition, Has, Is
from polyclinic.core.shared.times import parse_date
from polyclinic.dialects.carestack.mapping.common import (
    kept_by,
    person_conditions,
    person_shown,
    with_fields,
    with_person,
)
from polyclinic.dialects.carestack.wire.patients import ID_TYPES, PatientCreate, PatientFilters, PatientUpdate

_CARDS = tuple(name.lower() for name in ID_TYPES)
_ABHA_ADDRESS = "abha_address"
_FIELDS = {
    "bloodGroup": "blood_group",
    "maritalStatus": "marital_status",
    "occupation": "occupation",
    "patientType": "patient_type",
}


def to_core(body: PatientCreate | PatientUpdate, patient: Patient, register: Register) -> Patient:
    """``patient`` (a blank one to begin with) with what ``body`` says. Raises ``Invalid`` for a bad ``idNumber``."""
    patient = with_person(patient, body, body.firstName, body.address, body.gender)
    if body.birthDate:
        patient = replace(patient, birth_date=parse_date(body.birthDate))
    if body.emergencyContact is not None:
        contact = replace(patient.emergency_contact or EmergencyContact(), phone=body.emergencyContact)
        patient = replace(patient, emergency_contact=None if contact == EmergencyContact() else contact)
    patient = with_fields(patient, {kept: getattr(body, name) for name, kept in _FIELDS.items()})
    return replace(
        patient, identifiers=_with_abha_address(_with_card(patient.identifiers, body, register), body, register)
    )


def from_core(patient: Patient) -> dict[str, Any]:
    """The patient as answers show it."""
    kept = kept_by(patient)
    card = _first(patient.identifiers, _CARDS)
    abha_address = _first(patient.identifiers, (_ABHA_ADDRESS,))
    return {
        **person_shown(patient, kept),
        "resourceType": "Patient",
        "idNumber": card.shown if card else None,
        "idType": card.type.upper() if card else None,
        "abhaAddress": abha_address.shown if abha_address else None,
        "emergencyContact": (patient.emergency_contact.phone or None) if patient.emergency_contact else None,
        **{name: kept.get(field) for name, field in _FIELDS.items()},
    }


def conditions(filters: PatientFilters, register: Register, practice_id: str) -> tuple[Condition, ...]:
    """What a search asks for."""
    found = person_conditions(
        given=(filters.firstName, filters.name),
        family=(filters.lastName, filters.family),
        birth_date=filters.birthDate,
        gender=filters.gender,
        phones=(filters.phone, filters.mobileNumber),
        email=filters.emailId,
        state=filters.state,
    )
    if filters.identifier:
        number = filters.identifier.rpartition("|")[2]
        found.append(Has("fingerprint", register.keys(number, (*_CARDS, _ABHA_ADDRESS))))
    if filters.organization and filters.organization != practice_id:
        found.append(Is("facility_id", filters.organization))
    return tuple(found)


def _first(identifiers: Sequence[Identifier], types: Sequence[str]) -> Identifier | None:
    for held in identifiers:
        if held.type in types:
            return held
    return None


def _with_card(
    identifiers: tuple[Identifier, ...], body: PatientCreate | PatientUpdate, register: Register
) -> tuple[Identifier, ...]:
    """Replace the identity card that this API shows; other numbers stay."""
    held = _first(identifiers, _CARDS)
    type = body.idType.lower() if body.idType else held.type if held else None
    if body.idNumber is None:
        if type is None or (held is not None and held.type == type):
            return identifiers
        raise Invalid.field("idNumber", code="required", message="Send idNumber together with idType.")
    if type is None:
        raise Invalid.field("idType", code="required", message="Send idType together with idNumber.")
    return _replaced(identifiers, held, register.take(type, body.idNumber, held, ("idNumber",)))


def _with_abha_address(
    identifiers: tuple[Identifier, ...], body: PatientCreate | PatientUpdate, register: Register
) -> tuple[Identifier, ...]:
    if body.abhaAddress is None:
        return identifiers
    held = _first(identifiers, (_ABHA_ADDRESS,))
    if not body.abhaAddress:
        return tuple(each for each in identifiers if each is not held)
    return _replaced(identifiers, held, register.take(_ABHA_ADDRESS, body.abhaAddress, held, ("abhaAddress",)))


def _replaced(identifiers: tuple[Identifier, ...], held: Identifier | None, new: Identifier) -> tuple[Identifier, ...]:
    """``new`` in the place of ``held``; no other number of its type stays beside it."""
    if new is held:
        return identifiers
    kept = [new if each is held else each for each in identifiers if each is held or each.type != new.type]
    return tuple(kept if held is not None else (*kept, new))
