"""What the handlers of the pre-encounter API share: versions in the path, and pages with a total."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, TypeVar

from polyclinic.core.shared.entity import Entity
from polyclinic.core.shared.kinds import Kind
from polyclinic.core.shared.names import fold
from polyclinic.core.shared.queries import Condition, Contains, Order, Page, Query
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


_WORDS, _CANDIDATES = 5, 100
"""How many words of a name are looked for, and how many people are compared for each."""


async def most_similar(
    find: Callable[[Query[T]], Awaitable[Page[T]]],
    kind: Kind[T],
    where: tuple[Condition, ...],
    text: str,
    name_of: Callable[[T], str],
) -> list[T]:
    """People whose ``full_name`` has one of the words in it, or nearly all of one: the most similar to ``text`` first.

    ``text`` is folded.
    """
    found: dict[str, T] = {}
    for word in text.split()[:_WORDS]:
        part = Contains("full_name", word[: max(3, len(word) - 2)])
        page = await find(Query(kind, (*where, part), limit=_CANDIDATES))
        found |= {entity.id: entity for entity in page.items}
    matcher = SequenceMatcher(b=text, autojunk=False)

    def likeness(entity: T) -> float:
        matcher.set_seq1(fold(name_of(entity)))
        return matcher.ratio()

    return sorted(found.values(), key=likeness, reverse=True)
