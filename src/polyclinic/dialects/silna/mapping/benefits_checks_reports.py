"""A complete benefits check on paper."""

from collections.abc import Callable, Iterator, Mapping

from polyclinic.core.benefits.model import BenefitsCheck, Ineligibility
from polyclinic.core.benefits.summary import Accumulator, SpecialtyBenefits, VisitLimit, specialty_benefits
from polyclinic.core.coverage.model import Relationship
from polyclinic.core.eligibility.model import Inquiry, PayerAnswer
from polyclinic.standards.paper import Block, Facts, Grid, Heading, Lines, Sheet

UNKNOWN = "not told"
_REASONS = {
    Ineligibility.INACTIVE: "the plan is not active",
    Ineligibility.TERMINATED: "the plan has ended",
    Ineligibility.MEMBER_MISMATCH: "the payor does not know the member number",
}
_DISCLAIMER = (
    "This is what the payor said when it was asked. It is no promise to pay: what is paid depends on the plan's terms "
    "and on the member's eligibility at the time of service. Amounts that have been met change with every claim."
)


def report(check: BenefitsCheck, provider: str, practice: str) -> Sheet:
    """What a complete check found out, for both sides of the network."""
    inquiry, answer = check.inquiry, check.answer
    assert inquiry is not None
    assert answer is not None
    blocks: list[Block] = [Facts(_facts(check, provider, inquiry, answer))]
    if check.ineligible is not None:
        blocks.append(Lines([f"Not eligible: {_REASONS[check.ineligible]}."]))
    else:
        blocks += [block for specialty in check.specialties for block in _specialty(check, specialty)]
    if answer.benefits and answer.benefits.related:
        others = [f"{other.name} ({other.role.lower()})" for other in answer.benefits.related]
        blocks += [Heading("Other payors"), Lines(others)]
    blocks += [Heading("Please note"), Lines([_DISCLAIMER])]
    return Sheet("Benefits report", blocks, footer=f"{practice} - benefits check {check.id}")


def _facts(check: BenefitsCheck, provider: str, inquiry: Inquiry, answer: PayerAnswer) -> list[tuple[str, str]]:
    patient, plan = inquiry.dependent or inquiry.subscriber, answer.plan
    held_by = answer.subscriber.name.full if answer.subscriber else inquiry.subscriber.name.full
    own = check.relationship is Relationship.SELF
    return [
        ("Provider", provider),
        ("Payor", answer.payer_name or inquiry.payer_name),
        ("Patient", patient.name.full),
        ("Plan", plan.name if plan and plan.name else UNKNOWN),
        ("Born", patient.birth_date.isoformat() if patient.birth_date else UNKNOWN),
        ("Plan period", _period(answer)),
        ("Member number", inquiry.subscriber.member_id),
        ("Group", plan.group_number if plan and plan.group_number else UNKNOWN),
        ("Subscriber", held_by if not own else "the patient"),
        ("Network", "out of network" if check.in_network is False else "in network"),
        ("Verified", f"{check.completed_at:%Y-%m-%d %H:%M} UTC" if check.completed_at else UNKNOWN),
        ("Eligibility", "not eligible" if check.ineligible else "eligible"),
        ("Reference", answer.reference or UNKNOWN),
    ]


def _period(answer: PayerAnswer) -> str:
    plan = answer.plan
    if plan is None or not (plan.start or plan.end):
        return UNKNOWN
    return f"{plan.start or '...'} to {plan.end or '...'}"


def _specialty(check: BenefitsCheck, specialty: str) -> Iterator[Block]:
    sides = [specialty_benefits(check, specialty, in_network=side) for side in (True, False)]
    yield Heading(specialty.replace("_", " ").capitalize().replace("Aba ", "ABA "))
    yield Grid(("", "In network", "Out of network"), (24, 38, 38), list(_rows(*sides)))


def _rows(inside: SpecialtyBenefits, outside: SpecialtyBenefits) -> Iterator[tuple[str, str, str]]:
    for label, said in _LABELS.items():
        yield label, said(inside), said(outside)


def _dollars(cents: int | None) -> str:
    return UNKNOWN if cents is None else f"${cents // 100:,}.{cents % 100:02d}"


def _percent(value: int | None) -> str:
    return UNKNOWN if value is None else f"{value} %"


def _counted(counted: Accumulator | None) -> str:
    if counted is None:
        return UNKNOWN
    if counted.met is None:
        return _dollars(counted.amount)
    return f"{_dollars(counted.amount)}; met {_dollars(counted.met)}, remaining {_dollars(counted.left)}"


def _visits(side: SpecialtyBenefits) -> str:
    match side.visit_limit:
        case VisitLimit(visits, None):
            return f"{visits} a year"
        case VisitLimit(visits, int(used)):
            return f"{visits} a year; used {used}, remaining {visits - used}"
        case _:
            return "none" if side.looks_at_visits else "not looked into"


def _wanted(wanted: bool | None) -> str:
    return UNKNOWN if wanted is None else "required before services" if wanted else "not required"


_LABELS: Mapping[str, Callable[[SpecialtyBenefits], str]] = {
    "Copay": lambda side: _dollars(side.copay),
    "Coinsurance": lambda side: _percent(side.coinsurance),
    "Deductible, individual": lambda side: _counted(side.individual_deductible),
    "Deductible, family": lambda side: _counted(side.family_deductible),
    "Out of pocket, individual": lambda side: _counted(side.individual_out_of_pocket),
    "Out of pocket, family": lambda side: _counted(side.family_out_of_pocket),
    "Visit limit": _visits,
    "Authorization": lambda side: _wanted(side.authorization),
    "Referral": lambda side: _wanted(side.referral),
    "Exclusions": lambda side: "; ".join(side.exclusions) or "none told",
}
