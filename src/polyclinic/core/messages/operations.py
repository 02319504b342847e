"""The verbs of messages: have one sent, change one that waits, send what is due, each at most once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from polyclinic.core.messages import policy
from polyclinic.core.messages.model import MESSAGE, Channel, Message, MessageStatus, Reason
from polyclinic.core.messages.ports import Messenger, Messengers, NotSent, Outgoing
from polyclinic.core.patients.model import PATIENT, Patient
from polyclinic.core.shared.addresses import first
from polyclinic.core.shared.changes import Event
from polyclinic.core.shared.context import Context, Edit, perform
from polyclinic.core.shared.errors import (
    Contended,
    Invalid,
    NotFound,
    Problem,
    Unavailable,
    UnknownCursor,
    UnknownReference,
)
from polyclinic.core.shared.queries import Page, Query
from polyclinic.core.shared.refusals import refuses

DUE = "message.due"
"""The event that has a message sent: told when it is queued, delivered when it is due."""
LONGEST_SUBJECT = 200
LONGEST_TEXT = 10_000
IN_HAND = timedelta(seconds=60)
"""No sending takes as long: whoever began one longer ago is no more."""


@refuses(NotFound)
async def read(ctx: Context, message_id: str) -> Message:
    """A message by id."""
    ctx.require(policy.READ)
    return await ctx.need(MESSAGE, message_id)


@refuses(UnknownCursor)
async def search(ctx: Context, query: Query[Message]) -> Page[Message]:
    """A page of messages."""
    ctx.require(policy.READ)
    return await ctx.find(query)


@refuses(Invalid, UnknownReference)
async def queue(ctx: Context, draft: Message) -> Message:
    """Have a message sent when it is due."""
    ctx.require(policy.WRITE)
    _check(draft)
    if draft.patient_id is not None:
        await ctx.refer_all([(PATIENT, draft.patient_id, ("patient_id",))])
    message = await ctx.put(MESSAGE, draft)
    _tell(ctx, message)
    return message


@refuses(NotFound, Invalid)
async def update(ctx: Context, message_id: str, edit: Edit[Message]) -> Message:
    """Change a message that nobody has begun to send, drop it, or have a dropped one sent after all.

    Any other stays as it is.
    """
    ctx.require(policy.WRITE)
    before = await ctx.need(MESSAGE, message_id)
    after = edit(before) if before.status.changeable else before
    if after == before:
        return before
    _check(after)
    message = await ctx.put(MESSAGE, after)
    if (before.status, before.due) != (after.status, after.due):
        _tell(ctx, message)
    return message


def _check(message: Message) -> None:
    problems = []
    if len(message.subject) > LONGEST_SUBJECT or not message.subject.isprintable():
        problems.append(Problem(("subject",), "bad_subject", f"one line of at most {LONGEST_SUBJECT} characters"))
    if not 0 < len(message.text.reveal()) <= LONGEST_TEXT:
        problems.append(Problem(("text",), "bad_text", f"a text of at most {LONGEST_TEXT} characters"))
    if not (message.patient_id or message.address):
        problems.append(Problem(("address",), "missing", "an address, or a patient who has one"))
    if problems:
        raise Invalid(problems)


def _tell(ctx: Context, message: Message) -> None:
    if message.status is MessageStatus.QUEUED:
        ctx.tell(Event(DUE, MESSAGE.name, message.id, {"due": message.due.isoformat()}, due=message.due))


# -- sending ----------------------------------------------------------------------------------------------------------


@refuses(Contended)
async def deliver(open_context: Callable[[], Context], messengers: Messengers, due: Event, *, last_try: bool) -> None:
    """Send the message that ``due`` is about, if it is still wanted then and nobody ever began to send it.

    That it is being sent is committed first, and what became of it afterwards: of a worker that dies in between nothing
    is known, so that its message is not sent again. Raises ``Unavailable`` for a message that may be tried again later
    (unless this is the ``last_try``), ``Contended`` for one that somebody has in hand.
    """
    taken = await perform(open_context, lambda ctx: _take(ctx, due, messengers))
    if taken is None:
        return
    messenger, outgoing = taken
    status, reason = await _hand_over(messenger, outgoing, last_try=last_try)
    await perform(open_context, lambda ctx: _settle(ctx, outgoing.id, status, reason))
    if status is MessageStatus.QUEUED:
        raise Unavailable("the message could not be sent now")


async def _hand_over(
    messenger: Messenger, outgoing: Outgoing, *, last_try: bool
) -> tuple[MessageStatus, Reason | None]:
    """What becomes of a message that is handed over now."""
    try:
        await messenger.send(outgoing)
    except NotSent as why:
        return MessageStatus.QUEUED if why.again and not last_try else MessageStatus.FAILED, why.reason
    except Exception:  # noqa: BLE001  # whatever went wrong, the message may have left
        return MessageStatus.UNKNOWN, Reason.NO_ANSWER
    return MessageStatus.SENT, None


async def _take(ctx: Context, due: Event, messengers: Messengers) -> tuple[Messenger, Outgoing] | None:
    """Mark the message as being sent; None if it is not to be."""
    ctx.require(policy.WRITE)
    message = await ctx.get(MESSAGE, due.id)
    if message is None:
        return None
    if message.status is MessageStatus.SENDING:
        if ctx.system_clock.now() - message.updated_at < IN_HAND:
            raise Contended("the message is being sent")
        await _settle(ctx, message.id, MessageStatus.UNKNOWN, Reason.INTERRUPTED)
        return None
    if message.status is not MessageStatus.QUEUED or message.due != datetime.fromisoformat(due.facts["due"]):
        return None  # settled, or moved: then another event tells when
    patient = await ctx.get(PATIENT, message.patient_id) if message.patient_id else None
    address = message.address or (_address(patient, message.channel) if patient else None)
    messenger = messengers.get(message.channel)
    if message.expires is not None and message.expires <= ctx.clock.now():
        await ctx.put(MESSAGE, replace(message, status=MessageStatus.DROPPED, reason=Reason.TOO_LATE))
    elif message.patient_id and not (patient and patient.active):
        await ctx.put(MESSAGE, replace(message, status=MessageStatus.DROPPED, reason=Reason.NO_RECIPIENT))
    elif not address:
        await ctx.put(MESSAGE, replace(message, status=MessageStatus.FAILED, reason=Reason.NO_ADDRESS))
    elif messenger is None:
        await ctx.put(MESSAGE, replace(message, status=MessageStatus.FAILED, reason=Reason.CHANNEL_OFF))
    else:
        await ctx.put(MESSAGE, replace(message, status=MessageStatus.SENDING, reason=None, sent_to=address))
        return messenger, _outgoing(ctx, message, address, patient)
    return None


def _outgoing(ctx: Context, message: Message, address: str, patient: Patient | None) -> Outgoing:
    return Outgoing(
        id=message.id,
        sender=ctx.tenant.name,
        address=address,
        name=patient.name.full if patient else "",
        subject=message.subject,
        text=message.text.reveal(),
        country=(patient.address.country if patient and patient.address else "") or "US",
    )


def _address(patient: Patient, channel: Channel) -> str | None:
    """Where the patient is reached: texts go to a mobile number or one of unknown use, calls to any number."""
    match channel:
        case Channel.EMAIL:
            return patient.email
        case Channel.SMS:
            return patient.mobile or first(patient.telecoms, "phone", "any")
        case Channel.AUTO_CALL:
            return patient.mobile or first(patient.telecoms, "phone")


async def _settle(ctx: Context, message_id: str, status: MessageStatus, reason: Reason | None) -> None:
    """Write what became of a message that was being sent."""
    message = await ctx.need(MESSAGE, message_id)
    sent_at = ctx.clock.now() if status is MessageStatus.SENT else None
    await ctx.put(MESSAGE, replace(message, status=status, reason=reason, sent_at=sent_at))
