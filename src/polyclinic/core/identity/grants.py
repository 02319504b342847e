"""What users allow applications: grants, the codes and tokens that descend from them, and taking them back.

Every code and token carries its grant's id as its family. A code is exchanged for an access and a refresh token, a
refresh token for the next two; each serves once. One that is shown again was stolen, or its thief was faster: its whole
family ends (RFC 6749 section 4.1.2, RFC 9700 section 4.14.2).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from polyclinic.core.identity import policy
from polyclinic.core.identity.model import GRANT, ApiClient, Credential, CredentialKind, Grant, User
from polyclinic.core.identity.operations import new_secret, user_credential
from polyclinic.core.identity.ports import Credentials
from polyclinic.core.shared.changes import AtMost, Event
from polyclinic.core.shared.clock import Clock
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import Conflict, Forbidden
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.queries import Is, Order, Query
from polyclinic.core.shared.refusals import refuses

CODE_LIFETIME = timedelta(seconds=60)
ACCESS_LIFETIME = timedelta(hours=10)
REFRESH_LIFETIME = timedelta(days=90)
LONGEST_FAMILY = timedelta(days=365)
"""However often tokens are renewed, after so long their user has to sign in and allow it anew."""
MOST_GRANTS = 20
"""Grants of one user to one application: an older one ends when another is given."""
MOST_SHOWN = 1000
_STUCK = "access_seconds"
_BEGUN = "begun"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a code was asked for with, and must be redeemed with. ``redirect_uri`` is empty if the request had none."""

    redirect_uri: str = ""
    challenge: str = ""


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """How long tokens live; ``sticky``: whoever renews them need not say again how long an access token does."""

    access: timedelta = ACCESS_LIFETIME
    refresh: timedelta = REFRESH_LIFETIME
    sticky: bool = False


GRANTED = Lifetimes()
"""Those of tokens that a user granted an application."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """Fresh tokens. ``scopes`` are the access token's; ``issued`` what the two stand for."""

    access_token: str
    refresh_token: str
    lifetimes: Lifetimes
    scopes: tuple[str, ...]
    issued: tuple[Credential, Credential]


def may_authorise(application: ApiClient, home: str, practice_id: str) -> bool:
    """Whether users of ``practice_id`` can authorise an application whose practice is ``home``."""
    return application.live or home == practice_id


@refuses()
async def authorise(
    ctx: Context, credentials: Credentials, application: ApiClient, home: str, scopes: Sequence[str]
) -> Grant:
    """Record the acting user's consent. The code of ``issue_code`` comes after the commit.

    ``home`` is the application's practice. Raises ``Forbidden`` for an application in another practice's test mode.
    """
    user_id = ctx.actor.user_id
    if user_id is None or not may_authorise(application, home, ctx.tenant.id):
        raise Forbidden("this application is in test mode", needs=policy.SET_LIVE)
    mine = Query(GRANT, (Is("user_id", user_id), Is("client_id", application.client_id)), limit=MOST_SHOWN)
    earlier = (await ctx.find(replace(mine, order=(Order("created_at"),)))).items
    for old in earlier[: max(0, len(earlier) - MOST_GRANTS + 1)]:
        await _end(ctx, credentials, old)
    ctx.guard(AtMost(mine, MOST_GRANTS, f"grant:{user_id}"))
    grant = Grant(
        id=new_id(),
        user_id=user_id,
        dialect=application.dialect,
        client_id=application.client_id,
        application=application.name,
        scopes=tuple(scopes),
    )
    ctx.tell(Event("grant.given", GRANT.name, grant.id, {"client_id": application.client_id}))
    return await ctx.put(GRANT, grant)


@refuses(Conflict)
async def issue_code(
    credentials: Credentials, clock: Clock, grant: Grant, rights: Credential, terms: Terms
) -> tuple[str, Credential]:
    """The code that the application redeems a committed grant with, and what it stands for.

    ``rights`` are the user's.
    """
    code, now = new_secret(), clock.now()
    credential = replace(
        rights,
        id=grant.id,
        kind=CredentialKind.AUTHORIZATION_CODE,
        scopes=grant.scopes,
        family=grant.id,
        label=grant.application,
        expires_at=now + CODE_LIFETIME,
        facts={"client_id": grant.client_id, "redirect_uri": terms.redirect_uri, "challenge": terms.challenge},
    )
    await credentials.add(credential, code)
    return code, credential


def terms_of(code: Credential) -> Terms:
    """What a code must be redeemed with."""
    return Terms(code.facts.get("redirect_uri", ""), code.facts.get("challenge", ""))


