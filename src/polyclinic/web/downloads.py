"""Answers that hold a stored file, made so that neither its name nor its type can do harm in a browser."""

import re
from collections.abc import AsyncIterator
from urllib.parse import quote

from polyclinic.core.documents.model import StoredFile
from polyclinic.core.documents.ports import Files
from polyclinic.web.call import Answer

UNKNOWN = "application/octet-stream"
_MEDIA_TYPE = re.compile(r"[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,62}/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,62}")


async def file_answer(files: Files, practice_id: str, file: StoredFile, filename: str, media_type: str) -> Answer:
    """The file as an attachment. Raises ``KeyError``, before anything is sent, if the files port does not hold it."""
    headers = {
        "Content-Disposition": attachment(filename),
        "Content-Length": str(file.size),
        "Content-Security-Policy": "sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    content = await _begun(files.read(practice_id, file.key))
    return Answer(content, headers=headers, media_type=media_type if _MEDIA_TYPE.fullmatch(media_type) else UNKNOWN)


def attachment(filename: str) -> str:
    """Content-Disposition (RFC 6266): a plain name for old clients, and the full one."""
    plain = re.sub(r"[^A-Za-z0-9 ._-]", "_", filename)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"


async def _begun(content: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The same stream, its first chunk already read."""
    first = await anext(content, b"")

    async def whole() -> AsyncIterator[bytes]:
        yield first
        async for chunk in content:
            yield chunk

    return whole()
