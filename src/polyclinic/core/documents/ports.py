"""What documents need from outside the record: somewhere to keep bytes."""

from collections.abc import AsyncIterator
from typing import Protocol

from polyclinic.core.documents.labels import Label
from polyclinic.core.documents.model import StoredFile


class FileTooLarge(Exception):
    """More bytes came than were allowed; what was stored of them has been removed."""


class Files(Protocol):
    """Keeps files under random keys, a folder per practice."""

    async def put(self, practice_id: str, content: AsyncIterator[bytes], max_size: int, label: Label) -> StoredFile:
        """Store a stream. Raises ``FileTooLarge`` beyond ``max_size`` bytes, and ``BadFile`` if it is not what
        ``label`` says or may not be kept; then nothing is.
        """
        ...

    def read(self, practice_id: str, key: str) -> AsyncIterator[bytes]:
        """The bytes in chunks. Raises ``KeyError`` if this practice holds no such file."""
        ...

    async def delete(self, practice_id: str, key: str) -> None: ...
