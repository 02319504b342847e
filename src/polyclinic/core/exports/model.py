"""Exports of a part of the record into one file."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from polyclinic.core.shared.entity import Entity
from polyclinic.core.shared.kinds import Key, Kind


class ExportStatus(StrEnum):
    """How far it has come; ``no_data_present``: there was nothing to export."""

    PENDING = "pending"
    PROCESSING = "processing_rows"
    SUCCESS = "success"
    FAILURE = "failure"
    EMPTY = "no_data_present"

    @property
    def is_over(self) -> bool:
        return self in (ExportStatus.SUCCESS, ExportStatus.FAILURE, ExportStatus.EMPTY)


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkExport(Entity):
    """An export of what a company's record holds of one sort; ``filters`` are in the words of who asked.

    ``document_id`` is the file, once there is one.
    """

    legal_entity_id: str
    type: str
    filters: dict[str, Any] = field(default_factory=dict)
    status: ExportStatus = ExportStatus.PENDING
    document_id: str | None = None


BULK_EXPORT = Kind(
    "bulk_export",
    BulkExport,
    keys=(Key("legal_entity_id", lambda e: e.legal_entity_id), Key("status", lambda e: e.status.value)),
    scope_keys={"legal_entity": "legal_entity_id"},
)
