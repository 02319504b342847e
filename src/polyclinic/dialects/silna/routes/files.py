"""Files: a document of a provider that comes before it is known what it is about."""

from datetime import timedelta

from polyclinic.core.documents import operations as documents
from polyclinic.core.documents.labels import Label
from polyclinic.core.documents.model import Document, UploadState
from polyclinic.core.shared.context import Context
from polyclinic.dialects.silna.mapping import files as mapping
from polyclinic.dialects.silna.routes.common import need_provider, path_id
from polyclinic.dialects.silna.wire import files as wire
from polyclinic.web.call import Answer, Call, Reply
from polyclinic.web.dialect import Routes
from polyclinic.web.downloads import file_answer, followed, link_text
from polyclinic.web.uploads import keep

routes = Routes()
LINK_LIFETIME = timedelta(hours=1)


@routes.on(wire.CREATE)
async def create_file(ctx: Context, call: Call) -> Reply:
    await need_provider(ctx, call.headers.provider_id)
    draft = mapping.to_core(call.headers)
    label = Label(draft.filename, draft.content_type)
    document = await documents.add(ctx, draft, await keep(ctx, call, "body", call.files["body"].size, label))
    return {"id": document.id}


@routes.on(wire.GET)
async def get_file(ctx: Context, call: Call) -> Reply:
    document = await documents.read(ctx, path_id(call, "file_id"))
    return mapping.from_core(document, await _url(ctx, call, document))


@routes.public(wire.DOWNLOAD)
async def download_file(call: Call[None]) -> Answer:
    practice_id, document, file = await followed(call, "silna", call.path["link"])
    return await file_answer(call, practice_id, file, mapping.filename_of(document), document.content_type)


async def _url(ctx: Context, call: Call, document: Document) -> str | None:
    """Where the file can be had without a key, once it has come."""
    if document.state is not UploadState.READY or document.file is None:
        return None
    link = link_text(ctx.tenant.id, await documents.link_download(ctx, document.id, LINK_LIFETIME))
    return call.raw.absolute(wire.DOWNLOAD.fill({"link": link, "filename": mapping.filename_of(document)}))
