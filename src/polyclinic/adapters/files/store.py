"""The port ``Files`` over obstore: a folder on this machine, or any object store that obstore speaks to."""

import asyncio
import hashlib
import re
import secrets
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import obstore
from obstore.store import LocalStore, ObjectStore, from_url

from polyclinic.core.documents.labels import HEAD, Label
from polyclinic.core.documents.model import StoredFile
from polyclinic.core.documents.ports import FileTooLarge

CHUNK = 256 * 1024
BUFFER = 5 * 1024 * 1024

_KEY = re.compile(r"[0-9a-f]{32}")
_FOLDER = re.compile(r"[A-Za-z0-9_-]{1,64}")


def open_files(place: str) -> "StoredFiles":
    """Files in a folder (made if missing, readable by its owner only) or at a URL such as ``s3://bucket/prefix``.

    Credentials of an object store come from the environment, as its own tools take them.
    """
    if "://" in place:
        return StoredFiles(from_url(place))
    folder = Path(place).absolute()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return StoredFiles(LocalStore(folder))


class StoredFiles:
    """Files under random keys, a folder per practice."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    async def put(self, practice_id: str, content: AsyncIterator[bytes], max_size: int, label: Label) -> StoredFile:
        """Store a stream. Raises ``FileTooLarge`` beyond ``max_size`` bytes, ``BadFile``; then nothing is kept."""
        head, first = await _head(content)
        media_type = label.settle(head)
        key = secrets.token_hex(16)
        path = _path(practice_id, key)
        size = 0
        digest = hashlib.sha256()
        try:
            async with obstore.open_writer_async(self._store, path, buffer_size=BUFFER) as writer:
                async for chunk in _chain(first, content):
                    size += len(chunk)
                    if size > max_size:
                        raise FileTooLarge(f"more than {max_size} bytes")
                    digest.update(chunk)
                    await writer.write(chunk)
        except BaseException:
            # The writer gives up by itself; should it have finished just before, this takes the file away again.
            await asyncio.shield(self._remove(path))
            raise
        return StoredFile(key, size, digest.hexdigest(), media_type)

    async def read(self, practice_id: str, key: str) -> AsyncIterator[bytes]:
        """The bytes in chunks. Raises ``KeyError`` if this practice holds no such file."""
        if not _KEY.fullmatch(key):
            raise KeyError(key)
        try:
            found = await self._store.get_async(_path(practice_id, key))
        except FileNotFoundError:
            raise KeyError(key) from None
        async for chunk in found.stream(min_chunk_size=CHUNK):
            yield bytes(chunk)

    async def delete(self, practice_id: str, key: str) -> None:
        """Remove a file; one that is not there is no error."""
        if _KEY.fullmatch(key):
            await self._remove(_path(practice_id, key))

    async def _remove(self, path: str) -> None:
        try:
            await self._store.delete_async(path)
        except FileNotFoundError:
            pass


def _path(practice_id: str, key: str) -> str:
    """A practice's folder bears its id, or a digest of an id that is no plain name."""
    folder = practice_id if _FOLDER.fullmatch(practice_id) else hashlib.sha256(practice_id.encode()).hexdigest()
    return f"{folder}/{key}"


async def _head(content: AsyncIterator[bytes]) -> tuple[bytes, list[bytes]]:
    """The first ``HEAD`` bytes of a stream, or all of a shorter one; and the chunks read for them."""
    read: list[bytes] = []
    size = 0
    async for chunk in content:
        read.append(chunk)
        size += len(chunk)
        if size >= HEAD:
            break
    return b"".join(read)[:HEAD], read


async def _chain(first: Iterable[bytes], rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    for chunk in first:
        yield chunk
    async for chunk in rest:
        yield chunk
