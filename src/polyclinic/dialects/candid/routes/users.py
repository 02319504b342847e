"""Users v2."""

from polyclinic.core.identity import operations as identity
from polyclinic.core.identity.model import ApiClient
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import Invalid
from polyclinic.core.shared.ids import new_id
from polyclinic.dialects.candid.mapping.common import DIALECT, instant
from polyclinic.dialects.candid.wire import users as wire
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()


@routes.on(wire.CREATE_M2M_USER)
async def create_m2m_user(ctx: Context, call: Call[wire.M2MUserCreateV2]) -> Reply:
    if str(call.body.organization_id) != ctx.tenant.id:
        raise Invalid.field("organization_id", code="unknown_reference", message="Not your organization")
    draft = ApiClient(name=call.body.name, dialect=DIALECT, client_id=new_id())
    client, secret = await identity.add_client(ctx, call.services.credentials, draft)
    return {
        "client_id": client.client_id,
        "client_secret": secret,
        "auth0_user_id": f"{client.client_id}@clients",
        "created_at": instant(client.created_at),
        "created_by": ctx.actor.id.partition(":")[2],
    }
