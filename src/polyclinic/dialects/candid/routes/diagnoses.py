"""Diagnoses."""

from polyclinic.core.billing import diagnoses
from polyclinic.core.shared.context import Context
from polyclinic.dialects.candid.mapping import diagnoses as mapping
from polyclinic.dialects.candid.wire import diagnoses as wire
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()


@routes.on(wire.CREATE)
async def create(ctx: Context, call: Call[wire.StandaloneDiagnosisCreate]) -> Reply:
    sent = call.body.model_dump(mode="json", exclude_none=True)
    return mapping.from_core(*await diagnoses.add(ctx, sent["encounter_id"], mapping.to_core(sent)))


@routes.on(wire.UPDATE)
async def update(ctx: Context, call: Call[wire.DiagnosisUpdate]) -> Reply:
    sent = call.body.model_dump(mode="json", exclude_unset=True)
    diagnosis_id = str(call.path["diagnosis_id"])
    return mapping.from_core(*await diagnoses.change(ctx, diagnosis_id, lambda held: mapping.changed(sent, held)))


@routes.on(wire.DELETE)
async def delete(ctx: Context, call: Call) -> Reply:
    await diagnoses.remove(ctx, str(call.path["diagnosis_id"]))
    return None
