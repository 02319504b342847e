"""The verbs of identity: proving who one is, and the tokens given for it."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from polyclinic.core.identity import policy
from polyclinic.core.identity.errors import ClientNameTaken, TooManyClients
from polyclinic.core.identity.model import API_CLIENT, USER, ApiClient, Credential, CredentialKind, User
from polyclinic.core.identity.ports import Credentials, OneTimeCodes, Passwords
from polyclinic.core.shared.changes import AtMost, Event
from polyclinic.core.shared.clock import Clock
from polyclinic.core.shared.context import Actor, Context, Scope
from polyclinic.core.shared.errors import Conflict, Invalid, NotFound, Problem, Unauthenticated, UnknownCursor
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.names import fold
from polyclinic.core.shared.queries import Is, Page, Query
from polyclinic.core.shared.refusals import refuses

TOO_MANY_FAILURES = 10
MOST_CLIENTS = 100
"""How many programs of one API a practice may have that other programs brought in."""
LOCK = timedelta(minutes=15)


class SignInOutcome(StrEnum):
    """How an attempt to sign in ended. Unknown users and wrong passwords are one outcome, and take as long."""

    OK = "ok"
    WRONG = "wrong"
    CODE_REQUIRED = "code_required"
    CODE_WRONG = "code_wrong"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class SignIn:
    """The outcome, and the user when it is ``OK``."""

    outcome: SignInOutcome
    user: User | None = None


@refuses()
async def sign_in(
    ctx: Context, passwords: Passwords, codes: OneTimeCodes, user_id: str, *, password: str, code: str | None
) -> SignIn:
    """Check a user's password and, once enrolled, a one-time code. Failures are counted, and a used code is spent.

    ``ctx`` belongs to the user's practice; it must be committed whatever the outcome.
    """
    user = await ctx.get(USER, user_id)
    now = ctx.system_clock.now()
    right = await passwords.verify(user.password_hash if user and user.active else None, password)
    if user is None or not user.active:
        return SignIn(SignInOutcome.WRONG)
    if user.locked_until is not None and now < user.locked_until:
        return SignIn(SignInOutcome.LOCKED)
    if not right:
        return await _failed(ctx, user, SignInOutcome.WRONG)
    if user.totp_secret is None:
        return await _succeeded(ctx, user)
    if not code:
        return SignIn(SignInOutcome.CODE_REQUIRED)
    return await _checked_code(ctx, codes, user, code)


@refuses()
async def confirm_sign_in(ctx: Context, codes: OneTimeCodes, user_id: str, code: str) -> SignIn:
    """The second step for a user whose password was right a moment ago: check the one-time code, as ``sign_in`` does.

    It must be committed whatever the outcome.
    """
    user = await ctx.get(USER, user_id)
    if user is None or not user.active or user.totp_secret is None:
        return SignIn(SignInOutcome.WRONG)
    if user.locked_until is not None and ctx.system_clock.now() < user.locked_until:
        return SignIn(SignInOutcome.LOCKED)
    return await _checked_code(ctx, codes, user, code)


async def _checked_code(ctx: Context, codes: OneTimeCodes, user: User, code: str) -> SignIn:
    secret = user.totp_secret.reveal() if user.totp_secret else ""
    step = codes.matching_step(secret, code, ctx.system_clock.now(), user.totp_used)
    if step is None:
        return await _failed(ctx, user, SignInOutcome.CODE_WRONG)
    return await _succeeded(ctx, replace(user, totp_used=step), spent=True)


@refuses()
async def sign_in_nobody(passwords: Passwords, password: str) -> SignIn:
    """What an unknown user name gets, after as much work as a known one."""
    await passwords.verify(None, password)
    return SignIn(SignInOutcome.WRONG)


async def _failed(ctx: Context, user: User, outcome: SignInOutcome) -> SignIn:
    failures = user.failures + 1
    locked = ctx.system_clock.now() + LOCK if failures >= TOO_MANY_FAILURES else None
    await ctx.put(USER, replace(user, failures=0 if locked else failures, locked_until=locked))
    ctx.tell(Event("user.sign_in_failed", USER.name, user.id, {"outcome": outcome.value}))
    ctx.outcome = "sign_in_failed"
    return SignIn(outcome)


async def _succeeded(ctx: Context, user: User, *, spent: bool = False) -> SignIn:
    if spent or user.failures or user.locked_until:
        user = await ctx.put(USER, replace(user, failures=0, locked_until=None))
    return SignIn(SignInOutcome.OK, user)


def new_secret(prefix: str = "") -> str:
    """A fresh unguessable token or key: 256 bits, URL-safe."""
    return prefix + secrets.token_urlsafe(32)


@refuses(Unauthenticated)
async def present(
    credentials: Credentials, clock: Clock, kind: CredentialKind, dialect: str, secret: str
) -> Credential:
    """The usable credential that ``secret`` stands for."""
    credential = await credentials.find(kind, dialect, secret)
    if credential is None:
        raise Unauthenticated("unknown credential", reason="unknown")
    if not credential.usable(clock.now()):
        raise Unauthenticated("expired or revoked credential", reason="revoked" if credential.revoked_at else "expired")
    return credential


@refuses(Conflict)
async def issue(
    credentials: Credentials, clock: Clock, base: Credential, kind: CredentialKind, lifetime: timedelta
) -> tuple[str, Credential]:
    """Give out a token with the rights of ``base`` (never longer than ``base`` lives) and return it with its record."""
    now = clock.now()
    expires = now + lifetime
    if base.expires_at is not None:
        expires = min(expires, base.expires_at)
    token = new_secret()
    issued = replace(base, id=new_id(), kind=kind, created_at=now, expires_at=expires)
    await credentials.add(issued, token)
    return token, issued


def user_credential(user: User, practice_id: str, dialect: str, clock: Clock) -> Credential:
    """The rights of a signed-in user, to issue tokens from."""
    return Credential(
        practice_id=practice_id,
        kind=CredentialKind.LOGIN,
        dialect=dialect,
        subject=f"user:{user.id}",
        permissions=tuple(sorted(policy.permissions_of(user.role))),
        created_at=clock.now(),
    )


def client_credential(client: ApiClient, practice_id: str, kind: CredentialKind, clock: Clock) -> Credential:
    """The rights of a program, to register its key or secret with."""
    return Credential(
        practice_id=practice_id,
        kind=kind,
        dialect=client.dialect,
        subject=f"client:{client.id}",
        permissions=tuple(sorted(policy.permissions_of("integration"))),
        legal_entities=client.legal_entity_ids,
        facilities=client.facility_ids,
        rate_limit=client.rate_limit,
        label=client.name,
        created_at=clock.now(),
    )


@refuses(ClientNameTaken, TooManyClients)
async def add_client(ctx: Context, credentials: Credentials, draft: ApiClient) -> tuple[ApiClient, str]:
    """Bring in a program, and its secret, which is shown once. It sees no more of the practice than who brings it in.

    Should the change not commit, the secret was told to nobody.
    """
    ctx.require(policy.ADD_CLIENTS)
    same_name = Query(API_CLIENT, (Is("dialect", draft.dialect), Is("name", fold(draft.name))), limit=1)
    if (await ctx.find(same_name)).items:
        raise ClientNameTaken("a program with this name exists")
    everyone = Query(API_CLIENT, (Is("dialect", draft.dialect),))
    if await ctx.count(everyone) >= MOST_CLIENTS:
        raise TooManyClients(MOST_CLIENTS)
    ctx.guard(AtMost(same_name, 1, f"api_client:{draft.dialect}"))
    ctx.guard(AtMost(everyone, MOST_CLIENTS, f"api_client:{draft.dialect}"))
    limited = replace(
        draft,
        legal_entity_ids=tuple(sorted(id for id in ctx.scope.legal_entities if id)),
        facility_ids=tuple(sorted(id for id in ctx.scope.facilities if id)),
    )
    client = await ctx.put(API_CLIENT, limited)
    secret = new_secret()
    credential = client_credential(client, ctx.tenant.id, CredentialKind.CLIENT_SECRET, ctx.system_clock)
    await credentials.add(credential, client_secret_key(client.client_id, secret))
    return client, secret


def client_secret_key(client_id: str, client_secret: str) -> str:
    """What an OAuth client's id and secret are indexed by, so that one look-up proves both."""
    return f"{client_id}:{client_secret}"


