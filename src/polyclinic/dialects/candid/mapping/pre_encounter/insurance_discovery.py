"""Searches for plans and coordination of benefits, in both directions."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from polyclinic.core.coverage.model import CheckStatus
from polyclinic.core.eligibility.model import (
    Coordination,
    FoundPlan,
    Inquiry,
    Member,
    Person,
    PlanDiscovery,
    Requester,
)
from polyclinic.core.shared.addresses import Address
from polyclinic.core.shared.codes import Gender
from polyclinic.core.shared.names import HumanName
from polyclinic.core.shared.secrets import Secret
from polyclinic.dialects.candid.mapping.common import Json, instant
from polyclinic.dialects.candid.mapping.pre_encounter.benefits import rejection_from_core
from polyclinic.dialects.candid.mapping.pre_encounter.common import present
from polyclinic.dialects.candid.mapping.pre_encounter.eligibility_checks import parsed, requester
from polyclinic.dialects.candid.mapping.pre_encounter.eligibility_checks_raw import compact, raw

_GENDERS = {"M": Gender.MALE, "F": Gender.FEMALE}
_STATUSES = {CheckStatus.PENDING: "PENDING", CheckStatus.COMPLETED: "COMPLETE", CheckStatus.FAILED: "ERROR"}


def compact_day(text: str | None) -> date | None:
    """A day in either of the forms that these requests take. Raises ``ValueError`` for a day that there is not."""
    return date.fromisoformat(text) if text else None


def service_date(sent: Mapping[str, Any], today: date) -> date:
    """The day of service, or the first of them."""
    return compact_day(sent.get("date_of_service") or sent.get("beginning_date_of_service")) or today


# -- searches for plans -----------------------------------------------------------------------------------------------


def person(sent: Mapping[str, Any]) -> Person:
    """Whose plans are looked for."""
    address = sent.get("address")
    return Person(
        name=HumanName(sent["first_name"], sent["last_name"], sent.get("middle_name", "")),
        birth_date=compact_day(sent.get("date_of_birth")),
        gender=_GENDERS.get(sent.get("gender", ""), Gender.UNKNOWN),
        address=_address(address) if address else None,
        ssn=Secret(sent["ssn"]) if "ssn" in sent else None,
    )


def _address(sent: Mapping[str, Any]) -> Address:
    lines = tuple(line for line in (sent.get("address_1"), sent.get("address_2")) if line)
    parts = {name: sent.get(name, "") for name in ("city", "state", "postal_code")}
    return Address(lines=lines, country=sent.get("country_code", ""), **parts)


def discovery_metadata(discovery: PlanDiscovery) -> Json:
    """A search."""
    return {
        "check_id": discovery.id,
        "initiated_at": instant(discovery.created_at),
        "initiated_by": discovery.asked_by.rpartition(":")[2],
        "status": _STATUSES[discovery.status],
    }


def discovery_from_core(discovery: PlanDiscovery) -> Json:
    """What a search found."""
    asked_by = Requester(npi=discovery.requester_npi)
    return present(
        {
            "discovery_id": discovery.id,
            "status": _STATUSES[discovery.status],
            "items": [raw(_about(plan, asked_by, discovery.service_date), plan.answer) for plan in discovery.found],
            "parsed_items": [_found(plan, asked_by, discovery.service_date) for plan in discovery.found],
            "coverages_found": len(discovery.found),
            "errors": [rejection_from_core(each) for each in discovery.rejections] or None,
        }
    )


def discovery_result(discovery: PlanDiscovery) -> Json:
    """A search, with what it found."""
    return {"metadata": discovery_metadata(discovery), "response": discovery_from_core(discovery)}


def _found(plan: FoundPlan, asked_by: Requester, day: date) -> Json:
    level = "HIGH" if plan.sure else "REVIEW_NEEDED"
    confidence = present({"level": level, "reason": plan.reason or None})
    return {**parsed(_about(plan, asked_by, day), plan.answer), "confidence": confidence}


def _about(plan: FoundPlan, asked_by: Requester, day: date) -> Inquiry:
    """The question that a plan found would answer."""
    held = plan.answer.subscriber
    member = Member(name=held.name, birth_date=held.birth_date, member_id=held.member_id) if held else None
    subscriber = member or Member(name=HumanName())
    return Inquiry(payer_id=plan.answer.payer_id, requester=asked_by, subscriber=subscriber, service_date=day)


# -- coordination of benefits -----------------------------------------------------------------------------------------


def cob_inquiry(sent: Mapping[str, Any], today: date) -> Inquiry:
    """What is asked about a member. A social security number stands in for the member id only in the asking."""
    dependent = sent.get("dependent")
    return Inquiry(
        payer_id=sent["trading_partner_service_id"],
        requester=requester(sent["provider"]),
        subscriber=_cob_member(sent["subscriber"]),
        dependent=_cob_member(dependent) if dependent else None,
        service_date=service_date(sent["encounter"], today),
    )


def _cob_member(sent: Mapping[str, Any]) -> Member:
    return Member(
        name=HumanName(sent["first_name"], sent["last_name"]),
        birth_date=compact_day(sent["date_of_birth"]),
        member_id=sent.get("member_id", ""),
    )


def cob_from_core(asked: Inquiry, found: Coordination) -> Json:
    """Whether other payers cover the member, and which pays first."""
    errors = [rejection_from_core(each) for each in found.rejections]
    name = asked.requester.name
    plan = found.plan
    return present(
        {
            "coordination_of_benefits": None if errors else _cob(found),
            "benefits_information": [_other_payer(asked, found, *payer) for payer in found.other_payers] or None,
            "payer": present({"name": asked.payer_name or None, "payer_identification": asked.payer_id}),
            "provider": present(
                {
                    "npi": asked.requester.npi,
                    "provider_org_name": asked.requester.organisation or None,
                    "provider_first_name": name.given if name else None,
                    "provider_name": name.family if name else None,
                }
            ),
            "subscriber": {**_cob_answer(asked.subscriber), **({"aaa_errors": errors} if errors else {})},
            "dependent": _cob_answer(asked.dependent) if asked.dependent else None,
            "plan_date_information": {"plan_begin": compact(plan.start), "plan_end": compact(plan.end)}
            if plan
            else None,
            "errors": errors or None,
        }
    )


def _cob(found: Coordination) -> Json:
    instance = found.coverage_overlap and found.benefit_overlap
    if instance:
        classification = f"CobInstanceExistsPrimacy{'Determined' if found.primary else 'Undetermined'}"
    elif found.coverage_overlap:
        classification = "CoverageOverlapNoBenefitOverlap"
    else:
        classification = "MemberFoundNoCob"
    return {
        "classification": classification,
        "instance_exists": instance,
        "primacy_determined": instance and bool(found.primary),
        "coverage_overlap": found.coverage_overlap,
        "benefit_overlap": found.benefit_overlap,
    }


def _other_payer(asked: Inquiry, found: Coordination, identifier: str, name: str) -> Json:
    """Another payer, as an EB segment has it."""
    role = "Primary Payer" if found.primary == identifier else "Other Payer"
    role = "Secondary Payer" if found.primary == asked.payer_id else role
    return {
        "code": "R",
        "name": "Other or Additional Payor",
        "serviceTypeCodes": list(asked.service_types),
        "benefitsRelatedEntities": [
            {"entityIdentifier": role, "entityName": name, "entityIdentificationValue": identifier}
        ],
    }


def _cob_answer(member: Member) -> Json:
    return present(
        {
            "member_id": member.member_id or None,
            "first_name": member.name.given,
            "last_name": member.name.family,
            "date_of_birth": compact(member.birth_date) or None,
        }
    )
