"""Documents and their classes between this API's words and the record's."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from polyclinic.core.documents.model import Document, DocumentClass
from polyclinic.core.documents.uploads import Announced, Ticket
from polyclinic.dialects.carium.mapping.common import with_stamps
from polyclinic.dialects.carium.wire.documents import (
    MAX_FILE,
    ClassChanges,
    NewClassAttributes,
    NewReferenceAttributes,
    UploadForm,
)

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


def announced(body: NewReferenceAttributes) -> Announced:
    """What the bytes are held to."""
    return Announced(MAX_FILE, body.attachment_size, body.attachment_sha256 or "")


def form_fields(ticket: Ticket) -> dict[str, str]:
    """A ticket as the fields of the form to upload with."""
    optional = {"size": "" if ticket.size is None else str(ticket.size), "sha256": ticket.sha256}
    return {
        "upload-token": ticket.token,
        "content-type": ticket.media_type,
        "max-size": str(ticket.max_size),
        **{name: value for name, value in optional.items() if value},
        "expires": str(ticket.expires),
        "signature": ticket.signature,
    }


def ticket_from(form: UploadForm, document_id: str) -> Ticket:
    """The ticket that an upload shows."""
    return Ticket(
        document_id=document_id,
        token=form.upload_token,
        media_type=form.content_type,
        max_size=form.max_size,
        size=form.size,
        sha256=form.sha256,
        expires=form.expires,
        signature=form.signature,
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
        "attachment-size": document.file.size if document.file else None,
        "attachment-sha256": document.file.sha256 if document.file else None,
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
