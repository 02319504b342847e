"""Page tokens: the id that a page starts after or ends before, in base64."""

import base64
import binascii
from typing import Any, TypeVar

from polyclinic.core.shared.entity import Entity
from polyclinic.core.shared.errors import UnknownCursor
from polyclinic.core.shared.ids import is_id
from polyclinic.core.shared.queries import Page, Query

T = TypeVar("T", bound=Entity)


def cursor(token: str | None) -> tuple[str | None, str | None]:
    """``after`` and ``before`` of a query. Raises ``UnknownCursor`` for a token that we did not make."""
    if token is None:
        return None, None
    try:
        side, _, id = base64.urlsafe_b64decode(token.encode()).decode().partition(":")
    except (binascii.Error, ValueError):
        side, id = "", ""
    if side not in ("after", "before") or not is_id(id):
        raise UnknownCursor("not a page token")
    return (id, None) if side == "after" else (None, id)


def page_of(query: Query[T], page: Page[T], items: list[dict[str, Any]]) -> dict[str, Any]:
    """The envelope around ``items``, which stand for those of ``page`` one to one."""
    answer: dict[str, Any] = {"items": items}
    if not page.items:
        return answer
    if page.has_more or query.before is not None:
        answer["next_page_token"] = token("after", page.items[-1].id)
    if query.after is not None or (query.before is not None and page.has_more):
        answer["prev_page_token"] = token("before", page.items[0].id)
    return answer


def token(side: str, id: str) -> str:
    """The token of the page that starts ``after`` or ends ``before`` the object with this id."""
    return base64.urlsafe_b64encode(f"{side}:{id}".encode()).decode()
