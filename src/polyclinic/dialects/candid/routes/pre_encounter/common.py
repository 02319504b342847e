"""What the handlers of the pre-encounter API share: versions in the path, and pages with a total."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from polyclinic.core.shared.entity import Entity
from polyclinic.core.shared.kinds import Kind
from polyclinic.core.shared.queries import Condition, Order, Page, Query
from polyclinic.dialects.candid import paging
from polyclinic.dialects.candid.mapping.common import Json
from polyclinic.dialects.candid.wire.pre_encounter.common import PageQuery

T = TypeVar("T", bound=Entity)


def id_of(path: Mapping[str, Any]) -> str:
    """The id in a path."""
    return str(path["id"])


def replaced(path: Mapping[str, Any]) -> int:
    """The version that a change replaces, where the path names the one that it makes.

    Core operations take it as ``version`` and raise ``VersionConflict`` if the object stands elsewhere.
    """
    return int(path["version"]) - 1


def replaced_or_made(path: Mapping[str, Any], current: Entity) -> int:
    """The same where the path may name either version: the one that the object has, or the next."""
    return current.version if path["version"] in (current.version, current.version + 1) else int(path["version"])


def asked(kind: Kind[T], query: PageQuery, where: Sequence[Condition], order: Order) -> Query[T]:
    """The part of a list that is asked for, with its total."""
    after, before = paging.cursor(query.page_token)
    return Query(kind, tuple(where), (order,), limit=query.limit, after=after, before=before, total=True)


def page_of(query: Query[T], page: Page[T], items: list[Json]) -> Json:
    """The envelope around ``items``, which stand for those of ``page`` one to one."""
    return {**paging.page_of(query, page, items), "total": page.total or 0}
