"""The page on which a patient answers a request for consent, by the link that was sent."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from polyclinic.core.consent import decisions
from polyclinic.core.consent.decisions import Decision
from polyclinic.core.consent.errors import LinkRefused
from polyclinic.core.consent.model import NEXT, Consent, ConsentStatus, InformationType, Period
from polyclinic.core.consent.policy import DECIDE
from polyclinic.core.identity.model import Credential, CredentialKind
from polyclinic.core.messages.policy import WRITE as SEND
from polyclinic.core.shared.context import Actor, Context, Scope, perform
from polyclinic.core.shared.errors import Invalid
from polyclinic.core.shared.ids import is_id
from polyclinic.core.shared.times import BadTime, day_bounds, parse_date
from polyclinic.dialects.carestack.wire import consent_page as wire
from polyclinic.web.call import Answer, Call, Principal
from polyclinic.web.dialect import Routes
from polyclinic.web.pages.forms import check_form
from polyclinic.web.pages.render import form_page

routes = Routes()

_PACKAGE = "polyclinic.dialects.carestack"
_PARTS = 3
_STATUSES = {"grant": ConsentStatus.GRANTED, "deny": ConsentStatus.DENIED, "revoke": ConsentStatus.REVOKED}
_TYPES = {
    InformationType.OP_CONSULTATION: "Visits: diagnoses, findings, procedures",
    InformationType.PRESCRIPTION: "Prescriptions",
    InformationType.DISCHARGE_SUMMARY: "Summaries of hospital stays",
    InformationType.DIAGNOSTIC_REPORT: "Results of tests and imaging",
    InformationType.IMMUNIZATION_RECORD: "Vaccinations",
    InformationType.HEALTH_DOCUMENT_RECORD: "Documents in your record",
    InformationType.WELLNESS_RECORD: "Vital signs and habits",
}
_PURPOSES = {
    "CAREMGT": "your treatment",
    "BTG": "an emergency",
    "PUBHLTH": "public health",
    "HPAYMT": "payment of your care",
    "DSRCH": "research",
    "PATRQT": "your own use",
}
_DONE = {
    "grant": "You have given your consent.",
    "deny": "You have said no. Nothing is shared.",
    "revoke": "You have taken your consent back. Nothing more is shared.",
    "send_link": "A new link is on its way to you.",
}


def url_of(call: Call[Any, Any]) -> Callable[[Consent, str], str]:
    """Where a consent is answered, by its id and the secret that goes to the patient."""

    def url(consent: Consent, token: str) -> str:
        principal = call.principal
        practice_id = principal.practice.id if principal else _parts(call)[0]
        return call.raw.absolute(f"/consents/{practice_id}.{consent.id}.{token}")

    return url


@routes.public(wire.OPEN)
async def open_page(call: Call[None]) -> Answer:
    open_context, consent_id, token = await _holder(call)
    ctx = open_context()
    consent = await decisions.open_link(ctx, consent_id, token)
    await ctx.commit()
    return _page(call, ctx, consent)


@routes.public(wire.ANSWER)
async def answer(call: Call[wire.Answered]) -> Answer:
    check_form(call.raw, call.body.csrf)
    open_context, consent_id, token = await _holder(call)
    decision = call.body.decision

    async def work(ctx: Context) -> Consent:
        if decision == "send_link":
            return await decisions.send_another(ctx, consent_id, token, url_of(call))
        consent = await decisions.open_link(ctx, consent_id, token)
        return await decisions.decide(ctx, consent_id, token, _decision(ctx, call.body, consent))

    try:
        consent = await perform(open_context, work)
    except Invalid as refused:
        ctx = open_context()
        consent = await decisions.open_link(ctx, consent_id, token)
        await ctx.record_failure(refused.code)
        return _page(call, ctx, consent, problems=[problem.message for problem in refused.problems])
    return _page(call, open_context(), consent, done=_DONE[decision])


def _decision(ctx: Context, body: wire.Answered, consent: Consent) -> Decision:
    types = tuple(type for type in InformationType if type.value in body.types)
    return Decision(_STATUSES[body.decision], types, _period(ctx, body, consent))


def _period(ctx: Context, body: wire.Answered, consent: Consent) -> Period:
    """The chosen days, whole ones by the practice's clock, but never more than was asked for."""
    asked, zone = consent.period, ctx.tenant.zone
    start, end = asked.start, asked.end
    try:
        if body.first_day:
            start = max(start, day_bounds(parse_date(body.first_day), zone)[0])
        if body.last_day:
            end = min(end, day_bounds(parse_date(body.last_day), zone)[1] - timedelta(microseconds=1))
    except (BadTime, OverflowError):
        raise Invalid.field("period", code="bad_day", message="Write days as YYYY-MM-DD.") from None
    return Period(start, end)


def _parts(call: Call[Any, Any]) -> tuple[str, str, str]:
    """Practice, consent and secret of the link. Raises ``LinkRefused``."""
    parts = str(call.path["link"]).split(".")
    if len(parts) != _PARTS or not is_id(parts[1]):
        raise LinkRefused("this link is not valid", reason="unknown")
    return parts[0], parts[1], parts[2]


async def _holder(call: Call[Any, Any]) -> tuple[Callable[[], Context], str, str]:
    """Contexts for whoever holds the link, who may answer and do nothing else. Raises ``LinkRefused``."""
    practice_id, consent_id, token = _parts(call)
    practice = await call.services.practices.get(practice_id)
    if practice is None:
        raise LinkRefused("this link is not valid", reason="unknown")
    actor = Actor(f"link:{consent_id}", frozenset({DECIDE, SEND}))
    credential = Credential(
        practice_id=practice.id,
        kind=CredentialKind.ACCESS_TOKEN,
        dialect="carestack",
        subject=actor.id,
        created_at=call.services.clock.now(),
    )
    principal = Principal(actor, practice, Scope(), credential)
    return lambda: call.open_context(principal), consent_id, token


def _page(
    call: Call[Any, Any], ctx: Context, consent: Consent, *, problems: list[str] | None = None, done: str = ""
) -> Answer:
    zone = ctx.tenant.zone
    granted = consent.grant if consent.status is ConsentStatus.GRANTED else None
    period = granted.period if granted else consent.period
    values = {
        "here": call.raw.path,
        "practice": ctx.tenant.name,
        "consent": consent,
        "purpose": _PURPOSES[consent.purpose],
        "types": [(type.value, _TYPES[type]) for type in (granted.types if granted else consent.types)],
        "first_day": period.start.astimezone(zone).date().isoformat(),
        "last_day": period.end.astimezone(zone).date().isoformat(),
        "until": consent.erase_at.astimezone(zone).date().isoformat(),
        "usable": decisions.usable(ctx, consent) and not done,
        "open": bool(NEXT[consent.status]) and done != _DONE["send_link"],
        "problems": problems or [],
        "done": done,
    }
    return form_page(call.raw, "consent.html", values, package=_PACKAGE, status=400 if problems else 200)
