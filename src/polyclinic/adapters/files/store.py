"""The port ``Files`` over obstore: a folder on this machine, or any object store that obstore speaks to."""

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, from_url

from polyclinic.core.documents.labels import HEAD, Label
from polyclinic.core.documents.model import StoredFile
from polyclinic.core.documents.ports import FileTooLarge
from polyclinic.core.shared.errors import Unavailable
from polyclinic.core.shared.ids import lowest_id_at, new_id

CHUNK = 64 * 1024
PIECE = 256 * 1024  # what goes to a thread at once to be written into a folder
PART = 5 * 1024 * 1024  # the least that S3 takes as one part of several

_KEY = re.compile(r"[0-9a-f]{32}")
_FOLDER = re.compile(r"[A-Za-z0-9_-]{1,64}")
_PATH = re.compile(rf"{_FOLDER.pattern}/{_KEY.pattern}")
_PROBE = b"polyclinic doctor"


@dataclass(frozen=True, slots=True)
class Access:
    """How an S3-compatible store is reached; what is empty comes from the environment, as AWS's own tools take it."""

    endpoint: str = ""
    region: str = ""
    key_id: str = ""
    secret: str = field(default="", repr=False)


_FROM_ENVIRONMENT = Access()


def open_files(place: str, access: Access = _FROM_ENVIRONMENT) -> "StoredFiles":
    """Files in a folder (made if missing, readable by its owner only) or at a URL such as ``s3://bucket/prefix``."""
    if place.startswith("s3://"):
        return StoredFiles(from_url(place, **_s3_options(access)))
    if "://" in place:
        return StoredFiles(from_url(place))
    folder = Path(place).absolute()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return StoredFiles(LocalStore(folder), folder)


def _s3_options(access: Access) -> dict[str, Any]:
    given = {
        "endpoint": access.endpoint,
        "region": access.region,
        "access_key_id": access.key_id,
        "secret_access_key": access.secret,
    }
    options: dict[str, Any] = {name: value for name, value in given.items() if value}
    options["client_options"] = {
        "allow_http": access.endpoint.startswith("http://"),
        "connect_timeout": timedelta(seconds=5),
        "read_timeout": timedelta(seconds=20),
        "timeout": timedelta(hours=1),  # of a whole transfer, as slow as its client may be
    }
    options["retry_config"] = {"max_retries": 3, "backoff": {"max_backoff": timedelta(seconds=1)}}
    return options


@contextmanager
def _reached() -> Iterator[None]:
    """Raise ``Unavailable`` for whatever the store's library raises, but that there is no such file."""
    try:
        yield
    except FileNotFoundError:
        raise
    except (BaseError, OSError) as error:
        raise Unavailable("the file store is away") from error


