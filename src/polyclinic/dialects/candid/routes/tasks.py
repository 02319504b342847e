"""Tasks v3."""

from typing import Any

from polyclinic.core.billing import operations as billing
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.queries import Query
from polyclinic.core.tasks import operations as tasks
from polyclinic.core.tasks.model import TASK, Task
from polyclinic.dialects.candid import paging
from polyclinic.dialects.candid.mapping import tasks as mapping
from polyclinic.dialects.candid.wire import tasks as wire
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()


@routes.on(wire.GET_ACTIONS)
async def get_actions(ctx: Context, call: Call) -> Reply:
    return mapping.actions(await tasks.read(ctx, str(call.path["task_id"])))


@routes.on(wire.GET_MULTI)
async def get_multi(ctx: Context, call: Call[None, wire.TaskQuery]) -> Reply:
    after, before = paging.cursor(call.query.page_token)
    where = tuple(mapping.conditions(call.query))
    query = Query(TASK, where, (mapping.order(call.query),), limit=call.query.limit, after=after, before=before)
    page = await tasks.search(ctx, query)
    return paging.page_of(query, page, [_shown(ctx, task) for task in page.items])


@routes.on(wire.GET)
async def get(ctx: Context, call: Call) -> Reply:
    return _shown(ctx, await tasks.read(ctx, str(call.path["task_id"])))


@routes.on(wire.CREATE)
async def create(ctx: Context, call: Call[wire.TaskCreate]) -> Reply:
    sent = call.body.model_dump(mode="json", exclude_none=True)
    return _shown(ctx, await billing.open_task(ctx, mapping.to_core(sent)))


@routes.on(wire.UPDATE)
async def update(ctx: Context, call: Call[wire.TaskUpdate]) -> Reply:
    sent = call.body.model_dump(mode="json", exclude_unset=True)
    task_id = str(call.path["task_id"])
    return _shown(ctx, await billing.update_task(ctx, task_id, lambda held: mapping.updated(held, sent)))


def _shown(ctx: Context, task: Task) -> dict[str, Any]:
    return mapping.from_core(task, ctx.tenant.id, ctx.tenant.name)
