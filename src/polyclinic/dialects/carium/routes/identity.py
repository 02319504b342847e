"""Signing in, invitations, and groups of patients."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from polyclinic.core.identity import grants, operations, signing_in
from polyclinic.core.identity.grants import Lifetimes, Tokens
from polyclinic.core.identity.model import CredentialKind, User
from polyclinic.core.identity.second_factor import is_missing
from polyclinic.core.identity.signing_in import SignIn, SignInOutcome
from polyclinic.core.messages import invitations
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
from polyclinic.dialects.carium.wire.account import READ_INVITATION
from polyclinic.dialects.carium.wire.common import NewDocument, NoQuery
from polyclinic.web.auth import SECOND_FACTOR_MISSING, principal_of
from polyclinic.web.call import Answer, Call, Reply
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
BAD_REFRESH = Unauthenticated("`refresh-token` is wrong, expired or has been used", reason="refresh-invalid")


@routes.public(wire.LOGIN)
async def login(call: Call[wire.Login | wire.Renewal, NoQuery]) -> Answer:
    if isinstance(call.body, wire.Renewal):
        told = await _renew(call, call.body)
    else:
        told = await _sign_in(call, call.body)
    return Answer(told, headers={"Cache-Control": "no-store"})


async def _sign_in(call: Call[Any, NoQuery], body: wire.Login) -> dict[str, Any]:
    services = call.services
    credential = await services.credentials.find(CredentialKind.LOGIN, DIALECT, body.username.casefold())
    if credential is None or not credential.usable(services.clock.now()):
        await signing_in.sign_in_nobody(services.passwords, body.password)
        raise WRONG
    principal = await principal_of(services, credential)

    async def work(ctx: Context) -> SignIn:
        found = await signing_in.sign_in(
            ctx,
            services.passwords,
            services.one_time_codes,
            principal.actor.user_id or "",
            password=body.password,
            code=body.totp_code,
        )
        if found.user is None or body.locale in (None, found.user.locale):
            return found
        return replace(found, user=await operations.set_locale(ctx, found.user, body.locale))

    found = await perform(lambda: call.open_context(principal), work)
    if found.user is None:
        raise REFUSALS.get(found.outcome, WRONG)
    if is_missing(found.user, services.second_factor):
        raise SECOND_FACTOR_MISSING
    rights = operations.user_credential(found.user, principal.practice.id, DIALECT, services.clock)
    tokens = await grants.begin(services.credentials, services.clock, rights, _lifetimes(body))
    await operations.keep_if_unchanged(call.open_context(principal), services.credentials, found.user, tokens.issued)
    return _told(tokens, found.user)


async def _renew(call: Call[Any, NoQuery], body: wire.Renewal) -> dict[str, Any]:
    services = call.services
    used = await services.credentials.find(CredentialKind.REFRESH_TOKEN, DIALECT, body.refresh_token)
    if used is None:
        raise BAD_REFRESH
    now = services.clock.now()
    if used.revoked_at is not None:
        await services.credentials.revoke_family(used.family, now)
    if not used.usable(now):
        raise BAD_REFRESH
    principal = await principal_of(services, used)
    ctx = call.open_context(principal)
    user = await operations.signed_in_user(ctx, principal.actor.user_id or "")
    await ctx.commit()
    if user is None:
        await services.credentials.revoke_family(used.family, now)
        raise BAD_REFRESH
    if is_missing(user, services.second_factor):
        raise SECOND_FACTOR_MISSING
    tokens = await grants.exchange(
        services.credentials, services.clock, used, user, lifetimes=_lifetimes(body, grants.stuck_lifetime(used))
    )
    if tokens is None:
        raise BAD_REFRESH
    await operations.keep_if_unchanged(call.open_context(principal), services.credentials, user, tokens.issued)
    return _told(tokens, user)


def _lifetimes(body: wire.Login | wire.Renewal, stuck: timedelta | None = None) -> Lifetimes:
    """As the body asks for; ``stuck`` is how long access tokens live if it does not."""
    asked = body.access_token_expiration_seconds
    access = timedelta(seconds=asked) if asked else stuck or timedelta(seconds=wire.MAX_LIFETIME)
    refresh = timedelta(seconds=min(body.refresh_token_expiration_seconds, wire.MAX_REFRESH))
    sticky = body.sticky_access_token_expiration
    return Lifetimes(access, refresh, stuck is not None if sticky is None else sticky)


def _told(tokens: Tokens, user: User) -> dict[str, Any]:
    return {
        "access-token": tokens.access_token,
        "access-token-expires-in": int(tokens.lifetimes.access.total_seconds()),
        "refresh-token": tokens.refresh_token,
        "refresh-token-expires-in": int(tokens.lifetimes.refresh.total_seconds()),
        "locale": user.locale,
    }


@routes.on(wire.INVITE)
async def invite(ctx: Context, call: Call[NewDocument[wire.NewInvitation], NoQuery]) -> Reply:
    attributes = call.body.data.attributes

    def link_to(token: str) -> str:
        return f"{call.raw.absolute(READ_INVITATION.path)}?{urlencode({'token': token})}"

    with spelled(attributes, mapping.NAMES):
        user = await invitations.send(ctx, attributes.username, attributes.notifications, link_to)
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
