"""Attachments: documents that go with an encounter or with a charge."""

from collections.abc import Mapping
from typing import Any

from polyclinic.core.documents.model import Document
from polyclinic.core.identity.model import ApiClient, User
from polyclinic.dialects.candid.mapping.common import DIALECT, Json, instant

_CHARGE = "candid.charge_capture"


def charge_reference(external_id: str) -> str:
    """What the documents of a charge are related to."""
    return f"{_CHARGE}:{external_id}"


def to_core(sent: Mapping[str, Any], filename: str, media_type: str, actor: str) -> Document:
    """A new attachment, of whom or what its caller says."""
    charge = sent.get("charge_capture_external_id")
    return Document(
        name=filename,
        filename=filename,
        content_type=media_type,
        description=sent.get("description") or "",
        related=(charge_reference(charge),) if charge else (),
        extras={DIALECT: {"attachment_type": sent["attachment_type"], "attached_by": actor}},
    )


def charge_from_core(document: Document, url: str) -> Json:
    """An attachment of a charge as read. What another API attached is of type OTHER."""
    return {
        "attachment_id": document.id,
        "attachment_type": document.extra(DIALECT, "attachment_type", "OTHER"),
        "file_name": document.filename,
        "content_type": document.content_type,
        "description": document.description,
        "authed_url": url,
    }


def from_core(document: Document, url: str, who: User | ApiClient | None) -> Json:
    """An attachment of an encounter as read."""
    return charge_from_core(document, url) | {
        "encounter_id": document.encounter_id,
        "created_at": instant(document.created_at),
        "created_by": user_from_core(who, attached_by(document)),
    }


def attached_by(document: Document) -> tuple[str, str]:
    """Who attached it: ``user`` or ``client``, and the id."""
    kind, _, id = str(document.extra(DIALECT, "attached_by", "")).partition(":")
    return kind, id


def user_from_core(who: User | ApiClient | None, actor: tuple[str, str]) -> Json:
    """A person or a program as this API shows them."""
    named: Json
    if isinstance(who, User):
        first, _, last = who.name.rpartition(" ")
        named = {"type": "human_user_metadata", "first_name": first, "last_name": last, "email": who.email}
    else:
        named = {"type": "machine_user_metadata", "name": who.name if who else "Unknown"}
    return {"user_id": actor[1] or "unknown", "idp_metadata": [], "user_metadata": named}
