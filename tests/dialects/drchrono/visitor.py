"""People and applications before the OAuth server: a browser for the one, an id and a secret for the other."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import argon2
import httpx2

from polyclinic.adapters.authn import Argon2Passwords
from polyclinic.core.identity import applications
from polyclinic.core.identity.model import API_CLIENT, USER, ApiClient, User
from polyclinic.core.identity.operations import user_credential
from polyclinic.core.identity.policy import ADD_CLIENTS, READ_ALL, SET_LIVE, WRITE_ALL
from polyclinic.core.shared.context import Actor, Context
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.secrets import Secret
from polyclinic.web.contexts import open_practice
from tests.dialects.drchrono.group import Group
from tests.support import pages

PASSWORD = "correct horse battery"
REDIRECT_URI = "https://app.example/callback"
OPERATOR = Actor("system:operator", READ_ALL | WRITE_ALL | {ADD_CLIENTS, SET_LIVE})
_CHEAP = Argon2Passwords(argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def operating(group: Group) -> Context:
    """The record, as the operator opens it."""
    return open_practice(group.services, group.practice, OPERATOR, "test")


async def sign_up(group: Group, name: str = "ann", *, role: str = "owner", totp: str | None = None) -> User:
    """A user of the group with a password, who can sign in."""
    user = User(
        username=f"{name}@{group.practice.id}",
        role=role,
        password_hash=await _CHEAP.hash(PASSWORD),
        totp_secret=Secret(totp) if totp else None,
        practitioner_id=group.doctor.id,
    )
    stored: User = await group.put(USER, user)
    login = user_credential(stored, group.practice.id, "drchrono", group.services.clock)
    await group.services.credentials.add(login, stored.username)
    return stored


@dataclass(frozen=True, slots=True)
class App:
    """An application of a group, as its developer holds it."""

    group: Group
    client: ApiClient
    secret: str

    def asking(self, **changes: Any) -> str:
        """The path that the application sends a user to; a change of ``...`` leaves the parameter out."""
        given = {
            "response_type": "code",
            "client_id": self.client.client_id,
            "redirect_uri": REDIRECT_URI,
            "state": "s t&=ä",
            **changes,
        }
        query = urlencode({name: value for name, value in given.items() if value is not ...})
        return f"/drchrono/o/authorize/?{query}"

    async def redeem(self, code: str, **changes: Any) -> httpx2.Response:
        """The request for tokens, with id and secret in the form."""
        return await self.token(grant_type="authorization_code", code=code, **{"redirect_uri": REDIRECT_URI, **changes})

    async def refresh(self, token: str, **changes: Any) -> httpx2.Response:
        return await self.token(grant_type="refresh_token", refresh_token=token, **changes)

    async def token(self, **given: Any) -> httpx2.Response:
        form = {"client_id": self.client.client_id, "client_secret": self.secret, **given}
        async with self.group.http(None) as http:
            return await http.post("/o/token/", data={name: each for name, each in form.items() if each is not ...})

    async def works(self, access_token: str) -> bool:
        """Whether the API takes the token."""
        async with self.group.http(access_token) as http:
            return (await http.get("/api/doctors")).status_code == 200


async def new_app(group: Group, *redirect_uris: str, live: bool = False, **changes: Any) -> App:
    """An application of the group."""
    ctx = operating(group)
    draft = ApiClient(
        name=f"App {new_id()}",
        dialect="drchrono",
        redirect_uris=redirect_uris or (REDIRECT_URI,),
        **changes,
    )
    client, secret = await applications.create(ctx, group.services.credentials, draft)
    if live:
        client = await ctx.put(API_CLIENT, replace(client, live=True))
    await ctx.commit()
    return App(group, client, secret)


class Browser(pages.Browser):
    """A browser before a group's drchrono pages."""

    def __init__(self, group: Group) -> None:
        transport = httpx2.ASGITransport(app=group.app, root_path="/drchrono")
        super().__init__(httpx2.AsyncClient(transport=transport, base_url="http://test"))

    async def sign_in(self, user: User, password: str = PASSWORD) -> httpx2.Response:
        """Fill in the form that is shown; after success the page that it leads to."""
        answer = await self.send(self.form("sign_in"), username=user.username, password=password)
        return await self.get(answer.headers["location"]) if answer.status_code == 303 else answer

    async def consent(self, app: App, user: User, **changes: Any) -> httpx2.Response:
        """From the application's link to the redirect, signing in where asked to."""
        page = await self.get(app.asking(**changes))
        if "sign_in" in page.text:
            await self.sign_in(user)
        return await self.send(self.form("authorize"), decision="allow")

    async def code(self, app: App, user: User, **changes: Any) -> str:
        """A code that the user lets the application have."""
        return returned(await self.consent(app, user, **changes))["code"]


def returned(answer: httpx2.Response) -> dict[str, str]:
    """What the redirect to the application carries."""
    assert answer.status_code == 302, answer.text
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}
