"""Documents: announced, uploaded and confirmed, listed, downloaded; and their classes."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from polyclinic.core.documents import operations, uploads
from polyclinic.core.documents.errors import DownloadRefused, UploadRefused
from polyclinic.core.documents.labels import Label
from polyclinic.core.documents.model import DOCUMENT, DOCUMENT_CLASS, Document, DocumentClass, UploadState
from polyclinic.core.documents.operations import DownloadLink
from polyclinic.core.documents.ports import FileTooLarge
from polyclinic.core.documents.uploads import Ticket
from polyclinic.core.shared.context import Context, perform
from polyclinic.core.shared.errors import NotFound, Refusal
from polyclinic.core.shared.queries import Between, Condition, Is
from polyclinic.dialects.carium import paging
from polyclinic.dialects.carium.auth import bearer_of
from polyclinic.dialects.carium.errors import spelled
from polyclinic.dialects.carium.mapping import documents as mapping
from polyclinic.dialects.carium.mapping.common import default_filter
from polyclinic.dialects.carium.routes import common, common_documents
from polyclinic.dialects.carium.routes.common import Relationship, Resources, Spelled
from polyclinic.dialects.carium.routes.individuals import INDIVIDUALS
from polyclinic.dialects.carium.wire import documents as wire
from polyclinic.dialects.carium.wire.common import NewDocument, NoQuery, spell_instant
from polyclinic.web import conditional
from polyclinic.web.call import Answer, Call, Reply
from polyclinic.web.dialect import Routes
from polyclinic.web.downloads import file_answer
from polyclinic.web.problems import TooLarge

routes = Routes()


async def _spell(ctx: Context, _: Call[Any, Any], documents: Sequence[Document]) -> list[Spelled]:
    return [mapping.from_core(document, ctx.tenant.id, ctx.tenant.defaults) for document in documents]


async def _spell_classes(ctx: Context, _: Call[Any, Any], classes: Sequence[DocumentClass]) -> list[Spelled]:
    return [mapping.class_from_core(document_class, ctx.tenant.id) for document_class in classes]


CLASSES = Resources(wire.CLASSES_PATH, mapping.CLASS, DOCUMENT_CLASS, operations.search_classes, _spell_classes)
REFERENCES = Resources(
    wire.PATH,
    mapping.TYPE,
    DOCUMENT,
    operations.search,
    _spell,
    {
        "individual": Relationship("individual-id", INDIVIDUALS),
        "class": Relationship("class-id", CLASSES),
    },
)

OF_PATIENTS = Between("patient_id", start="")
"""Documents of no patient cannot be told in this API."""

READY = Is("state", UploadState.READY.value)

Nothing = Call[None, wire.ReferenceQuery]


@routes.on(wire.CREATE)
async def create(ctx: Context, call: Call[NewDocument[wire.NewReference], wire.ReferenceQuery]) -> Answer:
    common.new(ctx, call.body.data)
    attributes = call.body.data.attributes
    with spelled(attributes, mapping.NAMES):
        document, url, fields = await _promised(ctx, call, attributes)
    assert document.upload is not None
    upload = {
        "upload-url": url,
        "upload-data": fields,
        "expires-at": spell_instant(document.upload.expires_at),
        "max-size": document.upload.max_size,
    }
    return await common_documents.created(ctx, call, REFERENCES, document, {"upload-info": upload})


async def _promised(
    ctx: Context, call: Call[Any, Any], attributes: wire.NewReferenceAttributes
) -> tuple[Document, str, dict[str, str]]:
    """The document, and the URL and fields to upload its file with: to the file store itself, or to us."""
    draft, announced, store = mapping.to_core(attributes), mapping.announced(attributes), call.services.direct
    if store is not None:
        document, form = await uploads.promise_post(ctx, store, draft, announced)
        return document, form.url, dict(form.fields)
    document, ticket = await uploads.promise_upload(ctx, draft, announced)
    return document, call.raw.absolute(_content_path(ctx, document.id)), mapping.form_fields(ticket)


@routes.on(wire.LIST)
async def search(ctx: Context, call: Call[None, wire.ReferencesQuery]) -> Reply:
    query = call.query
    common.listed(ctx, query)
    rows = paging.rows(DOCUMENT, query, query.sort, mapping.SORTABLE, OF_PATIENTS, READY, *_filters(ctx, query))
    return await common_documents.collection(ctx, call, REFERENCES, await operations.search(ctx, rows))


def _filters(ctx: Context, query: wire.ReferencesQuery) -> Iterator[Condition]:
    for patient_id in (query.individual_id, query.bare_individual_id):
        if patient_id is not None:
            yield Is("patient_id", patient_id)
    if query.class_id is not None:
        yield default_filter("class_id", query.class_id, ctx.tenant.defaults.get("document_class"))


@routes.on(wire.READ)
async def read(ctx: Context, call: Nothing) -> Reply:
    return await common_documents.document(ctx, call, REFERENCES, await _of_patient(ctx, call.path["id"]))


@routes.on(wire.PROCESS)
async def process_upload(ctx: Context, call: Nothing) -> Reply:
    await _of_patient(ctx, call.path["id"])
    document = await uploads.confirm_upload(ctx, call.services.files, call.path["id"])
    return await common_documents.document(ctx, call, REFERENCES, document)


@routes.on(wire.DELETE)
async def delete(ctx: Context, call: Call[None, NoQuery]) -> Reply:
    document = await _of_patient(ctx, call.path["id"])
    conditional.require(call.raw, document.version)
    await operations.delete(ctx, document.id)
    return None


@routes.on(wire.RELATED)
async def related(ctx: Context, call: Nothing) -> Reply:
    return await common_documents.related(ctx, call, REFERENCES, await _of_patient(ctx, call.path["id"]))


@routes.on(wire.DOWNLOAD_INFO)
async def get_download_info(ctx: Context, call: Call[None, NoQuery]) -> Reply:
    document = await _of_patient(ctx, call.path["id"])
    url, expires_at = await _download_url(ctx, call, document)
    info = {"download-url": url, "expires-at": spell_instant(expires_at)}
    return {"url": url, "data": {"type": mapping.TYPE, "id": document.id, "attributes": {"download-info": info}}}


async def _download_url(ctx: Context, call: Call[Any, Any], document: Document) -> tuple[str, datetime]:
    """Where the file can be fetched without a token, from the file store itself or from us; and until when."""
    if (store := call.services.direct) is not None:
        _, file = await operations.file_of(ctx, document.id)
        expires_at = ctx.system_clock.now() + operations.DOWNLOAD_LIFETIME
        label = Label(mapping.filename_of(document), document.content_type)
        return await store.get_url(ctx.tenant.id, file.key, label, operations.DOWNLOAD_LIFETIME), expires_at
    link = await operations.link_download(ctx, document.id)
    signed = urlencode({"expires": link.expires, "by": link.actor, "signature": link.signature})
    return f"{call.raw.absolute(_content_path(ctx, document.id))}?{signed}", link.expires_at


async def _of_patient(ctx: Context, id: str) -> Document:
    document = await operations.read(ctx, id)
    if document.patient_id is None:
        raise NotFound(DOCUMENT.name, id)
    return document


def _content_path(ctx: Context, document_id: str) -> str:
    return wire.UPLOAD.fill({"organization_id": ctx.tenant.id, "id": document_id})


# -- bytes -------------------------------------------------------------------------------------------------------


@routes.public(wire.UPLOAD)
async def upload(call: Call[wire.UploadForm]) -> Reply:
    practice_id, ticket = call.path["organization_id"], mapping.ticket_from(call.body, call.path["id"])
    refusal = UploadRefused("this upload is not allowed")
    principal = await bearer_of(call.services, practice_id, f"upload:{ticket.document_id}", refusal)

    def open_context() -> Context:
        return call.open_context(principal)

    await uploads.check_ticket(open_context(), ticket)
    try:
        await _receive(call, open_context, ticket)
    except (Refusal, TooLarge) as refused:
        # the form is one of ours: what is wrong with it belongs into the practice's own trail
        await open_context().record_failure(refused.code)
        raise
    return None


async def _receive(call: Call[wire.UploadForm], open_context: Callable[[], Context], ticket: Ticket) -> None:
    """Keep the file as it comes, and attach it. Raises ``UploadRefused``, ``BadFile``, ``TooLarge``."""
    ctx, files = open_context(), call.services.files
    promised = await uploads.check_upload(ctx, ticket)
    label = Label(promised.filename, promised.content_type)
    max_size = ticket.max_size if ticket.size is None else ticket.size
    try:
        stored = await files.put(ctx.tenant.id, call.files["file"].chunks(), max_size, label)
    except FileTooLarge:
        raise TooLarge(max_size) from None
    try:
        await perform(open_context, lambda ctx: uploads.receive_upload(ctx, ticket, stored))
    except BaseException:
        await files.delete(ctx.tenant.id, stored.key)
        raise


@routes.public(wire.DOWNLOAD)
async def download(call: Call[None, wire.DownloadQuery]) -> Answer:
    practice_id, query = call.path["organization_id"], call.query
    link = DownloadLink(call.path["id"], query.by, query.expires, query.signature)
    refusal = DownloadRefused("this link is not valid", reason="signature")
    ctx = call.open_context(await bearer_of(call.services, practice_id, query.by, refusal))
    document, file = await operations.follow_link(ctx, link)
    await ctx.commit()
    filename = mapping.filename_of(document)
    return await file_answer(call, practice_id, file, filename, document.content_type)


# -- classes -----------------------------------------------------------------------------------------------------


@routes.on(wire.LIST_CLASSES)
async def list_classes(ctx: Context, call: Call[None, wire.ClassesQuery]) -> Reply:
    query = call.query
    common.listed(ctx, query)
    rows = paging.rows(DOCUMENT_CLASS, query, query.sort, mapping.SORTABLE)
    return await common_documents.collection(ctx, call, CLASSES, await operations.search_classes(ctx, rows))


@routes.on(wire.READ_CLASS)
async def read_class(ctx: Context, call: Call[None, wire.ClassQuery]) -> Reply:
    return await common_documents.document(ctx, call, CLASSES, await operations.read_class(ctx, call.path["id"]))


@routes.on(wire.CREATE_CLASS)
async def create_class(ctx: Context, call: Call[NewDocument[wire.NewClass], wire.ClassQuery]) -> Answer:
    common.new(ctx, call.body.data)
    attributes = call.body.data.attributes
    with spelled(attributes, mapping.NAMES):
        document_class = await operations.add_class(ctx, mapping.class_to_core(attributes, None))
    return await common_documents.created(ctx, call, CLASSES, document_class)


@routes.on(wire.UPDATE_CLASS)
async def update_class(ctx: Context, call: Call[NewDocument[wire.ChangedClass], wire.ClassQuery]) -> Reply:
    id, attributes = call.path["id"], call.body.data.attributes
    common.changed(ctx, call.raw, call.body.data, await operations.read_class(ctx, id))
    with spelled(attributes, mapping.NAMES):
        changed = await operations.update_class(ctx, id, lambda current: mapping.class_to_core(attributes, current))
    return await common_documents.document(ctx, call, CLASSES, changed)


@routes.on(wire.DELETE_CLASS)
async def delete_class(ctx: Context, call: Call[None, NoQuery]) -> Reply:
    document_class = await operations.read_class(ctx, call.path["id"])
    conditional.require(call.raw, document_class.version)
    await operations.delete_class(ctx, document_class.id)
    return None