def actor_of(credential: Credential) -> Actor:
    """Who acts when ``credential`` is presented."""
    user_id = credential.subject.removeprefix("user:") if credential.subject.startswith("user:") else None
    return Actor(credential.subject, frozenset(credential.permissions), frozenset(credential.scopes), user_id)


def scope_of(credential: Credential, defaults: Mapping[str, str] | None = None) -> Scope:
    """What part of its practice ``credential`` reaches; the practice's ``defaults`` tell whose the unassigned are."""

    def dimension(ids: Collection[str], default: str) -> frozenset[str | None]:
        return frozenset((*ids, None) if (defaults or {}).get(default) in ids else ids)

    return Scope(dimension(credential.legal_entities, "legal_entity"), dimension(credential.facilities, "facility"))


@refuses()
async def signed_in_user(ctx: Context, user_id: str) -> User | None:
    """Who a session or a grant stands for: the user of that id; None once it is no user any more."""
    user = await ctx.get(USER, user_id)
    return user if user is not None and user.active else None


@refuses(NotFound, Invalid)
async def invite(ctx: Context, username: str, channels: Sequence[str]) -> User:
    """Record that a user is to be invited through ``channels`` (``sms``, ``email``) and tell who sends it.

    An unknown name is not found; a channel that the user cannot be reached by is invalid.
    """
    ctx.require(policy.INVITE)
    user = await find_user(ctx, username)
    if user is None:
        raise NotFound(USER.name, "")
    reachable = {"sms": user.phone, "email": user.email}
    problems = [
        Problem(("channels", position), "unreachable", f"this user has no address for {channel}")
        for position, channel in enumerate(channels)
        if not reachable.get(channel)
    ]
    if problems:
        raise Invalid(problems)
    invited = await ctx.put(USER, replace(user, invited_at=ctx.system_clock.now()))
    ctx.tell(Event("user.invited", USER.name, user.id, {"channels": list(channels)}))
    return invited


