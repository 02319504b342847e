"""Documents."""

from collections.abc import AsyncIterator
from datetime import date, datetime
from os import PathLike
from pathlib import Path

from polyclinic.dialects.drchrono.client import operations
from polyclinic.dialects.drchrono.wire import documents as wire
from polyclinic.dialects.drchrono.wire.common import Page
from polyclinic.sdk._async.client import AsyncApiClient
from polyclinic.sdk.operation import FileDownload, FileUpload, Progress


class AsyncDocuments:
    """Documents in patients' charts."""

    def __init__(self, api: AsyncApiClient) -> None:
        self._api = api

    async def create(self, document: wire.DocumentWrite, file: FileUpload) -> wire.Document:
        """File a document with its content; ``FileUpload.at`` sends what lies at a path and tells how far it is."""
        return await self._api.send(operations.create_document(document, file))

    async def replace(self, id: int, document: wire.DocumentWrite, file: FileUpload | None = None) -> wire.Document:
        """Change the fields that were set, all required ones among them; without ``file`` the content stays."""
        return await self._api.send(operations.replace_document(id, document, file))

    async def update(self, id: int, changes: wire.DocumentPatch, file: FileUpload | None = None) -> wire.Document:
        """Change the fields that were set on ``changes``; without ``file`` the content stays."""
        return await self._api.send(operations.update_document(id, changes, file))

    async def delete(self, id: int) -> None:
        await self._api.send(operations.delete_document(id))

    async def download(self, document: wire.Document) -> bytes:
        """The content, by the document's link: read the document again if an hour has passed."""
        return await self._api.send(operations.download_document(document))

    async def save(self, document: wire.Document, path: str | PathLike[str], progress: Progress | None = None) -> None:
        """Write the content to ``path`` while it comes; nothing is left there of a download that fails."""
        await self._api.send(operations.download_document(document, FileDownload(Path(path), progress)))

    async def get(self, id: int) -> wire.Document:
        return await self._api.send(operations.get_document(id))

    async def page(self, query: wire.DocumentQuery) -> Page[wire.Document]:
        """One page; ``query.page`` is taken from another page's ``next`` or ``previous``."""
        return await self._api.send(operations.listing(wire.LIST_DOCUMENTS, query))

    async def list(
        self,
        *,
        doctor: int | None = None,
        patient: int | None = None,
        since: datetime | date | None = None,
    ) -> AsyncIterator[wire.Document]:
        """Every document that meets all filters, in the order in which they were filed."""
        query = operations.query(wire.DocumentQuery, doctor=doctor, patient=patient, since=since)
        async for document in self._api.items(*operations.pages(wire.LIST_DOCUMENTS, query)):
            yield document
