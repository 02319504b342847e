"""``polyclinic backup`` and ``polyclinic restore``: the record and its files in one archive."""

import asyncio
import json
import os
import zipfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from polyclinic.cli.options import ConfigFile, fail
from polyclinic.cli.runtime import checked_settings
from polyclinic.server.settings import Settings

if TYPE_CHECKING:
    from polyclinic.adapters.files.store import StoredFiles

_MANIFEST = "manifest.json"
_FILES = "files/"
_CHUNK = 1 << 20

Archive = Annotated[Path, typer.Argument(help="A ZIP archive.", show_default=False)]


def backup(archive: Archive, *, config: ConfigFile = None) -> None:
    """Copy the record as it stands now, and its files, while the server runs.

    On PostgreSQL run it as the database's owner. The archive holds patients' data: files as they are, and the database
    with what is encrypted in it; only its owner may read it. Without the master keys it cannot be used.
    """
    from polyclinic.core.shared.errors import Unavailable

    settings = checked_settings(config)
    if archive.exists():
        fail(f"{archive} exists already")
    partial = archive.with_name(f".{archive.name}.partial")
    try:
        descriptor = os.open(partial, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            count = asyncio.run(_save(settings, file))
            file.flush()
            os.fsync(file.fileno())
        partial.replace(archive)
    except (Unavailable, ValueError) as error:
        fail(str(error))
    except OSError as error:
        fail(f"{archive} cannot be written: {error.strerror or error}")
    finally:
        partial.unlink(missing_ok=True)
    typer.echo(f"Saved the record and {count} files to {archive}.")


def restore(archive: Archive, *, config: ConfigFile = None) -> None:
    """Put a backup into an empty database of the same kind, and its files where the settings say.

    The server has to have the master keys that it had. On PostgreSQL run it as the database's owner.
    """
    from polyclinic.adapters.db.backup import NotRestored
    from polyclinic.core.shared.errors import Unavailable

    settings = checked_settings(config)
    try:
        with zipfile.ZipFile(archive) as saved:
            count = asyncio.run(_restore(settings, saved))
    except (NotRestored, Unavailable, ValueError) as error:
        fail(str(error))
    except (zipfile.BadZipFile, KeyError):
        fail(f"{archive} is no whole backup")
    except OSError as error:
        fail(f"{archive} cannot be restored: {error.strerror or error}")
    typer.echo(f"Restored the record and {count} files. Check it with: polyclinic audit verify")


def _files(settings: Settings) -> "StoredFiles":
    from polyclinic.adapters.files.store import open_files
    from polyclinic.server.runtime import file_access

    return open_files(settings.files, file_access(settings))


async def _save(settings: Settings, file: IO[bytes]) -> int:
    """The database first: files that it names are there before and stay."""
    from polyclinic.adapters.db.backup import save_database
    from polyclinic.core.shared.clock import SystemClock

    now = SystemClock().now()
    with zipfile.ZipFile(file, "w", compression=zipfile.ZIP_DEFLATED, compresslevel=1) as archive:

        @contextmanager
        def entry(name: str) -> Iterator[IO[bytes]]:
            with archive.open(name, "w", force_zip64=True) as opened:
                yield opened

        notes = await save_database(settings.database_url.get_secret_value(), entry)
        files = _files(settings)
        count = 0
        async for path in files.paths():
            count += await _save_file(files, path, archive, now)
        notes |= {"files": count, "made_at": now.isoformat(timespec="seconds")}
        archive.writestr(_MANIFEST, json.dumps(notes))
    return count


async def _save_file(files: "StoredFiles", path: str, archive: zipfile.ZipFile, now: datetime) -> bool:
    """Whether the file was still there: the remains of uploads that nobody finished are swept at any time."""
    content = files.fetch(path)
    try:
        chunk = await anext(content, b"")
    except FileNotFoundError:
        return False
    entry = zipfile.ZipInfo(f"{_FILES}{path}", now.timetuple()[:6])
    with archive.open(entry, "w", force_zip64=True) as opened:
        opened.write(chunk)
        async for chunk in content:
            opened.write(chunk)
    return True


async def _restore(settings: Settings, archive: zipfile.ZipFile) -> int:
    """The database last: with it the backup counts as restored."""
    from polyclinic.adapters.db.backup import restore_database

    notes = json.loads(archive.read(_MANIFEST))
    files = _files(settings)
    names = [name for name in archive.namelist() if name.startswith(_FILES)]
    for name in names:
        await files.put_back(name.removeprefix(_FILES), _content(archive, name))
    await restore_database(settings.database_url.get_secret_value(), notes, archive.open)
    return len(names)


async def _content(archive: zipfile.ZipFile, name: str) -> AsyncIterator[bytes]:
    with archive.open(name) as opened:
        while chunk := opened.read(_CHUNK):
            yield chunk
