"""OAuth applications: programs that users let in by a consent page. They are the API clients that have a public id."""

import re
from collections.abc import Sequence
from dataclasses import replace

from polyclinic.core.identity import policy
from polyclinic.core.identity.errors import ClientNameTaken, TooManyClients
from polyclinic.core.identity.model import API_CLIENT, ApiClient, Credential, CredentialKind
from polyclinic.core.identity.operations import (
    MOST_CLIENTS,
    add_client,
    client_credential,
    client_secret_key,
    new_secret,
)
from polyclinic.core.identity.ports import Credentials
from polyclinic.core.shared.changes import AtMost
from polyclinic.core.shared.clock import Clock
from polyclinic.core.shared.context import Context, Edit
from polyclinic.core.shared.errors import Conflict, Invalid, NotFound, Problem
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.names import fold
from polyclinic.core.shared.queries import Between, Is, Order, Query
from polyclinic.core.shared.refusals import refuses

MOST_REDIRECT_URIS = 20
LONGEST_NAME = 100
LONGEST_URI = 2000
_AT_ONCE = 1000
_HOST = r"(?:[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])"
_PORT = r"(?::[0-9]{1,5})?"
_CHARACTER = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})"
_REDIRECT_URI = re.compile(rf"https?://{_HOST}{_PORT}(?:/{_CHARACTER}*)?(?:\?(?:{_CHARACTER}|\?)*)?")


@refuses(Invalid, ClientNameTaken, TooManyClients, Conflict)
async def create(ctx: Context, credentials: Credentials, draft: ApiClient) -> tuple[ApiClient, str]:
    """Make an application, in test mode, and its secret, which is shown once.

    Should the change not commit, its id leads nowhere and the secret was told to nobody.
    """
    ctx.require(policy.ADD_CLIENTS)
    tidy = _checked(draft)
    client, secret = await add_client(ctx, credentials, replace(tidy, id=new_id(), client_id=new_id(), live=False))
    registration = client_credential(client, ctx.tenant.id, CredentialKind.CLIENT_ID, ctx.system_clock)
    await credentials.add(registration_of(client, registration), client.client_id)
    return client, secret


def registration_of(client: ApiClient, credential: Credential) -> Credential:
    """What an application's public id is registered with: it leads to the application and gives no rights."""
    return replace(credential, id=client.id, kind=CredentialKind.CLIENT_ID, permissions=())


@refuses(NotFound, Invalid, ClientNameTaken)
async def edit(ctx: Context, application_id: str, change: Edit[ApiClient]) -> ApiClient:
    """Change an application's name, redirect URIs, default version, logo, what it must prove or may ask for."""
    before = await read(ctx, application_id)
    ctx.require(policy.ADD_CLIENTS)
    after = _checked(change(before))
    if fold(after.name) != fold(before.name):
        same_name = Query(API_CLIENT, (Is("dialect", after.dialect), Is("name", fold(after.name))), limit=1)
        if (await ctx.find(same_name)).items:
            raise ClientNameTaken("a program with this name exists")
        ctx.guard(AtMost(same_name, 1, f"api_client:{after.dialect}"))
    return after if after == before else await ctx.put(API_CLIENT, after)


@refuses(NotFound)
async def set_live(ctx: Context, application_id: str, *, live: bool) -> ApiClient:
    """End test mode, so that users of every practice can authorise the application, or return to it."""
    ctx.require(policy.SET_LIVE)
    application = await read(ctx, application_id)
    return await ctx.put(API_CLIENT, replace(application, live=live))


@refuses(NotFound, Conflict)
async def renew_secret(ctx: Context, credentials: Credentials, application_id: str) -> str:
    """A new secret, shown once; earlier ones end at once. Tokens that were given out stay valid."""
    ctx.require(policy.ADD_CLIENTS)
    application = await read(ctx, application_id)
    await _end_secrets(ctx, credentials, application)
    secret = new_secret()
    credential = client_credential(application, ctx.tenant.id, CredentialKind.CLIENT_SECRET, ctx.system_clock)
    await credentials.add(credential, client_secret_key(application.client_id, secret))
    await ctx.put(API_CLIENT, application)
    return secret


