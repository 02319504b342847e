"""Who a document is about, who wrote it, and who keeps it."""

from polyclinic.core.organisation.model import Facility
from polyclinic.core.patients.model import Patient
from polyclinic.core.practitioners.model import Practitioner
from polyclinic.core.shared.codes import Gender
from polyclinic.standards.fhir import values
from polyclinic.standards.fhir.values import Resource, known

HEALTH_ID = "https://healthid.abdm.gov.in"
RECORD = "urn:ietf:rfc:3986"
_IDENTIFIER_TYPES = f"{values.TERMINOLOGY}/v2-0203"


def patient(held: Patient) -> Resource:
    """The patient; of numbers, only the record's and the ABHA's, never an Aadhaar number."""
    identifiers: list[Resource] = [
        {
            "type": values.coded(_IDENTIFIER_TYPES, "MR", "Medical record number"),
            "system": RECORD,
            "value": f"urn:uuid:{held.id}",
        }
    ]
    identifiers += [
        {"type": {"text": "ABHA"}, "system": HEALTH_ID, "value": each.shown}
        for each in held.identifiers
        if each.type in ("abha", "abha_address") and each.shown
    ]
    return known(
        {
            "resourceType": "Patient",
            "id": held.id,
            "identifier": identifiers,
            "name": values.name(held.name),
            "gender": _gender(held.gender),
            "birthDate": values.day(held.birth_date),
            "telecom": values.telecom(held.telecoms),
            "address": values.address(held.address),
        }
    )


def practitioner(held: Practitioner) -> Resource:
    return known(
        {
            "resourceType": "Practitioner",
            "id": held.id,
            "identifier": [{"system": RECORD, "value": f"urn:uuid:{held.id}"}],
            "name": values.name(held.name),
        }
    )


def organization(practice_id: str, practice_name: str, facility: Facility | None) -> Resource:
    """The facility, else the practice."""
    id = facility.id if facility else practice_id
    return known(
        {
            "resourceType": "Organization",
            "id": id,
            "identifier": [{"system": RECORD, "value": f"urn:uuid:{id}"}],
            "name": facility.name if facility else practice_name,
            "telecom": [{"system": "phone", "value": facility.phone}] if facility and facility.phone else [],
            "address": values.address(facility.address) if facility else [],
        }
    )


def _gender(gender: Gender) -> str:
    return gender.value if gender in (Gender.MALE, Gender.FEMALE, Gender.OTHER) else "unknown"
