"""Files come back as they were stored, to their practice only, and never larger than allowed."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from polyclinic.adapters.files.store import StoredFiles, open_files
from polyclinic.core.documents.errors import BadFile
from polyclinic.core.documents.labels import Label
from polyclinic.core.documents.ports import Files, FileTooLarge

BIG = 12 * 1024 * 1024
LABEL = Label("file")


@pytest.fixture
def files(tmp_path: Path) -> StoredFiles:
    return open_files(str(tmp_path / "files"))


async def chunks(content: bytes, size: int = 64 * 1024) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


async def read(files: Files, practice_id: str, key: str) -> bytes:
    return b"".join([chunk async for chunk in files.read(practice_id, key)])


def left(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("size", [1, 100_000, BIG])
async def test_bytes_come_back(files: StoredFiles, size: int) -> None:
    content = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    stored = await files.put("practice", chunks(content), BIG, LABEL)
    assert (stored.size, stored.sha256) == (size, hashlib.sha256(content).hexdigest())
    assert await read(files, "practice", stored.key) == content
    assert len({stored.key, (await files.put("practice", chunks(content), BIG, LABEL)).key}) == 2


@pytest.mark.parametrize("size", [11, BIG])
async def test_too_much_is_refused_and_removed(files: StoredFiles, tmp_path: Path, size: int) -> None:
    with pytest.raises(FileTooLarge):
        await files.put("practice", chunks(b"x" * size), size - 1, LABEL)
    assert left(tmp_path) == []


@pytest.mark.parametrize("content", [b"", b"#!/bin/sh\n", b"plain text" * 10_000])
async def test_what_its_label_does_not_fit_is_never_stored(files: StoredFiles, tmp_path: Path, content: bytes) -> None:
    with pytest.raises(BadFile):
        await files.put("practice", chunks(content, size=3), BIG, Label("scan.pdf", "application/pdf"))
    assert left(tmp_path) == []


async def test_a_type_that_nobody_says_is_found(files: StoredFiles) -> None:
    stored = await files.put("practice", chunks(b"%PDF-1.7\n" + b"\0" * 100_000, size=3), BIG, LABEL)
    assert stored.media_type == "application/pdf"


async def test_a_broken_upload_leaves_nothing(files: StoredFiles, tmp_path: Path) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield b"x" * BIG
        raise ConnectionResetError

    async def slow() -> AsyncIterator[bytes]:
        yield b"x" * BIG
        await asyncio.sleep(60)

    with pytest.raises(ConnectionResetError):
        await files.put("practice", broken(), 2 * BIG, LABEL)
    upload = asyncio.create_task(files.put("practice", slow(), 2 * BIG, LABEL))
    await asyncio.sleep(0.2)
    upload.cancel()
    with pytest.raises(asyncio.CancelledError):
        await upload
    assert left(tmp_path) == []


async def test_a_file_belongs_to_its_practice(files: StoredFiles, tmp_path: Path) -> None:
    stored = await files.put("practice", chunks(b"mine"), 10, LABEL)
    (tmp_path / "outside").write_bytes(b"secret")
    for practice_id, key in (
        ("other", stored.key),
        ("", stored.key),
        ("practice", "0" * 32),
        ("practice", "../outside"),
        ("practice", ""),
        ("practice/../practice", stored.key),
        ("..", "outside"),
    ):
        with pytest.raises(KeyError):
            await read(files, practice_id, key)
        await files.delete(practice_id, key)
    assert await read(files, "practice", stored.key) == b"mine"
    odd = await files.put("../odd id", chunks(b"odd"), 10, LABEL)
    assert await read(files, "../odd id", odd.key) == b"odd"
    assert all(path.is_relative_to(tmp_path / "files") for path in left(tmp_path) if path.name != "outside")
    await files.delete("practice", stored.key)
    await files.delete("practice", stored.key)
    with pytest.raises(KeyError):
        await read(files, "practice", stored.key)


async def test_an_object_store_by_its_url() -> None:
    files = open_files("memory:///")
    stored = await files.put("practice", chunks(b"bytes"), 10, LABEL)
    assert await read(files, "practice", stored.key) == b"bytes"
