"""Member numbers that Silna publishes for tests of benefits checks: ``A``, what a plan is to want, an insurance code.

``A`` is followed by any of ``AUTH_REQ``, ``REF_REQ`` and ``VISIT_REQ``, with ``_`` and ``0`` between them where one
likes, and by two digits that say which plan it is. Plan 11 has the published figures; the payer is Aetna.
"""

import re
from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import NamedTuple

from polyclinic.core.coverage.model import Benefit, BenefitKind, BenefitLevel, BenefitPeriod, Benefits
from polyclinic.core.eligibility.model import WHOLE_PLAN, Inquiry, PlanFound

_PAYER = "60054"
_NUMBER = re.compile("A((?:AUTH_REQ|REF_REQ|VISIT_REQ|[_0])*)11")
PLAN = PlanFound(
    name="Commercial", group_number="QA-11", insurance_type="C1", start=date(2025, 1, 1), end=date(2025, 12, 31)
)
_PLAN_AMOUNTS = (
    (BenefitKind.DEDUCTIBLE, BenefitLevel.INDIVIDUAL, 3_500, 7_000),
    (BenefitKind.DEDUCTIBLE, BenefitLevel.FAMILY, 10_000, 14_000),
    (BenefitKind.OUT_OF_POCKET, BenefitLevel.INDIVIDUAL, 5_500, 13_000),
    (BenefitKind.OUT_OF_POCKET, BenefitLevel.FAMILY, 16_000, 26_000),
)
"""In dollars, in and out of network; nothing of it has been met."""
_VISITS = 30
_ALL_OF_IT = (BenefitPeriod.CALENDAR_YEAR, BenefitPeriod.REMAINING)


class Wants(NamedTuple):
    """What the plan of a member is to want before or within treatment."""

    authorization: bool
    referral: bool
    visits: bool


def wants(inquiry: Inquiry) -> Wants | None:
    """What the member number asks for; None if it is no such number."""
    found = _NUMBER.fullmatch(inquiry.subscriber.member_id) if inquiry.payer_id == _PAYER else None
    return Wants(*(flag in found[1] for flag in ("AUTH_REQ", "REF_REQ", "VISIT_REQ"))) if found else None


def benefits(wanted: Wants, service_types: Sequence[str]) -> Benefits:
    """The published figures, for the services that were asked about."""
    lines = [Benefit(kind=BenefitKind.ACTIVE, service_types=(WHOLE_PLAN,))]
    for kind, level, inside, outside in _PLAN_AMOUNTS:
        line = partial(Benefit, kind=kind, level=level, service_types=(WHOLE_PLAN,))
        lines += [
            line(cents=dollars * 100, period=period, in_network=in_network)
            for dollars, in_network in ((inside, True), (outside, False))
            for period in _ALL_OF_IT
        ]
    for code in service_types:
        if code != WHOLE_PLAN:
            lines += _service_lines(wanted, code)
    return Benefits(lines=tuple(lines))


def _service_lines(wanted: Wants, code: str) -> list[Benefit]:
    line = partial(
        Benefit,
        service_types=(code,),
        level=BenefitLevel.INDIVIDUAL,
        authorization=wanted.authorization,
        referral=wanted.referral,
    )
    lines = [
        line(kind=BenefitKind.COPAY, cents=0, period=BenefitPeriod.VISIT),
        line(kind=BenefitKind.COINSURANCE, percent=10, in_network=True),
        line(kind=BenefitKind.COINSURANCE, percent=40, in_network=False),
    ]
    if wanted.visits:
        lines += [line(kind=BenefitKind.LIMITATION, count=_VISITS, period=period) for period in _ALL_OF_IT]
    return lines
