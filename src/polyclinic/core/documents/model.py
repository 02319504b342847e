"""Documents in a patient's record: what they are, and the file each holds."""

import datetime as dt
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from polyclinic.core.shared.entity import Entity
from polyclinic.core.shared.kinds import Key, Kind, Lookup
from polyclinic.core.shared.names import fold


@dataclass(frozen=True, slots=True)
class StoredFile:
    """Bytes in the files port: ``size`` in bytes, ``sha256`` in hex, ``media_type`` as their label was settled."""

    key: str
    size: int
    sha256: str
    media_type: str = ""


class UploadState(StrEnum):
    """A document is ``awaiting`` its file, has ``received`` one that nobody confirmed, or is ``ready``."""

    AWAITING = "awaiting"
    RECEIVED = "received"
    READY = "ready"


@dataclass(frozen=True, slots=True)
class Upload:
    """A promised upload. The token's hash is the capability: one use, until ``expires_at`` (system time, UTC).

    ``key``, instead of a token, is where the client puts the bytes into the file store itself. ``size`` in bytes and
    ``sha256`` in hex were announced, or not.
    """

    token_hash: str
    expires_at: datetime
    max_size: int
    key: str = ""
    size: int | None = None
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentClass(Entity):
    """What sort of document something is (Carium's org-document-class)."""

    name: str
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Entity):
    """A document. ``date`` is the day it is about; ``tags`` are drchrono's metatags.

    ``legal_entity_id`` is the company that it was filed for, which need not be the patient's; a document of no patient
    belongs to it. ``encounter_id`` is the visit that it goes with; ``related`` says what else it belongs to
    (``system:value``).
    """

    name: str = ""
    description: str = ""
    patient_id: str | None = None
    practitioner_id: str | None = None
    class_id: str | None = None
    encounter_id: str | None = None
    legal_entity_id: str | None = None
    related: tuple[str, ...] = ()
    filename: str = ""
    content_type: str = "application/octet-stream"
    date: dt.date | None = None
    tags: tuple[str, ...] = ()
    state: UploadState = UploadState.READY
    upload: Upload | None = None
    file: StoredFile | None = None
    earlier_files: tuple[str, ...] = ()

    @property
    def file_keys(self) -> tuple[str, ...]:
        """Where its bytes are in the files port, those of its earlier versions included."""
        return (*((self.file.key,) if self.file else ()), *self.earlier_files)

    @property
    def pending(self) -> bool:
        """Whether an upload was promised and is not confirmed."""
        return self.upload is not None or self.state is UploadState.RECEIVED


DOCUMENT = Kind(
    "document",
    Document,
    keys=(
        Key("patient_id", lambda d: d.patient_id),
        Key("practitioner_id", lambda d: d.practitioner_id),
        Key("class_id", lambda d: d.class_id),
        Key("encounter_id", lambda d: d.encounter_id),
        Key("name", lambda d: fold(d.name)),
        Key("filename", lambda d: fold(d.filename)),
        Key("content_type", lambda d: d.content_type),
        Key("date", lambda d: d.date, "date"),
        Key("state", lambda d: d.state.value),
        Key("pending", lambda d: "upload" if d.pending else None),
    ),
    lookups=(
        Lookup("tag", lambda d: [fold(tag) for tag in d.tags]),
        Lookup("related", lambda d: d.related),
        Lookup("file", lambda d: d.file_keys),
    ),
)
DOCUMENT_CLASS = Kind("document_class", DocumentClass, keys=(Key("name", lambda c: fold(c.name)),))
