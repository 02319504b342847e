"""Patient plans: the record's coverages."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from polyclinic.core.benefits.model import BenefitsCheck
from polyclinic.core.coverage.model import Coverage, CoverageStatus, Eligibility
from polyclinic.core.enrolment import IfTaken
from polyclinic.core.organisation.model import Payer
from polyclinic.core.shared.entity import with_external_id, with_extras
from polyclinic.dialects.silna.mapping.benefits_checks import information
from polyclinic.dialects.silna.mapping.common import DIALECT, SOURCE_ID, instant
from polyclinic.dialects.silna.wire.patient_plans import (
    CreateConflictBehavior,
    DeduplicationStrategy,
    PatientPlanCore,
    PutConflictBehavior,
)
from polyclinic.dialects.silna.wire.payors import InsuranceType

_INDICATORS = {
    InsuranceType.COMMERCIAL: "CI",
    InsuranceType.MEDICARE: "MB",
    InsuranceType.MEDICAID: "MC",
    InsuranceType.WORKERS_COMPENSATION: "WC",
    InsuranceType.AUTO_INSURANCE: "AM",
}
"""X12 element 1032; regional centers have no code there."""
_TYPES = {
    **{indicator: type_.value for type_, indicator in _INDICATORS.items()},
    **dict.fromkeys(("12", "13", "14", "15", "BL", "DS", "HM", "LM"), "COMMERCIAL"),
    **dict.fromkeys(("16", "MA"), "MEDICARE"),
}
_FILES = {"insurance_card_file_id": "card_front", "insurance_card_back_file_id": "card_back"}
CONFLICTS = {
    None: IfTaken.REFUSE,
    CreateConflictBehavior.RAISE_ERROR: IfTaken.REFUSE,
    CreateConflictBehavior.BUMP_ONE: IfTaken.BUMP,
}
PUT_CONFLICTS = {
    None: IfTaken.REPLACE,
    PutConflictBehavior.RAISE_ERROR: IfTaken.REFUSE,
    PutConflictBehavior.REPLACE: IfTaken.REPLACE,
    PutConflictBehavior.RAISE_ERROR_ON_AUTH_WITHDRAWAL: IfTaken.REPLACE_IDLE,
}
SAME = {
    None: ("member_id",),
    DeduplicationStrategy.MEMBER_NUMBER: ("member_id",),
    DeduplicationStrategy.MEMBER_NUMBER_AND_PAYOR: ("member_id", "payer_id"),
    DeduplicationStrategy.MEMBER_NUMBER_PAYOR_AND_ORDER: ("member_id", "payer_id", "order"),
}
"""What a plan has in common with its duplicate."""


def complete(coverage: Coverage) -> bool:
    """Whether this API can show a plan: it needs a member number, and to be more than a draft."""
    return bool(coverage.member_id) and coverage.status is not CoverageStatus.DRAFT


def from_core(
    coverage: Coverage, *, provider_id: str, payor_id: str, place: int, check: BenefitsCheck | None
) -> dict[str, Any]:
    """A ``complete`` plan as Silna shows it; ``check`` is the benefits check that was completed last."""
    return {
        "id": coverage.id,
        "patient_id": coverage.patient_id,
        "provider_id": provider_id,
        "member_number": coverage.member_id,
        "group_number": coverage.group_number or None,
        "start_date": _midnight(coverage.start),
        "end_date": _midnight(coverage.end),
        "payor_entity_id": payor_id,
        "insurance_type": _TYPES.get(coverage.filing_indicator) or coverage.extra(DIALECT, "insurance_type"),
        "source_id": coverage.external_id(SOURCE_ID, coverage.patient_id),
        "plan_order_number": place,
        "plan_eligibility_status": _status(coverage, check),
        **{field: coverage.extra(DIALECT, name) for field, name in _FILES.items()},
        "archived_at": None if coverage.pays else instant(coverage.updated_at),
        "latest_eligibility_check": eligibility(coverage),
        "latest_benefits_check": information(check) if check else None,
    }


def to_core(body: PatientPlanCore, payer: Payer) -> Coverage:
    """A new coverage, without its source id."""
    type_ = body.insurance_type
    indicator = _INDICATORS.get(type_, "") if type_ else ""
    known_only_here: Mapping[str, Any] = {
        "insurance_type": type_.value if type_ and not indicator else None,
        **{name: getattr(body, field) for field, name in _FILES.items()},
    }
    coverage = Coverage(
        patient_id=body.patient_id,
        order=body.plan_order_number,
        payer_id=payer.ids.claims,
        payer_name=payer.name,
        member_id=body.member_number,
        group_number=body.group_number or "",
        filing_indicator=indicator,
        start=body.start_date.date() if body.start_date else None,
        end=body.end_date.date() if body.end_date else None,
    )
    return with_extras(coverage, DIALECT, known_only_here)


def with_source_id(coverage: Coverage, source_id: str | None) -> Coverage:
    """``coverage`` with that source id, which is unique within its patient."""
    return with_external_id(coverage, SOURCE_ID, source_id, coverage.patient_id)


def _midnight(day: date | None) -> str | None:
    return f"{day.isoformat()}T00:00:00Z" if day else None


def _status(coverage: Coverage, check: BenefitsCheck | None) -> str:
    """What the payer said last, in whichever sort of check."""
    latest = coverage.latest_check
    known = latest if latest is not None and latest.eligibility is not Eligibility.UNKNOWN else None
    if check is not None and (known is None or check.updated_at > known.at):
        return "INACTIVE" if check.ineligible else "ACTIVE"
    return known.eligibility.name if known else "NO_CHECK"


def eligibility(coverage: Coverage) -> dict[str, Any] | None:
    """What the last check found, if the payer answered it."""
    latest = coverage.latest_check
    if latest is None or latest.eligibility is Eligibility.UNKNOWN:
        return None
    eligible = latest.eligibility is Eligibility.ACTIVE
    return {
        "status": "ELIGIBLE" if eligible else "INELIGIBLE",
        "eligibility_check_id": latest.check_id,
        "date_verified": instant(latest.at),
    }
