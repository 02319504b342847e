"""Users: doctors are those that are a practitioner, everybody else is staff."""

from typing import Any

from polyclinic.core.identity.model import User
from polyclinic.dialects.drchrono.mapping.common import Refs


def from_core(user: User, refs: Refs) -> dict[str, Any]:
    return {
        "id": user.number,
        "username": user.username,
        "is_doctor": user.practitioner_id is not None,
        "is_staff": user.practitioner_id is None,
        "doctor": refs.doctor_path(user.practitioner_id),
    }
