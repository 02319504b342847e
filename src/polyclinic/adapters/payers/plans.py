"""Plans that might exist: deductibles, copays and limits that fit together."""

import random
from collections.abc import Sequence
from functools import partial

from polyclinic.core.coverage.model import (
    Benefit,
    BenefitKind,
    BenefitLevel,
    BenefitPeriod,
    Benefits,
    RelatedEntity,
)
from polyclinic.core.eligibility.model import WHOLE_PLAN

_USUAL = ("98", "UC", "86", "MH", "48", "50")
"""What payers tell when asked about a plan as a whole: visits, urgent and emergency care, mental health, hospital."""
_LIMITED = frozenset({"33", "AD", "AE", "AF", "PT"})
"""Therapies, of which a plan pays a number of visits a year."""
_DENTAL = "35"


def benefits(rng: random.Random, service_types: Sequence[str], other_payers: Sequence[tuple[str, str]]) -> Benefits:
    """What an active plan pays for these services. One plan in eight has another payer before it."""
    asked = [code for code in dict.fromkeys(service_types) if code != WHOLE_PLAN]
    lines = [Benefit(kind=BenefitKind.ACTIVE, service_types=(WHOLE_PLAN,)), *_plan_lines(rng)]
    copay, coinsurance = rng.randrange(15, 45, 5), rng.choice((10, 20, 30))
    for code in asked or _USUAL:
        # a service's amounts depend on the service alone, not on what else was asked
        lines += _service_lines(code, copay, coinsurance)
    if not asked:
        lines.append(
            Benefit(kind=BenefitKind.NOT_COVERED, service_types=(_DENTAL,), count=0, notes="Dental care is not covered")
        )
    related: tuple[RelatedEntity, ...] = ()
    if rng.random() < 1 / 8:
        identifier, name = rng.choice(other_payers)
        related = (RelatedEntity(name=name, role="Primary Payer", identifier=identifier, service_types=(WHOLE_PLAN,)),)
    return Benefits(lines=tuple(lines), related=related)


def _plan_lines(rng: random.Random) -> list[Benefit]:
    """Deductible and out-of-pocket limit, in and out of network, and what is left of them."""
    deductible = rng.randrange(500, 5001, 250) * 100
    limit = deductible * 2 + rng.randrange(1000, 3001, 500) * 100
    used = deductible * rng.randrange(0, 101, 10) // 100
    lines = []
    for kind, most in ((BenefitKind.DEDUCTIBLE, deductible), (BenefitKind.OUT_OF_POCKET, limit)):
        for level, members in ((BenefitLevel.INDIVIDUAL, 1), (BenefitLevel.FAMILY, 2)):
            for period, cents in (
                (BenefitPeriod.CALENDAR_YEAR, most * members),
                (BenefitPeriod.REMAINING, most * members - used),
            ):
                lines.append(_plan_line(kind, level, period, cents, in_network=True))
            lines.append(_plan_line(kind, level, BenefitPeriod.CALENDAR_YEAR, most * members * 2, in_network=False))
    return lines


def _plan_line(
    kind: BenefitKind, level: BenefitLevel, period: BenefitPeriod, cents: int, *, in_network: bool
) -> Benefit:
    return Benefit(
        kind=kind, service_types=(WHOLE_PLAN,), level=level, period=period, cents=cents, in_network=in_network
    )


def _service_lines(code: str, copay: int, coinsurance: int) -> list[Benefit]:
    """A copay where one goes for a visit, coinsurance elsewhere; out of network always coinsurance."""
    wants_authorization = code in _LIMITED and coinsurance == 30
    line = partial(
        Benefit,
        service_types=(code,),
        level=BenefitLevel.INDIVIDUAL,
        authorization=wants_authorization,
        referral=code != "UC" and copay % 20 == 0,
    )
    inside = partial(line, in_network=True)
    coinsured = code in ("48", "50", "86")
    cents = copay * 100 * (2 if code == "UC" else 1)
    lines = [
        inside(kind=BenefitKind.COINSURANCE, percent=coinsurance)
        if coinsured
        else inside(kind=BenefitKind.COPAY, cents=cents, period=BenefitPeriod.VISIT),
        line(kind=BenefitKind.COINSURANCE, percent=coinsurance + 20, in_network=False),
    ]
    if code in _LIMITED:
        visits = 20 + copay % 4 * 10
        for period, count in ((BenefitPeriod.CALENDAR_YEAR, visits), (BenefitPeriod.REMAINING, visits - copay // 5)):
            lines.append(inside(kind=BenefitKind.LIMITATION, count=count, period=period))
    return lines
