"""Tokens."""

from polyclinic.core.identity.operations import issue_for_key
from polyclinic.dialects.candid.auth import LIFETIME, client_of
from polyclinic.dialects.candid.wire import auth as wire
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()


@routes.public(wire.GET_TOKEN)
async def get_token(call: Call[wire.TokenRequest]) -> Reply:
    services = call.services
    client = await client_of(services, call.body.client_id, call.body.client_secret)
    token, issued = await issue_for_key(services.credentials, services.clock, client.credential, LIFETIME)
    await call.open_context(client).commit()
    lifetime = LIFETIME if issued.expires_at is None else issued.expires_at - issued.created_at
    return {"access_token": token, "expires_in": int(lifetime.total_seconds()), "token_type": "Bearer"}
