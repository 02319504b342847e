# generated: edit the _async file of the same name, then run "make format"
"""Doctors."""

from collections.abc import Iterator

from polyclinic.dialects.drchrono.client import operations
from polyclinic.dialects.drchrono.wire import doctors as wire
from polyclinic.dialects.drchrono.wire.common import Page, PageQuery
from polyclinic.sdk._sync.client import ApiClient


class Doctors:
    """Doctors of the practice group. Only one's own record can be changed."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def replace(self, id: int, doctor: wire.DoctorWrite) -> wire.Doctor:
        """Change the fields that were set, both names among them."""
        return self._api.send(operations.replace_doctor(id, doctor))

    def update(self, id: int, changes: wire.DoctorPatch) -> wire.Doctor:
        """Change the fields that were set on ``changes``; None and "" clear one."""
        return self._api.send(operations.update_doctor(id, changes))

    def get(self, id: int) -> wire.Doctor:
        return self._api.send(operations.get_doctor(id))

    def page(self, query: PageQuery) -> Page[wire.Doctor]:
        """One page; ``query.page`` is taken from another page's ``next`` or ``previous``."""
        return self._api.send(operations.listing(wire.LIST_DOCTORS, query))

    def list(self) -> Iterator[wire.Doctor]:
        """Every doctor of the practice group."""
        query = operations.query(PageQuery)
        for doctor in self._api.items(*operations.pages(wire.LIST_DOCTORS, query)):
            yield doctor
