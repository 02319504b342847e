"""The OAuth 2.0 server: serves ``wire/oauth.py``."""

from typing import Any

from polyclinic.core.identity import grants
from polyclinic.core.identity.model import ApiClient
from polyclinic.dialects.drchrono.mapping.common import DIALECT
from polyclinic.dialects.drchrono.mapping.oauth import meanings
from polyclinic.dialects.drchrono.wire import oauth as wire
from polyclinic.web.call import Answer, Call
from polyclinic.web.dialect import Routes
from polyclinic.web.oauth import Asked, AuthorizationServer, BadAuthorization
from polyclinic.web.pages.forms import check_form
from polyclinic.web.pages.render import form_page, origin_of
from polyclinic.web.pages.sessions import Session, Sessions, SignInForm

routes = Routes()
SESSIONS = Sessions(DIALECT, "/o/sign_in/")
TEMPLATES = "polyclinic.dialects.drchrono"
_SERVER = AuthorizationServer(DIALECT, wire.SCOPES)
_LONGEST_QUERY = 8000


@routes.public(wire.AUTHORIZE)
async def authorize(call: Call[None]) -> Answer:
    asked = await _asked(call)
    if asked.error:
        return asked.denied()
    session = await SESSIONS.current(call)
    if session is None:
        return SESSIONS.page(call, _here(call))
    return _question(call, session, asked)


@routes.public(wire.DECIDE)
async def decide(call: Call[wire.Decision]) -> Answer:
    check_form(call.raw, call.body.csrf)
    asked = await _asked(call)
    if asked.error or call.body.decision != "allow":
        return asked.denied()
    session = await SESSIONS.current(call)
    if session is None:
        return SESSIONS.page(call, _here(call))
    if not _may(session, asked):
        return _question(call, session, asked)
    return await _SERVER.consented(call, session, asked)


@routes.public(wire.SIGN_IN)
async def sign_in(call: Call[wire.SignIn]) -> Answer:
    form = call.body
    check_form(call.raw, form.csrf)
    return await SESSIONS.sign_in(
        call,
        SignInForm(to=form.to, username=form.username, password=form.password, code=form.code, pending=form.pending),
    )


@routes.public(wire.SIGN_OUT)
async def sign_out(call: Call[wire.SignOut]) -> Answer:
    check_form(call.raw, call.body.csrf)
    return await SESSIONS.sign_out(call, call.body.to)


@routes.public(wire.TOKEN)
async def token(call: Call[wire.TokenRequest]) -> Answer:
    tokens = await _SERVER.token(call, call.body.given())
    return Answer(tokens, headers={"Cache-Control": "no-store", "Pragma": "no-cache"})


@routes.public(wire.REVOKE_TOKEN)
async def revoke_token(call: Call[wire.Revocation]) -> Answer:
    await _SERVER.revoke(call, call.body.given())
    return Answer({})


async def _asked(call: Call[Any]) -> Asked:
    if len(call.raw.query_string) > _LONGEST_QUERY or not call.raw.query_string.isascii():
        raise BadAuthorization("The link that brought you here cannot be read.")
    return await _SERVER.asked(call)


def _here(call: Call[Any]) -> str:
    return f"/o/authorize/?{call.raw.query_string}"


def _may(session: Session, asked: Asked) -> bool:
    application = asked.application
    return grants.may_authorise(application.client, application.practice.id, session.principal.practice.id)


def _question(call: Call[Any], session: Session, asked: Asked) -> Answer:
    """Whether the user allows it, or why nobody here can."""
    client, may = asked.application.client, _may(session, asked)
    values: dict[str, Any] = {
        "application": client,
        "logo": logo_path(call, client),
        "practice": session.principal.practice.name,
        "username": session.user.username,
        "meanings": meanings(asked.scopes),
        "destination": origin_of(asked.redirect_uri),
        "here": _here(call),
    }
    sends_to = tuple(origin_of(uri) for uri in client.redirect_uris)
    template = "consent.html" if may else "test_mode.html"
    return form_page(call.raw, template, values, package=TEMPLATES, status=200 if may else 403, sends_to=sends_to)


def logo_path(call: Call[Any], client: ApiClient) -> str:
    """Where the browser finds an application's logo; empty if it has none. Another logo has another address."""
    if client.logo is None:
        return ""
    return f"{call.raw.prefix}/o/logos/{client.client_id}/{client.logo.key}"
