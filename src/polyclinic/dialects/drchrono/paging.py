"""Lists in pages. ``next`` and ``previous`` are paths on this host that keep every filter."""

import base64
import binascii
import uuid
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode

from polyclinic.core.shared.entity import Entity
from polyclinic.core.shared.errors import UnknownCursor
from polyclinic.core.shared.kinds import Kind
from polyclinic.core.shared.queries import Condition, Page, Query
from polyclinic.dialects.drchrono.wire.common import PageQuery
from polyclinic.web.call import RawRequest

T = TypeVar("T", bound=Entity)

PAGE_SIZE = 100
_AFTER, _BEFORE = b"a", b"b"


def page_query(kind: Kind[T], asked: PageQuery, *where: Condition, total: bool = True) -> Query[T]:
    """The page of matches that was asked for, in the order in which they were made. Raises ``UnknownCursor``."""
    after, before = _places(asked.page)
    return Query(kind, where, limit=PAGE_SIZE, after=after, before=before, total=total)


def envelope(raw: RawRequest, asked: PageQuery, page: Page[Any], results: list[Any], count: int) -> dict[str, Any]:
    """The list's body around ``results``, which were made from ``page``."""
    after, before = _places(asked.page)
    more_after = page.has_more if before is None else True
    more_before = page.has_more if before is not None else after is not None
    return {
        "count": count,
        "next": _link(raw, _AFTER, page.items[-1]) if page.items and more_after else None,
        "previous": _link(raw, _BEFORE, page.items[0]) if page.items and more_before else None,
        "results": results,
    }


def _link(raw: RawRequest, direction: bytes, entity: Entity) -> str:
    kept = [pair for pair in parse_qsl(raw.query_string, keep_blank_values=True) if pair[0] != "page"]
    place = base64.urlsafe_b64encode(direction + uuid.UUID(entity.id).bytes).rstrip(b"=").decode()
    return f"{raw.path}?{urlencode([*kept, ('page', place)])}"


def _places(page: str | None) -> tuple[str | None, str | None]:
    """The ids of the objects that the page comes after or before."""
    if not page:
        return None, None
    try:
        content = base64.b64decode(page + "=" * (-len(page) % 4), altchars=b"-_", validate=True)
        direction, place = content[:1], str(uuid.UUID(bytes=content[1:]))
    except (ValueError, binascii.Error):
        raise UnknownCursor("no such page") from None
    if direction not in (_AFTER, _BEFORE):
        raise UnknownCursor("no such page")
    return (place, None) if direction == _AFTER else (None, place)
