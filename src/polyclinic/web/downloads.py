"""Stored files over HTTP: answers that can do no harm in a browser, and links that need no credential."""

import base64
import re
from collections.abc import AsyncIterator, Callable
from typing import Any
from urllib.parse import quote

from polyclinic.core.documents.errors import DownloadRefused
from polyclinic.core.documents.labels import UNKNOWN
from polyclinic.core.documents.model import Document, StoredFile
from polyclinic.core.documents.operations import DownloadLink, follow_link
from polyclinic.core.identity.model import Credential, CredentialKind
from polyclinic.core.shared.context import Actor, Context, Scope
from polyclinic.web.call import Answer, Call, Principal

_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")
_MEDIA_TYPE = re.compile(r"[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,62}/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,62}")


async def file_answer(
    call: Call[Any, Any], practice_id: str, file: StoredFile, filename: str, media_type: str
) -> Answer:
    """The file as an attachment, or the one range of it that is asked for (RFC 9110, range requests).

    Raises ``KeyError``, before anything is sent, if the files port does not hold it.
    """
    etag = f'"{file.sha256}"'
    asked = call.raw.headers.get("range", "") if call.raw.headers.get("if-range", etag) == etag else ""
    span = _span(asked, file.size)
    start, end = span or (0, file.size)
    headers = {
        "Accept-Ranges": "bytes",
        "ETag": etag,
        "Content-Disposition": attachment(filename),
        "Content-Length": str(end - start),
        "Content-Security-Policy": "sandbox; default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    if span:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{file.size}"
        content = await _begun(call.services.files.read(practice_id, file.key, start, end))
    else:
        content = await _begun(call.services.files.read(practice_id, file.key))
    known = media_type if _MEDIA_TYPE.fullmatch(media_type) else UNKNOWN
    return Answer(content, 206 if span else None, headers, known)


def _span(asked: str, size: int) -> tuple[int, int] | None:
    """The bytes that a Range header asks for, the end excluded; None for all: it may be ignored, and several are."""
    found = _RANGE.fullmatch(asked)
    if found is None or not any(found.groups()):
        return None
    first, last = found.groups()
    if not first:
        return (max(0, size - int(last)), size) if int(last) else None
    start, end = int(first), min(int(last) + 1, size) if last else size
    return (start, end) if start < end else None


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


def link_text(practice_id: str, link: DownloadLink) -> str:
    """A download link as one segment of a path."""
    parts = (practice_id, link.document_id, link.actor, str(link.expires), link.signature)
    return base64.urlsafe_b64encode("\n".join(parts).encode()).rstrip(b"=").decode()


def _read_link(text: str) -> tuple[str, DownloadLink]:
    try:
        content = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True).decode()
        practice_id, document_id, actor, expires, signature = content.split("\n")
        return practice_id, DownloadLink(document_id, actor, int(expires), signature)
    except ValueError:
        raise DownloadRefused("this link is not valid", reason="signature") from None


async def opened(call: Call[None], dialect: str, text: str) -> tuple[DownloadLink, Callable[[], Context]]:
    """The link behind ``link_text``, and contexts of its practice for whoever asked for it, who may do nothing else.

    Raises ``DownloadRefused``.
    """
    practice_id, link = _read_link(text)
    practice = await call.services.practices.get(practice_id)
    if practice is None:
        raise DownloadRefused("this link is not valid", reason="signature")
    holder = Credential(
        practice_id=practice.id,
        kind=CredentialKind.ACCESS_TOKEN,
        dialect=dialect,
        subject=link.actor,
        created_at=call.services.clock.now(),
    )
    principal = Principal(Actor(link.actor, frozenset()), practice, Scope(), holder)
    return link, lambda: call.open_context(principal)


async def followed(call: Call[None], dialect: str, text: str) -> tuple[str, Document, StoredFile]:
    """The practice, document and file that ``link_text`` leads to, recorded as read by whoever asked for the link.

    Raises ``DownloadRefused``, ``NotFound``, ``NotUploaded``.
    """
    link, open_context = await opened(call, dialect, text)
    ctx = open_context()
    document, file = await follow_link(ctx, link)
    await ctx.commit()
    return ctx.tenant.id, document, file
