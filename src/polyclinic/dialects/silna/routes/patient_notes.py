"""Notes about patients. The file of a note becomes the patient's."""

from polyclinic.core.documents import operations as documents
from polyclinic.core.patients import notes
from polyclinic.core.patients.notes import NOTE
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.queries import Is
from polyclinic.dialects.silna import paging
from polyclinic.dialects.silna.mapping import patient_notes as mapping
from polyclinic.dialects.silna.routes.common import need_patient, path_id, refs_of
from polyclinic.dialects.silna.wire import patient_notes as wire
from polyclinic.dialects.silna.wire.common import PageQuery
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()


@routes.on(wire.LIST)
async def list_notes(ctx: Context, call: Call[None, PageQuery]) -> Reply:
    patient = await need_patient(ctx, path_id(call, "patient_id"), refs_of(ctx, call))
    page = await notes.search(ctx, paging.query_of(NOTE, call.query, Is("patient_id", patient.id)))
    return paging.page_of(page, [mapping.from_core(note) for note in page.items])


@routes.on(wire.CREATE)
async def create_note(ctx: Context, call: Call[wire.PatientNoteCreate]) -> Reply:
    patient = await need_patient(ctx, path_id(call, "patient_id"), refs_of(ctx, call))
    if call.body.file_id is not None:
        await documents.give(ctx, call.body.file_id, patient.id, "file_id")
    note = await notes.add(ctx, mapping.to_core(call.body, patient.id))
    return {"patient_note_id": note.id}
