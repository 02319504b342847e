"""What documents need from outside the record: somewhere to keep bytes."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from polyclinic.core.documents.labels import Label
from polyclinic.core.documents.model import StoredFile


class FileTooLarge(Exception):
    """More bytes came than were allowed; what was stored of them has been removed."""


class Files(Protocol):
    """Keeps files under keys that cannot be guessed, a folder per practice. Keys sort by the time they were made.

    Every method raises ``Unavailable`` when the files' place cannot be reached or holds no more.
    """

    async def put(self, practice_id: str, content: AsyncIterator[bytes], max_size: int, label: Label) -> StoredFile:
        """Store a stream. Raises ``FileTooLarge`` beyond ``max_size`` bytes, and ``BadFile`` if it is not what
        ``label`` says or may not be kept; then nothing is.
        """
        ...

    def read(self, practice_id: str, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """The bytes from ``start`` up to but not including ``end``, in chunks.

        Raises ``KeyError`` if this practice holds no such file.
        """
        ...

    async def inspect(self, practice_id: str, key: str, label: Label) -> StoredFile:
        """Read a file back: what is really there. Raises ``KeyError``, ``BadFile``."""
        ...

    async def adopt(self, practice_id: str, key: str, max_size: int, label: Label) -> StoredFile:
        """Copy what a client posted to ``key`` to where it cannot reach, and inspect that.

        Raises ``KeyError``, ``FileTooLarge``, ``BadFile``; then there is no copy.
        """
        ...

    async def delete(self, practice_id: str, key: str) -> None: ...

    def keys(self, practice_id: str, after: datetime, before: datetime) -> AsyncIterator[str]:
        """The keys of files whose storing began after one instant (UTC) and before another."""
        ...


@dataclass(frozen=True, slots=True)
class PostForm:
    """A form that a client posts to a file store: its ``fields``, then the file as ``file``. It fills ``key``."""

    url: str
    fields: Mapping[str, str]
    key: str


class DirectStore(Protocol):
    """A file store that clients can exchange files with themselves."""

    async def post_form(self, practice_id: str, label: Label, max_size: int, lifetime: timedelta) -> PostForm:
        """A form that the store takes for ``lifetime``, with a file of the label's type and at most ``max_size``."""
        ...

    async def get_url(self, practice_id: str, key: str, label: Label, lifetime: timedelta) -> str:
        """A URL that gives the file out for ``lifetime``, as an attachment of the label's name and type."""
        ...