@refuses(NotFound)
async def delete(ctx: Context, credentials: Credentials, application_id: str) -> None:
    """Delete an application: its secret and its id end, and with its id every token it was given in any practice."""
    ctx.require(policy.ADD_CLIENTS)
    application = await read(ctx, application_id)
    await credentials.revoke(application.id, ctx.system_clock.now())
    await _end_secrets(ctx, credentials, application)
    await ctx.put(API_CLIENT, replace(application, active=False))


async def _end_secrets(ctx: Context, credentials: Credentials, application: ApiClient) -> None:
    for held in await credentials.list(ctx.tenant.id, CredentialKind.CLIENT_SECRET):
        if held.subject == f"client:{application.id}" and held.revoked_at is None:
            await credentials.revoke(held.id, ctx.system_clock.now())


@refuses(NotFound)
async def read(ctx: Context, application_id: str) -> ApiClient:
    """An application of this practice."""
    ctx.require(policy.ADD_CLIENTS)
    application = await ctx.need(API_CLIENT, application_id)
    if not application.client_id:
        raise NotFound(API_CLIENT.name, application_id)
    return application


@refuses()
async def list_all(ctx: Context, dialect: str) -> Sequence[ApiClient]:
    """The practice's applications of one API, by name: no more than ``MOST_CLIENTS`` can be made."""
    ctx.require(policy.ADD_CLIENTS)
    where = (Is("dialect", dialect), Between("client_id", "!"))
    page = await ctx.find(Query(API_CLIENT, where, order=(Order("name"),), limit=2 * MOST_CLIENTS))
    return page.items


@refuses()
async def logo_keys(ctx: Context) -> set[str]:
    """Where in the files port the pictures of the practice's applications lie."""
    query: Query[ApiClient] = Query(API_CLIENT, (Between("client_id", "!"),), limit=_AT_ONCE)
    page = await ctx.find(query)
    found = [*page.items]
    while page.has_more:
        page = await ctx.find(replace(query, after=found[-1].id))
        found += page.items
    return {application.logo.key for application in found if application.logo is not None}


@refuses()
async def registered(ctx: Context, application_id: str) -> ApiClient | None:
    """The application that a public id was registered for, in the application's own practice, for whoever names it."""
    application = await ctx.get(API_CLIENT, application_id)
    return application if application is not None and application.active else None


@refuses()
async def is_registered(credentials: Credentials, clock: Clock, dialect: str, client_id: str) -> bool:
    """Whether an application of that public id exists: once it is deleted, no token it was given is good any more."""
    registration = await credentials.find(CredentialKind.CLIENT_ID, dialect, client_id)
    return registration is not None and registration.usable(clock.now())


def is_redirect_uri(uri: str) -> bool:
    """Whether users may be sent there: http or https, with a host; no user name, fragment or unescaped character."""
    return len(uri) <= LONGEST_URI and _REDIRECT_URI.fullmatch(uri) is not None


def problems_of(draft: ApiClient) -> list[Problem]:
    """Everything that is wrong with an application's own fields."""
    problems = []
    name = _tidy(draft.name)
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        problems.append(Problem(("name",), "bad_name", f"Give a name of at most {LONGEST_NAME} characters."))
    if not 1 <= len(draft.redirect_uris) <= MOST_REDIRECT_URIS:
        message = f"Give from one to {MOST_REDIRECT_URIS} redirect URIs."
        problems.append(Problem(("redirect_uris",), "bad_count", message))
    for uri in draft.redirect_uris[:MOST_REDIRECT_URIS]:
        if not is_redirect_uri(uri):
            message = (
                f"{uri[:100]}: not an http:// or https:// URI, without user name, fragment and unescaped characters."
            )
            problems.append(Problem(("redirect_uris",), "bad_uri", message))
    return problems


def _checked(draft: ApiClient) -> ApiClient:
    if problems := problems_of(draft):
        raise Invalid(problems)
    return replace(draft, name=_tidy(draft.name), redirect_uris=tuple(dict.fromkeys(draft.redirect_uris)))


def _tidy(name: str) -> str:
    return " ".join(name.split())
