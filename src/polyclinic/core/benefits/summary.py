"""What an answer says about one specialty, in or out of the payer's network."""

from collections.abc import Iterable
from dataclasses import dataclass

from polyclinic.core.benefits.model import BenefitsCheck, Feature
from polyclinic.core.benefits.rules import service_type_of
from polyclinic.core.coverage.model import Benefit, BenefitKind, BenefitLevel, BenefitPeriod
from polyclinic.core.eligibility.model import WHOLE_PLAN


@dataclass(frozen=True, slots=True)
class Accumulator:
    """An amount that counts up over the plan's year, in cents: all of it, and what of it has been met."""

    amount: int
    met: int | None

    @property
    def left(self) -> int | None:
        return None if self.met is None else self.amount - self.met


@dataclass(frozen=True, slots=True)
class VisitLimit:
    """How many visits a year the plan pays, and how many of them have been made."""

    visits: int
    used: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialtyBenefits:
    """What the member pays and the payer wants, where that is known: None says that the payer did not tell."""

    specialty: str
    in_network: bool
    copay: int | None
    coinsurance: int | None
    individual_deductible: Accumulator | None
    family_deductible: Accumulator | None
    individual_out_of_pocket: Accumulator | None
    family_out_of_pocket: Accumulator | None
    visit_limit: VisitLimit | None
    looks_at_visits: bool
    authorization: bool | None
    referral: bool | None
    exclusions: tuple[str, ...]


def specialty_benefits(check: BenefitsCheck, specialty: str, *, in_network: bool) -> SpecialtyBenefits:
    """What the answer to a check says about a specialty; what its template leaves out is not known."""
    features = check.template.features
    answered = check.answer.benefits.lines if check.answer and check.answer.benefits else ()
    lines = [line for line in answered if line.in_network in (None, in_network)]
    plan = [line for line in lines if WHOLE_PLAN in line.service_types]
    own = [line for line in lines if service_type_of(specialty) in line.service_types]
    individual, family = BenefitLevel.INDIVIDUAL, BenefitLevel.FAMILY
    visits = Feature.VISITS in features
    return SpecialtyBenefits(
        specialty=specialty,
        in_network=in_network,
        copay=_first(line.cents for line in own if line.kind is BenefitKind.COPAY),
        coinsurance=_first(line.percent for line in own if line.kind is BenefitKind.COINSURANCE),
        individual_deductible=_accumulator(own, plan, BenefitKind.DEDUCTIBLE, individual),
        family_deductible=_accumulator(own, plan, BenefitKind.DEDUCTIBLE, family),
        individual_out_of_pocket=_accumulator(own, plan, BenefitKind.OUT_OF_POCKET, individual),
        family_out_of_pocket=_accumulator(own, plan, BenefitKind.OUT_OF_POCKET, family),
        visit_limit=_visit_limit(own) if visits else None,
        looks_at_visits=visits,
        authorization=_any(line.authorization for line in own) if Feature.AUTHORIZATION in features else None,
        referral=_any(line.referral for line in own) if Feature.REFERRAL in features else None,
        exclusions=tuple(line.notes or "Not covered" for line in own if line.kind is BenefitKind.NOT_COVERED),
    )


def _accumulator(
    own: Iterable[Benefit], plan: Iterable[Benefit], kind: BenefitKind, level: BenefitLevel
) -> Accumulator | None:
    """What the payer says for the service, else what it says for the plan as a whole."""
    for lines in (own, plan):
        amounts = {line.period: line.cents for line in lines if line.kind is kind and line.level is level}
        left = amounts.pop(BenefitPeriod.REMAINING, None)
        amount = _first(amounts.values())
        if amount is not None:
            return Accumulator(amount, None if left is None else amount - left)
    return None


def _visit_limit(own: Iterable[Benefit]) -> VisitLimit | None:
    counts = {line.period: line.count for line in own if line.kind is BenefitKind.LIMITATION}
    left = counts.pop(BenefitPeriod.REMAINING, None)
    visits = _first(counts.values())
    return None if visits is None else VisitLimit(visits, None if left is None else visits - left)


def _first(values: Iterable[int | None]) -> int | None:
    return next((value for value in values if value is not None), None)


def _any(said: Iterable[bool | None]) -> bool | None:
    known = [value for value in said if value is not None]
    return any(known) if known else None
