"""Inviting a user: whoever holds a link that went to the user's own address sets the user's password, once.

The link's token is signed, so that nothing is looked up for one that was made up. Of the token itself the record keeps
a keyed hash on the user, and only of the last: an invitation that was used, or followed by another, is no more.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
import struct
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from polyclinic.core.identity import policy
from polyclinic.core.identity.errors import InvitationRefused, LoginTaken
from polyclinic.core.identity.model import USER, Credential, CredentialKind, User
from polyclinic.core.identity.operations import find_user
from polyclinic.core.identity.ports import Credentials
from polyclinic.core.shared.changes import Event
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import Conflict, Invalid, NotFound, Problem
from polyclinic.core.shared.refusals import refuses

LIFETIME = timedelta(days=7)
_NONCE = _SIGNATURE = 16
_LAYOUT = struct.Struct(f">16s16sQ{_NONCE}s{_SIGNATURE}s")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Invitation:
    """What the token of a link says; nothing of it counts before ``read`` has looked at it.

    ``expires`` is system time in epoch seconds.
    """

    practice_id: str
    user_id: str
    expires: int
    nonce: bytes
    signature: bytes = b""

    @property
    def expires_at(self) -> datetime:
        return datetime.fromtimestamp(self.expires, UTC)

    @property
    def token(self) -> str:
        """The token, in letters that any URL takes."""
        ids = (uuid.UUID(self.practice_id).bytes, uuid.UUID(self.user_id).bytes)
        packed = _LAYOUT.pack(*ids, self.expires, self.nonce, self.signature)
        return base64.urlsafe_b64encode(packed).rstrip(b"=").decode()


def parse(token: str) -> Invitation:
    """What a token says. Raises ``InvitationRefused`` for what is none."""
    try:
        if len(token) > _LONGEST:
            raise ValueError(len(token))
        packed = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        practice, user, expires, nonce, signature = _LAYOUT.unpack(packed)
    except (ValueError, binascii.Error, struct.error):
        raise InvitationRefused("this is no invitation", reason="unknown") from None
    return Invitation(str(uuid.UUID(bytes=practice)), str(uuid.UUID(bytes=user)), expires, nonce, signature)


@refuses(NotFound, Invalid)
async def invite(ctx: Context, username: str, channels: Sequence[str]) -> tuple[User, Invitation]:
    """Invite a user, the first time or again, through ``channels`` (``sms``, ``email``): an earlier link is void.

    An unknown or deactivated user is not found; a channel that the user cannot be reached by is invalid.
    """
    ctx.require(policy.INVITE)
    user = await find_user(ctx, username)
    if user is None:
        raise NotFound(USER.name, "")
    reachable = {"sms": user.phone, "email": user.email}
    problems = [
        Problem(("channels", position), "unreachable", f"this user has no address for {channel}")
        for position, channel in enumerate(channels)
        if not reachable.get(channel)
    ]
    if problems:
        raise Invalid(problems)
    now = ctx.system_clock.now()
    expires = int((now + LIFETIME).timestamp())
    unsigned = Invitation(ctx.tenant.id, user.id, expires, secrets.token_bytes(_NONCE))
    invitation = replace(unsigned, signature=_signature(ctx, unsigned))
    invited = await ctx.put(USER, replace(user, invited_at=now, invitation=_digest(ctx, invitation)))
    ctx.tell(Event("user.invited", USER.name, user.id, {"channels": list(channels)}))
    return invited, invitation


@refuses(InvitationRefused)
async def read(ctx: Context, invitation: Invitation) -> User:
    """The user who is invited, while the invitation stands. ``ctx`` belongs to the practice that it names.

    What is wrong with it is in ``InvitationRefused.facts['reason']``: ``unknown``, ``expired``, ``spent``.
    """
    if not hmac.compare_digest(_signature(ctx, invitation), invitation.signature):
        raise InvitationRefused("this is no invitation", reason="unknown")
    if ctx.system_clock.now() >= invitation.expires_at:
        raise InvitationRefused("the invitation has expired", reason="expired")
    user = await ctx.get(USER, invitation.user_id)
    if user is None or not user.active or not hmac.compare_digest(user.invitation or "", _digest(ctx, invitation)):
        raise InvitationRefused("the invitation was used, or another took its place", reason="spent")
    return user


@refuses(InvitationRefused, LoginTaken)
async def accept(
    ctx: Context, credentials: Credentials, dialect: str, invitation: Invitation, password_hash: str
) -> User:
    """Give the invited user a password, and with it the right to sign in to ``dialect``. The invitation is spent.

    ``end_access`` ends what was given for an earlier password, once this is committed. Should the change not commit,
    the name that can then be signed in with has no password.
    """
    user = await read(ctx, invitation)
    await _enter_login(ctx, credentials, dialect, user)
    ctx.tell(Event("user.password_set", USER.name, user.id))
    return await ctx.put(
        USER, replace(user, password_hash=password_hash, invitation=None, failures=0, locked_until=None)
    )


async def _enter_login(ctx: Context, credentials: Credentials, dialect: str, user: User) -> None:
    """Have the user's name lead to the user; it leads to one user of all practices, and gives no rights by itself."""
    name, now = user.username.casefold(), ctx.system_clock.now()
    login = Credential(
        practice_id=ctx.tenant.id,
        kind=CredentialKind.LOGIN,
        dialect=dialect,
        subject=f"user:{user.id}",
        created_at=now,
    )
    held = await credentials.find(CredentialKind.LOGIN, dialect, name)
    if held is not None and held.usable(now):
        if _same(held, login):
            return
        if held.practice_id != ctx.tenant.id:
            raise LoginTaken("somebody else signs in by this name")
        await credentials.revoke(held.id, now)  # a practice has one live user of a name: whose it was is gone
    try:
        await credentials.add(login, name)
    except Conflict:  # somebody was faster: with the same link, or in another practice
        held = await credentials.find(CredentialKind.LOGIN, dialect, name)
        if held is None or not _same(held, login):
            raise LoginTaken("somebody else signs in by this name") from None


def _same(held: Credential, login: Credential) -> bool:
    return (held.practice_id, held.subject) == (login.practice_id, login.subject)


def _signature(ctx: Context, invitation: Invitation) -> bytes:
    signed = f"invitation\n{invitation.user_id}\n{invitation.expires}\n{invitation.nonce.hex()}"
    return _short(ctx.vault.fingerprint(ctx.tenant.id, signed).digest)


def _short(digest: str) -> bytes:
    return hashlib.sha256(digest.encode()).digest()[:_SIGNATURE]


def _digest(ctx: Context, invitation: Invitation) -> str:
    return ctx.vault.fingerprint(ctx.tenant.id, f"invitation held\n{invitation.token}").digest
