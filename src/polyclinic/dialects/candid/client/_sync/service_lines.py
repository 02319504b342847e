# generated: edit the _async file of the same name, then run "make format"
"""Service lines."""

from uuid import UUID

from polyclinic.dialects.candid.wire import service_lines as wire
from polyclinic.dialects.candid.wire.claims import ServiceLine
from polyclinic.dialects.candid.wire.service_lines import (
    ServiceLineCreateStandalone,
    ServiceLineUpdate,
    UniversalServiceLineCreateStandalone,
    UniversalServiceLineUpdate,
)
from polyclinic.sdk._sync.client import ApiClient


class ServiceLines:
    """Services billed on claims. What is refused raises an ``ApiError`` of ``polyclinic.sdk.errors``."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def create(self, line: ServiceLineCreateStandalone) -> ServiceLine:
        """Add a line to a claim. Raises ``EntityConflict`` for an external id that the claim had."""
        return self._api.send(wire.CREATE.call(line))

    def create_universal(self, line: UniversalServiceLineCreateStandalone) -> ServiceLine:
        """The same for claims of either form."""
        return self._api.send(wire.CREATE_UNIVERSAL.call(line))

    def update(self, line_id: UUID | str, changes: ServiceLineUpdate) -> ServiceLine:
        """Change what is set on ``changes``; None clears. Raises ``NotFound``, ``ValidationFailed``."""
        return self._api.send(wire.UPDATE.call(changes, service_line_id=line_id))

    def update_universal(self, line_id: UUID | str, changes: UniversalServiceLineUpdate) -> ServiceLine:
        """The same for claims of either form."""
        return self._api.send(wire.UPDATE_UNIVERSAL.call(changes, service_line_id=line_id))

    def put(self, external_id: str, line: ServiceLineCreateStandalone) -> ServiceLine:
        """Add the line with this external id to its claim, or replace it. Raises ``NotFound`` for the claim."""
        return self._api.send(wire.UPSERT_BY_EXTERNAL_ID.call(line, external_id=external_id))

    def delete(self, line_id: UUID | str) -> None:
        """Take a line out. Raises ``NotFound``, and ``EntityConflict`` once the claim is sent."""
        self._api.send(wire.DELETE.call(service_line_id=line_id))
