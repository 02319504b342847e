"""What happened to a practice's objects, kept for whoever asks later."""

from datetime import timedelta

KEPT_FOR = timedelta(days=30)

READERS: dict[str, str] = {
    "encounter.recorded": "encounters:read",
    "encounter.status_changed": "encounters:read",
    "patient.created": "patients:read",
    "patient.updated": "patients:read",
    "coverage.created": "coverage:read",
    "coverage.updated": "coverage:read",
    "tag.created": "organisation:read",
    "tag.updated": "organisation:read",
    "legal_entity.created": "organisation:read",
    "legal_entity.updated": "organisation:read",
    "staff.created": "practitioners:read",
    "staff.updated": "practitioners:read",
}
"""The events that are kept, with the permission that reading them needs. Others are gone once delivered."""
