"""Coverages, in both directions."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from polyclinic.core.coverage.model import Coverage, CoverageStatus, Relationship, Subscriber
from polyclinic.core.patients.model import Patient
from polyclinic.core.shared.entity import with_extras
from polyclinic.dialects.candid.mapping.common import DIALECT, Json, day
from polyclinic.dialects.candid.mapping.pre_encounter import common
from polyclinic.dialects.candid.mapping.pre_encounter.benefits import (
    benefits_from_core,
    latest_from_core,
    latest_to_core,
    note_from_core,
    note_to_core,
)
from polyclinic.dialects.candid.mapping.pre_encounter.common import differing, present

_STATUSES = {status.name: status for status in CoverageStatus}
_RELATIONSHIPS = {
    "SELF": Relationship.SELF,
    "SPOUSE": Relationship.SPOUSE,
    "CHILD": Relationship.CHILD,
    "COMMON_LAW_SPOUSE": Relationship.COMMON,
    "OTHER": Relationship.OTHER,
}
_SHOWN_RELATIONSHIPS = {relationship: word for word, relationship in _RELATIONSHIPS.items()}
_PLAN = {
    "member_id": "member_id",
    "payer_id": "payer_id",
    "payer_name": "payer_name",
    "group_number": "group_number",
    "name": "plan_name",
    "plan_type": "filing_indicator",
    "type": "insurance_type",
}
"""Members of the plan that are texts of the record."""
_PLAN_KEPT = ("additional_payer_information", "insurance_card_image_locator", "carve_outs")
_KEPT = ("orcon", "previous_appointment_copays")
"""Members that only this API knows."""
_ABOUT_CHECKS = frozenset({"eligibility_checks", "latest_eligibility_check"})
"""Members that stay when they are not sent."""


# -- reading ----------------------------------------------------------------------------------------------------------


def from_core(coverage: Coverage, patient: Patient | None, organization_id: str) -> Json:
    """A coverage. Where nobody holds it, the patient is shown as its subscriber."""
    return {"id": coverage.id, **common.base(coverage, organization_id), **mutable(coverage, patient)}


def mutable(coverage: Coverage, patient: Patient | None) -> Json:
    """The members that a change replaces."""
    return present(
        {
            "status": coverage.status.name,
            "subscriber": _subscriber(coverage, patient),
            "relationship": _SHOWN_RELATIONSHIPS.get(coverage.relationship, "OTHER"),
            "patient": coverage.patient_id,
            "insurance_plan": _plan(coverage),
            "verified": coverage.verified,
            "eligibility_checks": [note_from_core(note) for note in coverage.checks] or None,
            "latest_eligibility_check": latest_from_core(coverage.latest_check) if coverage.latest_check else None,
            "benefits": _benefits(coverage),
            "auto_update_enabled": coverage.auto_update,
            **{name: coverage.extra(DIALECT, name) for name in _KEPT},
        }
    )


def _subscriber(coverage: Coverage, patient: Patient | None) -> Json:
    held = coverage.subscriber
    if held is None and patient is not None:
        held = Subscriber(
            name=patient.name, birth_date=patient.birth_date, gender=patient.gender, address=patient.address
        )
    if held is None:
        return {"name": {"family": "Unknown", "given": [], "use": "ANONYMOUS"}, "biological_sex": "UNKNOWN"}
    kept = coverage.extra(DIALECT, "subscriber", {})
    return present(
        {
            "name": common.name_from_core(held.name, kept.get("name")),
            "date_of_birth": held.birth_date.isoformat() if held.birth_date else None,
            "biological_sex": common.sex_from_core(held.gender),
            "address": common.address_from_core(held.address, kept.get("address")) if held.address else None,
            "employer_name": held.employer or None,
        }
    )


def _plan(coverage: Coverage) -> Json:
    texts = {name: getattr(coverage, attribute) for name, attribute in _PLAN.items()}
    always = {name: texts.pop(name) for name in ("member_id", "payer_id", "payer_name")}
    address = coverage.payer_address
    kept = coverage.extra(DIALECT, "payer_address")
    period = {"start": coverage.start, "end": coverage.end}
    return present(
        {
            **always,
            **{name: text or None for name, text in texts.items()},
            "period": present({name: each.isoformat() if each else None for name, each in period.items()}) or None,
            "address": common.address_from_core(address, kept) if address else None,
            "payer_plan_group_id": coverage.plan_group_id,
            **{name: coverage.extra(DIALECT, name) for name in _PLAN_KEPT},
        }
    )


def _benefits(coverage: Coverage) -> Json | None:
    """What a user wrote, until a later check finds something out."""
    written = coverage.extra(DIALECT, "benefits")
    if written is not None and written["over"] == _found_by(coverage):
        value: Json | None = written.get("value")
        return value
    return benefits_from_core(coverage.benefits) if coverage.benefits else None


def _found_by(coverage: Coverage) -> str:
    return coverage.benefits.check_id if coverage.benefits else ""


# -- writing ----------------------------------------------------------------------------------------------------------


def new(sent: Mapping[str, Any]) -> Coverage:
    """A new coverage."""
    return _changed(Coverage(patient_id=sent["patient"]), sent, frozenset(sent), frozenset(sent["insurance_plan"]))


def to_core(sent: Mapping[str, Any], coverage: Coverage, patient: Patient | None) -> Coverage:
    """``coverage`` replaced; what comes back as it was shown (``patient`` as its subscriber, too) is not written."""
    shown = mutable(coverage, patient)
    members = differing(sent, shown) - (_ABOUT_CHECKS - sent.keys())
    return _changed(coverage, sent, members, differing(sent["insurance_plan"], shown["insurance_plan"]))


def _changed(
    coverage: Coverage, sent: Mapping[str, Any], members: frozenset[str], plan_members: frozenset[str]
) -> Coverage:
    changes: Json = {}
    if "status" in members:
        changes["status"] = _STATUSES[sent["status"]]
    if "relationship" in members:
        changes["relationship"] = _RELATIONSHIPS[sent["relationship"]]
    if "patient" in members:
        changes["patient_id"] = sent["patient"]
    if "verified" in members:
        changes["verified"] = sent["verified"]
    if "auto_update_enabled" in members:
        changes["auto_update"] = sent.get("auto_update_enabled", True)
    if "eligibility_checks" in members:
        changes["checks"] = tuple(map(note_to_core, sent["eligibility_checks"]))
    if "latest_eligibility_check" in members:
        changes["latest_check"] = latest_to_core(sent["latest_eligibility_check"])
    if "subscriber" in members:
        changes["subscriber"] = _subscriber_to_core(sent["subscriber"], coverage.subscriber)
    plan = sent["insurance_plan"]
    changes |= {_PLAN[name]: plan.get(name, "") for name in plan_members & _PLAN.keys()}
    if "period" in plan_members:
        period = plan.get("period", {})
        changes |= {"start": day(period.get("start")), "end": day(period.get("end"))}
    if "address" in plan_members:
        changes["payer_address"] = common.address_to_core(plan["address"]) if "address" in plan else None
    if "payer_plan_group_id" in plan_members:
        changes["plan_group_id"] = plan.get("payer_plan_group_id")
    return with_extras(replace(coverage, **changes), DIALECT, _kept(coverage, sent, members, plan_members))


def _kept(coverage: Coverage, sent: Mapping[str, Any], members: frozenset[str], plan_members: frozenset[str]) -> Json:
    """What changes of the members that only this API knows."""
    plan = sent["insurance_plan"]
    kept: Json = {name: sent.get(name) for name in _KEPT if name in members}
    kept |= {name: plan.get(name) for name in _PLAN_KEPT if name in plan_members}
    if "address" in plan_members:
        kept["payer_address"] = common.address_kept(plan["address"]) if "address" in plan else None
    if "subscriber" in members:
        subscriber = sent["subscriber"]
        address = subscriber.get("address")
        kept["subscriber"] = present(
            {
                "name": common.name_kept(subscriber["name"]),
                "address": common.address_kept(address) if address else None,
            }
        )
    if "benefits" in members:
        kept["benefits"] = present({"over": _found_by(coverage), "value": sent.get("benefits")})
    return kept


def _subscriber_to_core(sent: Mapping[str, Any], current: Subscriber | None) -> Subscriber:
    address = sent.get("address")
    return Subscriber(
        name=common.name_to_core(sent["name"], current.name if current else None),
        birth_date=day(sent.get("date_of_birth")),
        gender=common.SEXES[sent["biological_sex"]],
        address=common.address_to_core(address) if address else None,
        employer=sent.get("employer_name") or "",
    )


def regrouped(sent: Mapping[str, Any], coverage: Coverage) -> Coverage:
    """``coverage`` with the fields of its plan group."""
    return replace(
        coverage,
        plan_group_id=sent["payer_plan_group_id"],
        payer_id=sent["payer_id"],
        payer_name=sent["payer_name"],
        filing_indicator=sent["plan_type"],
    )


# -- versions ---------------------------------------------------------------------------------------------------------


def by_users(versions: Sequence[Coverage]) -> list[Coverage]:
    """The versions that do not merely bring what a check found out."""
    before = [None, *versions[:-1]]
    return [after for after, earlier in zip(versions, before, strict=True) if not _by_check(after, earlier)]


def _by_check(after: Coverage, before: Coverage | None) -> bool:
    return before is not None and after.latest_check != before.latest_check and after.benefits != before.benefits