class StoredFiles:
    """Files under keys that begin with the time they were made, a folder per practice."""

    def __init__(self, store: ObjectStore, folder: Path | None = None) -> None:
        self._store = store
        self._folder = folder

    async def put(self, practice_id: str, content: AsyncIterator[bytes], max_size: int, label: Label) -> StoredFile:
        """Store a stream. Raises ``FileTooLarge`` beyond ``max_size`` bytes, ``BadFile``; then nothing is kept."""
        head, first = await _head(content)
        media_type = label.settle(head)
        key = new_key()
        path = path_of(practice_id, key)
        size = 0
        digest = hashlib.sha256()
        try:
            async with self._writer(path) as writer:
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

    async def read(self, practice_id: str, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """The bytes of a range in chunks. Raises ``KeyError`` if this practice holds no such file."""
        if not _KEY.fullmatch(key):
            raise KeyError(key)
        path = path_of(practice_id, key)
        options: Any = {}
        if end is not None:
            options = {"range": (start, end)}
        elif start:
            options = {"range": {"offset": start}}
        with _reached():
            try:
                found = await self._store.get_async(path, options=options)
            except FileNotFoundError:
                raise KeyError(key) from None
            async for chunk in found.stream(min_chunk_size=CHUNK):
                yield bytes(chunk)

    async def inspect(self, practice_id: str, key: str, label: Label) -> StoredFile:
        """Read a file back: what is really there. Raises ``KeyError``, ``BadFile``."""
        content = self.read(practice_id, key)
        head, first = await _head(content)
        media_type = label.settle(head)
        size, digest = 0, hashlib.sha256()
        async for chunk in _chain(first, content):
            size += len(chunk)
            digest.update(chunk)
        return StoredFile(key, size, digest.hexdigest(), media_type)

    async def adopt(self, practice_id: str, key: str, max_size: int, label: Label) -> StoredFile:
        """Copy a posted file and inspect the copy. Raises ``KeyError``, ``FileTooLarge``, ``BadFile``."""
        if not _KEY.fullmatch(key):
            raise KeyError(key)
        adopted = new_key()
        copy = path_of(practice_id, adopted)
        with _reached():
            try:
                await self._store.copy_async(path_of(practice_id, key), copy)
            except FileNotFoundError:
                raise KeyError(key) from None
        try:
            with _reached():
                held = await self._store.head_async(copy)
            if held["size"] > max_size:
                raise FileTooLarge(f"more than {max_size} bytes")
            return await self.inspect(practice_id, adopted, label)
        except BaseException:
            await asyncio.shield(self._remove(copy))
            raise

    async def delete(self, practice_id: str, key: str) -> None:
        """Remove a file; one that is not there is no error."""
        if _KEY.fullmatch(key):
            await self._remove(path_of(practice_id, key))

    async def keys(self, practice_id: str, after: datetime, before: datetime) -> AsyncIterator[str]:
        """The keys of files whose storing began after one instant (UTC) and before another."""
        first, last = _key(lowest_id_at(after)), _key(lowest_id_at(before))
        folder = path_of(practice_id, "")
        async for found in obstore.list(self._store, folder, offset=f"{folder}{first}"):
            for each in found:
                key = each["path"].rpartition("/")[2]
                if _KEY.fullmatch(key) and first <= key < last:
                    yield key

    async def paths(self) -> AsyncIterator[str]:
        """Where every practice's files are, to be fetched or put back there."""
        async for found in obstore.list(self._store):
            for each in found:
                if _PATH.fullmatch(each["path"]):
                    yield each["path"]

    async def fetch(self, path: str) -> AsyncIterator[bytes]:
        """The bytes at one of ``paths``. Raises ``FileNotFoundError``."""
        async for chunk in (await self._store.get_async(path)).stream(min_chunk_size=CHUNK):
            yield bytes(chunk)

    async def put_back(self, path: str, content: AsyncIterator[bytes]) -> None:
        """Write what was fetched. Raises ``ValueError`` if ``path`` is none of a file."""
        if not _PATH.fullmatch(path):
            raise ValueError(path)
        async with self._writer(path) as writer:
            async for chunk in content:
                await writer.write(chunk)

    async def remove_partial(self, before: datetime) -> None:
        """Remove what a process that was killed left of files it was writing in a folder before an instant (UTC).

        Object stores are told to do so themselves, by a rule for incomplete multipart uploads.
        """
        if self._folder is not None:
            await asyncio.to_thread(_remove_partial, self._folder, before)

    async def check(self) -> None:
        """Write, read and remove a small file. Raises whatever is wrong."""
        path = f"doctor/{new_key()}"
        await self._store.put_async(path, _PROBE)
        try:
            read = await (await self._store.get_async(path)).bytes_async()
        finally:
            await self._store.delete_async(path)
        if bytes(read) != _PROBE:
            raise OSError("what was read is not what was written")

    def _writer(self, path: str) -> "_Writer":
        size = PIECE if self._folder else PART
        return _Writer(obstore.open_writer_async(self._store, path, buffer_size=size, max_concurrency=1))

    async def _remove(self, path: str) -> None:
        with _reached(), suppress(FileNotFoundError):
            await self._store.delete_async(path)


class _Writer:
    """obstore's writer; its failures are ``Unavailable``, those of what is written pass as they are."""

    def __init__(self, writer: "obstore.AsyncWritableFile") -> None:
        self._writer = writer

    async def __aenter__(self) -> "_Writer":
        with _reached():
            await self._writer.__aenter__()
        return self

    async def write(self, chunk: bytes) -> None:
        with _reached():
            await self._writer.write(chunk)

    async def __aexit__(self, *raised: Any) -> None:
        with _reached():
            await self._writer.__aexit__(*raised)


def new_key() -> str:
    """A key that sorts by the time it was made and that nobody can guess."""
    return _key(new_id())


def path_of(practice_id: str, key: str) -> str:
    """A practice's folder bears its id, or a digest of an id that is no plain name."""
    folder = practice_id if _FOLDER.fullmatch(practice_id) else hashlib.sha256(practice_id.encode()).hexdigest()
    return f"{folder}/{key}"


def _key(id: str) -> str:
    return id.replace("-", "")


def _remove_partial(folder: Path, before: datetime) -> None:
    for path in folder.glob("*/*#*"):  # what obstore calls a file until it is complete
        if path.stat().st_mtime < before.timestamp():
            path.unlink(missing_ok=True)


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
