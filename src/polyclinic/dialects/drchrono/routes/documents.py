"""Documents and their files: serves ``wire/documents.py``."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from polyclinic.core.documents import operations as documents
from polyclinic.core.documents.model import DOCUMENT, Document, UploadState
from polyclinic.core.patients.model import PATIENT
from polyclinic.core.practitioners.model import PRACTITIONER
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import NotFound
from polyclinic.core.shared.queries import Between, Is
from polyclinic.dialects.drchrono.mapping import documents as mapping
from polyclinic.dialects.drchrono.mapping.common import DIALECT, FieldProblems, changed
from polyclinic.dialects.drchrono.paging import envelope, page_query
from polyclinic.dialects.drchrono.routes.common import (
    has_owner,
    load_refs,
    referred,
    refers_to,
    refuse,
    updated_since,
)
from polyclinic.dialects.drchrono.wire import documents as wire
from polyclinic.web.call import Answer, Call, RawRequest, UploadedFile
from polyclinic.web.dialect import Routes
from polyclinic.web.downloads import file_answer, followed, link_text
from polyclinic.web.uploads import keep, label_of, problems_of

routes = Routes()
LINK_LIFETIME = timedelta(hours=1)

_READY, _OF_PATIENT = Is("state", UploadState.READY.value), Between("patient_id", "")


@routes.on(wire.LIST_DOCUMENTS)
async def list_documents(ctx: Context, call: Call[None, wire.DocumentQuery]) -> dict[str, Any]:
    asked = call.query
    where = [
        *await refers_to(ctx, PRACTITIONER, "practitioner_id", asked.doctor),
        *await refers_to(ctx, PATIENT, "patient_id", asked.patient),
        *updated_since(ctx, asked.since),
        *has_owner(ctx, "practitioner_id"),
    ]
    page = await documents.search(ctx, page_query(DOCUMENT, asked, *where, _READY, _OF_PATIENT))
    return envelope(call.raw, asked, page, await _show(ctx, call.raw, page.items), page.total or 0)


@routes.on(wire.CREATE_DOCUMENT)
async def create_document(ctx: Context, call: Call[wire.DocumentWrite]) -> dict[str, Any]:
    values = changed(call.body)
    targets = await _targets(ctx, values, call.files)
    file = call.files[wire.FILE]
    draft = _named_after(mapping.to_core(values, Document(), targets), file)
    document = await documents.add(ctx, draft, await keep(ctx, call, wire.FILE, wire.MAX_FILE))
    return (await _show(ctx, call.raw, [document]))[0]


@routes.on(wire.READ_DOCUMENT)
async def read_document(ctx: Context, call: Call[None]) -> dict[str, Any]:
    return (await _show(ctx, call.raw, [await _found(ctx, call.path["id"])]))[0]


@routes.on(wire.REPLACE_DOCUMENT)
async def replace_document(ctx: Context, call: Call[wire.DocumentWrite]) -> dict[str, Any]:
    return await _update(ctx, call, call.body)


@routes.on(wire.UPDATE_DOCUMENT)
async def update_document(ctx: Context, call: Call[wire.DocumentPatch]) -> dict[str, Any]:
    return await _update(ctx, call, call.body)


async def _update(ctx: Context, call: Call[Any], body: wire.DocumentWrite | wire.DocumentPatch) -> dict[str, Any]:
    document = await _found(ctx, call.path["id"])
    values = changed(body, (await _show(ctx, call.raw, [document]))[0])
    targets = await _targets(ctx, values, call.files)
    file = call.files.get(wire.FILE)

    def edit(before: Document) -> Document:
        after = mapping.to_core(values, before, targets)
        return _named_after(after, file) if file else after

    if values or file:
        stored = await keep(ctx, call, wire.FILE, wire.MAX_FILE) if file else None
        document = await documents.update(ctx, document.id, edit, stored)
    return (await _show(ctx, call.raw, [document]))[0]


@routes.on(wire.DELETE_DOCUMENT)
async def delete_document(ctx: Context, call: Call[None]) -> None:
    await documents.delete(ctx, (await _found(ctx, call.path["id"])).id)


@routes.public(wire.DOWNLOAD_DOCUMENT)
async def download_document(call: Call[None]) -> Answer:
    practice_id, document, file = await followed(call, DIALECT, call.path["link"])
    return await file_answer(call, practice_id, file, _filename(document), document.content_type)


# -- files ------------------------------------------------------------------------------------------------------------


async def _targets(ctx: Context, values: dict[str, Any], files: Any) -> mapping.Targets:
    """What changed values refer to, once nothing is wrong with them or the file. Raises ``BadFields``."""
    problems: FieldProblems = []
    found = await referred(ctx, values, problems)
    if wire.FILE in files:
        problems += [(wire.FILE, problem.message) for problem in await problems_of(files[wire.FILE])]
    refuse(problems)
    return mapping.Targets(**found)


def _named_after(document: Document, file: UploadedFile) -> Document:
    label = label_of(file)
    return replace(document, filename=label.filename, content_type=label.media_type)


def _filename(document: Document) -> str:
    return document.filename if document.filename.strip(".") else "document"


# -- answers ----------------------------------------------------------------------------------------------------------


async def _found(ctx: Context, number: int) -> Document:
    """A document that this API can show: with its file, a patient and a doctor. Raises ``NotFound``."""
    document = await documents.read_number(ctx, number)
    doctor = document.practitioner_id or ctx.tenant.defaults.get("practitioner")
    if document.state is not UploadState.READY or not (document.patient_id and doctor):
        raise NotFound(DOCUMENT.name, str(number))
    return document


async def _show(ctx: Context, raw: RawRequest, found: Sequence[Document]) -> list[dict[str, Any]]:
    refs = await load_refs(
        ctx,
        doctors=[document.practitioner_id for document in found],
        patients=[document.patient_id for document in found],
    )
    return [mapping.from_core(document, refs, await _url(ctx, raw, document)) for document in found]


async def _url(ctx: Context, raw: RawRequest, document: Document) -> str:
    link = link_text(ctx.tenant.id, await documents.link_download(ctx, document.id, LINK_LIFETIME))
    return raw.absolute(wire.DOWNLOAD_DOCUMENT.fill({"link": link, "filename": _filename(document)}))
