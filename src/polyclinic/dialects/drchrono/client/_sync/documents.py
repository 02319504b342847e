# generated: edit the _async file of the same name, then run "make format"
"""Documents."""

from collections.abc import Iterator
from datetime import date, datetime
from os import PathLike
from pathlib import Path

from polyclinic.dialects.drchrono.client import operations
from polyclinic.dialects.drchrono.wire import documents as wire
from polyclinic.dialects.drchrono.wire.common import Page
from polyclinic.sdk._sync.client import ApiClient
from polyclinic.sdk.operation import FileDownload, FileUpload, Progress


class Documents:
    """Documents in patients' charts."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def create(self, document: wire.DocumentWrite, file: FileUpload) -> wire.Document:
        """File a document with its content; ``FileUpload.at`` sends what lies at a path and tells how far it is."""
        return self._api.send(operations.create_document(document, file))

    def replace(self, id: int, document: wire.DocumentWrite, file: FileUpload | None = None) -> wire.Document:
        """Change the fields that were set, all required ones among them; without ``file`` the content stays."""
        return self._api.send(operations.replace_document(id, document, file))

    def update(self, id: int, changes: wire.DocumentPatch, file: FileUpload | None = None) -> wire.Document:
        """Change the fields that were set on ``changes``; without ``file`` the content stays."""
        return self._api.send(operations.update_document(id, changes, file))

    def delete(self, id: int) -> None:
        self._api.send(operations.delete_document(id))

    def download(self, document: wire.Document) -> bytes:
        """The content, by the document's link: read the document again if an hour has passed."""
        return self._api.send(operations.download_document(document))

    def save(self, document: wire.Document, path: str | PathLike[str], progress: Progress | None = None) -> None:
        """Write the content to ``path`` while it comes; nothing is left there of a download that fails."""
        self._api.send(operations.download_document(document, FileDownload(Path(path), progress)))

    def get(self, id: int) -> wire.Document:
        return self._api.send(operations.get_document(id))

    def page(self, query: wire.DocumentQuery) -> Page[wire.Document]:
        """One page; ``query.page`` is taken from another page's ``next`` or ``previous``."""
        return self._api.send(operations.listing(wire.LIST_DOCUMENTS, query))

    def list(
        self,
        *,
        doctor: int | None = None,
        patient: int | None = None,
        since: datetime | date | None = None,
    ) -> Iterator[wire.Document]:
        """Every document that meets all filters, in the order in which they were filed."""
        query = operations.query(wire.DocumentQuery, doctor=doctor, patient=patient, since=since)
        for document in self._api.items(*operations.pages(wire.LIST_DOCUMENTS, query)):
            yield document
