# generated: edit the _async file of the same name, then run "make format"
"""Practitioners."""

from collections.abc import Iterator

from polyclinic.dialects.carestack.client import operations
from polyclinic.dialects.carestack.client.strict import Check
from polyclinic.dialects.carestack.wire import practitioners as wire
from polyclinic.dialects.carestack.wire.common import Profiles
from polyclinic.sdk._sync.client import ApiClient


class Practitioners:
    """Practitioners of the practice. What is refused raises an ``ApiError`` of ``polyclinic.sdk``."""

    def __init__(self, api: ApiClient, check: Check) -> None:
        self._api = api
        self._check = check

    def create(self, practitioner: wire.PractitionerCreate) -> wire.Practitioner:
        """Add a practitioner."""
        self._check(practitioner)
        return (self._api.send(operations.create_practitioner(practitioner))).resource

    def get(self, practitioner_id: str) -> wire.Practitioner | None:
        """The practitioner; None if there is none."""
        found = (self._api.send(operations.get_practitioner(practitioner_id))).requestResource
        return None if isinstance(found, list) else found

    def exists(self, practitioner_id: str) -> bool:
        return (self._api.send(operations.get_practitioner(practitioner_id))).message == wire.FOUND

    def update(self, changes: wire.PractitionerUpdate) -> wire.Practitioner:
        """Change the fields that were set on ``changes``: None leaves one as it is, an empty text clears it."""
        self._check(changes)
        return (self._api.send(operations.update_practitioner(changes))).resource

    def delete(self, practitioner_id: str) -> None:
        self._api.send(operations.delete_practitioner(practitioner_id))

    def page(self, next_page: str | None = None) -> wire.PractitionersListed:
        """One page, with the total; ``next_page`` is the ``nextPageLink`` of the page before."""
        return self._api.send(operations.list_practitioners(next_page))

    def list(self) -> Iterator[wire.Practitioner]:
        """Every practitioner, in the order of creation."""
        pages = self._api.pages(
            operations.list_practitioners(None),
            lambda page: operations.list_practitioners(page.nextPageLink) if page.nextPageLink else None,
        )
        for page in pages:
            for practitioner in page.requestResource:
                yield practitioner

    def find_page(self, filters: wire.PractitionerFilters, next_page: str | None = None) -> Profiles[wire.Practitioner]:
        """One page of a search, with the total; ``next_page`` is the ``link.nextPage`` of the page before."""
        self._check(filters)
        return self._api.send(operations.find_practitioners(filters, next_page))

    def find(self, filters: wire.PractitionerFilters) -> Iterator[wire.Practitioner]:
        """Every practitioner that matches, ``filters.count`` at a time."""
        self._check(filters)
        pages = self._api.pages(
            operations.find_practitioners(filters, None),
            lambda page: operations.find_practitioners(filters, page.link.nextPage) if page.link.nextPage else None,
        )
        for page in pages:
            for practitioner in page.entry:
                yield practitioner
