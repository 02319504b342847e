"""The verbs of exports. Whoever writes the rows says when they begin and how they end."""

from dataclasses import replace

from polyclinic.core.exports import policy
from polyclinic.core.exports.model import BULK_EXPORT, BulkExport, ExportStatus
from polyclinic.core.organisation.model import LEGAL_ENTITY
from polyclinic.core.shared.changes import Event
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import NotFound, UnknownReference
from polyclinic.core.shared.refusals import refuses

REQUESTED = "bulk_export.requested"


@refuses(NotFound)
async def read(ctx: Context, export_id: str) -> BulkExport:
    """An export by id."""
    ctx.require(policy.READ)
    return await ctx.need(BULK_EXPORT, export_id)


@refuses(UnknownReference)
async def request(ctx: Context, draft: BulkExport) -> BulkExport:
    """Ask for an export, which is made after the request (``REQUESTED``)."""
    ctx.require(policy.READ)
    ctx.require(policy.WRITE)
    await ctx.refer(LEGAL_ENTITY, draft.legal_entity_id, "legal_entity_id")
    export = await ctx.put(BULK_EXPORT, draft)
    ctx.tell(Event(REQUESTED, BULK_EXPORT.name, export.id))
    return export


@refuses(NotFound)
async def begin(ctx: Context, export_id: str) -> BulkExport | None:
    """The export, said to be worked on; None if it is over. One that was begun and never ended begins again."""
    ctx.require(policy.WRITE)
    export = await ctx.need(BULK_EXPORT, export_id)
    if export.status.is_over:
        return None
    return await ctx.put(BULK_EXPORT, replace(export, status=ExportStatus.PROCESSING))


@refuses(NotFound)
async def end(ctx: Context, export_id: str, status: ExportStatus, document_id: str | None = None) -> BulkExport:
    """Say how an export ended; the first to say it is right."""
    ctx.require(policy.WRITE)
    export = await ctx.need(BULK_EXPORT, export_id)
    if export.status.is_over:
        return export
    return await ctx.put(BULK_EXPORT, replace(export, status=status, document_id=document_id))
