# generated: edit the _async file of the same name, then run "make format"
"""Bulk exports."""

from polyclinic.dialects.silna.wire import bulk_export as wire
from polyclinic.sdk._sync.client import ApiClient


class BulkExport:
    """What a provider has of one sort, as a CSV file that the server writes after it was asked for."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def create(self, export: wire.BulkExportCreate, *, idempotency_key: str | None = None) -> str:
        """Ask for an export and return its id, to ask by how far it has come."""
        return (self._api.send(wire.CREATE.call(export), key=idempotency_key)).bulk_export_id

    def get(self, bulk_export_id: str) -> wire.BulkExport:
        """How far it has come; a SUCCESS has a ``file_id``, for ``files.get``."""
        return self._api.send(wire.GET.call(bulk_export_id=bulk_export_id))
