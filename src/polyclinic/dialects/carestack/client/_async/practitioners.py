"""Practitioners."""

from collections.abc import AsyncIterator

from polyclinic.dialects.carestack.client import operations
from polyclinic.dialects.carestack.client.strict import Check
from polyclinic.dialects.carestack.wire import practitioners as wire
from polyclinic.dialects.carestack.wire.common import Profiles
from polyclinic.sdk._async.client import AsyncApiClient


class AsyncPractitioners:
    """Practitioners of the practice. What is refused raises an ``ApiError`` of ``polyclinic.sdk``."""

    def __init__(self, api: AsyncApiClient, check: Check) -> None:
        self._api = api
        self._check = check

    async def create(self, practitioner: wire.PractitionerCreate) -> wire.Practitioner:
        """Add a practitioner."""
        self._check(practitioner)
        return (await self._api.send(operations.create_practitioner(practitioner))).resource

    async def get(self, practitioner_id: str) -> wire.Practitioner | None:
        """The practitioner; None if there is none."""
        found = (await self._api.send(operations.get_practitioner(practitioner_id))).requestResource
        return None if isinstance(found, list) else found

    async def exists(self, practitioner_id: str) -> bool:
        return (await self._api.send(operations.get_practitioner(practitioner_id))).message == wire.FOUND

    async def update(self, changes: wire.PractitionerUpdate) -> wire.Practitioner:
        """Change the fields that were set on ``changes``: None leaves one as it is, an empty text clears it."""
        self._check(changes)
        return (await self._api.send(operations.update_practitioner(changes))).resource

    async def delete(self, practitioner_id: str) -> None:
        await self._api.send(operations.delete_practitioner(practitioner_id))

    async def page(self, next_page: str | None = None) -> wire.PractitionersListed:
        """One page, with the total; ``next_page`` is the ``nextPageLink`` of the page before."""
        return await self._api.send(operations.list_practitioners(next_page))

    async def list(self) -> AsyncIterator[wire.Practitioner]:
        """Every practitioner, in the order of creation."""
        pages = self._api.pages(
            operations.list_practitioners(None),
            lambda page: operations.list_practitioners(page.nextPageLink) if page.nextPageLink else None,
        )
        async for page in pages:
            for practitioner in page.requestResource:
                yield practitioner

    async def find_page(
        self, filters: wire.PractitionerFilters, next_page: str | None = None
    ) -> Profiles[wire.Practitioner]:
        """One page of a search, with the total; ``next_page`` is the ``link.nextPage`` of the page before."""
        self._check(filters)
        return await self._api.send(operations.find_practitioners(filters, next_page))

    async def find(self, filters: wire.PractitionerFilters) -> AsyncIterator[wire.Practitioner]:
        """Every practitioner that matches, ``filters.count`` at a time."""
        self._check(filters)
        pages = self._api.pages(
            operations.find_practitioners(filters, None),
            lambda page: operations.find_practitioners(filters, page.link.nextPage) if page.link.nextPage else None,
        )
        async for page in pages:
            for practitioner in page.entry:
                yield practitioner
