"""Superbills v1."""

import asyncio
from datetime import date, timedelta

from polyclinic.core.documents import operations as documents
from polyclinic.core.documents.model import Document
from polyclinic.core.encounters import operations as encounters
from polyclinic.core.encounters.model import ENCOUNTER
from polyclinic.core.patients.model import PATIENT
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import Invalid
from polyclinic.core.shared.queries import Between, Is, Order, Query
from polyclinic.dialects.candid.mapping import superbill_files as files
from polyclinic.dialects.candid.mapping import superbills as mapping
from polyclinic.dialects.candid.mapping.parties import PATIENT_ID
from polyclinic.dialects.candid.routes.encounter_attachments import download_url
from polyclinic.dialects.candid.routes.encounters import refs_for
from polyclinic.dialects.candid.wire import superbills as wire
from polyclinic.standards.paper import MEDIA_TYPE
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()
MOST_VISITS = 500
MOST_LINES = 2000
_FORMATS = {"DOCX": (files.docx, files.DOCX), "PDF": (files.pdf, MEDIA_TYPE)}


@routes.on(wire.CREATE)
async def create_superbill(ctx: Context, call: Call[wire.SuperbillCreate]) -> Reply:
    sent = call.body.model_dump(mode="json", exclude_none=True)
    external_id: str = sent["patient_external_id"]
    patient = await ctx.get_by_external_id(PATIENT, PATIENT_ID, external_id)
    if patient is None:
        raise Invalid.field("patient_external_id", code="unknown_reference", message="There is no such patient")
    first, last = call.body.date_range_min, call.body.date_range_max
    if last < first:
        raise Invalid.field("date_range_max", code="before_start", message="Before date_range_min")
    end = last + timedelta(days=1) if last < date.max else None
    where = (Is("patient_id", patient.id), Between("start", first, end))
    page = await encounters.search(ctx, Query(ENCOUNTER, where, (Order("start"),), limit=MOST_VISITS))
    if page.has_more:
        raise Invalid.field("date_range_max", code="too_many", message=f"More than {MOST_VISITS} visits: ask for less")
    if sum(len(visit.service_lines) for visit in page.items) > MOST_LINES:
        raise Invalid.field("date_range_max", code="too_many", message=f"More than {MOST_LINES} lines: ask for less")
    write, media_type = _FORMATS[sent.get("output_format", "DOCX")]
    days = {"date_range_min": sent["date_range_min"], "date_range_max": sent["date_range_max"]}
    made = []
    for biller, visits in mapping.by_biller(page.items, await refs_for(ctx, call.raw, page.items)):
        content = await asyncio.to_thread(write, mapping.paper(sent, patient, biller, visits))
        name = f"superbill-{first}-{last}-{biller.npi}.{sent.get('output_format', 'DOCX').lower()}"
        draft = Document(name=name, filename=name, content_type=media_type, patient_id=patient.id, date=last)
        document = await documents.add_made(ctx, call.services.files, draft, content)
        url = await download_url(ctx, call.raw, document)
        named = {"superbill_id": document.id, "patient_external_id": external_id, "file_name": name}
        made.append({**named, "authed_url": url, **days})
    return {"superbills": made}
