"""Benefits checks: the record's, in both versions of this API."""

from typing import Any

from polyclinic.core.benefits.model import TEMPLATES, BenefitsCheck, Status
from polyclinic.core.benefits.summary import Accumulator, SpecialtyBenefits, specialty_benefits
from polyclinic.core.eligibility.model import PayerAnswer
from polyclinic.core.shared.names import fold
from polyclinic.dialects.silna.mapping.common import Refs, address_fields, instant
from polyclinic.dialects.silna.wire.benefits_checks import BenefitsCheckCreate, NetworkStatus

_INSURANCE_TYPES = {
    **dict.fromkeys(("MA", "MB", "MD", "MH", "MI", "HN"), "MEDICARE"),
    "MC": "MEDICAID",
    "WC": "WORKERS_COMPENSATION",
    "AP": "AUTO_INSURANCE",
}
"""By X12 element 1336; whatever else a payer says is commercial."""
_PLAN_TYPES = {"PR": "PPO", "HM": "HMO", "HN": "HMO", "EP": "EPO", "PS": "POS", "IN": "Indemnity"}


def to_core(body: BenefitsCheckCreate) -> BenefitsCheck:
    """A new check."""
    override = body.network_status_override
    return BenefitsCheck(
        patient_id="",
        coverage_id=body.patient_plan_id,
        specialties=tuple(dict.fromkeys(specialty.value for specialty in body.specialties)),
        template_id=body.template_id or TEMPLATES[0].id,
        in_network=None if override is None else override is NetworkStatus.IN_NETWORK,
    )


def templates_from_core(name: str | None) -> list[dict[str, Any]]:
    """The templates whose name contains ``name``."""
    return [{"id": each.id, "name": each.name} for each in TEMPLATES if fold(name or "") in fold(each.name)]


def preview(check: BenefitsCheck) -> dict[str, Any]:
    """A check in a list."""
    return {
        "id": check.id,
        "created_at": instant(check.created_at),
        "specialties": list(check.specialties),
        "status": check.status.value.upper(),
    }


def information(check: BenefitsCheck) -> dict[str, Any]:
    """A complete check as its plan names it."""
    verified = instant(check.completed_at) if check.completed_at else None
    return {"status": "COMPLETE", "benefits_check_id": check.id, "date_verified": verified}


def from_core(check: BenefitsCheck, provider_id: str, refs: Refs) -> dict[str, Any]:
    """A check in the first version."""
    return {**_shared(check, provider_id, refs), "specialty_specific_data": [_data(each) for each in _known(check)]}


def from_core_v2(check: BenefitsCheck, provider_id: str, refs: Refs) -> dict[str, Any]:
    """A check in the second version."""
    return {**_shared(check, provider_id, refs), "specialty_fields": [_fields(each) for each in _known(check)]}


def dollars(cents: int | None) -> str | None:
    """``1234.50``."""
    return None if cents is None else f"{cents // 100}.{cents % 100:02d}"


def _known(check: BenefitsCheck) -> list[SpecialtyBenefits]:
    """What the plan pays, once that is known."""
    if check.status is not Status.COMPLETE or check.ineligible is not None:
        return []
    network = check.in_network is not False
    return [specialty_benefits(check, specialty, in_network=network) for specialty in check.specialties]


# -- what both versions say -------------------------------------------------------------------------------------------


def _shared(check: BenefitsCheck, provider_id: str, refs: Refs) -> dict[str, Any]:
    return {
        "id": check.id,
        "status": check.status.value.upper(),
        "patient_plan_id": check.coverage_id,
        "patient_id": check.patient_id,
        "provider_id": provider_id,
        "network_status": (NetworkStatus.OUT_OF_NETWORK if check.in_network is False else NetworkStatus.IN_NETWORK),
        "note": None,
        "independent_physician_association_name": None,
        "created_at": instant(check.created_at),
        "silna_url": f"{refs.base_url}/benefits-checks/{check.id}",
        **_answered(check, check.answer or PayerAnswer()),
    }


def _answered(check: BenefitsCheck, answer: PayerAnswer) -> dict[str, Any]:
    """What the payor said; all null before it has."""
    plan, others = answer.plan, answer.benefits.related if answer.benefits else ()
    over = check.completed_at is not None
    type_ = plan.insurance_type if plan else ""
    return {
        "eligibility_status": ("INELIGIBLE" if check.ineligible else "ELIGIBLE") if over else None,
        "ineligibility_reason": check.ineligible.value.upper() if check.ineligible else None,
        "reference": answer.reference or None,
        "insurance_type": _INSURANCE_TYPES.get(type_, "COMMERCIAL") if type_ else None,
        "date_verified": instant(check.completed_at) if check.completed_at else None,
        "plan_type": (_PLAN_TYPES.get(type_) or plan.name or None) if plan else None,
        "plan_start_date": plan.start.isoformat() if plan and plan.start else None,
        "plan_end_date": plan.end.isoformat() if plan and plan.end else None,
        "group_number": (plan.group_number or None) if plan else None,
        "patient_information": _subscriber(check, answer) if over else None,
        "other_payor_information": [
            {"payor_name": other.name, "plan_order_number": 1 if other.role == "Primary Payer" else None}
            for other in others
        ]
        if over
        else None,
        "other_payor_entity_name": others[0].name if others else None,
    }


