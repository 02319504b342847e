"""Payor detection."""

from polyclinic.core.eligibility import operations as eligibility
from polyclinic.core.eligibility.model import DISCOVERY, PlanDiscovery, Requester
from polyclinic.core.organisation.model import LEGAL_ENTITY, payer_key
from polyclinic.core.organisation.operations import match_payer
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import Invalid, NotFound
from polyclinic.dialects.silna.mapping import payor_detections as mapping
from polyclinic.dialects.silna.mapping.common import provider_of
from polyclinic.dialects.silna.routes.common import need_patient, path_id, refs_of
from polyclinic.dialects.silna.wire import payor_detections as wire
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()


@routes.on(wire.CREATE)
async def create_payor_detection_run(ctx: Context, call: Call[wire.PayorDetectionRunCreate]) -> Reply:
    refs = refs_of(ctx, call)
    try:
        patient = await need_patient(ctx, call.body.patient_id, refs)
    except NotFound:
        code, message = "unknown_reference", "there is no such patient"
        raise Invalid.field("patient_id", code=code, message=message) from None
    provider = await ctx.get(LEGAL_ENTITY, provider_of(patient, refs) or "")
    requester = Requester(npi=provider.npi if provider else "")
    run = await eligibility.queue_discovery(ctx, patient.id, requester, ctx.clock.today(ctx.tenant.zone))
    return {"id": run.id}


@routes.on(wire.GET)
async def get_payor_detection_run(ctx: Context, call: Call) -> Reply:
    run_id = path_id(call, "payor_detection_run_id")
    run = await eligibility.read_discovery(ctx, run_id)
    try:
        await need_patient(ctx, run.patient_id or "", refs_of(ctx, call))
    except NotFound:
        raise NotFound(DISCOVERY.name, run_id) from None
    return mapping.from_core(run, await payor_ids(ctx, run))


async def payor_ids(ctx: Context, run: PlanDiscovery) -> dict[str, str]:
    """The payors that a search found, by what they call themselves."""
    found_ids = {}
    for found in run.found:
        named = found.answer.payer_id, found.answer.payer_name
        payer = await match_payer(ctx, *named)
        found_ids[found.answer.payer_id] = payer.id if payer else payer_key(*named)
    return found_ids
