"""Places of service: the codes under which facilities treat, and those of a patient's care."""

import uuid
from typing import Any

from polyclinic.core.organisation.model import Facility
from polyclinic.core.organisation.places import PLACES_OF_SERVICE
from polyclinic.core.patients.model import CarePlace

_CODES = uuid.UUID("0c3f1c9a-6a3d-5d0b-9a55-3e7f0b6f3a11")


def of_facility(facility: Facility, code: str) -> dict[str, Any]:
    """A code under which a facility treats, as Silna shows it."""
    return {"id": facility.place_id(code), "place_of_service_code": _code(code)}


def of_patient(place: CarePlace) -> dict[str, Any]:
    """Where a patient is treated, as Silna shows it."""
    return {"id": place.id, "place_of_service_code": _code(place.code)}


def _code(code: str) -> dict[str, Any]:
    name = PLACES_OF_SERVICE.get(code, f"Place of service {code}")
    return {"id": str(uuid.uuid5(_CODES, code)), "code": code, "name": name, "description": None}
