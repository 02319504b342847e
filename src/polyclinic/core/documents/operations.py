"""The verbs of documents. Bytes are staged in the files port first; the change then refers to them."""

import hmac
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from polyclinic.core.documents import policy
from polyclinic.core.documents.errors import AlreadyFiled, DownloadRefused, NameTaken, NotUploaded, UploadRefused
from polyclinic.core.documents.labels import Label
from polyclinic.core.documents.model import (
    DOCUMENT,
    DOCUMENT_CLASS,
    Document,
    DocumentClass,
    StoredFile,
    UploadState,
)
from polyclinic.core.documents.ports import Files
from polyclinic.core.organisation.model import LEGAL_ENTITY
from polyclinic.core.patients.model import PATIENT
from polyclinic.core.practitioners.model import PRACTITIONER
from polyclinic.core.shared.changes import AtMost, Event, Live
from polyclinic.core.shared.context import Context, Edit
from polyclinic.core.shared.errors import (
    Invalid,
    NotFound,
    Path,
    Problem,
    UnknownCursor,
    UnknownReference,
    VersionConflict,
)
from polyclinic.core.shared.kinds import Kind
from polyclinic.core.shared.names import fold
from polyclinic.core.shared.queries import Has, Is, Page, Query
from polyclinic.core.shared.refusals import refusals_of, refuses

UPLOAD_LIFETIME = timedelta(minutes=15)
DOWNLOAD_LIFETIME = timedelta(minutes=15)


@refuses(NotFound)
async def read(ctx: Context, document_id: str, *, deleted: bool = False) -> Document:
    """A document by id; with ``deleted`` also a deleted one."""
    ctx.require(policy.READ)
    document = await ctx.need(DOCUMENT, document_id, deleted=deleted)
    if not await _in_reach(ctx, document):
        raise NotFound(DOCUMENT.name, document_id)
    return document


async def _in_reach(ctx: Context, document: Document) -> bool:
    """Whether a credential of some companies reaches a document: as its patient, else as its company."""
    companies = ctx.scope.legal_entities
    if not companies:
        return True
    if document.patient_id is not None:
        return await ctx.get(PATIENT, document.patient_id) is not None
    return document.legal_entity_id in companies


@refuses(NotFound)
async def read_number(ctx: Context, number: int) -> Document:
    """A live document by the practice-wide number."""
    ctx.require(policy.READ)
    return await ctx.need_number(DOCUMENT, number)


@refuses(UnknownCursor)
async def search(ctx: Context, query: Query[Document]) -> Page[Document]:
    """A page of documents."""
    ctx.require(policy.READ)
    return await ctx.find(query)


@refuses(UnknownReference)
async def add(ctx: Context, draft: Document, file: StoredFile | None = None) -> Document:
    """File a document, with its bytes if they are already stored."""
    ctx.require(policy.WRITE)
    await _check_references(ctx, draft, None)
    document = await ctx.put(DOCUMENT, filled(draft, file) if file else draft)
    ctx.tell(Event("document.added", DOCUMENT.name, document.id))
    return document


@refuses(*refusals_of(add))
async def add_made(ctx: Context, files: Files, draft: Document, content: bytes) -> Document:
    """File a document that was made here, by its file's name and type."""
    ctx.require(policy.WRITE)

    async def whole() -> AsyncIterator[bytes]:
        yield content

    label = Label(draft.filename, draft.content_type)
    return await add(ctx, draft, await files.put(ctx.tenant.id, whole(), len(content), label))


@refuses(AlreadyFiled)
async def claim(ctx: Context, document: Document, related: str) -> None:
    """Have ``document``, which is about to be written, be the only live one that is related to ``related``."""
    same = Query(DOCUMENT, (Has("related", (related,)),), limit=2)
    for other in (await ctx.find(same)).items:
        if other.id != document.id:
            raise AlreadyFiled("there is such a document already", holder=other.id)
    ctx.guard(AtMost(same, 1, f"document:{related}"))


@refuses(*refusals_of(add), AlreadyFiled)
async def add_only(ctx: Context, draft: Document, file: StoredFile) -> Document:
    """File a document that there may be one of: no other live one is related to the same."""
    for related in draft.related:
        await claim(ctx, draft, related)
    return await add(ctx, draft, file)


@refuses(NotFound, NotUploaded)
async def file_of(ctx: Context, document_id: str) -> tuple[Document, StoredFile]:
    """A document with its bytes' whereabouts. Refused until it is ready."""
    return _ready(await read(ctx, document_id))


def _ready(document: Document) -> tuple[Document, StoredFile]:
    if document.file is None or document.state is not UploadState.READY:
        raise NotUploaded("the file has not been uploaded")
    return document, document.file


