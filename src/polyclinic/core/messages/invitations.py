"""Sending a user the link to set a password by."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from polyclinic.core.identity import invitations
from polyclinic.core.identity.model import USER, User
from polyclinic.core.messages.model import MESSAGE, About, Channel, Message, MessageStatus, Reason, one_line
from polyclinic.core.messages.operations import LONGEST_SUBJECT, queue, update
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.queries import Is, Query
from polyclinic.core.shared.refusals import refusals_of, refuses
from polyclinic.core.shared.secrets import Secret

INVITATION = "invitation"
"""The purpose of the messages that invite."""
_MOST_WAITING = 100


@dataclass(frozen=True, slots=True)
class _Wording:
    subject: str
    email: str
    sms: str


_ENGLISH = _Wording(
    "Your account at {practice}",
    "{practice} invites you to see your record online.\n\n"
    "Choose a password here, within {days} days:\n{link}\n\n"
    "The link works once. If you did not expect this message, ignore it.",
    "{practice} invites you to see your record online. Choose a password within {days} days: {link}",
)
_SPANISH = _Wording(
    "Su cuenta en {practice}",
    "{practice} le invita a consultar su expediente en línea.\n\n"
    "Elija una contraseña aquí, en un plazo de {days} días:\n{link}\n\n"
    "El enlace sirve una sola vez. Si no esperaba este mensaje, no haga nada.",
    "{practice} le invita a consultar su expediente en línea. Elija una contraseña en {days} días: {link}",
)
_WORDINGS = {"en": _ENGLISH, "es": _SPANISH}
"""By the language of a user's locale."""


@refuses(*refusals_of(invitations.invite), *refusals_of(queue), *refusals_of(update))
async def send(ctx: Context, username: str, channels: Sequence[str], link_to: Callable[[str], str]) -> User:
    """Invite a user through ``channels`` (``sms``, ``email``), each of which gets the same link.

    ``link_to`` makes a URL of the link's token. What of an earlier invitation has not been sent yet is called off.
    """
    user, invitation = await invitations.invite(ctx, username, channels)
    await _call_off(ctx, user)
    wording = _WORDINGS.get(user.locale[:2], _ENGLISH)
    facts = {"practice": ctx.tenant.name, "days": invitations.LIFETIME.days, "link": link_to(invitation.token)}
    now = ctx.clock.now()
    for channel in dict.fromkeys(Channel(each) for each in channels):
        by_email = channel is Channel.EMAIL
        draft = Message(
            channel=channel,
            purpose=INVITATION,
            text=Secret((wording.email if by_email else wording.sms).format_map(facts)),
            subject=one_line(wording.subject.format_map(facts))[:LONGEST_SUBJECT],
            due=now,
            expires=now + invitations.LIFETIME,
            patient_id=user.patient_id,
            address=user.email if by_email else user.phone,
            about=About(USER.name, user.id),
        )
        await queue(ctx, draft)
    return user


async def _call_off(ctx: Context, user: User) -> None:
    about = About(USER.name, user.id).key
    waiting = (Is("about", about), Is("purpose", INVITATION), Is("status", MessageStatus.QUEUED.value))
    for earlier in (await ctx.find(Query(MESSAGE, waiting, limit=_MOST_WAITING))).items:
        await update(
            ctx, earlier.id, lambda held: replace(held, status=MessageStatus.DROPPED, reason=Reason.CALLED_OFF)
        )
