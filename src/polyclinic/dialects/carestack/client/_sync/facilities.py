# generated: edit the _async file of the same name, then run "make format"
"""Facilities."""

from collections.abc import Iterator

from polyclinic.dialects.carestack.wire import facilities as wire
from polyclinic.dialects.carestack.wire import facility_registration as registration
from polyclinic.dialects.carestack.wire import facility_search
from polyclinic.dialects.carestack.wire.common import PageQuery
from polyclinic.sdk._sync.client import ApiClient
from polyclinic.sdk.errors import NotFound


class Facilities:
    """Facilities of the practice and their entries in the registry, whatever facility the client is for.

    Wherever one is named, its id in the registry (``IN`` and ten digits) and its id in the record both do. What is
    refused raises an ``ApiError`` of ``polyclinic.sdk``.
    """

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def register(self, facility: registration.FacilityRegistration) -> registration.Told:
        """Register a facility, with attachments of at most 5 MB each; the answer holds its new ids.

        Raises ``BadRequest`` naming every field that means nothing, and ``Conflict`` for one that is registered.
        """
        return self._api.send(registration.REGISTER.call(facility))

    def get(self, facility_id: str) -> wire.Facility | None:
        """The facility with its attachments; None if there is none."""
        try:
            return (self._api.send(wire.GET_REGISTERED.call(facility_id=facility_id))).data
        except NotFound:
            return None

    def exists(self, facility_id: str) -> bool:
        return self.get(facility_id) is not None

    def update(self, changes: wire.FacilityUpdate) -> registration.Told:
        """Say who answers for a facility, which approves its registration."""
        return self._api.send(wire.UPDATE.call(changes))

    def delete(self, facility_id: str) -> None:
        """Close a facility; what took place there keeps it."""
        self._api.send(wire.DELETE.call(id=facility_id))

    def page(self, next_page: str | None = None, account_id: str | None = None) -> wire.FacilityPage:
        """One page, without attachments; with ``account_id``, of those registered under it (``NotFound`` if none is).

        ``next_page`` is the ``nextPageLink`` of the page before.
        """
        query = PageQuery(nextPage=next_page)
        if account_id is None:
            return self._api.send(wire.LIST.call(query=query))
        return self._api.send(wire.OF_ACCOUNT.call(query=query, account_id=account_id))

    def list(self) -> Iterator[wire.Facility]:
        """Every facility, in the order of creation, without attachments."""
        pages = self._api.pages(
            wire.LIST.call(query=PageQuery()),
            lambda page: wire.LIST.call(query=PageQuery(nextPage=page.nextPageLink)) if page.nextPageLink else None,
        )
        for page in pages:
            for facility in page.data:
                yield facility

    def search_page(self, filters: facility_search.FacilitySearch) -> facility_search.FacilityMatches:
        """The page ``filters.page`` of a search, with the totals."""
        return self._api.send(facility_search.SEARCH.call(filters))

    def search(self, filters: facility_search.FacilitySearch) -> Iterator[facility_search.FoundFacility]:
        """Every facility that matches from ``filters.page`` on, ``filters.resultsPerPage`` at a time."""
        number, pages = filters.page, filters.page
        while number <= pages:
            found = self.search_page(filters.model_copy(update={"page": number}))
            for facility in found.facilities:
                yield facility
            number, pages = number + 1, found.numberOfPages
