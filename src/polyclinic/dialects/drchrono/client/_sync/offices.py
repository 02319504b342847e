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

    def replace(self, id: int, office: wire.OfficeWrite) -> wire.Office:
        """Change the fields that were set, all required ones among them. Rooms and slots are replaced as a whole."""
        return self._api.send(operations.replace_office(id, office))

    def update(self, id: int, changes: wire.OfficePatch) -> wire.Office:
        """Change the fields that were set on ``changes``; None stands for the default."""
        return self._api.send(operations.update_office(id, changes))

    def page(self, query: PageQuery) -> Page[wire.Office]:
        """One page; ``query.page`` is taken from another page's ``next`` or ``previous``."""
        return self._api.send(operations.listing(wire.LIST_OFFICES, query))

    def list(self) -> Iterator[wire.Office]:
        """Every office."""
        query = operations.query(PageQuery)
        for office in self._api.items(*operations.pages(wire.LIST_OFFICES, query)):
            yield office
