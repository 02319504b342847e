"""A user's second factor: an authenticator app's secret (RFC 6238), and recovery codes for when the app is lost."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from polyclinic.core.identity.errors import AlreadyEnrolled, CodeWrong, NotBegun
from polyclinic.core.identity.model import USER, User
from polyclinic.core.identity.policy import PATIENT
from polyclinic.core.identity.ports import OneTimeCodes
from polyclinic.core.shared.changes import Event
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import Forbidden, NotFound
from polyclinic.core.shared.refusals import refuses
from polyclinic.core.shared.secrets import Secret

RECOVERY_CODES = 10
Required = Literal["nobody", "staff", "everybody"]
"""Of whom an installation requires a second factor; ``staff`` are all who sign in but patients."""
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_GROUPS, _GROUP = 6, 4


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What the user's app is given: the secret in base32, and the URI with it that a QR code holds."""

    secret: str
    uri: str


def is_missing(user: User, required: Required) -> bool:
    """Whether the user has to have a second factor and has none yet."""
    required_of_user = required == "everybody" or (required == "staff" and user.role != PATIENT)
    return required_of_user and user.totp_secret is None


@refuses(NotFound, AlreadyEnrolled)
async def begin(ctx: Context, codes: OneTimeCodes) -> Enrolment:
    """Give the acting user a secret, which counts once a code made with it is confirmed. It replaces an earlier one."""
    user = await _acting(ctx)
    if user.totp_secret is not None:
        raise AlreadyEnrolled("this user has a second factor")
    secret = codes.new_secret()
    await ctx.put(USER, replace(user, totp_pending=Secret(secret)))
    return Enrolment(secret, codes.uri(secret, user.username, ctx.tenant.name))


@refuses(NotFound, AlreadyEnrolled, NotBegun, CodeWrong)
async def confirm(ctx: Context, codes: OneTimeCodes, code: str) -> Sequence[str]:
    """Turn the second factor on by a code of the app, which is spent; the recovery codes, to be shown once."""
    user = await _acting(ctx)
    if user.totp_secret is not None:
        raise AlreadyEnrolled("this user has a second factor")
    if user.totp_pending is None:
        raise NotBegun("no secret was given")
    step = codes.matching_step(user.totp_pending.reveal(), code, ctx.system_clock.now(), 0)
    if step is None:
        raise CodeWrong("the code is wrong")
    ctx.tell(Event("user.second_factor_on", USER.name, user.id))
    enrolled = replace(user, totp_secret=user.totp_pending, totp_pending=None, totp_used=step)
    return await renew_recovery_codes(ctx, enrolled)


@refuses()
async def renew_recovery_codes(ctx: Context, user: User) -> Sequence[str]:
    """Fresh recovery codes in place of all earlier ones, for a user who has just proved both factors."""
    fresh = ["-".join(_letters(_GROUP) for _ in range(_GROUPS)) for _ in range(RECOVERY_CODES)]
    await ctx.put(USER, replace(user, recovery_codes=tuple(_digest(ctx, user, code) for code in fresh)))
    return fresh


@refuses()
async def turn_off(ctx: Context, user: User) -> User:
    """Take the second factor from a user who has just proved both."""
    ctx.tell(Event("user.second_factor_off", USER.name, user.id))
    return await ctx.put(USER, replace(user, totp_secret=None, totp_pending=None, recovery_codes=()))


def without_recovery_code(ctx: Context, user: User, code: str) -> tuple[str, ...] | None:
    """What is left of a user's recovery codes when ``code`` is one of them; None if it is not."""
    digest = _digest(ctx, user, code)
    left = tuple(held for held in user.recovery_codes if held != digest)
    return left if len(left) < len(user.recovery_codes) else None


async def _acting(ctx: Context) -> User:
    """The user who acts. Raises ``Forbidden`` for a program."""
    if ctx.actor.user_id is None:
        raise Forbidden("only users have a second factor", needs="user")
    return await ctx.need(USER, ctx.actor.user_id)


def _letters(count: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(count))


def _digest(ctx: Context, user: User, code: str) -> str:
    """120 random bits under the practice's key: nothing that is slow to compute is needed, and nothing is readable."""
    plain = re.sub(r"[^A-Z0-9]", "", code.upper())
    return ctx.vault.fingerprint(ctx.tenant.id, f"recovery code\n{user.id}\n{plain}").digest
