"""Proving who one is: a password, then a code where the user has a second factor. Failures are counted and lock."""

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from polyclinic.core.identity.model import USER, User
from polyclinic.core.identity.ports import OneTimeCodes, Passwords
from polyclinic.core.identity.second_factor import without_recovery_code
from polyclinic.core.shared.changes import Event
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.refusals import refuses

TOO_MANY_FAILURES = 10
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
    """Check a user's password and, once enrolled, a one-time or recovery code. Failures are counted, a code is spent.

    ``ctx`` belongs to the user's practice; it must be committed whatever the outcome.
    """
    asked = await ctx.records.get(USER, user_id)
    right = await passwords.verify(asked.password_hash if asked and asked.active else None, password)
    # checking takes long, with many at a time: what they have come to meanwhile counts
    user, now = await ctx.get(USER, user_id), ctx.system_clock.now()
    if user is None or asked is None or not user.active:
        return SignIn(SignInOutcome.WRONG)
    if user.locked_until is not None and now < user.locked_until:
        return SignIn(SignInOutcome.LOCKED)
    if not right or user.password_hash != asked.password_hash:
        return await _failed(ctx, user, SignInOutcome.WRONG)
    if user.totp_secret is None:
        return await _succeeded(ctx, user)
    if not code:
        return SignIn(SignInOutcome.CODE_REQUIRED)
    return await _checked_code(ctx, codes, user, code)


@refuses()
async def confirm_sign_in(ctx: Context, codes: OneTimeCodes, user_id: str, code: str) -> SignIn:
    """The second step for a user whose password was right a moment ago: check the code, as ``sign_in`` does.

    It must be committed whatever the outcome.
    """
    user = await ctx.get(USER, user_id)
    if user is None or not user.active or user.totp_secret is None:
        return SignIn(SignInOutcome.WRONG)
    if user.locked_until is not None and ctx.system_clock.now() < user.locked_until:
        return SignIn(SignInOutcome.LOCKED)
    return await _checked_code(ctx, codes, user, code)


@refuses()
async def sign_in_nobody(passwords: Passwords, password: str) -> SignIn:
    """What an unknown user name gets, after as much work as a known one."""
    await passwords.verify(None, password)
    return SignIn(SignInOutcome.WRONG)


async def _checked_code(ctx: Context, codes: OneTimeCodes, user: User, code: str) -> SignIn:
    secret = user.totp_secret.reveal() if user.totp_secret else ""
    step = codes.matching_step(secret, code, ctx.system_clock.now(), user.totp_used)
    if step is not None:
        return await _succeeded(ctx, replace(user, totp_used=step), spent=True)
    left = without_recovery_code(ctx, user, code)
    if left is None:
        return await _failed(ctx, user, SignInOutcome.CODE_WRONG)
    ctx.tell(Event("user.recovery_code_used", USER.name, user.id, {"left": len(left)}))
    return await _succeeded(ctx, replace(user, recovery_codes=left), spent=True)


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
