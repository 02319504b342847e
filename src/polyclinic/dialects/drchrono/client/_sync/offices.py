# generated: edit the _async file of the same name, then run "make format"
"""Offices."""

from collections.abc import Iterator

from polyclinic.dialects.drchrono.client import operations
from polyclinic.dialects.drchrono.wire import offices as wire
from polyclinic.dialects.drchrono.wire.common import Page, PageQuery
from polyclinic.sdk._sync.client import ApiClient


class Offices:
    """Offices of the practice group."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def get(self, id: int) -> wire.Office:
        return self._api.send(operations.get_office(id))

    def page(self, query: PageQuery) -> Page[wire.Office]:
        """One page; ``query.page`` is taken from another page's ``next`` or ``previous``."""
        return self._api.send(operations.listing(wire.LIST_OFFICES, query))

    def list(self) -> Iterator[wire.Office]:
        """Every office."""
        query = operations.query(PageQuery)
        first = operations.listing(wire.LIST_OFFICES, query)
        for page in self._api.pages(first, operations.following(wire.LIST_OFFICES, query)):
            for office in page.results:
                yield office
