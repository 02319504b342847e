"""Files: the record's documents."""

from typing import Any

from polyclinic.core.documents.labels import clean_name, type_of_name
from polyclinic.core.documents.model import Document
from polyclinic.dialects.silna.wire.files import UploadHeaders


def from_core(document: Document, url: str | None) -> dict[str, Any]:
    """A file as Silna shows it."""
    return {"url": url, "id": document.id, "original_filename": document.filename or None}


def to_core(headers: UploadHeaders) -> Document:
    """A document of the provider and, for now, of no patient."""
    name = clean_name(headers.original_filename) or NAMELESS
    return Document(name=name, filename=name, content_type=type_of_name(name), legal_entity_id=headers.provider_id)


def filename_of(document: Document) -> str:
    """What a browser saves the file as."""
    return document.filename if document.filename.strip(".") else NAMELESS


NAMELESS = "file"
