"""Users and organizations in this API's words."""

from typing import Any

from polyclinic.core.identity.model import User
from polyclinic.core.organisation.model import Practice
from polyclinic.dialects.carium.mapping.common import with_stamps
from polyclinic.dialects.carium.wire.common import spell_instant

TYPE = "users"
ORGANIZATION = "organizations"
SORTABLE = {"username": "username", "created-at": "created_at", "last-modified-at": "updated_at"}

ORGANIZATIONS_SORTABLE = {"name": "name", "created-at": "created_at", "last-modified-at": "updated_at"}
"""There is one to be seen: any order is right."""


def from_core(user: User, organization_id: str) -> dict[str, Any]:
    """The attributes of a user."""
    attributes = {
        "username": user.username,
        "name": user.name,
        "email": user.email or None,
        "mobile-phone": user.phone or None,
        "locale": user.locale,
        "individual-id": user.patient_id,
        "practitioner-id": user.practitioner_id,
        "second-factor": user.totp_secret is not None,
        "invited-at": spell_instant(user.invited_at) if user.invited_at else None,
    }
    return with_stamps(user, organization_id, attributes)


def organization_from_core(practice: Practice) -> dict[str, Any]:
    """The attributes of an organization, which stays as it was made."""
    made = spell_instant(practice.created_at)
    return {"name": practice.name, "time-zone": practice.zone, "created-at": made, "last-modified-at": made}
