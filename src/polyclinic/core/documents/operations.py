"""The verbs of documents. Bytes are staged in the files port first; the change then refers to them."""

import hashlib
import hmac
import secrets
from dataclasses import replace
from datetime import timedelta

from polyclinic.core.documents import policy
from polyclinic.core.documents.errors import NotUploaded, UploadRefused
from polyclinic.core.documents.model import (
    DOCUMENT,
    DOCUMENT_CLASS,
    Document,
    DocumentClass,
    StoredFile,
    Upload,
    UploadState,
)
from polyclinic.core.patients.model import PATIENT
from polyclinic.core.practitioners.model import PRACTITIONER
from polyclinic.core.shared.changes import Event
from polyclinic.core.shared.context import Context, Edit
from polyclinic.core.shared.errors import NotFound
from polyclinic.core.shared.queries import Page, Query

UPLOAD_LIFETIME = timedelta(minutes=15)


async def read(ctx: Context, document_id: str) -> Document:
    """A live document by id. Raises ``NotFound``."""
    ctx.require(policy.READ)
    return await ctx.need(DOCUMENT, document_id)


async def read_number(ctx: Context, number: int) -> Document:
    """A live document by the practice-wide number. Raises ``NotFound``."""
    ctx.require(policy.READ)
    document = await ctx.get_by_number(DOCUMENT, number)
    if document is None or not document.active:
        raise NotFound(DOCUMENT.name, str(number))
    return document


async def search(ctx: Context, query: Query[Document]) -> Page[Document]:
    """A page of documents."""
    ctx.require(policy.READ)
    return await ctx.find(query)


async def add(ctx: Context, draft: Document, file: StoredFile | None = None) -> Document:
    """File a document, with its bytes if they are already stored. Raises ``UnknownReference``."""
    ctx.require(policy.WRITE)
    await _check_references(ctx, draft, None)
    state = UploadState.READY if file else draft.state
    document = await ctx.put(DOCUMENT, replace(draft, file=file or draft.file, state=state))
    ctx.tell(Event("document.added", DOCUMENT.name, document.id))
    return document


async def promise_upload(ctx: Context, draft: Document, max_size: int) -> tuple[Document, str]:
    """File a document whose bytes come later, and the one-time token to send them with."""
    token = secrets.token_urlsafe(32)
    upload = Upload(_hash(token), ctx.system_clock.now() + UPLOAD_LIFETIME, max_size)
    return await add(ctx, replace(draft, state=UploadState.AWAITING, upload=upload)), token


async def check_upload(ctx: Context, document_id: str, token: str) -> Document:
    """The document that ``token`` may fill now. The token is the only authority; raises ``UploadRefused``."""
    document = await ctx.get(DOCUMENT, document_id)
    upload = document.upload if document and document.active else None
    good = upload is not None and hmac.compare_digest(upload.token_hash, _hash(token))
    if document is None or upload is None or not good or upload.expires_at <= ctx.system_clock.now():
        raise UploadRefused("this upload is not allowed")
    return document


async def receive_upload(ctx: Context, document_id: str, token: str, file: StoredFile) -> Document:
    """Attach the bytes that came with ``token``, which is used up. Raises ``UploadRefused``."""
    document = await check_upload(ctx, document_id, token)
    return await ctx.put(DOCUMENT, replace(document, file=file, state=UploadState.RECEIVED, upload=None))


async def confirm_upload(ctx: Context, document_id: str) -> Document:
    """Make a received document ready; again is no change. Raises ``NotUploaded`` before the bytes came."""
    ctx.require(policy.WRITE)
    document = await ctx.need(DOCUMENT, document_id)
    if document.state is UploadState.AWAITING:
        raise NotUploaded("the file has not been uploaded")
    if document.state is UploadState.READY:
        return document
    document = await ctx.put(DOCUMENT, replace(document, state=UploadState.READY))
    ctx.tell(Event("document.ready", DOCUMENT.name, document.id))
    return document


async def file_of(ctx: Context, document_id: str) -> tuple[Document, StoredFile]:
    """A document with its bytes' whereabouts. Raises ``NotUploaded`` until it is ready."""
    document = await read(ctx, document_id)
    if document.file is None or document.state is not UploadState.READY:
        raise NotUploaded("the file has not been uploaded")
    return document, document.file


async def update(ctx: Context, document_id: str, edit: Edit[Document], file: StoredFile | None = None) -> Document:
    """Change a document by a pure function, and its bytes if ``file`` is given."""
    ctx.require(policy.WRITE)
    before = await ctx.need(DOCUMENT, document_id)
    after = edit(before)
    await _check_references(ctx, after, before)
    if file is not None:
        after = replace(after, file=file, state=UploadState.READY, upload=None)
    document = await ctx.put(DOCUMENT, after)
    ctx.tell(Event("document.updated", DOCUMENT.name, document.id))
    return document


async def delete(ctx: Context, document_id: str) -> Document:
    """Take a document out of the record's lists; its bytes and history stay."""
    ctx.require(policy.WRITE)
    document = await ctx.put(DOCUMENT, replace(await ctx.need(DOCUMENT, document_id), active=False, upload=None))
    ctx.tell(Event("document.deleted", DOCUMENT.name, document.id))
    return document


async def search_classes(ctx: Context, query: Query[DocumentClass]) -> Page[DocumentClass]:
    """A page of document classes."""
    ctx.require(policy.READ)
    return await ctx.find(query)


async def read_class(ctx: Context, class_id: str) -> DocumentClass:
    """A live document class. Raises ``NotFound``."""
    ctx.require(policy.READ)
    return await ctx.need(DOCUMENT_CLASS, class_id)


async def put_class(ctx: Context, document_class: DocumentClass) -> DocumentClass:
    """Add a document class, change one, or (``active`` false) retire one."""
    ctx.require(policy.WRITE)
    return await ctx.put(DOCUMENT_CLASS, document_class)


async def _check_references(ctx: Context, after: Document, before: Document | None) -> None:
    if after.patient_id and (before is None or before.patient_id != after.patient_id):
        await ctx.refer(PATIENT, after.patient_id, "patient_id")
    if after.practitioner_id and (before is None or before.practitioner_id != after.practitioner_id):
        await ctx.refer(PRACTITIONER, after.practitioner_id, "practitioner_id")
    if after.class_id and (before is None or before.class_id != after.class_id):
        await ctx.refer(DOCUMENT_CLASS, after.class_id, "class_id")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
