"""Pre-service rules v1."""

from polyclinic.core.billing import operations as billing
from polyclinic.core.billing import policy
from polyclinic.core.shared.context import Context
from polyclinic.dialects.candid.mapping import pre_service_rules as mapping
from polyclinic.dialects.candid.wire import pre_service_rules as wire
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()


@routes.on(wire.GET_PIPELINES)
async def get_pipelines(ctx: Context, call: Call) -> Reply:
    ctx.require(policy.READ)
    return mapping.pipelines()


@routes.on(wire.CREATE_ENCOUNTER_RUN)
async def create_encounter_run(ctx: Context, call: Call[wire.RunCreate]) -> Reply:
    body = call.body.model_dump(mode="json", exclude={"entity"})
    entity = call.body.entity.model_dump(mode="json", exclude_none=True)
    submitted = call.body.entity.model_dump(mode="json", exclude_unset=True)
    draft = mapping.to_core(body, entity, submitted)
    on, off = frozenset(body["enabled_rule_ids"]), frozenset(body["disabled_rule_ids"])
    return (await billing.examine(ctx, draft, on, off)).id


@routes.on(wire.GET_RUN)
async def get_run(ctx: Context, call: Call[None, wire.RunQuery]) -> Reply:
    run = await billing.read_run(ctx, str(call.path["run_id"]))
    return mapping.from_core(run, with_entity=bool(call.query.include_initial_entity_state))
