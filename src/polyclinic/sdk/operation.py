"""One call of an API as a value: what to send and how to read the answer. No input or output happens here."""

import mimetypes
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Generic, Self, TypeVar

T = TypeVar("T")

Progress = Callable[[int, int | None], None]
"""Is told the bytes moved so far and how many there are, None where nobody says; from the start again after a retry."""

UNKNOWN_TYPE = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class FileUpload:
    """A file to send in a multipart body; what lies at a path is read while it is sent, never whole."""

    filename: str
    content: bytes | Path
    content_type: str = UNKNOWN_TYPE
    progress: Progress | None = None

    @classmethod
    def at(cls, path: str | os.PathLike[str], progress: Progress | None = None) -> Self:
        """The file at ``path``, called as there, of the type that its name says."""
        name = Path(path).name
        return cls(name, Path(path), mimetypes.guess_type(name)[0] or UNKNOWN_TYPE, progress)


@dataclass(frozen=True, slots=True)
class FileDownload:
    """Where an answer's body goes while it comes. Until it is complete it lies beside, named ``….part``."""

    path: Path
    progress: Progress | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation(Generic[T]):
    """What a transport sends, and how to read what comes back.

    ``path`` is relative to the client's base URL; an absolute URL (an upload target, a download) is sent as it is and
    without credentials. ``route`` is the template, the only form that is ever logged. The body is ``content`` with
    ``content_type``, or form ``fields`` (url-encoded, or ``multipart``) with ``files``.
    ``into``: a success's body is written there instead of being read.
    ``error_from`` reads a refusal where the API's other calls are refused in other words.
    ``repeatable``: sending it twice has the effect of sending it once, so it may be retried.
    """

    method: str
    route: str
    path: str
    params: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes | None = None
    content_type: str | None = None
    fields: tuple[tuple[str, str], ...] = ()
    files: tuple[tuple[str, FileUpload], ...] = ()
    multipart: bool = False
    into: FileDownload | None = None
    read: Callable[[bytes], T]
    error_from: "Callable[[Response], Exception] | None" = None
    repeatable: bool = False

    def with_headers(self, headers: Mapping[str, str]) -> "Operation[T]":
        """The same call with more headers."""
        return replace(self, headers={**self.headers, **headers})

    def with_key(self, header: str, key: str) -> "Operation[T]":
        """The same call carrying an idempotency key, which makes it safe to repeat."""
        return replace(self, headers={**self.headers, header: key}, repeatable=True)


@dataclass(frozen=True, slots=True)
class Response:
    """An answer as it came over the wire; header names are lower-case."""

    status: int
    headers: Mapping[str, str]
    content: bytes
