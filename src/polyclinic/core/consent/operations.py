"""The verbs of consent: ask a patient, read, and what becomes of a request by itself."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from polyclinic.core.consent import policy
from polyclinic.core.consent.model import CONSENT, NEXT, Consent, ConsentStatus, Link, digest_of
from polyclinic.core.messages import operations as messages
from polyclinic.core.messages.model import About, Channel, Message
from polyclinic.core.patients.model import PATIENT, Patient
from polyclinic.core.shared.addresses import first
from polyclinic.core.shared.changes import Event
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import Invalid, NotFound, Problem, UnknownCursor, UnknownReference
from polyclinic.core.shared.queries import Page, Query
from polyclinic.core.shared.refusals import refuses
from polyclinic.core.shared.secrets import Secret

ENDS = "consent.ends"
"""The event that has a consent expire: told when it is asked for, delivered when it ends."""
LINK_LIFETIME = timedelta(days=7)
PURPOSE = "consent"
"""What messages with a link are for."""

UrlOf = Callable[[Consent, str], str]
"""Where somebody who holds a consent's token answers it."""


@refuses(Invalid, UnknownReference)
async def ask(ctx: Context, draft: Consent, url_of: UrlOf) -> Consent:
    """Ask a patient for consent, by a message with a link to a page; without an address nobody is told."""
    ctx.require(policy.WRITE)
    _check(ctx, draft)
    await ctx.refer_all([(PATIENT, draft.patient_id, ("patient_id",))])
    token, link = new_link(ctx, draft)
    consent = await ctx.put(CONSENT, replace(draft, link=link))
    await send_link(ctx, consent, url_of(consent, token))
    ctx.tell(Event(ENDS, CONSENT.name, consent.id, due=consent.erase_at))
    ctx.tell(Event("consent.requested", CONSENT.name, consent.id))
    return consent


@refuses(NotFound)
async def read(ctx: Context, consent_id: str) -> Consent:
    """A consent as it stands now."""
    ctx.require(policy.READ)
    return (await ctx.need(CONSENT, consent_id)).at(ctx.clock.now())


@refuses(UnknownCursor)
async def search(ctx: Context, query: Query[Consent]) -> Page[Consent]:
    """A page of consents as they stand now."""
    ctx.require(policy.READ)
    page = await ctx.find(query)
    now = ctx.clock.now()
    return replace(page, items=[consent.at(now) for consent in page.items])


@refuses()
async def expire(ctx: Context, consent_id: str) -> None:
    """Write that a consent has ended, if it has and may."""
    ctx.require(policy.WRITE)
    consent = await ctx.get(CONSENT, consent_id)
    if consent is not None and consent.at(ctx.clock.now()).status is not consent.status:
        await moved(ctx, consent, ConsentStatus.EXPIRED)


@refuses()
async def moved(ctx: Context, consent: Consent, status: ConsentStatus) -> Consent:
    """Write a consent's next state, which must be one that may follow."""
    if status not in NEXT[consent.status]:
        raise ValueError(f"{consent.status} is not followed by {status}")
    decided = replace(consent, status=status, decided_at=ctx.clock.now())
    ctx.tell(Event(f"consent.{status.lower()}", CONSENT.name, consent.id))
    return await ctx.put(CONSENT, decided)


def new_link(ctx: Context, consent: Consent) -> tuple[str, Link]:
    """A fresh secret and what is kept of it."""
    token = secrets.token_urlsafe(32)
    now = ctx.clock.now()
    return token, Link(digest_of(token), now, min(now + LINK_LIFETIME, consent.erase_at))


@refuses(Invalid, UnknownReference)
async def send_link(ctx: Context, consent: Consent, url: str) -> None:
    """Queue the message that carries a link: an email, else a text to the mobile number; none without an address."""
    patient = await ctx.get(PATIENT, consent.patient_id)
    channel = _channel(patient) if patient else None
    if channel is None:
        return
    draft = Message(
        channel=channel,
        purpose=PURPOSE,
        about=About(CONSENT.name, consent.id),
        patient_id=consent.patient_id,
        subject="Your consent is asked for" if channel is Channel.EMAIL else "",
        text=Secret(f"{consent.requested_by} asks to see some of your health records. Read what and decide: {url}"),
        due=ctx.clock.now(),
        expires=consent.link.expires if consent.link else None,
    )
    await messages.queue(ctx, draft)


def _channel(patient: Patient) -> Channel | None:
    if patient.email:
        return Channel.EMAIL
    return Channel.SMS if first(patient.telecoms, "phone", "mobile") else None


def _check(ctx: Context, draft: Consent) -> None:
    problems = []
    if not draft.types:
        problems.append(Problem(("types",), "required", "Name at least one type of information."))
    if draft.period.end < draft.period.start:
        problems.append(Problem(("period", "end"), "before_start", "The period ends before it begins."))
    if draft.erase_at <= ctx.clock.now():
        problems.append(Problem(("erase_at",), "past", "The consent would have ended already."))
    if problems:
        raise Invalid(problems)
