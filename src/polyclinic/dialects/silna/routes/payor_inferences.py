"""Payor inference."""

from polyclinic.core.cards import operations as cards
from polyclinic.core.organisation.model import PAYER
from polyclinic.core.patients.model import PATIENT
from polyclinic.core.shared.context import Context
from polyclinic.dialects.silna.mapping import payor_inferences as mapping
from polyclinic.dialects.silna.routes.common import path_id
from polyclinic.dialects.silna.wire import payor_inferences as wire
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()


@routes.on(wire.CREATE)
async def create_payor_inference(ctx: Context, call: Call[wire.PayorInferenceCreate]) -> Reply:
    after = mapping.TAKES[call.body.strategy]
    return {"id": (await cards.infer(ctx, mapping.to_core(call.body), after=after)).id}


@routes.on(wire.GET)
async def get_payor_inference(ctx: Context, call: Call) -> Reply:
    inference = await cards.read(ctx, path_id(call, "payor_inference_id"))
    patient = await ctx.get(PATIENT, inference.patient_id) if inference.patient_id else None
    named = {plan.payer_id for plan in inference.inferred.plans} if inference.inferred else set()
    return mapping.from_core(inference, patient, await ctx.get_many(PAYER, named))
