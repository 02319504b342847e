"""A payer network that knows no payer: it makes up plausible answers, the same for the same question.

Members that clearinghouses publish for tests answer as published: NPI 1999999984 asks, Aetna (60054) knows AETNA12345,
and UnitedHealthcare (87726) rejects UHCAAA42, 43, 72, 73, 75 and 79 with the AAA code in the member's id. A member id
that begins with INACTIVE belongs to a plan that has ended, one with NOTFOUND to nobody; the payer of one with BUSY
never answers; MEMBER_ and a family name is the number of somebody of that name only. ``scripted`` has further ones.
"""

import hashlib
import random
import re
from dataclasses import replace
from datetime import date

from polyclinic.adapters.payers import scripted
from polyclinic.adapters.payers.plans import benefits
from polyclinic.core.coverage.model import Benefit, BenefitKind, Benefits, Correction, Eligibility, Rejection
from polyclinic.core.eligibility.model import (
    WHOLE_PLAN,
    Coordination,
    FoundPlan,
    Inquiry,
    Member,
    MemberFound,
    PayerAnswer,
    Person,
    PlanFound,
    Requester,
)
from polyclinic.core.shared.names import fold

_REJECTED = re.compile(r"UHCAAA(\d\d)")
_MOCK_PAYER = "87726"
_NAMED = re.compile(r"MEMBER_(\w+)")
_KNOWN = frozenset({("60054", "AETNA12345")})
_OFFERED = (("60054", "Aetna"), ("87726", "UnitedHealthcare"), ("62308", "Cigna"), ("61101", "Humana"))
_PLANS = (("Choice POS II", "C1"), ("Open Access PPO", "PR"), ("Select HMO", "HM"), ("Bronze EPO", "EP"))
_CORRECT = "Please correct and resubmit"
_AGAIN = "Resubmission allowed"


REJECTIONS = {
    code: Rejection(
        code=code,
        description=description,
        field=field,
        location=location,
        follow_up=_AGAIN if code == "42" else _CORRECT,
        resolutions=resolutions,
    )
    for code, description, field, location, resolutions in (
        (
            "42",
            "Unable to Respond at Current Time",
            "AAA",
            "Loop 2100A",
            "The payer's system is not available. Ask again later.",
        ),
        (
            "43",
            "Invalid/Missing Provider Identification",
            "NPI",
            "Loop 2100B",
            "Check the provider's NPI, and that the provider is enrolled with the payer.",
        ),
        (
            "72",
            "Invalid/Missing Subscriber/Insured ID",
            "memberId",
            "Loop 2100C",
            "Check the member id: all of it as on the card, with its prefix.",
        ),
        (
            "73",
            "Invalid/Missing Subscriber/Insured Name",
            "name",
            "Loop 2100C",
            "Check the spelling of the name, and whether it has changed.",
        ),
        (
            "75",
            "Subscriber/Insured Not Found",
            "subscriber",
            "Loop 2100C",
            "Check name, date of birth and member id, and that this is the right payer.",
        ),
        (
            "79",
            "Invalid Participant Identification",
            "payerId",
            "Loop 2100A",
            "Check the payer's id; the payer may not take these questions.",
        ),
    )
}
"""What is wrong, by AAA reject reason (X12 element 901)."""


