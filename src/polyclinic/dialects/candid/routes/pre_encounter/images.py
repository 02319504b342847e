"""Images: documents of the record, whose bytes are sent to and read from a signed link."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from polyclinic.core.coverage.model import COVERAGE
from polyclinic.core.documents import operations as documents
from polyclinic.core.documents import policy
from polyclinic.core.documents.labels import Label
from polyclinic.core.documents.model import DOCUMENT, Document, UploadState
from polyclinic.core.patients.model import PATIENT
from polyclinic.core.shared.context import Context, perform
from polyclinic.core.shared.errors import Invalid, NotFound, VersionConflict
from polyclinic.core.shared.queries import Query
from polyclinic.dialects.candid.mapping.common import DIALECT, Json
from polyclinic.dialects.candid.mapping.pre_encounter import images as mapping
from polyclinic.dialects.candid.routes.pre_encounter.common import id_of
from polyclinic.dialects.candid.wire.pre_encounter import images as wire
from polyclinic.web.call import Answer, Call, RawRequest, Reply
from polyclinic.web.dialect import Routes
from polyclinic.web.downloads import file_answer, followed, link_text, opened

routes = Routes()
AT_ONCE = 1000
LINK_LIFETIME = timedelta(hours=1)


@routes.on(wire.GET_MULTI)
async def get_multi(ctx: Context, call: Call[None, wire.ImageQuery]) -> Reply:
    query = Query(DOCUMENT, mapping.conditions(call.query), (mapping.order(call.query),), limit=AT_ONCE)
    page = await documents.search(ctx, query)
    return [await _shown(ctx, call.raw, document) for document in page.items]


@routes.on(wire.CREATE)
async def create(ctx: Context, call: Call[wire.MutableImage]) -> Reply:
    sent = call.body.model_dump(mode="json", exclude_none=True)
    draft = mapping.to_core(sent, await _patient_id(ctx, sent), Document(state=UploadState.AWAITING))
    if "coverage" in sent:
        await documents.claim(ctx, draft, mapping.side_of(sent["coverage"]))
    return await _shown(ctx, call.raw, await documents.add(ctx, draft))


@routes.on(wire.GET)
async def get(ctx: Context, call: Call) -> Reply:
    return await _shown(ctx, call.raw, await _image(ctx, id_of(call.path), deleted=True))


@routes.on(wire.DEACTIVATE)
async def deactivate(ctx: Context, call: Call) -> None:
    before = await _image(ctx, id_of(call.path))
    await documents.delete(ctx, before.id, version=_replaced(call.path, before))


@routes.on(wire.UPDATE)
async def update(ctx: Context, call: Call[wire.MutableImage]) -> Reply:
    before = await _image(ctx, id_of(call.path))
    version = _replaced(call.path, before)
    sent = call.body.model_dump(mode="json", exclude_none=True)
    edit = partial(mapping.to_core, sent, await _patient_id(ctx, sent))
    if "coverage" in sent:
        await documents.claim(ctx, before, mapping.side_of(sent["coverage"]))
    return await _shown(ctx, call.raw, await documents.update(ctx, before.id, edit, version=version))


@routes.public(wire.DOWNLOAD)
async def download(call: Call[None]) -> Answer:
    practice_id, document, file = await followed(call, DIALECT, call.path["link"])
    return await file_answer(call, practice_id, file, _filename(document), document.content_type)


@routes.public(wire.UPLOAD)
async def upload(call: Call[None]) -> Reply:
    link, open_context = await opened(call, DIALECT, call.path["link"])
    promised = open_context()
    image = await documents.receive_by_link(promised, link, None, mapping.uploaded)
    content, files = call.files["body"], call.services.files
    label = Label(image.filename, image.content_type)
    stored = await files.put(promised.tenant.id, content.chunks(), wire.MAX_FILE, label)
    try:
        await perform(open_context, lambda ctx: documents.receive_by_link(ctx, link, stored, mapping.uploaded))
    except BaseException:
        await files.delete(promised.tenant.id, stored.key)
        raise
    return None


async def _image(ctx: Context, id: str, *, deleted: bool = False) -> Document:
    """Raises ``NotFound`` for documents that are no images too."""
    document = await documents.read(ctx, id, deleted=deleted)
    if not mapping.is_image(document):
        raise NotFound(DOCUMENT.name, id)
    return document


def _replaced(path: Mapping[str, Any], before: Document) -> int:
    """The record's version that is replaced: the path names that of this API, or the next, and bytes make none here."""
    current = before.version - mapping.uploads(before)
    if path["version"] not in (current, current + 1):
        raise VersionConflict("image has changed", latest_version=current)
    return before.version


async def _patient_id(ctx: Context, sent: Json) -> str | None:
    """Whom the image is about, or whose plan's card it shows."""
    coverage = sent.get("coverage")
    plan = await ctx.refer(COVERAGE, coverage["id"], "coverage_id") if coverage else None
    if patient := sent.get("patient"):
        patient_id = (await ctx.refer(PATIENT, patient["id"], "patient_id")).id
        if plan is not None and plan.patient_id != patient_id:
            raise Invalid.field("coverage_id", code="other_patient", message="belongs to another patient")
        return patient_id
    return plan.patient_id if plan else None


def _filename(document: Document) -> str:
    return document.filename if document.filename.strip(".") else "image"


async def _shown(ctx: Context, raw: RawRequest, document: Document) -> Json:
    return mapping.from_core(document, await _url(ctx, raw, document), ctx.tenant.id)


async def _url(ctx: Context, raw: RawRequest, document: Document) -> str:
    """Where the bytes are read, or sent while there are none; nowhere where that may not be, or once deactivated."""
    ready = document.state is UploadState.READY
    if not document.active or not (ready or policy.WRITE in ctx.actor.permissions):
        return ""
    make = documents.link_download if ready else documents.link_upload
    link = link_text(ctx.tenant.id, await make(ctx, document.id, LINK_LIFETIME))
    return raw.absolute(wire.DOWNLOAD.fill({"link": link, "filename": _filename(document)}))
