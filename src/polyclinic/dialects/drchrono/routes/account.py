"""A user's authorised applications: serves ``wire/account.py``."""

from typing import Any

from polyclinic.core.identity import grants
from polyclinic.core.identity.policy import ADD_CLIENTS
from polyclinic.core.shared.context import perform
from polyclinic.dialects.drchrono.mapping.oauth import meanings
from polyclinic.dialects.drchrono.routes.oauth import SESSIONS, TEMPLATES
from polyclinic.dialects.drchrono.wire import account as wire
from polyclinic.dialects.drchrono.wire.oauth import SCOPES
from polyclinic.sdk.pages import PageForm
from polyclinic.web.call import Answer, Call
from polyclinic.web.dialect import Routes
from polyclinic.web.pages.forms import check_form
from polyclinic.web.pages.render import form_page, see_other
from polyclinic.web.pages.sessions import Session

routes = Routes()
_DONE = {
    "revoked": "The application can no longer work in your name.",
    "saved": "Saved.",
    "deleted": "The application is deleted.",
}


def account_page(
    call: Call[Any, Any], session: Session, template: str, values: dict[str, Any], *, status: int | None = None
) -> Answer:
    """A page under the account menu."""
    shared = {
        "username": session.user.username,
        "practice": session.principal.practice.name,
        "keeps_applications": ADD_CLIENTS in session.principal.actor.permissions,
        "note": _DONE.get(getattr(call.query, "done", ""), ""),
    }
    return form_page(call.raw, template, {**shared, **values}, package=TEMPLATES, status=status)


@routes.public(wire.ACCOUNT)
async def read_account(call: Call[None, wire.Done]) -> Answer:
    session = await SESSIONS.current(call)
    if session is None:
        return SESSIONS.page(call, "/account/")
    ctx = call.open_context(session.principal)
    given = await grants.list_given(ctx, session.user.id)
    await ctx.commit()
    shown: dict[str, dict[str, Any]] = {}
    for grant in given:
        entry = shown.setdefault(
            grant.client_id, {"name": grant.application, "client_id": grant.client_id, "scopes": set()}
        )
        entry["scopes"].update(grant.scopes)
        entry["since"] = grant.created_at
    for entry in shown.values():
        entry["meanings"] = meanings(scope for scope in SCOPES if scope in entry["scopes"])
    return account_page(call, session, "authorized.html", {"authorized": list(shown.values())})


@routes.public(wire.TAKE_BACK)
async def take_back(call: Call[PageForm]) -> Answer:
    check_form(call.raw, call.body.csrf)
    session = await SESSIONS.current(call)
    if session is None:
        return SESSIONS.page(call, "/account/")
    user_id, client_id, credentials = session.user.id, call.path["client_id"], call.services.credentials
    await perform(
        lambda: call.open_context(session.principal),
        lambda ctx: grants.take_back(ctx, credentials, user_id, client_id),
    )
    return see_other(f"{call.raw.prefix}/account/?done=revoked")
