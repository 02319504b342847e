"""What a patient does with a link: open it, grant, deny, revoke, and ask for another."""

from dataclasses import dataclass, replace
from datetime import timedelta

from polyclinic.core.consent import policy, sharing
from polyclinic.core.consent.errors import LinkRefused, NotDecidable
from polyclinic.core.consent.model import (
    CONSENT,
    NEXT,
    Consent,
    ConsentStatus,
    Grant,
    InformationType,
    Link,
    Period,
)
from polyclinic.core.consent.operations import UrlOf, moved, new_link, send_link
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import Invalid, Problem, UnknownReference
from polyclinic.core.shared.refusals import refuses

BETWEEN_LINKS = timedelta(minutes=5)
"""Nobody is sent links faster than this."""


@dataclass(frozen=True, slots=True)
class Decision:
    """``status`` is GRANTED, DENIED or REVOKED; a grant may name fewer types and a shorter period than was asked."""

    status: ConsentStatus
    types: tuple[InformationType, ...] = ()
    period: Period | None = None


@refuses(LinkRefused)
async def open_link(ctx: Context, consent_id: str, token: str) -> Consent:
    """The consent behind a link, as it stands now, whatever became of the link."""
    ctx.require(policy.DECIDE)
    consent, _ = await _opened(ctx, consent_id, token)
    return consent.at(ctx.clock.now())


def usable(ctx: Context, consent: Consent) -> bool:
    """Whether the link that a consent was opened by is good for an answer."""
    return consent.link is not None and not consent.link.used and ctx.clock.now() < consent.link.expires


@refuses(LinkRefused, NotDecidable, Invalid)
async def decide(ctx: Context, consent_id: str, token: str, decision: Decision) -> Consent:
    """Answer for the patient, which spends the link."""
    ctx.require(policy.DECIDE)
    consent, link = await _opened(ctx, consent_id, token)
    if not usable(ctx, consent):
        reason = "used" if link.used else "expired"
        raise LinkRefused(f"this link is {reason}", reason=reason)
    standing = consent.at(ctx.clock.now()).status
    if decision.status not in NEXT[standing] or decision.status is ConsentStatus.EXPIRED:
        raise NotDecidable("this consent cannot be answered so any more", status=standing.value)
    if decision.status is ConsentStatus.GRANTED:
        consent = replace(consent, grant=await _granted(ctx, consent, decision))
    return await moved(ctx, replace(consent, link=replace(link, used=True)), decision.status)


async def _granted(ctx: Context, consent: Consent, decision: Decision) -> Grant:
    period = decision.period or consent.period
    problems = []
    if not decision.types:
        problems.append(Problem(("types",), "required", "Choose at least one sort of information, or deny."))
    if set(decision.types) - set(consent.types):
        problems.append(Problem(("types",), "not_asked", "This was not asked for."))
    if not period.within(consent.period) or period.end < period.start:
        problems.append(Problem(("period",), "not_asked", "Choose days within the period that was asked for."))
    if problems:
        raise Invalid(problems)
    types = tuple(type for type in consent.types if type in decision.types)
    contexts = await sharing.contexts(ctx, consent.patient_id, types, period)
    return Grant(types, period, contexts, ctx.clock.now())


@refuses(LinkRefused, NotDecidable, Invalid, UnknownReference)
async def send_another(ctx: Context, consent_id: str, token: str, url_of: UrlOf) -> Consent:
    """Send the patient a fresh link in place of this one, used or expired; not again within minutes."""
    ctx.require(policy.DECIDE)
    consent, held = await _opened(ctx, consent_id, token)
    standing = consent.at(ctx.clock.now())
    if not NEXT[standing.status]:
        raise NotDecidable("there is nothing to decide any more", status=standing.status.value)
    if ctx.clock.now() < held.sent + BETWEEN_LINKS:
        raise NotDecidable("a link was sent a moment ago", status=standing.status.value)
    fresh, link = new_link(ctx, consent)
    renewed = await ctx.put(CONSENT, replace(consent, link=link))
    await send_link(ctx, renewed, url_of(renewed, fresh))
    return renewed


async def _opened(ctx: Context, consent_id: str, token: str) -> tuple[Consent, Link]:
    consent = await ctx.get(CONSENT, consent_id)
    if consent is None or not consent.active or consent.link is None or not consent.link.opens(token):
        raise LinkRefused("this link is not valid", reason="unknown")
    return consent, consent.link
