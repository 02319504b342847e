"""Documents and their classes between this API's words and the record's."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from polyclinic.core.documents.model import Document, DocumentClass
from polyclinic.dialects.carium.mapping.common import with_stamps
from polyclinic.dialects.carium.wire.documents import ClassChanges, NewClassAttributes, NewReferenceAttributes

TYPE = "org-document-references"
CLASS = "org-document-classes"
NAMES = {"patient_id": "individual_id", "class_id": "class_id", "name": "name"}
"""The record's fields that a refusal can name, and the attributes they come from."""

SORTABLE = {"name": "name", "created-at": "created_at", "last-modified-at": "updated_at"}


def to_core(body: NewReferenceAttributes) -> Document:
    """The document to announce."""
    return Document(
        name=body.name,
        description=body.description or "",
        patient_id=body.individual_id,
        class_id=body.class_id,
        filename=body.attachment_filename,
        content_type=body.attachment_content_type,
    )


def from_core(document: Document, organization_id: str, defaults: Mapping[str, str]) -> dict[str, Any]:
    """The attributes of a document; what it lacks and this API requires is the practice's default."""
    attributes = {
        "individual-id": document.patient_id,
        "class-id": document.class_id or defaults.get("document_class"),
        "name": document.name or filename_of(document),
        "description": document.description or None,
        "attachment-filename": filename_of(document),
        "attachment-content-type": document.content_type,
        "status": document.state.value,
    }
    return with_stamps(document, organization_id, attributes)


def filename_of(document: Document) -> str:
    """The name of a document's file; one made from its number if nobody gave it one."""
    return document.filename or f"document-{document.number}"


def class_to_core(body: NewClassAttributes | ClassChanges, current: DocumentClass | None) -> DocumentClass:
    """The document class as it is to be."""
    if current is None:
        return DocumentClass(name=body.name)
    return replace(current, name=body.name) if "name" in body.model_fields_set else current


def class_from_core(document_class: DocumentClass, organization_id: str) -> dict[str, Any]:
    """The attributes of a document class."""
    return with_stamps(document_class, organization_id, {"name": document_class.name})
