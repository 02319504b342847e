"""Tags in both directions, also those of encounters."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from polyclinic.core.organisation.tags import Tag
from polyclinic.dialects.candid.mapping.common import Json
from polyclinic.dialects.candid.mapping.pre_encounter.common import base, present


def to_core(sent: Mapping[str, Any], current: Tag | None = None) -> Tag:
    """The tag that is sent, in the place of ``current``."""
    new = {"value": sent["value"], "description": sent.get("description") or "", "alert": sent.get("alert")}
    return replace(current, **new) if current else Tag(**new)


def from_core(tag: Tag, organization_id: str) -> Json:
    """A tag as read."""
    optional = present({"description": tag.description or None, "alert": tag.alert})
    return {"id": tag.id, "value": tag.value, **optional, **base(tag, organization_id)}


def of_encounter(tag: Tag) -> Json:
    """A tag as encounters show it: they call it by its value."""
    return {
        "tag_id": tag.value,
        "description": tag.description,
        "color": "red" if tag.alert else "gray",
        "creator_id": tag.updated_by.rpartition(":")[2],
    }