class DemoNetwork:
    """For the sandbox and tests. It keeps nothing and is always there."""

    async def ask(self, inquiry: Inquiry) -> PayerAnswer:
        member = inquiry.subscriber
        code = _reject_reason(inquiry)
        payer = PayerAnswer(payer_id=inquiry.payer_id, payer_name=inquiry.payer_name or inquiry.payer_id)
        if code:
            return replace(payer, rejections=(REJECTIONS[code],))
        if (wanted := scripted.wants(inquiry)) is not None:
            return _scripted(payer, inquiry, wanted)
        rng = _rng(inquiry.payer_id, member.member_id or member.name.full, str(member.birth_date or ""))
        held = _member_id(member, rng)
        active = _active(inquiry, rng)
        plan = _plan(rng, inquiry.service_date, active=active)
        subscriber = MemberFound(
            name=member.name, birth_date=member.birth_date, member_id=held, group_number=plan.group_number
        )
        answer = replace(
            payer,
            eligibility=Eligibility.ACTIVE if active else Eligibility.INACTIVE,
            reference=inquiry.digest[:16].upper(),
            plan=plan,
            subscriber=subscriber,
            dependent=_dependent(inquiry, subscriber),
            corrections=_corrections(member, held),
        )
        if not active:
            line = Benefit(kind=BenefitKind.INACTIVE, service_types=(WHOLE_PLAN,))
            return replace(answer, benefits=Benefits(lines=(line,)))
        return replace(answer, benefits=benefits(rng, inquiry.service_types, other_payers=_OFFERED))

    async def discover(self, person: Person, requester: Requester, service_date: date) -> tuple[FoundPlan, ...]:
        rng = _rng("discovery", person.name.full, str(person.birth_date or ""))
        sure = person.birth_date is not None and (person.ssn is not None or person.address is not None)
        found = []
        for payer_id, payer_name in rng.sample(_OFFERED, rng.choice((0, 1, 1, 2))):
            inquiry = Inquiry(
                payer_id=payer_id,
                payer_name=payer_name,
                requester=requester,
                subscriber=Member(
                    name=person.name, birth_date=person.birth_date, member_id=f"D{rng.randrange(10**8):08d}"
                ),
                service_date=service_date,
            )
            reason = "" if sure else "Name and date of birth match; nothing else was given to compare."
            found.append(FoundPlan(answer=await self.ask(inquiry), sure=sure, reason=reason))
        return tuple(found)

    async def coordinate(self, inquiry: Inquiry) -> Coordination:
        if code := _reject_reason(inquiry):
            return Coordination(rejections=(REJECTIONS[code],))
        member = inquiry.subscriber
        rng = _rng("coordination", inquiry.payer_id, member.member_id or member.name.full)
        plan = _plan(rng, inquiry.service_date, active=True)
        other = rng.choice([payer for payer in _OFFERED if payer[0] != inquiry.payer_id])
        outcome = rng.randrange(5)
        if outcome == 0:
            return Coordination(member_found=True, plan=plan)
        if outcome == 1:
            return Coordination(member_found=True, coverage_overlap=True, other_payers=(other,), plan=plan)
        primary = rng.choice((inquiry.payer_id, other[0])) if outcome < 4 else ""
        return Coordination(
            member_found=True,
            coverage_overlap=True,
            benefit_overlap=True,
            other_payers=(other,),
            primary=primary,
            plan=plan,
        )


def _scripted(payer: PayerAnswer, inquiry: Inquiry, wanted: scripted.Wants) -> PayerAnswer:
    member, plan = inquiry.subscriber, scripted.PLAN
    subscriber = MemberFound(
        name=member.name, birth_date=member.birth_date, member_id=member.member_id, group_number=plan.group_number
    )
    return replace(
        payer,
        eligibility=Eligibility.ACTIVE,
        reference=inquiry.digest[:16].upper(),
        plan=plan,
        subscriber=subscriber,
        dependent=_dependent(inquiry, subscriber),
        benefits=scripted.benefits(wanted, inquiry.service_types),
    )


def _rng(*parts: str) -> random.Random:
    """Chance that is the same for the same question. Not secret: nobody is harmed who guesses it."""
    digest = hashlib.sha256("\n".join(map(fold, parts)).encode()).digest()
    return random.Random(int.from_bytes(digest[:8]))  # noqa: S311  # made-up answers, not secrets


def _reject_reason(inquiry: Inquiry) -> str:
    """The AAA code of what is wrong with the question; empty if nothing is."""
    member = inquiry.subscriber
    if inquiry.payer_id == _MOCK_PAYER and (mock := _REJECTED.fullmatch(member.member_id)) and mock[1] in REJECTIONS:
        return mock[1]
    if not inquiry.payer_id:
        return "79"
    if member.member_id.startswith("NOTFOUND"):
        return "75"
    if member.member_id.startswith("BUSY"):
        return "42"
    if (named := _NAMED.fullmatch(member.member_id)) and fold(named[1]) != fold(member.name.family):
        return "73"
    if not member.name.family:
        return "73"
    if not member.member_id and member.birth_date is None:
        return "72"
    return ""


def _member_id(member: Member, rng: random.Random) -> str:
    """The member's id as a payer writes it: capitals and digits."""
    return re.sub(r"[^A-Z0-9]", "", member.member_id.upper()) or f"W{rng.randrange(10**9):09d}"


def _corrections(member: Member, held: str) -> tuple[Correction, ...]:
    differs = bool(member.member_id) and member.member_id != held
    return (Correction("subscriber.member_id", member.member_id, held),) if differs else ()


def _active(inquiry: Inquiry, rng: random.Random) -> bool:
    """Nine plans in ten are active."""
    chance = rng.random() < 0.9
    if (inquiry.payer_id, inquiry.subscriber.member_id) in _KNOWN:
        return True
    return chance and not inquiry.subscriber.member_id.upper().startswith("INACTIVE")


def _plan(rng: random.Random, day: date, *, active: bool) -> PlanFound:
    """A plan of the calendar year, or one that ended with the year before."""
    name, insurance_type = rng.choice(_PLANS)
    year = day.year if active else max(day.year - 1, date.min.year)
    return PlanFound(
        name=name,
        group_number=f"G{rng.randrange(10**6):06d}",
        insurance_type=insurance_type,
        start=date(year, 1, 1),
        end=date(year, 12, 31),
    )


def _dependent(inquiry: Inquiry, subscriber: MemberFound) -> MemberFound | None:
    asked = inquiry.dependent
    if asked is None:
        return None
    return replace(subscriber, name=asked.name, birth_date=asked.birth_date)
