"""The verbs of identity: users, programs, and the tokens that they are given."""

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache

from polyclinic.core.identity import policy
from polyclinic.core.identity.errors import ClientNameTaken, TooManyClients
from polyclinic.core.identity.model import API_CLIENT, USER, ApiClient, Credential, CredentialKind, User
from polyclinic.core.identity.ports import Credentials
from polyclinic.core.shared.changes import AtMost, Event
from polyclinic.core.shared.clock import Clock
from polyclinic.core.shared.context import Actor, Context, Scope
from polyclinic.core.shared.errors import Conflict, Forbidden, NotFound, Unauthenticated, UnknownCursor
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.names import fold
from polyclinic.core.shared.queries import Is, Page, Query
from polyclinic.core.shared.refusals import refuses

MOST_CLIENTS = 100
"""How many programs of one API a practice may have that other programs brought in."""


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
    token, issued = new_secret(), _issued(clock, base, kind, lifetime)
    await credentials.add(issued, token)
    return token, issued


def _issued(clock: Clock, base: Credential, kind: CredentialKind, lifetime: timedelta) -> Credential:
    now = clock.now()
    expires = now + lifetime
    if base.expires_at is not None:
        expires = min(expires, base.expires_at)
    return replace(base, id=new_id(), kind=kind, created_at=now, expires_at=expires)


@refuses(Unauthenticated)
async def issue_for_key(
    credentials: Credentials, clock: Clock, key: Credential, lifetime: timedelta
) -> tuple[str, Credential]:
    """As ``issue``: an access token of a program's key or secret, that ends with it (``revoke_key``)."""
    issued = replace(_issued(clock, key, CredentialKind.ACCESS_TOKEN, lifetime), family=key.id)
    token = new_secret()
    if not await credentials.add_to(key, issued, token):
        raise Unauthenticated("expired or revoked credential", reason="revoked")
    return token, issued


@refuses()
async def revoke_key(credentials: Credentials, clock: Clock, key_id: str) -> None:
    """End a program's key or secret, and every token that it was given for it."""
    now = clock.now()
    await credentials.revoke(key_id, now)
    await credentials.revoke_family(key_id, now)


def user_credential(user: User, practice_id: str, dialect: str, clock: Clock) -> Credential:
    """The rights of a signed-in user, to issue tokens from. A patient's reach no farther than the patient's record."""
    mine = (user.patient_id,) if user.role == policy.PATIENT and user.patient_id else ()
    may = policy.permissions_of(user.role) if mine or user.role != policy.PATIENT else frozenset[str]()
    return Credential(
        practice_id=practice_id,
        kind=CredentialKind.LOGIN,
        dialect=dialect,
        subject=f"user:{user.id}",
        permissions=tuple(sorted(may)),
        patients=mine,
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
    return _actor(credential.subject, credential.permissions, credential.scopes)


@lru_cache(maxsize=1024)
def _actor(subject: str, permissions: tuple[str, ...], scopes: tuple[str, ...]) -> Actor:
    user_id = subject.removeprefix("user:") if subject.startswith("user:") else None
    return Actor(subject, frozenset(permissions), frozenset(scopes), user_id)


def scope_of(credential: Credential, defaults: Mapping[str, str] | None = None) -> Scope:
    """What part of its practice ``credential`` reaches; the practice's ``defaults`` tell whose the unassigned are."""

    def dimension(ids: Collection[str], default: str) -> frozenset[str | None]:
        return frozenset((*ids, None) if (defaults or {}).get(default) in ids else ids)

    return Scope(
        dimension(credential.legal_entities, "legal_entity"),
        dimension(credential.facilities, "facility"),
        frozenset(credential.patients),
    )


@refuses()
async def signed_in_user(ctx: Context, user_id: str) -> User | None:
    """Who a session or a grant stands for: the user of that id; None once it is no user any more."""
    user = await ctx.get(USER, user_id)
    return user if user is not None and user.active else None


@refuses(NotFound)
async def read_own_user(ctx: Context, user_id: str) -> User:
    """The acting user, to change the own account: of others that can be read, none can be changed."""
    user = await read_user(ctx, user_id)
    if ctx.actor.user_id != user_id:
        raise Forbidden("users change their own account only", needs=policy.WRITE)
    return user


@refuses()
async def set_locale(ctx: Context, user: User, locale: str) -> User:
    """Have the API and messages speak a user's language from now on."""
    return await ctx.put(USER, replace(user, locale=locale))


@refuses(Unauthenticated)
async def keep_if_unchanged(ctx: Context, credentials: Credentials, user: User, issued: Iterable[Credential]) -> None:
    """Take tokens back that were issued while their user was disabled or given another password: nobody has them yet.

    ``ctx`` is a fresh one. Whoever ends a user's access lists what was issued after that change is committed, and this
    looks at the user after the tokens are: one of the two sees the other.
    """
    now = await signed_in_user(ctx, user.id)
    if now is not None and now.password_hash == user.password_hash:
        return
    for credential in issued:
        await credentials.revoke(credential.id, ctx.system_clock.now())
    raise Unauthenticated("the user has changed meanwhile", reason="revoked")


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
async def need_user(ctx: Context, username: str) -> User:
    """The live user with that name, for whoever manages users."""
    ctx.require(policy.WRITE)
    user = await find_user(ctx, username)
    if user is None:
        raise NotFound(USER.name, "")
    return user


@refuses(NotFound)
async def disable_user(ctx: Context, username: str) -> User:
    """Have a user sign in no more. ``end_access`` ends what the user was given before, once this is committed."""
    user = await need_user(ctx, username)
    ctx.tell(Event("user.disabled", USER.name, user.id))
    return await ctx.put(USER, replace(user, active=False, disabled=True))


@refuses(NotFound, Conflict)
async def enable_user(ctx: Context, username: str) -> User:
    """Let a user who was disabled sign in again, unless somebody else has the name by now."""
    ctx.require(policy.WRITE)
    user = await find_user(ctx, username, active=False)
    if user is None:
        raise NotFound(USER.name, "")
    if await find_user(ctx, username) is not None:
        raise Conflict("another user has this name")
    ctx.tell(Event("user.enabled", USER.name, user.id))
    return await ctx.put(USER, replace(user, active=True, disabled=False))


@refuses()
async def set_password(ctx: Context, user: User, password_hash: str) -> User:
    """Give a user who has just proved every factor another password, which no earlier invitation can replace.

    ``end_access`` follows, once this is committed.
    """
    ctx.tell(Event("user.password_set", USER.name, user.id))
    return await ctx.put(
        USER, replace(user, password_hash=password_hash, invitation=None, failures=0, locked_until=None)
    )


@refuses()
async def access_of(credentials: Credentials, clock: Clock, practice_id: str, user_id: str) -> Sequence[Credential]:
    """Every session and token that a user holds now, of every API, oldest first."""
    now = clock.now()
    return [
        credential
        for credential in await credentials.list(practice_id)
        if credential.subject == f"user:{user_id}"
        and credential.kind is not CredentialKind.LOGIN
        and credential.usable(now)
    ]


@refuses()
async def end_access(credentials: Credentials, clock: Clock, practice_id: str, user_id: str) -> int:
    """Revoke every session and token that a user holds, of every API, and what is being issued for them at this moment;
    how many they were."""
    now = clock.now()
    held = await access_of(credentials, clock, practice_id, user_id)
    for family in {credential.family for credential in held}:
        await credentials.revoke_family(family, now)
    for credential in held:
        if not credential.family:
            await credentials.revoke(credential.id, now)
    return len(held)