@dataclass(frozen=True, slots=True)
class DownloadLink:
    """What a URL carries so that it hands out one document's file without a credential.

    ``actor`` is who asked for it and ``expires`` system time in epoch seconds; ``signature`` vouches for both.
    """

    document_id: str
    actor: str
    expires: int
    signature: str

    @property
    def expires_at(self) -> datetime:
        return datetime.fromtimestamp(self.expires, UTC)


@refuses(*refusals_of(file_of))
async def link_download(ctx: Context, document_id: str, lifetime: timedelta = DOWNLOAD_LIFETIME) -> DownloadLink:
    """A link to a document's file that serves for ``lifetime``."""
    await file_of(ctx, document_id)
    expires = int((ctx.system_clock.now() + lifetime).timestamp())
    unsigned = DownloadLink(document_id, ctx.actor.id, expires, "")
    return replace(unsigned, signature=_signature(ctx, unsigned))


@refuses(DownloadRefused, NotFound, NotUploaded)
async def follow_link(ctx: Context, link: DownloadLink) -> tuple[Document, StoredFile]:
    """The file behind a link; the link is the only authority.

    What is wrong with a link is in ``DownloadRefused.facts['reason']``: ``signature``, ``expired``.
    """
    expected = [_signature(ctx, link, purpose) for purpose in (_DOWNLOAD, _UPLOAD)]
    if not any(hmac.compare_digest(signature.encode(), link.signature.encode()) for signature in expected):
        raise DownloadRefused("this link is not valid", reason="signature")
    if link.expires <= ctx.system_clock.now().timestamp():
        raise DownloadRefused("this link has expired", reason="expired")
    return _ready(await ctx.need(DOCUMENT, link.document_id))


@refuses(NotFound)
async def link_upload(ctx: Context, document_id: str, lifetime: timedelta = UPLOAD_LIFETIME) -> DownloadLink:
    """A link that fills a document which awaits its file, and then serves to read it, for ``lifetime``."""
    ctx.require(policy.WRITE)
    document = await ctx.need(DOCUMENT, document_id)
    expires = int((ctx.system_clock.now() + lifetime).timestamp())
    unsigned = DownloadLink(document.id, ctx.actor.id, expires, "")
    return replace(unsigned, signature=_signature(ctx, unsigned, _UPLOAD))


@refuses(UploadRefused)
async def receive_by_link(ctx: Context, link: DownloadLink, file: StoredFile | None, edit: Edit[Document]) -> Document:
    """Attach the bytes that came with a link, and make the document ready; the link is the only authority.

    Without a file, only says whether one would be taken: the document awaits its first, and the link is good.
    """
    good = hmac.compare_digest(_signature(ctx, link, _UPLOAD).encode(), link.signature.encode())
    document = await ctx.get(DOCUMENT, link.document_id) if good else None
    if document is None or not document.active or document.state is not UploadState.AWAITING:
        raise UploadRefused("this upload is not allowed")
    if link.expires <= ctx.system_clock.now().timestamp():
        raise UploadRefused("this upload is not allowed any more")
    if file is None:
        return document
    received = await ctx.put(DOCUMENT, filled(edit(document), file))
    ctx.tell(Event("document.ready", DOCUMENT.name, document.id))
    return received


_DOWNLOAD, _UPLOAD = "document-download", "document-upload"


def _signature(ctx: Context, link: DownloadLink, purpose: str = _DOWNLOAD) -> str:
    signed = f"{purpose}\n{link.document_id}\n{link.actor}\n{link.expires}"
    return ctx.vault.fingerprint(ctx.tenant.id, signed).digest


@refuses(NotFound, UnknownReference, VersionConflict)
async def update(
    ctx: Context,
    document_id: str,
    edit: Edit[Document],
    file: StoredFile | None = None,
    *,
    version: int | None = None,
) -> Document:
    """Change a document by a pure function, and its bytes if ``file`` is given.

    ``version``, if given, is the one the caller read. One that is given to another patient leaves the visit that it
    went with.
    """
    ctx.require(policy.WRITE)
    before = _at(version, await ctx.need(DOCUMENT, document_id))
    after = edit(before)
    await _check_references(ctx, after, before)
    if after.patient_id != before.patient_id and after.encounter_id == before.encounter_id:
        after = replace(after, encounter_id=None)
    if file is not None:
        after = filled(after, file)
    document = await ctx.put(DOCUMENT, after)
    ctx.tell(Event("document.updated", DOCUMENT.name, document.id))
    return document


@refuses(NotFound, Invalid, UnknownReference)
async def give(ctx: Context, document_id: str, patient_id: str, *path: str | int) -> Document:
    """File a document of no patient with a patient, whose it is from now on; one of that patient stays as it is.

    ``path`` is the field that named the document: a document of another patient is refused as that field's problem.
    """
    ctx.require(policy.WRITE)
    document = await read(ctx, document_id)
    if document.patient_id == patient_id:
        return document
    if document.patient_id is not None:
        raise Invalid.field(*path, code="other_patient", message="belongs to another patient")
    await ctx.refer(PATIENT, patient_id, "patient_id")
    given = await ctx.put(DOCUMENT, replace(document, patient_id=patient_id))
    ctx.tell(Event("document.updated", DOCUMENT.name, document.id))
    return given


