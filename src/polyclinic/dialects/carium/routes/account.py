"""Invitations, the account and its second factor, for people: serves ``wire/account.py``."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import wraps
from typing import Any, TypeVar

import segno
from markupsafe import Markup

from polyclinic.core.identity import invitations, operations, second_factor, signing_in
from polyclinic.core.identity.errors import CodeWrong, InvitationRefused, LoginTaken
from polyclinic.core.identity.invitations import Invitation
from polyclinic.core.identity.model import User
from polyclinic.core.identity.passwords import SHORTEST, problems_of_new
from polyclinic.core.identity.ports import Passwords
from polyclinic.core.identity.signing_in import SignIn, SignInOutcome
from polyclinic.core.organisation.model import Practice
from polyclinic.core.shared.context import Context, perform
from polyclinic.dialects.carium.auth import DIALECT, bearer_of_invitation
from polyclinic.dialects.carium.wire import account as wire
from polyclinic.sdk.pages import PageForm
from polyclinic.web.call import Answer, Call, Principal
from polyclinic.web.dialect import Routes
from polyclinic.web.pages.forms import check_form
from polyclinic.web.pages.render import form_page
from polyclinic.web.pages.sessions import CODE_WRONG, Session, Sessions, SignInForm

R = TypeVar("R")
T = TypeVar("T")

routes = Routes()
SESSIONS = Sessions(DIALECT, wire.SIGN_IN.path, enrolling=True)
TEMPLATES = "polyclinic.dialects.carium"
_WRONG = "Wrong password or code. After too many attempts an account is locked for 15 minutes."
_TAKEN = "Somebody else already signs in by this name. Ask your practice to give your account another."


# -- invitations -----------------------------------------------------------------------------------------------------


@routes.public(wire.READ_INVITATION)
async def read_invitation(call: Call[None, wire.InvitationQuery]) -> Answer:
    invitation, principal = await _held(call, call.query.token)
    ctx = call.open_context(principal)
    user = await invitations.read(ctx, invitation)
    await ctx.commit()
    return _password_page(call, principal.practice, user, call.query.token)


@routes.public(wire.ACCEPT)
async def accept(call: Call[wire.NewPassword]) -> Answer:
    form, services = call.body, call.services
    check_form(call.raw, form.csrf, unreferred=True)
    invitation, principal = await _held(call, form.token)
    user = await invitations.read(call.open_context(principal), invitation)
    about = (user.username, user.name, principal.practice.name)
    if problem := await _problem_of(services.passwords, form.password, form.again, about):
        return _password_page(call, principal.practice, user, form.token, problem)
    password_hash = await services.passwords.hash(form.password)

    async def work(ctx: Context) -> User:
        return await invitations.accept(ctx, services.credentials, DIALECT, invitation, password_hash)

    try:
        user = await perform(lambda: call.open_context(principal), work)
    except LoginTaken:
        return _password_page(call, principal.practice, user, form.token, _TAKEN)
    await operations.end_access(services.credentials, services.clock, principal.practice.id, user.id)
    values = {"username": user.username, "practice": principal.practice.name}
    return _unreferred(form_page(call.raw, "password_set.html", values, package=TEMPLATES))


async def _held(call: Call[Any, Any], token: str) -> tuple[Invitation, Principal]:
    """The invitation of a token, and who acts on it. Raises ``InvitationRefused``."""
    invitation = invitations.parse(token)
    practice = await call.services.practices.get(invitation.practice_id)
    if practice is None:
        raise InvitationRefused("this is no invitation", reason="unknown")
    return invitation, bearer_of_invitation(call.services, practice, invitation)


async def _problem_of(passwords: Passwords, password: str, again: str, about: Sequence[str]) -> str:
    if password != again:
        return "The two passwords differ."
    return " ".join(problem.message for problem in await problems_of_new(passwords, password, about))


def _password_page(call: Call[Any, Any], practice: Practice, user: User, token: str, problem: str = "") -> Answer:
    values = {
        "practice": practice.name,
        "username": user.username,
        "token": token,
        "problem": problem,
        "shortest": SHORTEST,
    }
    shown = form_page(call.raw, "invitation.html", values, package=TEMPLATES, status=400 if problem else None)
    return _unreferred(shown)


def _unreferred(page: Answer) -> Answer:
    """The page, whose address holds a token that it tells nobody."""
    return replace(page, headers={**page.headers, "Referrer-Policy": "no-referrer"})


# -- the account -----------------------------------------------------------------------------------------------------

_ForTheUser = Callable[[Call[T], Session], Awaitable[Answer]]


def _signed_in(page: str) -> Callable[[_ForTheUser[T]], Callable[[Call[T]], Awaitable[Answer]]]:
    """A handler for whoever has signed in; anybody else is asked to, and then shown ``page``. Refuses forged forms."""

    def declare(handler: _ForTheUser[T]) -> Callable[[Call[T]], Awaitable[Answer]]:
        @wraps(handler)
        async def answer(call: Call[T]) -> Answer:
            if isinstance(call.body, PageForm):
                check_form(call.raw, call.body.csrf)
            session = await SESSIONS.current(call)
            return await handler(call, session) if session else SESSIONS.page(call, page)

        return answer

    return declare


@routes.public(wire.ACCOUNT)
@_signed_in(wire.ACCOUNT.path)
async def read_account(call: Call[None], session: Session) -> Answer:
    return _account_page(call, session, "account_home.html", {"name": session.user.name})


@routes.public(wire.SIGN_IN)
async def sign_in(call: Call[wire.SignIn]) -> Answer:
    form = call.body
    check_form(call.raw, form.csrf)
    given = SignInForm(to=form.to, username=form.username, password=form.password, code=form.code, pending=form.pending)
    return await SESSIONS.sign_in(call, given)


@routes.public(wire.SIGN_OUT)
async def sign_out(call: Call[PageForm]) -> Answer:
    check_form(call.raw, call.body.csrf)
    return await SESSIONS.sign_out(call, wire.ACCOUNT.path)


# -- the second factor -----------------------------------------------------------------------------------------------


@routes.public(wire.SECOND_FACTOR)
@_signed_in(wire.SECOND_FACTOR.path)
async def read_second_factor(call: Call[None], session: Session) -> Answer:
    return _second_factor_page(call, session)


@routes.public(wire.ENROL)
@_signed_in(wire.SECOND_FACTOR.path)
async def enrol(call: Call[PageForm], session: Session) -> Answer:
    codes = call.services.one_time_codes
    given = await _perform(call, session, lambda ctx: second_factor.begin(ctx, codes))
    picture = segno.make(given.uri, error="m", micro=False).svg_inline(scale=5, border=4, light="#fff", omitsize=True)
    values = {"qr": Markup(picture), "secret": _grouped(given.secret), "uri": given.uri}  # noqa: S704  # of our own making
    return _account_page(call, session, "enrol.html", values)


@routes.public(wire.CONFIRM)
@_signed_in(wire.SECOND_FACTOR.path)
async def confirm(call: Call[wire.Code], session: Session) -> Answer:
    codes, code = call.services.one_time_codes, _plain(call.body.code)
    try:
        fresh = await _perform(call, session, lambda ctx: second_factor.confirm(ctx, codes, code))
    except CodeWrong:
        return _account_page(call, session, "confirm.html", {"problem": CODE_WRONG}, status=400)
    return _account_page(call, session, "recovery_codes.html", {"codes": fresh, "first": True})


@routes.public(wire.CHANGE)
@_signed_in(wire.SECOND_FACTOR.path)
async def change(call: Call[wire.Proof], session: Session) -> Answer:
    form = call.body
    fresh: list[str] = []

    async def work(ctx: Context, user: User) -> User:
        if user.totp_secret is not None and form.change == "renew":
            fresh[:] = await second_factor.renew_recovery_codes(ctx, user)
        elif user.totp_secret is not None and form.change == "off":
            return await second_factor.turn_off(ctx, user)
        return user

    found = await _proven(call, session, form, work)
    if found.outcome is not SignInOutcome.OK or found.user is None:
        return _second_factor_page(call, session, problem=_WRONG)
    if fresh:
        return _account_page(call, session, "recovery_codes.html", {"codes": fresh, "first": False})
    return _second_factor_page(call, replace(session, user=found.user))


# -- the password, and what was opened with it ------------------------------------------------------------------------


@routes.public(wire.PASSWORD)
@_signed_in(wire.PASSWORD.path)
async def read_password(call: Call[None], session: Session) -> Answer:
    return _change_page(call, session)


@routes.public(wire.CHANGE_PASSWORD)
@_signed_in(wire.PASSWORD.path)
async def change_password(call: Call[wire.ChangedPassword], session: Session) -> Answer:
    form, services = call.body, call.services
    user, practice = session.user, session.principal.practice
    about = (user.username, user.name, practice.name)
    if problem := await _problem_of(services.passwords, form.new, form.again, about):
        return _change_page(call, session, problem, 400)
    password_hash = await services.passwords.hash(form.new)
    found = await _proven(call, session, form, lambda ctx, user: operations.set_password(ctx, user, password_hash))
    if found.user is None:
        return _change_page(call, session, _WRONG, 403)
    await operations.end_access(services.credentials, services.clock, practice.id, user.id)
    values = {"username": user.username, "practice": practice.name}
    return form_page(call.raw, "password_set.html", values, package=TEMPLATES)


def _change_page(call: Call[Any, Any], session: Session, problem: str = "", status: int | None = None) -> Answer:
    values = {"second_factor": session.user.totp_secret is not None, "problem": problem, "shortest": SHORTEST}
    return _account_page(call, session, "change_password.html", values, status=status)


@routes.public(wire.ACCESS)
@_signed_in(wire.ACCESS.path)
async def read_access(call: Call[None], session: Session) -> Answer:
    return await _access_page(call, session)


@routes.public(wire.END_ACCESS)
@_signed_in(wire.ACCESS.path)
async def end_access(call: Call[wire.Proven], session: Session) -> Answer:
    form, services = call.body, call.services
    if (await _proven(call, session, form)).user is None:
        return await _access_page(call, session, _WRONG)
    await operations.end_access(services.credentials, services.clock, session.principal.practice.id, session.user.id)
    return await SESSIONS.sign_out(call, wire.ACCOUNT.path)


async def _access_page(call: Call[Any, Any], session: Session, problem: str = "") -> Answer:
    services, principal = call.services, session.principal
    held = await operations.access_of(services.credentials, services.clock, principal.practice.id, session.user.id)
    shown = [
        {
            "api": each.dialect,
            "what": each.label or each.kind.value.replace("_", " "),
            "here": each.id == principal.credential.id,
            "since": f"{each.created_at:%Y-%m-%d %H:%M}",
            "ends": f"{each.expires_at:%Y-%m-%d %H:%M}" if each.expires_at else "",
        }
        for each in held
    ]
    values = {"held": shown, "second_factor": session.user.totp_secret is not None, "problem": problem}
    return _account_page(call, session, "access.html", values, status=403 if problem else None)


async def _proven(
    call: Call[Any, Any],
    session: Session,
    form: wire.Proven,
    work: Callable[[Context, User], Awaitable[User]] | None = None,
) -> SignIn:
    """Whether the form proves the user by every factor; if it does, ``work`` is done in the same change."""
    services = call.services

    async def attempt(ctx: Context) -> SignIn:
        found = await signing_in.sign_in(
            *(ctx, services.passwords, services.one_time_codes, session.user.id),
            password=form.password,
            code=_plain(form.code),
        )
        if found.user is None or work is None:
            return found
        return replace(found, user=await work(ctx, found.user))

    return await _perform(call, session, attempt)


async def _perform(call: Call[Any, Any], session: Session, work: Callable[[Context], Awaitable[R]]) -> R:
    return await perform(lambda: call.open_context(session.principal), work)


def _second_factor_page(call: Call[Any, Any], session: Session, *, problem: str = "") -> Answer:
    user = session.user
    values = {"on": user.totp_secret is not None, "left": len(user.recovery_codes), "problem": problem}
    return _account_page(call, session, "second_factor.html", values, status=403 if problem else None)


def _account_page(
    call: Call[Any, Any], session: Session, template: str, values: dict[str, Any], *, status: int | None = None
) -> Answer:
    """A page under the account's menu."""
    shared = {"username": session.user.username, "practice": session.principal.practice.name}
    return form_page(call.raw, template, {**shared, **values}, package=TEMPLATES, status=status)


def _plain(code: str) -> str:
    return "".join(code.split())


def _grouped(secret: str) -> str:
    """A secret in groups of four, to be typed."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
