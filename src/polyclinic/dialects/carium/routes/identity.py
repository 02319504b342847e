"""Signing in, invitations, and groups of patients."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from polyclinic.core.identity import operations
from polyclinic.core.identity.model import CredentialKind
from polyclinic.core.identity.operations import SignIn, SignInOutcome
from polyclinic.core.patients.model import PATIENT_GROUP, PatientGroup
from polyclinic.core.patients.operations import read_group, search_groups
from polyclinic.core.shared.context import Context, perform
from polyclinic.core.shared.errors import Unauthenticated
from polyclinic.dialects.carium import paging
from polyclinic.dialects.carium.auth import DIALECT
from polyclinic.dialects.carium.errors import spelled
from polyclinic.dialects.carium.mapping import identity as mapping
from polyclinic.dialects.carium.routes import common, common_documents
from polyclinic.dialects.carium.routes.common import Resources, Spelled
from polyclinic.dialects.carium.wire import identity as wire
from polyclinic.dialects.carium.wire.common import NewDocument, NoQuery
from polyclinic.web.auth import principal_of
from polyclinic.web.call import Answer, Call, Principal, Reply
from polyclinic.web.dialect import Routes

routes = Routes()


async def _spell_groups(ctx: Context, _: Call[Any, Any], groups: Sequence[PatientGroup]) -> list[Spelled]:
    return [mapping.group_from_core(group, ctx.tenant.id) for group in groups]


GROUPS = Resources(wire.GROUPS_PATH, mapping.GROUP, PATIENT_GROUP, search_groups, _spell_groups)

WRONG = Unauthenticated("wrong user name or password, or locked for a while after too many attempts", reason="wrong")
REFUSALS = {
    SignInOutcome.CODE_REQUIRED: Unauthenticated("`totp-code` is required", reason="totp-required"),
    SignInOutcome.CODE_WRONG: Unauthenticated("`totp-code` is wrong or has been used", reason="totp-invalid"),
}
"""What else than ``WRONG`` is said, and only to who knows the password: nobody else learns which names there are."""


@routes.public(wire.LOGIN)
async def login(call: Call[wire.Login, NoQuery]) -> Answer:
    services, body = call.services, call.body
    credential = await services.credentials.find(CredentialKind.LOGIN, DIALECT, body.username.casefold())
    if credential is None or not credential.usable(services.clock.now()):
        await operations.sign_in_nobody(services.passwords, body.password)
        raise WRONG
    principal = await principal_of(services, credential)
    found = await _sign_in(call, principal)
    if found.user is None:
        raise REFUSALS.get(found.outcome, WRONG)
    base = operations.user_credential(found.user, principal.practice.id, DIALECT, services.clock)
    lifetime = timedelta(seconds=body.access_token_expiration_seconds)
    token, _ = await operations.issue(services.credentials, services.clock, base, CredentialKind.ACCESS_TOKEN, lifetime)
    tokens = {"access-token": token, "access-token-expires-in": body.access_token_expiration_seconds}
    return Answer(tokens, headers={"Cache-Control": "no-store"})


async def _sign_in(call: Call[wire.Login, NoQuery], principal: Principal) -> SignIn:
    services, body = call.services, call.body
    user_id = principal.actor.user_id or ""

    async def work(ctx: Context) -> SignIn:
        return await operations.sign_in(
            ctx, services.passwords, services.one_time_codes, user_id, password=body.password, code=body.totp_code
        )

    return await perform(lambda: call.open_context(principal), work)


@routes.on(wire.INVITE)
async def invite(ctx: Context, call: Call[NewDocument[wire.NewInvitation], NoQuery]) -> Reply:
    attributes = call.body.data.attributes
    with spelled(attributes, mapping.NAMES):
        user = await operations.invite(ctx, attributes.username, attributes.notifications)
    spelt = mapping.invitation_from_core(user, attributes.notifications)
    return {"data": {"type": mapping.INVITATION, "id": user.id, "attributes": spelt}}


@routes.on(wire.LIST_GROUPS)
async def list_groups(ctx: Context, call: Call[None, wire.GroupsQuery]) -> Reply:
    query = call.query
    common.listed(ctx, query)
    page = await search_groups(ctx, paging.rows(PATIENT_GROUP, query, query.sort, mapping.SORTABLE))
    return await common_documents.collection(ctx, call, GROUPS, page)


@routes.on(wire.READ_GROUP)
async def read_one_group(ctx: Context, call: Call[None, wire.GroupQuery]) -> Reply:
    return await common_documents.document(ctx, call, GROUPS, await read_group(ctx, call.path["id"]))
