"""Patients: Silna's words and the record's."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from polyclinic.core.clinical.diagnoses import Diagnosis
from polyclinic.core.patients.model import Patient, PatientStatus
from polyclinic.core.shared.codes import Gender
from polyclinic.core.shared.entity import with_external_id
from polyclinic.core.shared.names import HumanName
from polyclinic.dialects.silna.mapping.common import (
    SOURCE_ID,
    Refs,
    address_fields,
    provider_of,
    with_address_fields,
)
from polyclinic.dialects.silna.wire.patients import PatientCreate, PatientPut, PatientUpdate, Specialty

_SPECIALTIES = frozenset(specialty.value for specialty in Specialty)
_SEXES = {Gender.MALE: "MALE", Gender.FEMALE: "FEMALE"}


def complete(patient: Patient, refs: Refs) -> bool:
    """Whether this API can show a patient: it needs a birth date, a provider and a service location."""
    return bool(patient.birth_date and provider_of(patient, refs) and _location_of(patient, refs))


def from_core(patient: Patient, refs: Refs, diagnoses: Sequence[Diagnosis] = ()) -> dict[str, Any]:
    """A ``complete`` patient as Silna shows it; what no API filled takes the practice's defaults.

    The record does not know whether a therapy is to gain or to regain what a patient can do.
    """
    assert patient.birth_date is not None
    specialties = _specialties_of(patient, refs)
    return {
        "id": patient.id,
        "first_name": patient.name.given,
        "last_name": patient.name.family,
        "date_of_birth": patient.birth_date.isoformat(),
        "source_id": patient.external_id(SOURCE_ID),
        **address_fields(patient.address),
        "sex": _SEXES.get(patient.gender),
        "patient_specialties": specialties,
        "status": patient.status.value.upper(),
        "provider_service_location_id": _location_of(patient, refs),
        "patient_code": f"P{patient.number:06d}",
        "patient_specialty_details": [{"specialty": each, "therapy_type": None} for each in specialties],
        "patient_diagnosis_ids": [diagnosis.id for diagnosis in diagnoses],
        "patient_place_of_service_ids": [place.id for place in patient.care_places],
        "silna_url": f"{refs.base_url}/patients/{patient.id}",
    }


def to_core(body: PatientCreate | PatientPut | PatientUpdate, current: Patient | None, refs: Refs) -> Patient:
    """``current``, or a new patient, with the fields that were sent. A PUT's source id is the upsert's business.

    A default that ``from_core`` showed and that comes back is not stored.
    """
    sent = {name: getattr(body, name) for name in body.model_fields_set}
    old = current or Patient(name=HumanName())
    new = replace(
        old,
        name=replace(
            old.name,
            given=sent.get("first_name") or old.name.given,
            family=sent.get("last_name") or old.name.family,
        ),
        birth_date=sent.get("date_of_birth") or old.birth_date,
        gender=_gender(old.gender, sent),
        status=PatientStatus(sent["status"].value.lower()) if sent.get("status") else old.status,
        address=with_address_fields(old.address, sent),
        specialties=_with_specialties(current, sent.get("patient_specialties"), refs),
        facility_id=_place(sent.get("provider_service_location_id"), current, "facility", refs),
        legal_entity_id=_place(sent.get("provider_id"), current, "legal_entity", refs),
    )
    if "source_id" not in sent or isinstance(body, PatientPut):
        return new
    return with_external_id(new, SOURCE_ID, sent["source_id"], provider_of(new, refs) or "")


def _location_of(patient: Patient, refs: Refs) -> str | None:
    return patient.facility_id or refs.defaults.get("facility")


def _specialties_of(patient: Patient, refs: Refs) -> list[str]:
    own = [specialty for specialty in patient.specialties if specialty in _SPECIALTIES]
    default = refs.defaults.get("specialty", "")
    return own or ([default] if default in _SPECIALTIES else [])


def _with_specialties(current: Patient | None, sent: list[Specialty] | None, refs: Refs) -> tuple[str, ...]:
    given = tuple(dict.fromkeys(specialty.value for specialty in sent or ()))
    if current is None:
        return given
    if not given or list(given) == _specialties_of(current, refs):
        return current.specialties
    return (*given, *(other for other in current.specialties if other not in _SPECIALTIES))


def _gender(old: Gender, sent: Mapping[str, Any]) -> Gender:
    if "sex" not in sent or (sent["sex"] is None and old not in _SEXES):
        return old
    return Gender(sent["sex"].value.lower()) if sent["sex"] else Gender.UNKNOWN


def _place(sent: str | None, current: Patient | None, default: str, refs: Refs) -> str | None:
    held: str | None = getattr(current, f"{default}_id", None)
    if sent is None or (current is not None and held is None and sent == refs.defaults.get(default)):
        return held
    return sent
