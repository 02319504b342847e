"""Notes in both directions."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from polyclinic.core.patients.notes import Note, NoteType
from polyclinic.dialects.candid.mapping.common import Json, instant
from polyclinic.dialects.candid.mapping.pre_encounter.common import base, present


def to_core(sent: Mapping[str, Any], current: Note | None = None) -> Note:
    """The note that is sent, in the place of ``current``."""
    type_ = sent.get("type")
    new = {
        "value": sent["value"],
        "type": NoteType(type_.lower()) if type_ else None,
        "author_name": sent.get("author_name") or "",
        "author_email": sent.get("author_email") or "",
    }
    return replace(current, **new) if current else Note(**new)


def from_core(note: Note, organization_id: str) -> Json:
    """A note as read."""
    optional = {
        "type": note.type.value.upper() if note.type else None,
        "author_name": note.author_name or None,
        "author_email": note.author_email or None,
    }
    mine = {"id": note.id, "value": note.value, "created_at": instant(note.created_at)}
    return {**mine, **present(optional), **base(note, organization_id)}
