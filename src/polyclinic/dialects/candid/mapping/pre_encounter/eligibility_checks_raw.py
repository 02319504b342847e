"""A payer's answer as clearinghouses pass it on: the loops of an X12 271 as JSON objects.

The record keeps answers in its own words; this writes them in the names that readers of raw answers look for.
"""

from datetime import date
from typing import Any

from polyclinic.core.coverage.model import Benefit, BenefitKind, BenefitLevel, BenefitPeriod, Rejection
from polyclinic.core.eligibility.model import Inquiry, MemberFound, PayerAnswer
from polyclinic.dialects.candid.mapping.common import Json

_KINDS = {
    BenefitKind.ACTIVE: "Active Coverage",
    BenefitKind.INACTIVE: "Inactive",
    BenefitKind.COINSURANCE: "Co-Insurance",
    BenefitKind.COPAY: "Co-Payment",
    BenefitKind.DEDUCTIBLE: "Deductible",
    BenefitKind.LIMITATION: "Limitations",
    BenefitKind.OUT_OF_POCKET: "Out of Pocket (Stop Loss)",
    BenefitKind.NOT_COVERED: "Non-Covered",
}
_LEVELS = {
    BenefitLevel.INDIVIDUAL: "Individual",
    BenefitLevel.FAMILY: "Family",
    BenefitLevel.EMPLOYEE: "Employee Only",
    BenefitLevel.EMPLOYEE_AND_CHILDREN: "Employee and Children",
    BenefitLevel.EMPLOYEE_AND_SPOUSE: "Employee and Spouse",
}
_PERIODS = {
    BenefitPeriod.CALENDAR_YEAR: "Calendar Year",
    BenefitPeriod.YEAR_TO_DATE: "Year to Date",
    BenefitPeriod.CONTRACT: "Contract",
    BenefitPeriod.VISIT: "Visit",
    BenefitPeriod.REMAINING: "Remaining",
}


def raw(asked: Inquiry, answer: PayerAnswer) -> Json:
    """The answer to an inquiry."""
    lines = answer.benefits.lines if answer.benefits else ()
    plan = answer.plan
    name = asked.requester.name
    return _filled(
        {
            "controlNumber": answer.reference,
            "tradingPartnerServiceId": answer.payer_id,
            "payer": _filled({"name": answer.payer_name, "payorIdentification": answer.payer_id}),
            "provider": _filled(
                {
                    "npi": asked.requester.npi,
                    "providerOrgName": asked.requester.organisation,
                    "providerFirstName": name.given if name else "",
                    "providerName": name.family if name else "",
                }
            ),
            "subscriber": _member(answer.subscriber),
            "dependents": [_member(answer.dependent)] if answer.dependent else [],
            "planInformation": _filled({"groupNumber": plan.group_number, "groupDescription": plan.name})
            if plan
            else {},
            "planDateInformation": _filled({"planBegin": compact(plan.start), "planEnd": compact(plan.end)})
            if plan
            else {},
            "benefitsInformation": [_benefit(line) for line in lines],
            "errors": [error(each) for each in answer.rejections],
        }
    )


def error(rejection: Rejection) -> Json:
    """An AAA segment."""
    return _filled(
        {
            "field": rejection.field,
            "code": rejection.code,
            "description": rejection.description,
            "followupAction": rejection.follow_up,
            "location": rejection.location,
            "possibleResolutions": rejection.resolutions,
        }
    )


def compact(day: date | None) -> str:
    """A day as X12 writes it."""
    return day.strftime("%Y%m%d") if day else ""


def _member(member: MemberFound | None) -> Json:
    if member is None:
        return {}
    return _filled(
        {
            "memberId": member.member_id,
            "firstName": member.name.given,
            "lastName": member.name.family,
            "dateOfBirth": compact(member.birth_date),
            "groupNumber": member.group_number,
        }
    )


def _benefit(line: Benefit) -> Json:
    """An EB segment."""
    answer = _filled(
        {
            "code": line.kind.value,
            "name": _KINDS[line.kind],
            "coverageLevelCode": line.level.value if line.level else "",
            "coverageLevel": _LEVELS[line.level] if line.level else "",
            "serviceTypeCodes": list(line.service_types),
            "timeQualifierCode": line.period.value if line.period else "",
            "timeQualifier": _PERIODS[line.period] if line.period else "",
        }
    )
    if line.cents is not None:
        answer["benefitAmount"] = f"{line.cents // 100}.{line.cents % 100:02d}"
    if line.percent is not None:
        answer["benefitPercent"] = f"{line.percent / 100:.2f}"
    if line.count is not None:
        answer |= {"quantityQualifierCode": "VS", "quantityQualifier": "Visits", "benefitQuantity": str(line.count)}
    if line.in_network is not None:
        answer["inPlanNetworkIndicatorCode"] = "Y" if line.in_network else "N"
    return answer


def _filled(members: dict[str, Any]) -> Json:
    """Without the members that say nothing."""
    return {name: value for name, value in members.items() if value not in ("", [], {})}
