"""What a plan pays and what its payer said about it, in this API's words."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from polyclinic.core.coverage.model import (
    Benefit,
    BenefitKind,
    BenefitLevel,
    BenefitPeriod,
    Benefits,
    CheckNote,
    CheckStatus,
    Correction,
    Eligibility,
    LatestCheck,
    Rejection,
    RelatedEntity,
)
from polyclinic.core.shared.times import parse_instant
from polyclinic.dialects.candid.mapping.common import Json, instant
from polyclinic.dialects.candid.mapping.pre_encounter.common import present

WHOLE_PLAN = "30"
_LEVELS = {
    BenefitLevel.INDIVIDUAL: "INDIVIDUAL",
    BenefitLevel.FAMILY: "FAMILY",
    BenefitLevel.EMPLOYEE: "EMPLOYEE_ONLY",
    BenefitLevel.EMPLOYEE_AND_CHILDREN: "EMPLOYEE_AND_CHILDREN",
    BenefitLevel.EMPLOYEE_AND_SPOUSE: "EMPLOYEE_AND_SPOUSE",
}
_VALUES = {
    "INDIVIDUAL": "individual",
    "EMPLOYEE_ONLY": "individual",
    "FAMILY": "family",
    "EMPLOYEE_AND_CHILDREN": "employeeAndChildren",
    "EMPLOYEE_AND_SPOUSE": "employeeAndSpouse",
}
_PERIODS = {
    BenefitPeriod.CONTRACT: "_CONTRACT",
    BenefitPeriod.REMAINING: "_REMAINING",
    BenefitPeriod.YEAR_TO_DATE: "_YEAR_TO_DATE",
}
_PLAN_KINDS = {BenefitKind.DEDUCTIBLE: "DEDUCTIBLE", BenefitKind.OUT_OF_POCKET: "OOP_MAX"}
_SERVICE_KINDS = {
    BenefitKind.COPAY: "COPAY",
    BenefitKind.COINSURANCE: "COINSURANCE",
    BenefitKind.LIMITATION: "LIMITATION",
}
_NETWORKS = ((True, "in_network"), (False, "out_of_network"))
_REJECTION = {
    "field?": "field",
    "description?": "description",
    "location?": "location",
    "possibleResolutions?": "resolutions",
    "code?": "code",
    "followupAction?": "follow_up",
}


# -- what a plan pays -------------------------------------------------------------------------------------------------


def benefits_from_core(benefits: Benefits) -> Json:
    """What a check found out. Lines that are the same in and out of network are shown in both."""
    lines = benefits.lines
    plan = [line for line in lines if line.kind in _PLAN_KINDS and _about_plan(line)]
    services: defaultdict[str, list[Benefit]] = defaultdict(list)
    for line in lines:
        if line.kind in _SERVICE_KINDS:
            for code in line.service_types or (WHOLE_PLAN,):
                services[code].append(line)
    return present(
        {
            "plan_coverage": _networks(plan) or None,
            "service_specific_coverage": [{"service_code": code, **_networks(services[code])} for code in services]
            or None,
            "benefits_related_entities": [_related(entity) for entity in benefits.related] or None,
            "non_covered_details": [_not_covered(line) for line in lines if line.kind is BenefitKind.NOT_COVERED]
            or None,
            "autoUpdatedEligibilityCheckId": benefits.check_id or None,
        }
    )


def _about_plan(line: Benefit) -> bool:
    return not line.service_types or WHOLE_PLAN in line.service_types


def _networks(lines: Iterable[Benefit]) -> Json:
    """Amounts by network: by name, and as a flat list."""
    answer: Json = {}
    for inside, name in _NETWORKS:
        mine = [line for line in lines if line.in_network in (inside, None)]
        if mine:
            answer[name] = _by_name(mine)
            answer[f"{name}_flat"] = [_detail(line) for line in mine]
    return answer


def _by_name(lines: Iterable[Benefit]) -> Json:
    answer: Json = {}
    for line in lines:
        level = _VALUES[_LEVELS.get(line.level or BenefitLevel.INDIVIDUAL, "INDIVIDUAL")]
        answer.setdefault(_name(line), {})[level] = _amount(line)[1]
    notes = [line.notes for line in lines if line.notes]
    return {**answer, "additional_notes": "; ".join(dict.fromkeys(notes))} if notes else answer


def _name(line: Benefit) -> str:
    if line.kind is BenefitKind.LIMITATION:
        return "visits_remaining" if line.period is BenefitPeriod.REMAINING else "visits"
    return _type(line).lower()


def _type(line: Benefit) -> str:
    if line.kind in _PLAN_KINDS:
        period = _PERIODS.get(line.period, "") if line.period else ""
        return _PLAN_KINDS[line.kind] + period
    return _SERVICE_KINDS.get(line.kind, "NON_COVERED")


def _detail(line: Benefit) -> Json:
    unit, value = _amount(line)
    return present(
        {
            "type": _type(line),
            "coverageLevel": _LEVELS.get(line.level or BenefitLevel.INDIVIDUAL),
            "unit": unit,
            "value": value,
            "additional_notes": line.notes or None,
        }
    )


def _not_covered(line: Benefit) -> Json:
    return {**_detail(line), "service_type_codes": list(line.service_types)}


def _amount(line: Benefit) -> tuple[str, float]:
    """An amount and its unit: dollars, whole percent, or a number."""
    if line.cents is not None:
        return "CURRENCY", line.cents / 100
    if line.percent is not None:
        return "PERCENT", float(line.percent)
    return "COUNT", float(line.count or 0)


def _related(entity: RelatedEntity) -> Json:
    return present(
        {
            "entityIdentifier": entity.identifier or None,
            "entityType": entity.role,
            "entityName": entity.name,
            "contactInformation": [{"mode": mode, "value": value} for mode, value in entity.contacts] or None,
            "serviceTypeCodes": list(entity.service_types) or None,
        }
    )


# -- what the payer said ----------------------------------------------------------------------------------------------


def rejection_from_core(rejection: Rejection) -> Json:
    """Why there is no answer."""
    return {name: text for name, attribute in _REJECTION.items() if (text := getattr(rejection, attribute))}


def rejection_to_core(sent: Mapping[str, Any]) -> Rejection:
    return Rejection(**{attribute: sent[name] for name, attribute in _REJECTION.items() if name in sent})


def correction_from_core(correction: Correction) -> Json:
    """What the payer holds otherwise."""
    return {
        "property": correction.field,
        "request_value": correction.sent,
        "corrected_value": correction.corrected,
    }


def _correction_to_core(sent: Mapping[str, Any]) -> Correction:
    return Correction(sent["property"], sent["request_value"], sent["corrected_value"])


def note_from_core(note: CheckNote) -> Json:
    """A check of a coverage."""
    return {
        "check_id": note.check_id,
        "service_code": note.service_type,
        "status": note.status.name,
        "initiated_by": note.by,
        "initiated_at": instant(note.at),
    }


def note_to_core(sent: Mapping[str, Any]) -> CheckNote:
    return CheckNote(
        check_id=sent["check_id"],
        at=parse_instant(sent["initiated_at"]),
        by=sent["initiated_by"],
        service_type=sent["service_code"],
        status=CheckStatus[sent["status"]],
    )


def latest_from_core(latest: LatestCheck) -> Json:
    """What came of the last check of a coverage."""
    return present(
        {
            "check_id": latest.check_id,
            "status": latest.eligibility.name,
            "initiated_at": instant(latest.at),
            "errors": [rejection_from_core(each) for each in latest.rejections] or None,
            "request_corrections": [correction_from_core(each) for each in latest.corrections] or None,
            "trading_partner": latest.payer_id or None,
        }
    )


def latest_to_core(sent: Mapping[str, Any]) -> LatestCheck:
    return LatestCheck(
        check_id=sent["check_id"],
        at=parse_instant(sent["initiated_at"]),
        eligibility=Eligibility[sent["status"]],
        rejections=tuple(map(rejection_to_core, sent.get("errors") or ())),
        corrections=tuple(map(_correction_to_core, sent.get("request_corrections") or ())),
        payer_id=sent.get("trading_partner") or "",
    )
