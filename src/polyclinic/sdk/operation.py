"""One call of an API as a value: what to send and how to read the answer. No input or output happens here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FileUpload:
    """A file to send in a multipart body."""

    filename: str
    content: bytes
    content_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation(Generic[T]):
    """What a transport sends, and how to read what comes back.

    ``path`` is relative to the client's base URL; an absolute URL (an upload target, a download) is sent as it is and
    without credentials. ``route`` is the template, the only form that is ever logged. The body is ``content`` with
    ``content_type``, or form ``fields`` (url-encoded, or ``multipart``) with ``files``.
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
    read: Callable[[bytes], T]
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
