"""Payor detection: the record's searches for plans."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from polyclinic.core.coverage.model import CheckStatus, Eligibility
from polyclinic.core.eligibility.model import FoundPlan, PlanDiscovery
from polyclinic.dialects.silna.mapping.common import instant

_CATEGORIES = {
    "ACTIVE_PLAN": "COVERAGE_FOUND",
    "ACTIVE_PLAN_NO_MEMBER_NUMBER": "POTENTIAL_COVERAGE",
    "ACTIVE_PLAN_OTHER_PAYOR": "POTENTIAL_COVERAGE",
}
"""Whatever else comes of it is no coverage."""


def from_core(run: PlanDiscovery, payor_ids: Mapping[str, str]) -> dict[str, Any]:
    """A search; ``payor_ids`` are by the payers' ids in their own words."""
    detections = [_detection(run, found, payor_ids[found.answer.payer_id]) for found in run.found]
    levels = [detection["confidence_level"] for detection in detections]
    return {
        "id": run.id,
        "status": "IN_PROGRESS" if run.status is CheckStatus.PENDING else "COMPLETE",
        "coverages_found": levels.count("COVERAGE_FOUND"),
        "potential_coverages": levels.count("POTENTIAL_COVERAGE"),
        "total": len(detections),
        "payor_detections": detections,
        "created_at": instant(run.created_at),
    }


def _detection(run: PlanDiscovery, found: FoundPlan, payor_id: str) -> dict[str, Any]:
    answer = found.answer
    member, plan = answer.subscriber, answer.plan
    others = answer.benefits.related if answer.benefits else ()
    status = _status(found, run.service_date)
    return {
        "status": status,
        "confidence_level": _CATEGORIES.get(status, "NO_COVERAGE"),
        "detected_payor_entity_id": payor_id,
        "detected_payor_entity_name": answer.payer_name,
        "queried_payor_entity_id": payor_id,
        "queried_payor_entity_name": answer.payer_name,
        "patient_first_name": member.name.given or None if member else None,
        "patient_last_name": member.name.family or None if member else None,
        "patient_date_of_birth": _day(member.birth_date) if member else None,
        "member_number": member.member_id or None if member and found.sure else None,
        "plan_coverage_description": plan.name or None if plan else None,
        "plan_start_date": _day(plan.start) if plan else None,
        "plan_end_date": _day(plan.end) if plan else None,
        "other_payors": [
            {"name": other.name, "order_number": 1 if other.role == "Primary Payer" else None} for other in others
        ],
        "created_at": instant(run.updated_at),
    }


def _status(found: FoundPlan, asked_about: date) -> str:
    answer = found.answer
    if answer.eligibility is not Eligibility.ACTIVE:
        ended = answer.plan is not None and answer.plan.end is not None and answer.plan.end < asked_about
        return "ACTIVE_PLAN_EXPIRED" if ended else "NO_ACTIVE_PLAN"
    if not found.sure or answer.subscriber is None or not answer.subscriber.member_id:
        return "ACTIVE_PLAN_NO_MEMBER_NUMBER"
    others = answer.benefits.related if answer.benefits else ()
    return "ACTIVE_PLAN_OTHER_PAYOR" if any(other.role == "Primary Payer" for other in others) else "ACTIVE_PLAN"


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None
