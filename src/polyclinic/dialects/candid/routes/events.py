"""Events v1."""

from polyclinic.core.events import operations as events
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.times import to_instant
from polyclinic.dialects.candid import paging
from polyclinic.dialects.candid.mapping import events as mapping
from polyclinic.dialects.candid.mapping.common import Json
from polyclinic.dialects.candid.wire import events as wire
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()


@routes.on(wire.SCAN)
async def scan(ctx: Context, call: Call[None, wire.EventQuery]) -> Reply:
    query = call.query
    after, _ = paging.cursor(query.page_token)
    found = await events.scan(
        ctx,
        names=mapping.names(query.event_types),
        since=to_instant(query.created_after) if query.created_after else None,
        until=to_instant(query.created_before) if query.created_before else None,
        before=after,
        limit=query.limit + 1,
    )
    shown = found[: query.limit]
    answer: Json = {"items": [mapping.from_core(event) for event in shown]}
    if len(found) > len(shown):
        answer["next_page_token"] = paging.token("after", shown[-1].id)
    return answer


@routes.on(wire.GET)
async def get(ctx: Context, call: Call) -> Reply:
    return mapping.from_core(await events.read(ctx, str(call.path["event_id"])))
