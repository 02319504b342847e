"""Uploads that are promised before they come: once, for a while, held to what was announced; and those that end midway.

The promise is in the document's own row, so that of two uploads at a time one is taken. Its bytes go through this
server, in a form whose every field is signed, or to the file store itself, by a form of the store's.
"""

import hashlib
import hmac
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from polyclinic.core.documents import policy
from polyclinic.core.documents.errors import BadFile, NotUploaded, UploadRefused
from polyclinic.core.documents.labels import Label
from polyclinic.core.documents.model import DOCUMENT, Document, StoredFile, Upload, UploadState
from polyclinic.core.documents.operations import UPLOAD_LIFETIME, add, filled
from polyclinic.core.documents.ports import DirectStore, Files, FileTooLarge, PostForm
from polyclinic.core.identity import applications
from polyclinic.core.shared.changes import Event
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import NotFound, Problem
from polyclinic.core.shared.queries import Between, Has, Is, Query
from polyclinic.core.shared.refusals import refusals_of, refuses

KEPT_UNFINISHED = timedelta(hours=24)
"""How long what an upload left halfway stays: longer than any request takes."""

SWEPT_BACK = timedelta(days=7)
"""How far back bytes that nothing refers to are looked for."""

_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Announced:
    """What is known of a file before it comes: at most ``max_size`` bytes; None and "" leave size and SHA-256 open."""

    max_size: int
    size: int | None = None
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a form carries so that it fills one document without a credential; ``signature`` vouches for the rest.

    ``token`` is random and serves once; ``expires`` is system time in epoch seconds; ``size`` None is any up to
    ``max_size`` bytes.
    """

    document_id: str
    token: str
    media_type: str
    max_size: int
    size: int | None
    sha256: str
    expires: int
    signature: str = ""


@refuses(*refusals_of(add))
async def promise_upload(ctx: Context, draft: Document, announced: Announced) -> tuple[Document, Ticket]:
    """File a document whose bytes come to this server later, and the ticket to send them with."""
    token = secrets.token_urlsafe(32)
    document = await _promise(ctx, draft, announced, token_hash=_hash(token))
    ticket = Ticket(
        document_id=document.id,
        token=token,
        media_type=document.content_type,
        max_size=announced.max_size,
        size=announced.size,
        sha256=announced.sha256,
        expires=int(_expiry(ctx).timestamp()),
    )
    return document, replace(ticket, signature=_signature(ctx, ticket))


@refuses(*refusals_of(add))
async def promise_post(
    ctx: Context, store: DirectStore, draft: Document, announced: Announced
) -> tuple[Document, PostForm]:
    """File a document whose bytes go to the file store itself, and the form to send them there with."""
    label = Label(draft.filename, draft.content_type)
    form = await store.post_form(ctx.tenant.id, label, announced.size or announced.max_size, UPLOAD_LIFETIME)
    return await _promise(ctx, draft, announced, key=form.key), form


async def _promise(
    ctx: Context, draft: Document, announced: Announced, *, token_hash: str = "", key: str = ""
) -> Document:
    upload = Upload(
        token_hash=token_hash,
        expires_at=_expiry(ctx),
        max_size=announced.max_size,
        key=key,
        size=announced.size,
        sha256=announced.sha256,
    )
    return await add(ctx, replace(draft, state=UploadState.AWAITING, upload=upload))


def _expiry(ctx: Context) -> datetime:
    return ctx.system_clock.now() + UPLOAD_LIFETIME


@refuses(UploadRefused)
async def check_ticket(ctx: Context, ticket: Ticket) -> None:
    """Refuse a ticket of which anything was changed. The ticket is the only authority."""
    if not hmac.compare_digest(_signature(ctx, ticket).encode(), ticket.signature.encode()):
        raise UploadRefused("this upload is not allowed")


@refuses(UploadRefused)
async def check_upload(ctx: Context, ticket: Ticket) -> Document:
    """The document that a ticket may fill now."""
    await check_ticket(ctx, ticket)
    document = await ctx.get(DOCUMENT, ticket.document_id)
    upload = document.upload if document and document.active else None
    good = upload is not None and hmac.compare_digest(upload.token_hash, _hash(ticket.token))
    if document is None or upload is None or not good or upload.expires_at <= ctx.system_clock.now():
        raise UploadRefused("this upload is not allowed")
    return document


@refuses(UploadRefused, BadFile)
async def receive_upload(ctx: Context, ticket: Ticket, file: StoredFile) -> Document:
    """Attach the bytes that came with a ticket, which is used up."""
    document = await check_upload(ctx, ticket)
    _refuse_another(file, ticket.size, ticket.sha256)
    received = await ctx.put(DOCUMENT, replace(filled(document, file), state=UploadState.RECEIVED))
    ctx.tell(Event("document.received", DOCUMENT.name, document.id))
    return received


@refuses(NotFound, NotUploaded, BadFile)
async def confirm_upload(ctx: Context, files: Files, document_id: str) -> Document:
    """Read a document's bytes back from the file store and make it ready; again is no change.

    Refused before the bytes came, and if they are not those that were announced or received.
    """
    ctx.require(policy.WRITE)
    document = await ctx.need(DOCUMENT, document_id)
    if document.state is UploadState.READY:
        return document
    label = Label(document.filename, document.content_type)
    try:
        if document.file is not None and document.state is UploadState.RECEIVED:
            file = await files.inspect(ctx.tenant.id, document.file.key, label)
            _refuse_another(file, document.file.size, document.file.sha256)
        else:
            file = await _adopt(ctx, files, document.upload, label)
    except KeyError:
        raise NotUploaded("the file has not been uploaded") from None
    ready = await ctx.put(DOCUMENT, filled(document, file))
    ctx.tell(Event("document.ready", DOCUMENT.name, document.id))
    return ready


async def _adopt(ctx: Context, files: Files, upload: Upload | None, label: Label) -> StoredFile:
    """A copy of what was posted to the store, which a second post cannot reach. Raises ``KeyError``, ``BadFile``."""
    if upload is None or not upload.key:
        raise NotUploaded("the file has not been uploaded")
    try:
        file = await files.adopt(ctx.tenant.id, upload.key, upload.max_size, label)
    except FileTooLarge:
        raise BadFile([Problem(("file",), "file_too_large", "the file is too large")]) from None
    try:
        _refuse_another(file, upload.size, upload.sha256)
    except BadFile:
        await files.delete(ctx.tenant.id, file.key)
        raise
    return file


def _refuse_another(file: StoredFile, size: int | None, sha256: str) -> None:
    same_size = size is None or size == file.size
    if not same_size or (sha256 and not hmac.compare_digest(sha256, file.sha256)):
        raise BadFile([Problem(("file",), "file_differs", "the file is not the one that was announced")])


# -- what ends midway --------------------------------------------------------------------------------------------------


@refuses()
async def retire_unfinished(ctx: Context) -> int:
    """Take documents whose upload was promised but not confirmed in time out of the record; how many there were."""
    ctx.require(policy.WRITE)
    before = ctx.system_clock.now() - KEPT_UNFINISHED
    late = Query(DOCUMENT, (Is("pending", "upload"), Between("updated_at", None, before)), limit=_AT_ONCE)
    found = (await ctx.find(late)).items
    for document in found:
        await ctx.put(DOCUMENT, replace(document, active=False, file=None, upload=None, state=UploadState.AWAITING))
        ctx.tell(Event("document.deleted", DOCUMENT.name, document.id))
    return len(found)


@refuses()
async def remove_orphans(ctx: Context, files: Files) -> int:
    """Remove stored bytes that no document refers to, now or in its history, and no application as its logo; how many
    files there were."""
    ctx.require(policy.WRITE)
    before = ctx.system_clock.now() - KEPT_UNFINISHED
    removed = 0
    logos = await applications.logo_keys(ctx)
    async for keys in _batches(files.keys(ctx.tenant.id, before - SWEPT_BACK, before)):
        page = await ctx.find(Query(DOCUMENT, (Has("file", tuple(keys)),), limit=2 * _AT_ONCE, active=None))
        held = {key for document in page.items for key in document.file_keys}
        for key in keys - held - logos:
            await files.delete(ctx.tenant.id, key)
            removed += 1
    return removed


async def _batches(keys: AsyncIterator[str]) -> AsyncIterator[set[str]]:
    batch: set[str] = set()
    async for key in keys:
        batch.add(key)
        if len(batch) == _AT_ONCE:
            yield batch
            batch = set()
    if batch:
        yield batch


def _signature(ctx: Context, ticket: Ticket) -> str:
    signed = "\n".join(
        (
            "document-upload-form",
            ticket.document_id,
            ticket.token,
            ticket.media_type,
            str(ticket.max_size),
            str(ticket.size),
            ticket.sha256,
            str(ticket.expires),
        )
    )
    return ctx.vault.fingerprint(ctx.tenant.id, signed).digest


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
