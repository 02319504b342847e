# generated: edit the _async file of the same name, then run "make format"
"""What happened in the organization."""

from collections.abc import Iterator
from typing import Unpack
from uuid import UUID

from polyclinic.dialects.candid.client import operations
from polyclinic.dialects.candid.client.operations import EventFilters
from polyclinic.dialects.candid.wire import events as wire
from polyclinic.dialects.candid.wire.events import Event, EventScanPage
from polyclinic.sdk._sync.client import ApiClient
from polyclinic.sdk.operation import Operation


class Events:
    """Events of the last thirty days. What is refused raises an ``ApiError`` of ``polyclinic.sdk.errors``."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def get(self, event_id: UUID | str) -> Event:
        """Raises ``NotFound``."""
        return self._api.send(wire.GET.call(event_id=event_id))

    def scan(self, *, page_size: int = 100, **filters: Unpack[EventFilters]) -> Iterator[Event]:
        """Every event that matches, the latest first."""

        def following(page: EventScanPage) -> Operation[EventScanPage] | None:
            token = page.next_page_token
            return None if token is None else operations.scan_events(page_size, filters, token)

        for page in self._api.pages(operations.scan_events(page_size, filters), following):
            for event in page.items:
                yield event
