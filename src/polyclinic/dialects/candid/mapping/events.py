"""Events in this API's words. What no type stands for is not shown."""

from collections.abc import Collection

from polyclinic.core.shared.changes import KeptEvent
from polyclinic.dialects.candid.mapping.common import Json, instant

SCHEMA_VERSION = "1"

_ENCOUNTER, _PROVIDER, _BEFORE = "CandidApi.Encounter", "CandidApi.OrganizationProvider", "PreEncounter"
_TYPES = {
    "encounter.recorded": f"{_ENCOUNTER}.Created",
    "encounter.status_changed": f"{_ENCOUNTER}.StatusUpdated",
    "patient.created": f"{_BEFORE}.Patient.Created",
    "patient.updated": f"{_BEFORE}.Patient.Updated",
    "coverage.created": f"{_BEFORE}.Coverage.Created",
    "coverage.updated": f"{_BEFORE}.Coverage.Updated",
    "tag.created": f"{_BEFORE}.Tag.Created",
    "tag.updated": f"{_BEFORE}.Tag.Updated",
    "legal_entity.created": f"{_PROVIDER}.Created",
    "legal_entity.updated": f"{_PROVIDER}.Updated",
    "staff.created": f"{_PROVIDER}.Created",
    "staff.updated": f"{_PROVIDER}.Updated",
}
_OBJECTS = {"legal_entity": "organization_provider", "practitioner": "organization_provider"}
"""What payloads call the record's kinds, where that is another name."""


def names(event_types: Collection[str] | None) -> list[str]:
    """The record's events that stand for ``event_types``; for all types if None."""
    return [name for name, type_ in _TYPES.items() if event_types is None or type_ in event_types]


def from_core(kept: KeptEvent) -> Json:
    """An event as read."""
    event = kept.event
    at = instant(kept.at)
    return {
        "id": kept.id,
        "created_at": at,
        "timestamp": at,
        "event_type": _TYPES[event.name],
        "schema_version": SCHEMA_VERSION,
        "payload": {f"{_OBJECTS.get(event.kind, event.kind)}_id": event.id, **event.facts},
    }