def was_given_to(credential: Credential, client_id: str) -> bool:
    """Whether a code or token was issued to that application."""
    return credential.facts.get("client_id") == client_id


def stuck_lifetime(refresh: Credential) -> timedelta | None:
    """How long the access tokens of a refresh token live, if that was said once for all."""
    seconds = refresh.facts.get(_STUCK)
    return None if seconds is None else timedelta(seconds=seconds)


@refuses(Conflict)
async def begin(credentials: Credentials, clock: Clock, rights: Credential, lifetimes: Lifetimes) -> Tokens:
    """Tokens for a user who has just signed in, the first of a family of their own. ``rights`` are the user's."""
    rights = replace(rights, family=new_id(), facts={**rights.facts, _BEGUN: clock.now().timestamp()})
    tokens = _fresh(rights, clock, lifetimes, first=True)
    for credential, secret in _pairs(tokens):
        await credentials.add(credential, secret)
    return tokens


@refuses()
async def exchange(
    credentials: Credentials,
    clock: Clock,
    used: Credential,
    user: User,
    *,
    scopes: Sequence[str] | None = None,
    lifetimes: Lifetimes = GRANTED,
) -> Tokens | None:
    """Tokens for a code or a refresh token, with the rights that its user has now.

    None if it was used or revoked before, or by another request at this moment: then its whole family is revoked. An
    access token of fewer ``scopes`` leaves the refresh token its own. No token outlives ``LONGEST_FAMILY``.
    """
    now = clock.now()
    begun = used.facts.get(_BEGUN, used.created_at.timestamp())
    left = timedelta(seconds=begun - now.timestamp()) + LONGEST_FAMILY
    lifetimes = replace(lifetimes, access=min(lifetimes.access, left), refresh=min(lifetimes.refresh, left))
    client_id = used.facts.get("client_id")
    rights = replace(
        user_credential(user, used.practice_id, used.dialect, clock),
        scopes=used.scopes,
        family=used.family,
        label=used.label,
        facts={_BEGUN: begun, **({"client_id": client_id} if client_id else {})},
    )
    tokens = _fresh(rights, clock, lifetimes, scopes=used.scopes if scopes is None else tuple(scopes))
    if not await credentials.exchange(used, now, _pairs(tokens)):
        await credentials.revoke_family(used.family, now)
        return None
    return tokens


def _fresh(
    rights: Credential, clock: Clock, lifetimes: Lifetimes, *, scopes: tuple[str, ...] = (), first: bool = False
) -> Tokens:
    """Tokens of ``rights``; the ``first`` of a family has the family's id, and is what changes to it lock."""
    now = clock.now()
    access = replace(
        rights,
        id=new_id(),
        kind=CredentialKind.ACCESS_TOKEN,
        scopes=scopes,
        created_at=now,
        expires_at=now + lifetimes.access,
    )
    refresh = replace(
        rights,
        id=rights.family if first else new_id(),
        kind=CredentialKind.REFRESH_TOKEN,
        created_at=now,
        expires_at=now + lifetimes.refresh,
        facts={**rights.facts, **({_STUCK: lifetimes.access.total_seconds()} if lifetimes.sticky else {})},
    )
    return Tokens(new_secret(), new_secret(), lifetimes, scopes, (access, refresh))


def _pairs(tokens: Tokens) -> list[tuple[Credential, str]]:
    return list(zip(tokens.issued, (tokens.access_token, tokens.refresh_token), strict=True))


@refuses()
async def list_given(ctx: Context, user_id: str) -> Sequence[Grant]:
    """What a user has granted and not taken back, newest first."""
    page = await ctx.find(
        Query(GRANT, (Is("user_id", user_id),), order=(Order("created_at", descending=True),), limit=MOST_SHOWN)
    )
    return page.items


@refuses()
async def take_back(ctx: Context, credentials: Credentials, user_id: str, client_id: str) -> int:
    """End everything that a user granted an application: its tokens are refused from now on. How many grants it were.

    Another user's grants are not touched; an application that has none is no error.
    """
    if ctx.actor.user_id != user_id:
        raise Forbidden("a user takes back own grants only", needs="users:write")
    where = (Is("user_id", user_id), Is("client_id", client_id))
    given = (await ctx.find(Query(GRANT, where, limit=MOST_SHOWN))).items
    for grant in given:
        await _end(ctx, credentials, grant)
    return len(given)


async def _end(ctx: Context, credentials: Credentials, grant: Grant) -> None:
    await credentials.revoke_family(grant.id, ctx.system_clock.now())
    await ctx.put(GRANT, replace(grant, active=False))
    ctx.tell(Event("grant.ended", GRANT.name, grant.id, {"client_id": grant.client_id}))
