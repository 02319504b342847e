"""Files come back as they were stored, to their practice only, and never larger than allowed."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from polyclinic.adapters.files.store import StoredFiles, open_files
from polyclinic.core.documents.ports import Files, FileTooLarge

BIG = 12 * 1024 * 1024


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


@pytest.mark.parametrize("size", [0, 1, 100_000, BIG])
async def test_bytes_come_back(files: StoredFiles, size: int) -> None:
    content = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    stored = await files.put("practice", chunks(content), BIG)
    assert (stored.size, stored.sha256) == (size, hashlib.sha256(content).hexdigest())
    assert await read(files, "practice", stored.key) == content
    assert len({stored.key, (await files.put("practice", chunks(content), BIG)).key}) == 2


@pytest.mark.parametrize("size", [11, BIG])
async def test_too_much_is_refused_and_removed(files: StoredFiles, tmp_path: Path, size: int) -> None:
    with pytest.raises(FileTooLarge):
        await files.put("practice", chunks(b"x" * size), size - 1)
    assert left(tmp_path) == []


async def test_a_broken_upload_leaves_nothing(files: StoredFiles, tmp_path: Path) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield b"x" * BIG
        raise ConnectionResetError

    async def slow() -> AsyncIterator[bytes]:
        yield b"x" * BIG
        await asyncio.sleep(60)

    with pytest.raises(ConnectionResetError):
        await files.put("practice", broken(), 2 * BIG)
    upload = asyncio.create_task(files.put("practice", slow(), 2 * BIG))
    await asyncio.sleep(0.2)
    upload.cancel()
    with pytest.raises(asyncio.CancelledError):
        await upload
    assert left(tmp_path) == []


async def test_a_file_belongs_to_its_practice(files: StoredFiles, tmp_path: Path) -> None:
    stored = await files.put("practice", chunks(b"mine"), 10)
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
    odd = await files.put("../odd id", chunks(b"odd"), 10)
    assert await read(files, "../odd id", odd.key) == b"odd"
    assert all(path.is_relative_to(tmp_path / "files") for path in left(tmp_path) if path.name != "outside")
    await files.delete("practice", stored.key)
    await files.delete("practice", stored.key)
    with pytest.raises(KeyError):
        await read(files, "practice", stored.key)


async def test_an_object_store_by_its_url() -> None:
    files = open_files("memory:///")
    stored = await files.put("practice", chunks(b"bytes"), 10)
    assert await read(files, "practice", stored.key) == b"bytes"
