"""A practice's applications: serves ``wire/applications.py``."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any, TypeVar

from polyclinic.core.documents.labels import HEAD, Label, sniff
from polyclinic.core.identity import applications
from polyclinic.core.identity.errors import ClientNameTaken, TooManyClients
from polyclinic.core.identity.model import API_CLIENT, ApiClient, Logo
from polyclinic.core.shared.context import Context, perform
from polyclinic.core.shared.errors import NotFound
from polyclinic.dialects.drchrono.auth import VERSIONS
from polyclinic.dialects.drchrono.mapping.applications import from_core, to_core
from polyclinic.dialects.drchrono.mapping.common import DIALECT
from polyclinic.dialects.drchrono.mapping.oauth import meanings
from polyclinic.dialects.drchrono.routes.account import account_page
from polyclinic.dialects.drchrono.routes.oauth import SESSIONS, logo_path
from polyclinic.dialects.drchrono.wire import applications as wire
from polyclinic.dialects.drchrono.wire.account import Done
from polyclinic.dialects.drchrono.wire.oauth import SCOPES
from polyclinic.sdk.pages import PageForm
from polyclinic.web.call import Answer, Call
from polyclinic.web.dialect import Routes
from polyclinic.web.oauth import find_application
from polyclinic.web.pages.forms import check_form
from polyclinic.web.pages.render import see_other
from polyclinic.web.pages.sessions import Session

R = TypeVar("R")
Problems = dict[str, list[str]]

routes = Routes()
_LIST = "/account/applications/"
_NEW = ApiClient(name="", dialect=DIALECT, api_version=VERSIONS[-1])
_BAD_LOGO = f"Upload a PNG or JPEG of at most {wire.LARGEST_LOGO // 1024} KB."
_LOGO_TYPES = ("image/png", "image/jpeg")


@routes.public(wire.LIST_APPLICATIONS)
async def list_applications(call: Call[None, Done]) -> Answer:
    session = await SESSIONS.current(call)
    if session is None:
        return SESSIONS.page(call, _LIST)
    listed = await _perform(call, session, lambda ctx: applications.list_all(ctx, DIALECT))
    return account_page(call, session, "applications.html", {"applications": listed})


@routes.public(wire.NEW_APPLICATION)
async def new_application(call: Call[None]) -> Answer:
    session = await SESSIONS.current(call)
    if session is None:
        return SESSIONS.page(call, wire.NEW_APPLICATION.path)
    await _perform(call, session, lambda ctx: applications.list_all(ctx, DIALECT))
    return _form_page(call, session, _NEW, {})


@routes.public(wire.CREATE_APPLICATION)
async def create_application(call: Call[wire.ApplicationForm]) -> Answer:
    check_form(call.raw, call.body.csrf)
    session = await SESSIONS.current(call)
    if session is None:
        return SESSIONS.page(call, wire.NEW_APPLICATION.path)
    draft = to_core(call.body, _NEW)
    credentials = call.services.credentials

    async def create(ctx: Context, logo: Logo | None) -> tuple[ApiClient, str]:
        return await applications.create(ctx, credentials, replace(draft, logo=logo))

    made = await _saved(call, session, draft, create)
    if isinstance(made, dict):
        return _form_page(call, session, draft, made)
    client, secret = made
    return account_page(call, session, "secret.html", {"application": client, "secret": secret, "new": True})


@routes.public(wire.READ_APPLICATION)
async def read_application(call: Call[None, Done]) -> Answer:
    session = await SESSIONS.current(call)
    if session is None:
        return SESSIONS.page(call, call.raw.path + "/")
    application = await _perform(call, session, lambda ctx: applications.read(ctx, call.path["id"]))
    return _form_page(call, session, application, {})


@routes.public(wire.SAVE_APPLICATION)
async def save_application(call: Call[wire.ApplicationForm]) -> Answer:
    check_form(call.raw, call.body.csrf)
    session = await SESSIONS.current(call)
    if session is None:
        return SESSIONS.page(call, call.raw.path + "/")
    before = await _perform(call, session, lambda ctx: applications.read(ctx, call.path["id"]))
    draft = to_core(call.body, before)
    kept = None if call.body.remove_logo else before.logo

    async def save(ctx: Context, logo: Logo | None) -> ApiClient:
        return await applications.edit(
            ctx, before.id, lambda found: replace(to_core(call.body, found), logo=logo or kept)
        )

    saved = await _saved(call, session, draft, save)
    if isinstance(saved, dict):
        return _form_page(call, session, draft, saved)
    if before.logo is not None and saved.logo != before.logo:
        await call.services.files.delete(session.principal.practice.id, before.logo.key)
    return see_other(f"{call.raw.prefix}{_LIST}{before.id}/?done=saved")


@routes.public(wire.RENEW_SECRET)
async def renew_secret(call: Call[PageForm]) -> Answer:
    check_form(call.raw, call.body.csrf)
    session = await SESSIONS.current(call)
    if session is None:
        return SESSIONS.page(call, _LIST)
    id, credentials = call.path["id"], call.services.credentials
    secret = await _perform(call, session, lambda ctx: applications.renew_secret(ctx, credentials, id))
    application = await _perform(call, session, lambda ctx: applications.read(ctx, id))
    values = {"application": application, "secret": secret, "new": False}
    return account_page(call, session, "secret.html", values)


@routes.public(wire.DELETE_APPLICATION)
async def delete_application(call: Call[PageForm]) -> Answer:
    check_form(call.raw, call.body.csrf)
    session = await SESSIONS.current(call)
    if session is None:
        return SESSIONS.page(call, _LIST)
    credentials = call.services.credentials
    await _perform(call, session, lambda ctx: applications.delete(ctx, credentials, call.path["id"]))
    return see_other(f"{call.raw.prefix}{_LIST}?done=deleted")


@routes.public(wire.READ_LOGO)
async def read_logo(call: Call[None]) -> Answer:
    application = await find_application(call.services, DIALECT, call.path["client_id"])
    logo = application.client.logo if application else None
    if application is None or logo is None or logo.key != call.path["key"]:
        raise NotFound(API_CLIENT.name, call.path["client_id"])
    try:
        content = b"".join([part async for part in call.services.files.read(application.practice.id, logo.key)])
    except KeyError:
        raise NotFound(API_CLIENT.name, call.path["client_id"]) from None
    headers = {"Cache-Control": "public, max-age=86400, immutable", "Content-Security-Policy": "default-src 'none'"}
    return Answer(content, headers=headers, media_type=logo.media_type)


async def _perform(call: Call[Any, Any], session: Session, work: Callable[[Context], Awaitable[R]]) -> R:
    return await perform(lambda: call.open_context(session.principal), work)


async def _saved(
    call: Call[wire.ApplicationForm],
    session: Session,
    draft: ApiClient,
    save: Callable[[Context, Logo | None], Awaitable[R]],
) -> R | Problems:
    """What ``save`` did with the form and its logo, or what is wrong with them, by field; then nothing is kept."""
    problems: Problems = {}
    for problem in applications.problems_of(draft):
        problems.setdefault(str(problem.path[0]), []).append(problem.message)
    if draft.api_version not in VERSIONS:
        problems["api_version"] = [f"This server serves {', '.join(VERSIONS)}."]
    if not call.body.scopes or not set(call.body.scopes).issubset(SCOPES):
        problems["scopes"] = [f"Choose one or more of {', '.join(SCOPES)}."]
    picture = await _picture(call)
    if picture is None:
        problems["logo"] = [_BAD_LOGO]
    if picture is None or problems:
        return problems
    files, practice_id, logo = call.services.files, session.principal.practice.id, None
    content, media_type = picture
    if content:
        stored = await files.put(practice_id, _whole(content), wire.LARGEST_LOGO, Label("", media_type))
        logo = Logo(stored.key, media_type)
    try:
        return await _perform(call, session, lambda ctx: save(ctx, logo))
    except BaseException as error:
        if logo is not None:
            await files.delete(practice_id, logo.key)
        if isinstance(error, ClientNameTaken):
            return {"name": ["Another application of the practice has this name."]}
        if isinstance(error, TooManyClients):
            return {"name": [f"A practice may have {error.limit} applications."]}
        raise


async def _picture(call: Call[wire.ApplicationForm]) -> tuple[bytes, str] | None:
    """The logo that was uploaded and its media type, by its content; empty if none was, None if it is no logo."""
    file = call.files.get("logo")
    if file is None or file.size == 0:
        return b"", ""
    content = await file.read() if file.size <= wire.LARGEST_LOGO else b""
    media_type = sniff(content[:HEAD])
    return (content, media_type) if media_type in _LOGO_TYPES else None


async def _whole(content: bytes) -> AsyncIterator[bytes]:
    yield content


def _form_page(call: Call[Any, Any], session: Session, application: ApiClient, problems: Problems) -> Answer:
    values = {
        "application": application,
        "stored": application.version > 0,
        "fields": from_core(application),
        "versions": VERSIONS,
        "meanings": meanings(SCOPES),
        "logo": logo_path(call, application),
        "problems": problems,
    }
    return account_page(call, session, "application.html", values, status=400 if problems else None)
