# generated: edit the _async file of the same name, then run "make format"
"""Walking a list from its first page to its last."""

from collections.abc import Iterator
from typing import Any, TypeVar

from polyclinic.dialects.silna.client import operations
from polyclinic.dialects.silna.wire.common import Page, PageQuery
from polyclinic.sdk._sync.client import ApiClient
from polyclinic.sdk.endpoint import Endpoint
from polyclinic.sdk.operation import Operation

Q = TypeVar("Q", bound=PageQuery)
R = TypeVar("R")


def every(
    api: ApiClient, endpoint: Endpoint[None, Page[R], Q], model: type[Q], path: dict[str, Any], /, **given: Any
) -> Iterator[R]:
    """Every record of a list. ``path`` are the path's parameters, ``given`` the query's; None stands for not given."""
    query = operations.query(model, **given)

    def call(asked: Q) -> Operation[Page[R]]:
        return endpoint.call(query=asked, **path)

    for page in api.pages(call(query), lambda page: operations.following(page, query, call)):
        for record in page.records:
            yield record
