"""Encounter attachments v1."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from polyclinic.core.documents import operations as documents
from polyclinic.core.documents.model import DOCUMENT, Document, UploadState
from polyclinic.core.encounters import operations as encounters
from polyclinic.core.identity.model import API_CLIENT, USER, ApiClient, User
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import NotFound
from polyclinic.core.shared.queries import Has, Is, Query
from polyclinic.dialects.candid.mapping import encounter_attachments as mapping
from polyclinic.dialects.candid.mapping.common import DIALECT
from polyclinic.dialects.candid.wire import encounter_attachments as wire
from polyclinic.web.call import Answer, Call, RawRequest, Reply
from polyclinic.web.dialect import Routes
from polyclinic.web.downloads import file_answer, followed, link_text
from polyclinic.web.uploads import keep, label_of

routes = Routes()
LINK_LIFETIME = timedelta(hours=1)

_READY = Is("state", UploadState.READY.value)


@routes.on(wire.GET)
async def get(ctx: Context, call: Call) -> Reply:
    found = await encounters.attachments(ctx, str(call.path["encounter_id"]))
    people = await people_of(ctx, found)
    return [
        mapping.from_core(each, await download_url(ctx, call.raw, each), people.get(mapping.attached_by(each)[1]))
        for each in found
    ]


@routes.on(wire.CREATE)
async def create(ctx: Context, call: Call[wire.AttachmentForm]) -> Reply:
    return await _attach(ctx, call)


@routes.on(wire.CREATE_WITH_DESCRIPTION)
async def create_with_description(ctx: Context, call: Call[wire.DescribedAttachmentForm]) -> Reply:
    return await _attach(ctx, call)


@routes.on(wire.DELETE)
async def delete(ctx: Context, call: Call[wire.AttachmentId]) -> Reply:
    await encounters.detach(ctx, str(call.path["encounter_id"]), str(call.body.attachment_id))
    return None


@routes.on(wire.GET_BY_CHARGE)
async def get_by_charge(ctx: Context, call: Call) -> Reply:
    related = Has("related", (mapping.charge_reference(call.path["charge_capture_external_id"]),))
    page = await documents.search(ctx, Query(DOCUMENT, (related, _READY), limit=encounters.MOST_ATTACHMENTS))
    return [mapping.charge_from_core(each, await download_url(ctx, call.raw, each)) for each in page.items]


@routes.on(wire.CREATE_WITH_CHARGE)
async def create_with_charge(ctx: Context, call: Call[wire.ChargeAttachmentForm]) -> Reply:
    return (await documents.add(ctx, _draft(ctx, call), await keep(ctx, call, wire.FILE, wire.MAX_FILE))).id


@routes.on(wire.DELETE_BY_CHARGE)
async def delete_by_charge(ctx: Context, call: Call[wire.AttachmentId]) -> Reply:
    document = await documents.read(ctx, str(call.body.attachment_id))
    if mapping.charge_reference(call.path["charge_capture_external_id"]) not in document.related:
        raise NotFound(DOCUMENT.name, document.id)
    await documents.delete(ctx, document.id)
    return None


@routes.public(wire.DOWNLOAD)
async def download(call: Call[None]) -> Answer:
    practice_id, document, file = await followed(call, DIALECT, call.path["link"])
    return await file_answer(call, practice_id, file, _filename(document), document.content_type)


# -- files ------------------------------------------------------------------------------------------------------------


async def _attach(ctx: Context, call: Call[Any]) -> str:
    encounter = await encounters.read(ctx, str(call.path["encounter_id"]))
    document = await encounters.attach(
        ctx, encounter.id, _draft(ctx, call), await keep(ctx, call, wire.FILE, wire.MAX_FILE)
    )
    return document.id


def _draft(ctx: Context, call: Call[Any]) -> Document:
    """What the form says."""
    return mapping.to_core(call.body.model_dump(mode="json"), *label_of(call.files[wire.FILE]), ctx.actor.id)


def _filename(document: Document) -> str:
    return document.filename if document.filename.strip(".") else "document"


async def download_url(ctx: Context, raw: RawRequest, document: Document) -> str:
    """Where the document's file can be had for an hour without a token."""
    link = link_text(ctx.tenant.id, await documents.link_download(ctx, document.id, LINK_LIFETIME))
    return raw.absolute(wire.DOWNLOAD.fill({"link": link, "filename": _filename(document)}))


async def people_of(ctx: Context, found: Sequence[Document]) -> dict[str, User | ApiClient]:
    """Who attached these documents, by id."""
    by_kind: dict[str, set[str]] = {"user": set(), "client": set()}
    for kind, id in map(mapping.attached_by, found):
        by_kind.get(kind, set()).add(id)
    users = await ctx.get_many(USER, by_kind["user"]) if by_kind["user"] else {}
    clients = await ctx.get_many(API_CLIENT, by_kind["client"]) if by_kind["client"] else {}
    return {**users, **clients}
