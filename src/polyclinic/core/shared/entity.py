"""What every object of the record carries: identity, version, times, external ids, and what only one dialect knows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from polyclinic.core.shared.copies import replace
from polyclinic.core.shared.ids import new_id

UNSTAMPED = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ExternalId:
    """An id that somebody else gave: unique among live objects of a kind within its system and scope.

    ``system`` names one dialect field (``candid.patient.external_id``, ``silna.source_id``); ``scope`` narrows it
    (for Silna the provider), and is empty where the system spans the practice.
    """

    system: str
    value: str
    scope: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """The base of every stored object. ``version`` is the version it was read at, 0 before it is stored.

    ``number`` is the practice-wide integer id for dialects whose ids are integers: unique per kind, never reused.
    Both, the times, and who changed it last (``updated_by``, as audit facts name the actor), are stamped when a change
    is staged. ``active`` is false once deleted: rows are never lost.
    ``extras`` holds, per dialect, the fields that only that dialect knows.
    """

    id: str = field(default_factory=new_id)
    number: int = 0
    version: int = 0
    created_at: datetime = UNSTAMPED
    updated_at: datetime = UNSTAMPED
    updated_by: str = ""
    active: bool = True
    external_ids: tuple[ExternalId, ...] = ()
    extras: dict[str, dict[str, Any]] = field(default_factory=dict)

    def external_id(self, system: str, scope: str | None = None) -> str | None:
        """The value this object carries in ``system``; with ``scope`` None, in whichever scope."""
        for held in self.external_ids:
            if held.system == system and scope in (None, held.scope):
                return held.value
        return None

    def extra(self, dialect: str, name: str, default: Any = None) -> Any:
        """A field that only ``dialect`` knows."""
        return self.extras.get(dialect, {}).get(name, default)


E_ = TypeVar("E_", bound=Entity)


def with_extras(entity: E_, dialect: str, values: Mapping[str, Any]) -> E_:
    """Set fields of one dialect's extras and keep its others; a value of None removes the field."""
    kept = {**entity.extras.get(dialect, {}), **values}
    mine = {name: value for name, value in kept.items() if value is not None}
    others = {name: fields for name, fields in entity.extras.items() if name != dialect}
    return replace(entity, extras={**others, dialect: mine} if mine else others)


def with_external_id(entity: E_, system: str, value: str | None, scope: str = "") -> E_:
    """Replace the id that ``entity`` carries in ``system``, its first; None removes all. Ids of other systems stay.

    Further ones, which merges have given it, stay beside the first.
    """
    kept = tuple(held for held in entity.external_ids if held.system != system)
    before = tuple(held for held in entity.external_ids if held.system == system)
    mine: tuple[ExternalId, ...] = ()
    if value is not None:
        own = ExternalId(system, value, scope)
        mine = (own, *(held for held in before[1:] if held != own))
    return entity if mine == before else replace(entity, external_ids=(*kept, *mine))
