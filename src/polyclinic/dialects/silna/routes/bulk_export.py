"""Bulk exports: asked for here, written by the worker, fetched as a file."""

from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial
from typing import Any

from polyclinic.core.clinical.diagnoses import diagnoses
from polyclinic.core.documents import operations as documents
from polyclinic.core.documents.labels import Label
from polyclinic.core.documents.model import Document, StoredFile
from polyclinic.core.documents.ports import Files
from polyclinic.core.eligibility.model import DISCOVERY
from polyclinic.core.exports import operations as exports
from polyclinic.core.exports.model import BulkExport, ExportStatus
from polyclinic.core.organisation.model import PAYER
from polyclinic.core.patients.model import PATIENT
from polyclinic.core.shared.context import Context, perform
from polyclinic.core.shared.errors import Invalid
from polyclinic.core.shared.queries import OneOf, Related
from polyclinic.dialects.silna import paging
from polyclinic.dialects.silna.mapping import bulk_export as mapping
from polyclinic.dialects.silna.mapping import patients as patients_mapping
from polyclinic.dialects.silna.mapping import payor_detections as detections_mapping
from polyclinic.dialects.silna.mapping.bulk_export import Source
from polyclinic.dialects.silna.mapping.common import Refs, owners
from polyclinic.dialects.silna.routes.common import need_provider, path_id
from polyclinic.dialects.silna.routes.payor_detections import payor_ids
from polyclinic.dialects.silna.wire import bulk_export as wire
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()
LARGEST = 1 << 30
"""Bytes of an export's file."""


@routes.on(wire.CREATE)
async def create_export(ctx: Context, call: Call[wire.BulkExportCreate]) -> Reply:
    provider = await need_provider(ctx, call.body.provider_id)
    filters = call.body.export_params.model_dump(mode="json", exclude_none=True)
    type_ = wire.BulkExportType(filters.pop("export_type"))
    if unknown := mapping.unknown_filter(filters, mapping.SOURCES[type_]):
        raise Invalid.field(unknown, code="not_known", message="is nothing that is known here")
    draft = BulkExport(legal_entity_id=provider.id, type=type_.value, filters=filters)
    return {"bulk_export_id": (await exports.request(ctx, draft)).id}


@routes.on(wire.GET)
async def get_export(ctx: Context, call: Call) -> Reply:
    return mapping.from_core(await exports.read(ctx, path_id(call, "bulk_export_id")))


# -- the work ---------------------------------------------------------------------------------------------------------


async def write(open_context: Callable[[], Context], files: Files, export_id: str, *, last_try: bool) -> None:
    """Write the file of an export that was asked for; again is no change once it is over."""
    export = await perform(open_context, partial(exports.begin, export_id=export_id))
    if export is None:
        return
    try:
        await _write(open_context, files, export)
    except Exception:
        if last_try:
            await perform(open_context, lambda ctx: exports.end(ctx, export.id, ExportStatus.FAILURE))
        raise


async def _write(open_context: Callable[[], Context], files: Files, export: BulkExport) -> None:
    ctx = open_context()
    source = mapping.SOURCES[wire.BulkExportType(export.type)]
    name = f"{export.type.lower()}.csv"
    if source is None or await anext(_rows(ctx, export, source), None) is None:
        await perform(open_context, lambda ctx: exports.end(ctx, export.id, ExportStatus.EMPTY))
        return
    file = await files.put(ctx.tenant.id, _lines(ctx, export, source), LARGEST, Label(name, "text/csv"))
    await ctx.commit()
    await perform(open_context, lambda ctx: _end(ctx, export, name, file))


async def _end(ctx: Context, export: BulkExport, name: str, file: StoredFile) -> None:
    draft = Document(name=name, filename=name, content_type="text/csv", legal_entity_id=export.legal_entity_id)
    document = await documents.add(ctx, draft, file)
    await exports.end(ctx, export.id, ExportStatus.SUCCESS, document.id)


async def _lines(ctx: Context, export: BulkExport, source: Source) -> AsyncIterator[bytes]:
    yield mapping.csv_text([source.header])
    async for row in _rows(ctx, export, source):
        yield mapping.csv_text([row])


async def _rows(ctx: Context, export: BulkExport, source: Source) -> AsyncIterator[list[str]]:
    refs, provider = Refs(ctx.tenant.defaults, ""), export.legal_entity_id
    payers = await ctx.get_many(PAYER, export.filters.get("payor_entity_ids") or ())
    own = OneOf("legal_entity_id", owners(provider, "legal_entity", refs))
    mine = (
        own if "legal_entity_id" in {key.name for key in source.kind.keys} else Related("patient_id", PATIENT, (own,))
    )
    where = mapping.conditions(export.filters, source, [payer.ids.claims for payer in payers.values()])
    async for entity in paging.everything(ctx, source.kind, mine, *where):
        if mapping.in_range(entity, export.filters, ctx.tenant.zone, source):
            for record in await _records(ctx, entity, source, provider, refs):
                if mapping.fits(record, export.filters, source):
                    yield mapping.cells(record, source.header)


async def _records(ctx: Context, entity: Any, source: Source, provider: str, refs: Refs) -> Sequence[dict[str, Any]]:
    """What is exported of an object: a row or none, of a search for plans each that it found."""
    if source.kind is DISCOVERY:
        run = detections_mapping.from_core(entity, await payor_ids(ctx, entity))
        about = {"payor_detection_run_id": entity.id, "patient_id": entity.patient_id}
        return [{**detection, **about} for detection in run["payor_detections"]]
    if source.kind is PATIENT:
        if not patients_mapping.complete(entity, refs):
            return []
        return [patients_mapping.from_core(entity, refs, (await diagnoses(ctx, [entity.id]))[entity.id])]
    shown = source.show(entity, provider, refs)
    return [shown] if shown else []
