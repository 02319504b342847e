"""Prior authorizations: asked for under a patient's plan, filled, completed, and followed to the payer's decision."""

from typing import Any

from polyclinic.core.priorauth import approvals, checks
from polyclinic.core.priorauth import operations as requests
from polyclinic.core.priorauth.model import PRIOR_AUTHORIZATION, PriorAuthorization
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.queries import Condition, Is
from polyclinic.dialects.silna import paging
from polyclinic.dialects.silna.mapping import prior_authorizations as mapping
from polyclinic.dialects.silna.routes.common import path_id, refs_of
from polyclinic.dialects.silna.routes.patient_plans import need_plan
from polyclinic.dialects.silna.wire import prior_authorization_requests as sent
from polyclinic.dialects.silna.wire import prior_authorizations as wire
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()


@routes.on(wire.LIST)
async def list_prior_authorizations(ctx: Context, call: Call[None, wire.PriorAuthorizationQuery]) -> Reply:
    plan, _ = await need_plan(ctx, path_id(call, "patient_plan_id"), refs_of(ctx, call))
    where: list[Condition] = [Is("coverage_id", plan.id)]
    if call.query.status is not None:
        where.append(Is("status", call.query.status.value.lower()))
    page = await requests.search(ctx, paging.query_of(PRIOR_AUTHORIZATION, call.query, *where))
    return paging.page_of(page, [mapping.preview(held) for held in page.items])


@routes.on(wire.CREATE)
async def create_prior_authorization(ctx: Context, call: Call[sent.PriorAuthorizationCreate]) -> Reply:
    held = await requests.create(ctx, mapping.draft(call.body))
    return {"id": held.id, "status": held.status.value.upper(), "required_data": mapping.required_data(held)}


@routes.on(wire.RECORD)
async def record_prior_authorization(ctx: Context, call: Call[sent.CompletedAuthorizationCreate]) -> Reply:
    return {"id": (await approvals.record_elsewhere(ctx, mapping.draft(call.body), mapping.approval(call.body))).id}


@routes.on(wire.GET)
async def get_prior_authorization(ctx: Context, call: Call[None, wire.ReadOptions]) -> Reply:
    held = await requests.read(ctx, _id(call))
    required = None
    if call.query.with_requirements:
        required = mapping.requirements_state(held, await checks.latest_of(ctx, held))
    return mapping.from_core(held, refs_of(ctx, call), required)


@routes.on(wire.GET_BY_OLD_PATH)
async def get_prior_authorization_by_old_path(ctx: Context, call: Call) -> Reply:
    return mapping.from_core(await requests.read(ctx, _id(call)), refs_of(ctx, call))


@routes.on(wire.UPDATE)
async def update_prior_authorization(ctx: Context, call: Call[sent.PriorAuthorizationUpdate]) -> Reply:
    def edit(held: PriorAuthorization) -> PriorAuthorization:
        return mapping.to_core(call.body, held)

    await requests.update(ctx, _id(call), edit, draft=call.body.save_as_draft)
    return None


@routes.on(wire.COMPLETE)
async def complete_prior_authorization(ctx: Context, call: Call) -> Reply:
    await requests.complete(ctx, _id(call))
    return None


@routes.on(wire.ABORT)
async def abort_prior_authorization(ctx: Context, call: Call) -> Reply:
    await requests.withdraw(ctx, _id(call), "aborted")
    return None


@routes.on(wire.RECORD_APPROVAL)
async def record_approval(ctx: Context, call: Call[sent.ApprovalRecord]) -> Reply:
    await approvals.record_approval(ctx, _id(call), mapping.approval(call.body))
    return None


def _id(call: Call[Any, Any]) -> str:
    return path_id(call, "prior_authorization_id")