@refuses(NotFound)
async def read_user(ctx: Context, user_id: str) -> User:
    """A live user by id."""
    ctx.require(policy.READ)
    return await ctx.need(USER, user_id)


@refuses(NotFound)
async def read_user_number(ctx: Context, number: int) -> User:
    """A live user by the practice-wide number."""
    ctx.require(policy.READ)
    return await ctx.need_number(USER, number)


@refuses(UnknownCursor)
async def search_users(ctx: Context, query: Query[User]) -> Page[User]:
    """A page of users."""
    ctx.require(policy.READ)
    return await ctx.find(query)


@refuses()
async def find_user(ctx: Context, username: str, *, active: bool = True) -> User | None:
    """The live user with that name, in any case; with ``active`` false one that was disabled."""
    page = await ctx.find(Query(USER, (Is("username", username.casefold()),), limit=1, active=active))
    return page.items[0] if page.items else None


@refuses(NotFound)
async def disable_user(ctx: Context, username: str) -> User:
    """Have a user sign in no more. ``end_access`` ends what the user was given before, once this is committed."""
    ctx.require(policy.WRITE)
    user = await find_user(ctx, username)
    if user is None:
        raise NotFound(USER.name, "")
    ctx.tell(Event("user.disabled", USER.name, user.id))
    return await ctx.put(USER, replace(user, active=False))


@refuses(NotFound, Conflict)
async def enable_user(ctx: Context, username: str) -> User:
    """Let a user who was disabled sign in again, unless somebody else has the name by now."""
    ctx.require(policy.WRITE)
    user = await find_user(ctx, username, active=False)
    if user is None:
        raise NotFound(USER.name, "")
    same_name = Query(USER, (Is("username", username.casefold()),), limit=1)
    if await ctx.count(same_name):
        raise Conflict("another user has this name")
    ctx.guard(AtMost(same_name, 1, f"username:{username.casefold()}"))
    ctx.tell(Event("user.enabled", USER.name, user.id))
    return await ctx.put(USER, replace(user, active=True))


@refuses()
async def end_access(credentials: Credentials, clock: Clock, practice_id: str, user_id: str) -> int:
    """Revoke every token that a user holds, of every API; how many they were."""
    now = clock.now()
    held = [
        credential
        for credential in await credentials.list(practice_id)
        if credential.subject == f"user:{user_id}"
        and credential.kind is not CredentialKind.LOGIN
        and credential.usable(now)
    ]
    for credential in held:
        await credentials.revoke(credential.id, now)
    return len(held)