@refuses()
async def strange(ctx: Context, named: Sequence[tuple[Path, str]], patient_id: str | None) -> list[Problem]:
    """What is wrong with these documents, each named by the field at its path: not there, or another patient's.

    Those without problems are guarded. Without ``patient_id`` anybody's may be named.
    """
    problems = []
    for path, id in named:
        try:
            document = await read(ctx, id)
        except NotFound:
            problems.append(Problem(path, UnknownReference.code, "there is no such document"))
            continue
        if patient_id is not None and document.patient_id not in (None, patient_id):
            problems.append(Problem(path, "other_patient", "the document is about another patient"))
        ctx.guard(Live(DOCUMENT, id))
    return problems


def filled(document: Document, file: StoredFile) -> Document:
    """The document, ready with its bytes and of their type; bytes that it had before stay known to it."""
    before = [document.file.key] if document.file and document.file.key != file.key else []
    return replace(
        document,
        file=file,
        earlier_files=(*document.earlier_files, *before),
        content_type=file.media_type or document.content_type,
        state=UploadState.READY,
        upload=None,
    )


@refuses(NotFound, VersionConflict)
async def delete(ctx: Context, document_id: str, *, version: int | None = None) -> Document:
    """Take a document out of the record's lists; its bytes and history stay."""
    ctx.require(policy.WRITE)
    before = _at(version, await ctx.need(DOCUMENT, document_id))
    document = await ctx.put(DOCUMENT, replace(before, active=False, upload=None))
    ctx.tell(Event("document.deleted", DOCUMENT.name, document.id))
    return document


def _at(version: int | None, document: Document) -> Document:
    if version is not None and version != document.version:
        raise VersionConflict("document has changed", latest_version=document.version)
    return document


@refuses(UnknownCursor)
async def search_classes(ctx: Context, query: Query[DocumentClass]) -> Page[DocumentClass]:
    """A page of document classes."""
    ctx.require(policy.READ)
    return await ctx.find(query)


@refuses(NotFound)
async def read_class(ctx: Context, class_id: str) -> DocumentClass:
    """A live document class."""
    ctx.require(policy.READ)
    return await ctx.need(DOCUMENT_CLASS, class_id)


@refuses(NameTaken)
async def add_class(ctx: Context, draft: DocumentClass) -> DocumentClass:
    """Add a document class. No two live ones have the same name, in any case."""
    ctx.require(policy.WRITE)
    await _refuse_taken_name(ctx, draft)
    document_class = await ctx.put(DOCUMENT_CLASS, draft)
    ctx.tell(Event("document_class.added", DOCUMENT_CLASS.name, document_class.id))
    return document_class


@refuses(NotFound, NameTaken)
async def update_class(ctx: Context, class_id: str, edit: Edit[DocumentClass]) -> DocumentClass:
    """Change a document class by a pure function."""
    ctx.require(policy.WRITE)
    after = edit(await ctx.need(DOCUMENT_CLASS, class_id))
    await _refuse_taken_name(ctx, after)
    document_class = await ctx.put(DOCUMENT_CLASS, after)
    ctx.tell(Event("document_class.updated", DOCUMENT_CLASS.name, document_class.id))
    return document_class


@refuses(NotFound)
async def delete_class(ctx: Context, class_id: str) -> DocumentClass:
    """Retire a document class: documents keep it, new ones cannot have it. A retired one is not found."""
    ctx.require(policy.WRITE)
    before = await ctx.need(DOCUMENT_CLASS, class_id)
    document_class = await ctx.put(DOCUMENT_CLASS, replace(before, active=False))
    ctx.tell(Event("document_class.deleted", DOCUMENT_CLASS.name, document_class.id))
    return document_class


async def _refuse_taken_name(ctx: Context, document_class: DocumentClass) -> None:
    name = fold(document_class.name)
    same_name = Query(DOCUMENT_CLASS, (Is("name", name),), limit=2)
    if any(other.id != document_class.id for other in (await ctx.find(same_name)).items):
        raise NameTaken("a document class with this name exists", field="name")
    ctx.guard(AtMost(same_name, 1, f"document_class:{name}"))


async def _check_references(ctx: Context, after: Document, before: Document | None) -> None:
    references = (
        (PATIENT, "patient_id"),
        (PRACTITIONER, "practitioner_id"),
        (DOCUMENT_CLASS, "class_id"),
        (LEGAL_ENTITY, "legal_entity_id"),
    )
    new: list[tuple[Kind[Any], str, tuple[str]]] = []
    for kind, field in references:
        id = getattr(after, field)
        if id and (before is None or getattr(before, field) != id):
            new.append((kind, id, (field,)))
    await ctx.refer_all(new)
