"""What happened in the organization."""

from collections.abc import AsyncIterator
from typing import Unpack
from uuid import UUID

from polyclinic.dialects.candid.client import operations
from polyclinic.dialects.candid.client.operations import EventFilters
from polyclinic.dialects.candid.wire import events as wire
from polyclinic.dialects.candid.wire.events import Event, EventScanPage
from polyclinic.sdk._async.client import AsyncApiClient
from polyclinic.sdk.operation import Operation


class AsyncEvents:
    """Events of the last thirty days. What is refused raises an ``ApiError`` of ``polyclinic.sdk.errors``."""

    def __init__(self, api: AsyncApiClient) -> None:
        self._api = api

    async def get(self, event_id: UUID | str) -> Event:
        """Raises ``NotFound``."""
        return await self._api.send(wire.GET.call(event_id=event_id))

    async def scan(self, *, page_size: int = 100, **filters: Unpack[EventFilters]) -> AsyncIterator[Event]:
        """Every event that matches, the latest first."""

        def following(page: EventScanPage) -> Operation[EventScanPage] | None:
            token = page.next_page_token
            return None if token is None else operations.scan_events(page_size, filters, token)

        async for page in self._api.pages(operations.scan_events(page_size, filters), following):
            for event in page.items:
                yield event
