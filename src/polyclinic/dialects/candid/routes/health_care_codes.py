"""Health care code information v1: everything that an encounter is coded with."""

from polyclinic.core.billing import operations as billing
from polyclinic.core.encounters import operations as encounters
from polyclinic.core.encounters.model import Encounter
from polyclinic.core.shared.context import Context
from polyclinic.dialects.candid.mapping import health_care_codes as mapping
from polyclinic.dialects.candid.wire import health_care_codes as wire
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()


@routes.on(wire.GET_ALL_FOR_ENCOUNTER)
async def get_all_for_encounter(ctx: Context, call: Call) -> Reply:
    return mapping.from_core(await encounters.read(ctx, str(call.path["encounter_id"])))


@routes.on(wire.UPDATE)
async def update(ctx: Context, call: Call[wire.HealthCareCodesUpdate]) -> Reply:
    sent = call.body.model_dump(mode="json", exclude_unset=True)
    now = ctx.system_clock.now()

    def coded(held: Encounter) -> Encounter:
        return mapping.changed(held, sent, now)

    return mapping.from_core(await billing.update(ctx, str(call.path["encounter_id"]), coded))
