"""Signing in to pages: user name and password, a one-time code where the user has one, a session in a cookie.

Whatever fails before the password was right fails with one sentence and after one time, so that nobody learns who has
an account. A session is a credential like any token: kept as an HMAC, new with every sign-in, ended by signing out.
"""

import asyncio
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from polyclinic.core.identity import operations, signing_in
from polyclinic.core.identity.model import CredentialKind, User
from polyclinic.core.identity.second_factor import is_missing
from polyclinic.core.identity.signing_in import SignIn, SignInOutcome
from polyclinic.core.shared.context import Context, perform
from polyclinic.core.shared.errors import Unauthenticated
from polyclinic.web.auth import principal_by_secret, principal_of
from polyclinic.web.call import Answer, Call, Principal
from polyclinic.web.pages.forms import SESSION_COOKIE, cookie, set_cookie
from polyclinic.web.pages.render import form_page, see_other

SESSION_LIFETIME = timedelta(hours=1)
CODE_LIFETIME = timedelta(minutes=5)
FAILURE_SECONDS = 0.4
"""A refused sign-in takes this long, whatever it did meanwhile: more than checking a password takes."""
WRONG = "Wrong user name or password. After too many attempts an account is locked for 15 minutes."
CODE_WRONG = "That code is wrong, has been used, or is too old. Wait for the next one."
FACTOR_MISSING = "Set up a second factor first, on your account's page (/carium/account/ on this server)."
TOO_LATE = "That took too long: sign in again."


@dataclass(frozen=True, slots=True)
class Session:
    """Who is signed in; ``principal`` is what contexts are opened for."""

    user: User
    principal: Principal


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInForm:
    """What was typed, and the path of this API to go on to. ``pending`` stands for a password that was right."""

    to: str
    username: str = ""
    password: str = ""
    code: str = ""
    pending: str = ""


@dataclass(frozen=True, slots=True)
class Sessions:
    """The sessions of one API's pages, whose sign-in form is sent to ``path``.

    ``enrolling``: a second factor is set up on these pages, so that nobody needs one to come in.
    """

    dialect: str
    path: str
    enrolling: bool = False

    async def current(self, call: Call[Any, Any]) -> Session | None:
        """The session whose cookie came with the request, if its user still is one."""
        token = cookie(call.raw, SESSION_COOKIE)
        if not token:
            return None
        try:
            principal = await principal_by_secret(
                call.services, self.dialect, CredentialKind.SESSION, token, enrolling=self.enrolling
            )
        except Unauthenticated:
            return None
        user = await operations.signed_in_user(call.open_context(principal), principal.actor.user_id or "")
        return Session(user, principal) if user is not None else None

    def page(self, call: Call[Any, Any], to: str, *, problem: str = "", username: str = "") -> Answer:
        """Asks for user name and password, and goes on to ``to``, a path of this API."""
        values = {"action": self.path, "to": to, "problem": problem, "username": username}
        return form_page(call.raw, "sign_in.html", values, status=403 if problem else 200)

    def _code_page(self, call: Call[Any, Any], to: str, pending: str, problem: str = "") -> Answer:
        values = {"action": self.path, "to": to, "problem": problem, "pending": pending}
        return form_page(call.raw, "sign_in_code.html", values, status=403 if problem else 200)

    async def sign_in(self, call: Call[Any, Any], form: SignInForm) -> Answer:
        """One step of signing in: the next page, or a session and the way to ``form.to``."""
        started = time.perf_counter()
        answer = await (self._check_code(call, form) if form.pending else self._check_password(call, form))
        if answer.status == 403:
            await asyncio.sleep(FAILURE_SECONDS - (time.perf_counter() - started) % FAILURE_SECONDS)
        return answer

    async def _check_password(self, call: Call[Any, Any], form: SignInForm) -> Answer:
        services = call.services
        username = form.username.strip()
        login = await services.credentials.find(CredentialKind.LOGIN, self.dialect, username.casefold())
        if login is None or not login.usable(services.clock.now()):
            await signing_in.sign_in_nobody(services.passwords, form.password)
            return self.page(call, form.to, problem=WRONG, username=username)
        principal = await principal_of(services, login)

        async def work(ctx: Context) -> SignIn:
            user_id = principal.actor.user_id or ""
            return await signing_in.sign_in(
                ctx, services.passwords, services.one_time_codes, user_id, password=form.password, code=None
            )

        found = await perform(lambda: call.open_context(principal), work)
        if found.outcome is SignInOutcome.CODE_REQUIRED:
            kind = CredentialKind.SECOND_FACTOR
            pending, _ = await operations.issue(services.credentials, services.clock, login, kind, CODE_LIFETIME)
            return self._code_page(call, form.to, pending)
        if found.user is None:
            return self.page(call, form.to, problem=WRONG, username=username)
        return await self._begin(call, principal, found.user, form.to)

    async def _check_code(self, call: Call[Any, Any], form: SignInForm) -> Answer:
        services = call.services
        try:
            principal = await principal_by_secret(services, self.dialect, CredentialKind.SECOND_FACTOR, form.pending)
        except Unauthenticated:
            return self.page(call, form.to, problem=TOO_LATE)

        async def work(ctx: Context) -> SignIn:
            code = "".join(form.code.split())
            return await signing_in.confirm_sign_in(ctx, services.one_time_codes, principal.actor.user_id or "", code)

        found = await perform(lambda: call.open_context(principal), work)
        if found.outcome is SignInOutcome.CODE_WRONG:
            return self._code_page(call, form.to, form.pending, CODE_WRONG)
        await services.credentials.revoke(principal.credential.id, services.clock.now())
        if found.user is None:
            return self.page(call, form.to, problem=WRONG)
        return await self._begin(call, principal, found.user, form.to)

    async def _begin(self, call: Call[Any, Any], principal: Principal, user: User, to: str) -> Answer:
        """A session of a fresh id, whatever the browser brought along."""
        services = call.services
        if not self.enrolling and is_missing(user, services.second_factor):
            return self.page(call, to, problem=FACTOR_MISSING, username=user.username)
        await self._end(call)
        base = operations.user_credential(user, principal.practice.id, self.dialect, services.clock)
        token, session = await operations.issue(
            services.credentials, services.clock, base, CredentialKind.SESSION, SESSION_LIFETIME
        )
        await operations.keep_if_unchanged(call.open_context(principal), services.credentials, user, [session])
        lifetime = int(SESSION_LIFETIME.total_seconds())
        return see_other(call.raw.prefix + to, set_cookie(call.raw, SESSION_COOKIE, token, lifetime=lifetime))

    async def sign_out(self, call: Call[Any, Any], to: str) -> Answer:
        """End the session and go on to ``to``."""
        await self._end(call)
        return see_other(call.raw.prefix + to, set_cookie(call.raw, SESSION_COOKIE, "", lifetime=0))

    async def _end(self, call: Call[Any, Any]) -> None:
        if token := cookie(call.raw, SESSION_COOKIE):
            session = await call.services.credentials.find(CredentialKind.SESSION, self.dialect, token)
            if session is not None:
                await call.services.credentials.revoke(session.id, call.services.clock.now())
