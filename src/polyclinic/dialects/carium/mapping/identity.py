"""Invitations and groups of patients in this API's words."""

from collections.abc import Sequence
from typing import Any

from polyclinic.core.identity.model import User
from polyclinic.core.patients.model import PatientGroup
from polyclinic.dialects.carium.mapping.common import with_stamps
from polyclinic.dialects.carium.wire.common import spell_instant

INVITATION = "resend-invitations"
GROUP = "individual-groups"
NAMES = {"channels": "notifications"}
SORTABLE = {"name": "name", "created-at": "created_at", "last-modified-at": "updated_at"}


def invitation_from_core(user: User, notifications: Sequence[str]) -> dict[str, Any]:
    """The attributes of an invitation that has just been recorded."""
    assert user.invited_at is not None
    return {
        "username": user.username,
        "notifications": list(notifications),
        "invited-at": spell_instant(user.invited_at),
    }


def group_from_core(group: PatientGroup, organization_id: str) -> dict[str, Any]:
    """The attributes of a group."""
    return with_stamps(group, organization_id, {"name": group.name})
