"""A benefits check that the office has completed, so that there is a report to read."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from polyclinic.core.benefits.model import BENEFITS_CHECK, BenefitsCheck, Move, Status, Transition
from polyclinic.core.benefits.rules import service_type_of, service_types
from polyclinic.core.coverage.model import (
    COVERAGE,
    Benefit,
    BenefitKind,
    BenefitLevel,
    BenefitPeriod,
    Benefits,
    Eligibility,
)
from polyclinic.core.eligibility.model import WHOLE_PLAN, MemberFound, PayerAnswer, PlanFound, Requester
from polyclinic.core.eligibility.operations import inquiry_about
from polyclinic.core.patients.model import Patient
from polyclinic.core.shared.context import Context
from polyclinic.sandbox.plan import Plan

CHECKED = 3
"""Whose plan it is, by the patients' positions: theirs is the approved prior authorization, too."""
_SPECIALTY = "PHYSICAL_THERAPY"


async def load_benefits(ctx: Context, plan: Plan, patients: Sequence[Patient]) -> None:
    """Stage a check of a moment ago: active, a copay, half of the deductible met, twelve of thirty visits left."""
    patient = patients[CHECKED]
    coverage = await ctx.need(COVERAGE, plan.id("coverage", CHECKED))
    now = ctx.clock.now()
    inquiry = inquiry_about(
        coverage,
        patient,
        Requester(npi="1902846306", organisation=plan.name),
        ctx.clock.today(ZoneInfo(plan.zone)),
        service_types((_SPECIALTY,)),
    )
    answer = PayerAnswer(
        eligibility=Eligibility.ACTIVE,
        payer_id=coverage.payer_id,
        payer_name=coverage.payer_name,
        reference=f"DEMO{plan.seed:06d}",
        plan=PlanFound(name=coverage.plan_name, insurance_type="C1"),
        subscriber=MemberFound(name=patient.name, birth_date=patient.birth_date, member_id=coverage.member_id),
        benefits=Benefits(lines=_lines()),
    )
    check = BenefitsCheck(
        id=plan.id("benefits_check", CHECKED),
        number=plan.first_number + 9601,
        patient_id=patient.id,
        coverage_id=coverage.id,
        legal_entity_id=patient.legal_entity_id,
        specialties=(_SPECIALTY,),
        in_network=True,
        status=Status.COMPLETE,
        inquiry=inquiry,
        answer=answer,
        completed_at=now,
        history=(Transition(Move.TAKE_UP, now), Transition(Move.COMPLETE, now)),
    )
    await ctx.put(BENEFITS_CHECK, check)


def _lines() -> tuple[Benefit, ...]:
    whole, own = (WHOLE_PLAN,), (service_type_of(_SPECIALTY),)
    mine, year, left = BenefitLevel.INDIVIDUAL, BenefitPeriod.CALENDAR_YEAR, BenefitPeriod.REMAINING
    deductible, most = BenefitKind.DEDUCTIBLE, BenefitKind.OUT_OF_POCKET
    return (
        Benefit(kind=BenefitKind.ACTIVE, service_types=whole),
        Benefit(kind=BenefitKind.COPAY, service_types=own, period=BenefitPeriod.VISIT, cents=3000, in_network=True),
        Benefit(kind=deductible, service_types=whole, level=mine, period=year, cents=150_000, in_network=True),
        Benefit(kind=deductible, service_types=whole, level=mine, period=left, cents=75_000, in_network=True),
        Benefit(kind=most, service_types=whole, level=mine, period=year, cents=500_000, in_network=True),
        Benefit(kind=most, service_types=whole, level=mine, period=left, cents=412_500, in_network=True),
        Benefit(kind=BenefitKind.LIMITATION, service_types=own, period=year, count=30, authorization=True),
        Benefit(kind=BenefitKind.LIMITATION, service_types=own, period=left, count=12, authorization=True),
    )
