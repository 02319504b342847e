"""Users: serves ``wire/users.py``."""

from collections.abc import Sequence
from typing import Any

from polyclinic.core.identity import operations as identity
from polyclinic.core.identity.model import USER, User
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import NotFound
from polyclinic.core.shared.queries import Is
from polyclinic.dialects.drchrono.mapping.users import from_core
from polyclinic.dialects.drchrono.paging import envelope, page_query
from polyclinic.dialects.drchrono.routes.common import has_owner, load_refs
from polyclinic.dialects.drchrono.wire import users as wire
from polyclinic.dialects.drchrono.wire.common import PageQuery
from polyclinic.web.call import Answer, Call
from polyclinic.web.dialect import Routes

routes = Routes()
_NO_PATIENT = Is("patient_id", None)


@routes.on(wire.LIST_USERS)
async def list_users(ctx: Context, call: Call[None, PageQuery]) -> dict[str, Any]:
    query = page_query(USER, call.query, _NO_PATIENT, *has_owner(ctx, "practitioner_id"))
    page = await identity.search_users(ctx, query)
    return envelope(call.raw, call.query, page, await _show(ctx, page.items), page.total or 0)


@routes.on(wire.READ_CURRENT_USER)
async def read_current_user(ctx: Context, call: Call[None]) -> Answer:
    """A path, not a URL: clients that follow it to another spelling of this host would drop their token."""
    if ctx.actor.user_id is None:
        raise NotFound(USER.name, "current")
    user = await identity.read_user(ctx, ctx.actor.user_id)
    return Answer(headers={"Location": call.raw.prefix + wire.READ_USER.fill({"id": user.number})})


@routes.on(wire.READ_USER)
async def read_user(ctx: Context, call: Call[None]) -> dict[str, Any]:
    user = await identity.read_user_number(ctx, call.path["id"])
    if user.patient_id is not None or not (user.practitioner_id or ctx.tenant.defaults.get("practitioner")):
        raise NotFound(USER.name, str(user.number))
    return (await _show(ctx, [user]))[0]


async def _show(ctx: Context, found: Sequence[User]) -> list[dict[str, Any]]:
    refs = await load_refs(ctx, doctors=[user.practitioner_id for user in found])
    return [from_core(user, refs) for user in found]
