"""A patient's timeline as read."""

from collections.abc import Mapping

from polyclinic.core.shared.queries import Condition, Is, OneOf
from polyclinic.core.timeline.model import Entry, EntryKind
from polyclinic.dialects.candid.mapping.common import Json, instant
from polyclinic.dialects.candid.mapping.pre_encounter.common import NOBODY, present
from polyclinic.dialects.candid.wire.pre_encounter.patient_timelines import TimelineQuery

_TYPES = {
    kind: "ELIG_CHECK_COMPLETED" if kind is EntryKind.CHECK_COMPLETED else kind.value.upper() for kind in EntryKind
}
_KINDS = {type_: kind for kind, type_ in _TYPES.items()}
AUTOMATIC = "Candid Health"
"""Who acts where no user and no client does."""


def conditions(patient_id: str, asked: TimelineQuery) -> tuple[Condition, ...]:
    """What is asked for."""
    where: list[Condition] = [Is("patient_id", patient_id)]
    if asked.event_types is not None:
        where.append(OneOf("kind", tuple(_KINDS[type_].value for type_ in asked.event_types)))
    if asked.coverage_id is not None:
        where.append(Is("coverage_id", str(asked.coverage_id)))
    if asked.appointment_id is not None:
        where.append(Is("appointment_id", asked.appointment_id))
    return tuple(where)


def author_of(entry: Entry) -> str:
    """The id of the user or client that did it."""
    return entry.updated_by.rpartition(":")[2] or NOBODY


def from_core(entry: Entry, names: Mapping[str, str]) -> Json:
    """An event; ``names`` are those of users and clients by id."""
    author = author_of(entry)
    return present(
        {
            "id": entry.id,
            "event_type": _TYPES[entry.kind],
            "timestamp": instant(entry.created_at),
            "patient_id": entry.patient_id,
            "user_id": author,
            "user_name": names.get(author, AUTOMATIC),
            "payload": dict(entry.facts),
            "coverage_id": entry.coverage_id,
            "appointment_id": entry.appointment_id,
            "appointment_date": instant(entry.appointment_start) if entry.appointment_start else None,
        }
    )
