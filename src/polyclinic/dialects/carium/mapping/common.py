"""What the attributes of every resource have in common."""

from typing import Any

from polyclinic.core.shared.entity import Entity
from polyclinic.core.shared.queries import Condition, Is, OneOf
from polyclinic.dialects.carium.wire.common import spell_instant


def with_stamps(entity: Entity, organization_id: str, attributes: dict[str, Any]) -> dict[str, Any]:
    """Attributes with the organization and the two times that every resource carries."""
    return {
        **attributes,
        "organization-id": organization_id,
        "created-at": spell_instant(entity.created_at),
        "last-modified-at": spell_instant(entity.updated_at),
    }


def default_filter(key: str, id: str, default: str | None) -> Condition:
    """Finds the objects that show this id, which those without one do if it is the practice's default."""
    return OneOf(key, (id, None)) if id == default else Is(key, id)
