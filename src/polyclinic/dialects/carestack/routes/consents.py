"""Consents: asking patients, what became of it, and the records that they let be read."""

from collections.abc import Sequence
from typing import Any

from polyclinic.core.consent import operations, sharing
from polyclinic.core.consent.model import CONSENT, Consent
from polyclinic.core.documents.model import Document
from polyclinic.core.organisation.model import FACILITY
from polyclinic.core.patients import operations as patients
from polyclinic.core.patients.model import PATIENT, Patient
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import Invalid, NotFound
from polyclinic.core.shared.identifiers import Register
from polyclinic.core.shared.queries import Condition, Is, Query
from polyclinic.dialects.carestack.auth import facility_of
from polyclinic.dialects.carestack.mapping import consents as mapping
from polyclinic.dialects.carestack.routes import common
from polyclinic.dialects.carestack.routes.consent_page import url_of
from polyclinic.dialects.carestack.wire import consents as wire
from polyclinic.standards.fhir.document import bundle
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()

LARGEST_FILE = 1024 * 1024
"""Bytes of a document's file that a bundle carries inside; of a larger one it tells the name and size."""
FILES_IN_ALL = 8 * 1024 * 1024


@routes.on(wire.FIND_PATIENT)
async def find_patient(ctx: Context, call: Call[wire.PatientSearch]) -> Reply:
    patient = await _by_abha(ctx, call.body.patientId)
    if patient is None:
        raise NotFound(PATIENT.name, "")
    return patient.name.full


@routes.on(wire.REQUEST)
async def request(ctx: Context, call: Call[wire.ConsentRequest]) -> Reply:
    patient = await _by_abha(ctx, call.body.patientAbhaId)
    if patient is None:
        raise Invalid.field("patientAbhaId", code="unknown_reference", message="Patient not found.")
    facility_id = facility_of(ctx)
    facility = await ctx.get(FACILITY, facility_id) if facility_id else None
    asker = facility.name if facility else ctx.tenant.name
    draft = mapping.to_core(call.body, patient, facility_id, asker, ctx.clock.now())
    consent = await operations.ask(ctx, draft, url_of(call))
    return {
        "type": wire.TYPE,
        "message": "Successfully created the Consent profile",
        "resourceId": consent.id,
        "validationErrors": [],
        "fhirProfileId": "",
        "resource": mapping.from_core(consent, ctx.tenant.id),
    }


@routes.on(wire.LIST)
async def list_all(ctx: Context, call: Call[None, wire.ConsentQuery]) -> Reply:
    where = _asked_by(ctx, call.query)
    page = await operations.search(ctx, common.page_query(CONSENT, where, call.query.nextPage))
    return _found(ctx, page.items, page.total or 0, common.next_link(CONSENT, page, call.query.nextPage))


@routes.on(wire.GET)
async def get(ctx: Context, call: Call[None, wire.ConsentQuery]) -> Reply:
    where = (Is("id", call.path["id"]), *_asked_by(ctx, call.query))
    page = await operations.search(ctx, Query(CONSENT, where, limit=1))
    return _found(ctx, page.items, len(page.items), None)


@routes.on(wire.BUNDLES)
async def bundles(ctx: Context, call: Call[None, wire.BundleQuery]) -> Reply:
    query = call.query
    asker = facility_of(ctx) if query.consentType == "Requested" else None
    types = mapping.types_of(query.healthInformationTypes)
    found = await sharing.share(ctx, query.careContexts, types, asker)
    contents = await _contents(ctx, call, found)
    return {
        "type": "Bundle",
        "message": "Records Found !!!" if found else common.NONE_FOUND,
        "requestResource": [bundle(shared, contents) for shared in found],
        "totalNumberOfRecords": len(found),
    }


def _asked_by(ctx: Context, query: wire.ConsentQuery) -> tuple[Condition, ...]:
    return (Is("facility_id", facility_of(ctx)),) if query.consentType == "Requested" else ()


def _found(ctx: Context, items: Sequence[Consent], total: int, next_page: str | None) -> dict[str, Any]:
    shown = [mapping.from_core(consent, ctx.tenant.id) for consent in items]
    return common.listed(wire.TYPE, shown, total, next_page)


async def _by_abha(ctx: Context, number: str) -> Patient | None:
    where = mapping.by_abha(number, Register.of(ctx))
    return next(iter((await patients.search(ctx, Query(PATIENT, where, limit=1))).items), None)


async def _contents(ctx: Context, call: Call[Any, Any], found: Sequence[sharing.Shared]) -> dict[str, bytes]:
    """The bytes of the documents that go out, of the small ones."""
    contents: dict[str, bytes] = {}
    room = FILES_IN_ALL
    for document in (item for shared in found for item in shared.items if isinstance(item, Document)):
        file = document.file
        if file is None or file.size > min(LARGEST_FILE, room) or document.id in contents:
            continue
        room -= file.size
        contents[document.id] = b"".join([chunk async for chunk in call.services.files.read(ctx.tenant.id, file.key)])
    return contents
