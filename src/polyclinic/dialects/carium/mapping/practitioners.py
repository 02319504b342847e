"""People who treat, in this API's words."""

from typing import Any

from polyclinic.core.practitioners.model import Practitioner
from polyclinic.core.shared.addresses import first
from polyclinic.dialects.carium.mapping.common import with_stamps

TYPE = "org-practitioners"
SORTABLE = {"last-name": "sort_name", "created-at": "created_at", "last-modified-at": "updated_at"}


def from_core(practitioner: Practitioner, organization_id: str) -> dict[str, Any]:
    """The attributes of a practitioner."""
    attributes = {
        "first-name": practitioner.name.given,
        "last-name": practitioner.name.family,
        "name": practitioner.name.full,
        "email": first(practitioner.telecoms, "email"),
    }
    return with_stamps(practitioner, organization_id, attributes)
