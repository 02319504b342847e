"""Images, which are documents of the record, in both directions."""

import mimetypes
import re
from dataclasses import replace
from typing import Any

from polyclinic.core.documents.model import Document, UploadState
from polyclinic.core.shared.entity import with_extras
from polyclinic.core.shared.queries import Condition, Has, Is, Order
from polyclinic.dialects.candid.mapping.common import DIALECT, Json
from polyclinic.dialects.candid.mapping.pre_encounter.common import base, present
from polyclinic.dialects.candid.wire.pre_encounter.images import ImageQuery

FIELDS = {"patient_id": ("patient", "id"), "coverage_id": ("coverage", "id")}
"""The record's fields in this API's words."""

_IMAGE = "candid.image"
_TYPE, _NOTES = f"{_IMAGE}.file_type", f"{_IMAGE}.notes"
_CARD = "coverage.card"
_SORTS = {
    "updatedAt": "updated_at",
    "fileName": "filename",
    "displayName": "name",
    "fileType": "content_type",
    "status": "state",
}
_MEDIA_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+")


def side_of(coverage: Json) -> str:
    """What the only image of a side of a card is related to."""
    return f"{_CARD}:{coverage['id']}:{coverage['side']}"


def conditions(asked: ImageQuery) -> tuple[Condition, ...]:
    """What is asked for."""
    where: list[Condition] = [Has("related", (_IMAGE,))]
    if asked.patient_id is not None:
        where.append(Is("patient_id", asked.patient_id))
    if asked.coverage_id is not None:
        where.append(Has("related", (f"{_CARD}:{asked.coverage_id.lower()}",)))
    if asked.file_type is not None:
        where.append(Has("related", (f"{_TYPE}:{asked.file_type}",)))
    if asked.patient_notes is not None:
        where.append(Has("related", (f"{_NOTES}:{asked.patient_notes}",)))
    return tuple(where)


def order(asked: ImageQuery) -> Order:
    """The order asked for: the latest change first unless something else is said."""
    return Order(_SORTS[asked.sort_field or "updatedAt"], asked.sort_direction != "asc")


def is_image(document: Document) -> bool:
    return _IMAGE in document.related


def uploads(document: Document) -> int:
    """How many of its versions came with bytes: those are none of this API's."""
    count: int = _kept(document).get("uploads", 0)
    return count


def from_core(document: Document, url: str, organization_id: str) -> Json:
    """An image as read."""
    kept = _kept(document)
    patient = {"id": document.patient_id, "notes": kept.get("notes")} if kept["about_patient"] else None
    return {
        **base(document, organization_id),
        "version": document.version - uploads(document),
        "id": document.id,
        "file_name": document.filename,
        "display_name": document.name,
        "file_type": kept["file_type"],
        "status": kept["status"],
        "signed_url": url,
        **present({"patient": present(patient) if patient else None, "coverage": kept.get("coverage")}),
    }


def to_core(sent: Json, patient_id: str | None, document: Document) -> Document:
    """``document`` with all that is sent; one that is PENDING again awaits other bytes."""
    patient: Json = sent.get("patient", {})
    again = sent["status"] == "PENDING" and document.state is UploadState.READY
    kept = {
        "file_type": sent["file_type"],
        "status": sent["status"],
        "notes": patient.get("notes"),
        "about_patient": bool(patient),
        "coverage": sent.get("coverage"),
        "uploads": uploads(document),
    }
    after = replace(
        document,
        name=sent["display_name"],
        filename=sent["file_name"],
        content_type=_media_type(sent),
        patient_id=patient_id,
        related=tuple(_related(sent)),
        state=UploadState.AWAITING if again else document.state,
    )
    return with_extras(after, DIALECT, {"image": present(kept)})


def uploaded(document: Document) -> Document:
    """Once its bytes have come."""
    kept = {**_kept(document), "status": "UPLOADED", "uploads": uploads(document) + 1}
    return with_extras(document, DIALECT, {"image": kept})


def _related(sent: Json) -> list[str]:
    found = [_IMAGE, f"{_TYPE}:{sent['file_type']}"]
    if notes := sent.get("patient", {}).get("notes"):
        found.append(f"{_NOTES}:{notes}")
    if coverage := sent.get("coverage"):
        found += [f"{_CARD}:{coverage['id']}", side_of(coverage)]
    return found


def _media_type(sent: Json) -> str:
    """``file_type`` where it is a media type or the ending of a name, else what the name says."""
    given = sent["file_type"].lower()
    if _MEDIA_TYPE.fullmatch(given):
        return str(given)
    guessed = mimetypes.guess_type(f"x.{given.lstrip('.')}")[0] or mimetypes.guess_type(sent["file_name"])[0]
    return guessed or "application/octet-stream"


def _kept(document: Document) -> dict[str, Any]:
    kept: dict[str, Any] = document.extra(DIALECT, "image", {})
    return kept
