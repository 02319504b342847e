"""Lists: ``page[offset]`` and ``page[limit]``, ``sort``, and the links and totals that a page carries."""

from collections.abc import Mapping
from typing import Any, TypeVar
from urllib.parse import parse_qsl, quote, urlencode

from polyclinic.core.shared.entity import Entity
from polyclinic.core.shared.kinds import Kind
from polyclinic.core.shared.queries import Condition, Order, Page, Query
from polyclinic.dialects.carium.errors import BadParameter
from polyclinic.dialects.carium.wire.common import PageQuery
from polyclinic.web.call import RawRequest

T = TypeVar("T", bound=Entity)


def rows(
    kind: Kind[T], query: PageQuery, sort: str | None, sortable: Mapping[str, str], *where: Condition | None
) -> Query[T]:
    """The record's query for a page; conditions of None do not count. Raises ``BadParameter`` for an unknown sort."""
    return Query(
        kind,
        where=tuple(condition for condition in where if condition is not None),
        order=order(sort, sortable),
        limit=query.limit,
        offset=query.offset,
        total=True,
    )


def order(sort: str | None, sortable: Mapping[str, str]) -> tuple[Order, ...]:
    """The order that ``sort`` asks for. Raises ``BadParameter``."""
    if sort is None:
        return (Order("created_at"),)
    names = sort.split(",")
    orders: list[Order] = []
    for name in names:
        key = sortable.get(name.removeprefix("-"))
        if key is None or key in {order.key for order in orders}:
            raise BadParameter(f"sort by {', '.join(sortable)}, each once, with or without -", {"parameter": "sort"})
        orders.append(Order(key, descending=name.startswith("-")))
    return tuple(orders)


def collection(raw: RawRequest, query: PageQuery, page: Page[Any], data: list[dict[str, Any]]) -> dict[str, Any]:
    """The document of a page. The total stands under the name that Carium's own client reads, and under ``total``."""
    total = page.total or 0
    offset, limit = query.offset, query.limit
    offsets = {"self": offset, "first": 0, "last": max(0, total - 1) // limit * limit}
    if offset > 0:
        offsets["prev"] = max(0, offset - limit)
    if offset + limit < total:
        offsets["next"] = offset + limit
    links = {name: _link(raw, start, limit) for name, start in offsets.items()}
    return {"data": data, "meta": {"page[total]": total, "total": total}, "links": links}


def _link(raw: RawRequest, offset: int, limit: int) -> str:
    """The URL of another page of the same list, its brackets escaped."""
    kept = [(name, value) for name, value in parse_qsl(raw.query_string, keep_blank_values=True)]
    pairs = [pair for pair in kept if pair[0] not in ("page[offset]", "page[limit]")]
    pairs += [("page[offset]", str(offset)), ("page[limit]", str(limit))]
    return f"{raw.absolute(quote(raw.path))}/?{urlencode(pairs, quote_via=quote)}"