def _subscriber(check: BenefitsCheck, answer: PayerAnswer) -> dict[str, Any] | None:
    held = answer.subscriber
    if held is None:
        return None
    address = address_fields(held.address)
    return {
        "subscriber_first_name": held.name.given or None,
        "subscriber_last_name": held.name.family or None,
        "subscriber_date_of_birth": held.birth_date.isoformat() if held.birth_date else None,
        "subscriber_address": address["address_line_1"],
        "subscriber_state": address["state"],
        "subscriber_city": address["city"],
        "subscriber_zip_code": address["zip_code"],
        "subscriber_patient_relationship": check.relationship.value.upper(),
    }


# -- first version ----------------------------------------------------------------------------------------------------


def _data(known: SpecialtyBenefits) -> dict[str, Any]:
    limit = known.visit_limit
    return {
        "specialty": known.specialty,
        "auth_required": known.authorization,
        "referral_required": known.referral,
        "referral_info": None,
        "requirement_time": "BEFORE_SERVICES" if known.authorization else None,
        "requirement_quantity": None,
        "requirement_unit": None,
        "auth_company": None,
        "has_visit_limit": limit is not None if known.looks_at_visits else None,
        "visit_limit_quantity": limit.visits if limit else None,
        "visits_used": limit.used if limit else None,
        "copay_amount": dollars(known.copay),
        "coinsurance_percentage": None if known.coinsurance is None else str(known.coinsurance),
        **_amounts("individual_deductible_amount", known.individual_deductible),
        **_amounts("family_deductible_amount", known.family_deductible),
        **_amounts("individual_out_of_pocket_amount", known.individual_out_of_pocket),
        **_amounts("family_out_of_pocket_amount", known.family_out_of_pocket),
        "medicare_dollars_used": None,
        "reimbursement_rate": None,
        "exclusions_and_limitations": "; ".join(known.exclusions) or None,
        "patient_cost_estimates": [],
    }


def _amounts(name: str, counted: Accumulator | None) -> dict[str, str | None]:
    return {
        name: dollars(counted.amount) if counted else None,
        f"{name}_met": dollars(counted.met) if counted else None,
    }


# -- second version ---------------------------------------------------------------------------------------------------

_EVERYWHERE: dict[str, Any] = {"treatment_codes": [], "places_of_service": []}
_BEFORE = {"before_after": "BEFORE", "quantity": None, "unit": None}


def _fields(known: SpecialtyBenefits) -> dict[str, Any]:
    shares = {**_EVERYWHERE, "timing": None, "before_deductible": False}
    paid = {**shares, "applies_to_deductible": False, "benefit_unit": "VISIT"}
    shared = {**shares, "applies_to_deductible": True}
    limited = {**_EVERYWHERE, "specialties": [known.specialty], "timing": None}
    authorized = {**_EVERYWHERE, "payor_name": None, "timing": _BEFORE, "diagnosis_codes": []}
    excluded = {**_EVERYWHERE, "diagnosis_codes": []}
    percent = None if known.coinsurance is None else str(known.coinsurance)
    visits = str(known.visit_limit.visits) if known.visit_limit else None
    return {
        "specialty": known.specialty,
        "copay_fields": _listed(dollars(known.copay), paid),
        "coinsurance_fields": _listed(percent, shared),
        "deductible": _accumulations(known.individual_deductible, known.family_deductible),
        "out_of_pocket": _accumulations(known.individual_out_of_pocket, known.family_out_of_pocket),
        "visit_limits": _listed(visits, limited),
        "dollar_limits": [],
        "authorization_requirements": _listed(known.authorization, authorized if known.authorization else None),
        "referral_requirements": _listed(known.referral, _EVERYWHERE if known.referral else None),
        "exclusions": [{"value": True, "modifier": excluded} for _ in known.exclusions],
        "reimbursement_rate": None,
        "medicare_dollars_used": None,
        "exclusions_and_limitations": "; ".join(known.exclusions) or None,
        "patient_cost_estimates": [],
    }


def _listed(value: str | bool | None, modifier: dict[str, Any] | None) -> list[dict[str, Any]]:
    return [] if value is None else [{"value": value, "modifier": modifier}]


def _accumulations(individual: Accumulator | None, family: Accumulator | None) -> dict[str, Any] | None:
    if individual is None and family is None:
        return None
    return {"individual": _accumulation(individual), "family": _accumulation(family)}


def _accumulation(counted: Accumulator | None) -> dict[str, Any]:
    return {
        "amount": {"value": dollars(counted.amount) if counted else None},
        "amount_met": {"value": dollars(counted.met) if counted else None},
    }
