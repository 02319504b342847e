"""Medication dispense v1."""

from polyclinic.core.billing import operations as billing
from polyclinic.core.encounters import operations as encounters
from polyclinic.core.encounters.model import ENCOUNTER
from polyclinic.core.patients.model import PATIENT
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import NotFound
from polyclinic.core.shared.queries import Is, Order, Query
from polyclinic.dialects.candid.mapping import encounters as encounter_mapping
from polyclinic.dialects.candid.mapping import medication_dispense as mapping
from polyclinic.dialects.candid.mapping.parties import PATIENT_ID
from polyclinic.dialects.candid.routes.encounters import refs_for
from polyclinic.dialects.candid.wire import medication_dispense as wire
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()


@routes.on(wire.CREATE)
async def create(ctx: Context, call: Call[wire.MedicationDispenseCreate]) -> Reply:
    sent = call.body.model_dump(mode="json", exclude_none=True)
    patient = await ctx.get_by_external_id(PATIENT, PATIENT_ID, sent["patient_external_id"])
    if patient is None:
        raise NotFound(PATIENT.name, sent["patient_external_id"])
    latest = Query(ENCOUNTER, (Is("patient_id", patient.id),), (Order("start", descending=True),), limit=1)
    visits = (await encounters.search(ctx, latest)).items
    encounter = await billing.record(ctx, mapping.to_core(sent, patient, visits[0] if visits else None))
    return encounter_mapping.from_core(encounter, await refs_for(ctx, call.raw, [encounter]))
