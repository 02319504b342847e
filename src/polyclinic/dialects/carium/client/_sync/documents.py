# generated: edit the _async file of the same name, then run "make format"
"""Documents and their classes."""

from collections.abc import Iterator
from os import PathLike
from pathlib import Path
from typing import Unpack, overload

from polyclinic.dialects.carium.client import operations
from polyclinic.dialects.carium.client._sync.paging import every, pages
from polyclinic.dialects.carium.client.fields import DocumentFields, DocumentFilters
from polyclinic.dialects.carium.client.files import Source, file_of
from polyclinic.dialects.carium.wire import documents
from polyclinic.dialects.carium.wire.common import Collection, Document, RelatedDocument
from polyclinic.sdk._sync.client import ApiClient
from polyclinic.sdk.operation import FileDownload, Progress


class Documents:
    """Documents of patients. What is refused raises an ``ApiError`` of ``polyclinic.sdk.errors``."""

    def __init__(self, api: ApiClient, organization_id: str) -> None:
        self._api = api
        self._organization_id = organization_id

    def upload(
        self, source: Source, progress: Progress | None = None, **fields: Unpack[DocumentFields]
    ) -> documents.Reference:
        """File a document with its bytes: announce it, upload it, confirm it.

        ``source`` is bytes, or the path of a file, which is read while it is sent. ``progress`` is told how far it is.
        """
        file = file_of(source, fields, progress)
        announced = (self._api.send(operations.announce_document(self._organization_id, fields, file))).data
        self._api.send(operations.upload_file(announced, file))
        return (self._api.send(operations.process_upload(announced.id))).data

    @overload
    def download(self, document_id: str) -> bytes: ...
    @overload
    def download(self, document_id: str, path: str | PathLike[str], progress: Progress | None = None) -> None: ...
    def download(
        self, document_id: str, path: str | PathLike[str] | None = None, progress: Progress | None = None
    ) -> bytes | None:
        """The bytes of a document's file; with ``path`` they are written there while they come.

        Nothing is left at ``path`` of a download that fails. ``progress`` is told how far it is.
        """
        info = self._api.send(operations.download_info(document_id))
        if path is None:
            return self._api.send(operations.download_file(info))
        self._api.send(operations.download_file(info, FileDownload(Path(path), progress)))
        return None

    def get(self, document_id: str) -> documents.Reference:
        return (self._api.send(operations.read_document(document_id))).data

    def read(self, document_id: str, *, include: str) -> Document[documents.Reference]:
        """A document with what it refers to: ``include="individual,class"``; ``find`` picks them out."""
        return self._api.send(operations.read_document(document_id, include))

    def related(self, document_id: str, relationship: str) -> RelatedDocument:
        """What a document refers to: its ``individual``, its ``class``."""
        return self._api.send(operations.document_related(document_id, relationship))

    def list(self, **filters: Unpack[DocumentFilters]) -> Iterator[documents.Reference]:
        """Every document that matches and whose upload is complete."""
        return every(self._api, lambda offset: operations.list_documents(filters, offset))

    def pages(self, **filters: Unpack[DocumentFilters]) -> Iterator[Collection[documents.Reference]]:
        """The same page by page, with what ``include`` asked for."""
        return pages(self._api, lambda offset: operations.list_documents(filters, offset))

    def delete(self, document_id: str, version: int | None = None) -> None:
        """With ``version`` (``meta``) only if the document is still at that one."""
        self._api.send(operations.delete_document(document_id, version))

    def classes(self) -> Iterator[documents.DocumentClass]:
        """Every class that a document can have."""
        return every(self._api, operations.list_document_classes)

    def create_class(self, name: str) -> documents.DocumentClass:
        return (self._api.send(operations.create_document_class(self._organization_id, name))).data

    def get_class(self, class_id: str) -> documents.DocumentClass:
        return (self._api.send(operations.read_document_class(class_id))).data

    def rename_class(self, class_id: str, name: str, version: int | None = None) -> documents.DocumentClass:
        return (self._api.send(operations.rename_document_class(class_id, name, version))).data

    def delete_class(self, class_id: str, version: int | None = None) -> None:
        """Retire a class: documents that have it keep it."""
        self._api.send(operations.delete_document_class(class_id, version))
