"""Eligibility checks, in both directions."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from polyclinic.core.eligibility.model import (
    WHOLE_PLAN,
    EligibilityCheck,
    Inquiry,
    Member,
    MemberFound,
    PayerAnswer,
    PlanFound,
    Recommendation,
    RecommendationKind,
    Requester,
    Vote,
)
from polyclinic.core.organisation.model import Payer
from polyclinic.core.patients.model import Patient
from polyclinic.core.shared.codes import Gender
from polyclinic.core.shared.entity import with_extras
from polyclinic.core.shared.names import HumanName
from polyclinic.dialects.candid.mapping.common import DIALECT, Json, day
from polyclinic.dialects.candid.mapping.pre_encounter import common
from polyclinic.dialects.candid.mapping.pre_encounter.benefits import (
    benefits_from_core,
    correction_from_core,
    note_from_core,
    rejection_from_core,
)
from polyclinic.dialects.candid.mapping.pre_encounter.common import present
from polyclinic.dialects.candid.mapping.pre_encounter.eligibility_checks_raw import raw

SOURCE = "STEDI"
"""Through whom payers answer, in this API's words."""
_GENDERS = {Gender.MALE: "M", Gender.FEMALE: "F"}
_KEPT = ("submitter_transaction_identifier", "source")
_TYPES = {
    RecommendationKind.COPAY: "COPAY_ESTIMATION",
    RecommendationKind.COORDINATION: "COORDINATION_OF_BENEFITS",
    RecommendationKind.MEDICARE_ADVANTAGE: "MEDICARE_ADVANTAGE",
    RecommendationKind.MANAGED_CARE: "MEDICAID_MANAGED_CARE",
}
TYPES = {word: kind for kind, word in _TYPES.items()}


# -- asking -----------------------------------------------------------------------------------------------------------


def inquiry(sent: Mapping[str, Any], today: date) -> Inquiry:
    """What is asked: about the plan as a whole and for ``today``, if nothing else is said."""
    encounter = sent.get("encounter", {})
    codes = dict.fromkeys(encounter.get("service_type_codes", (WHOLE_PLAN,)))
    return Inquiry(
        payer_id=sent["payer_id"],
        requester=requester(sent["provider"]),
        subscriber=_member(sent["subscriber"]),
        dependent=_member(sent["dependent"]) if "dependent" in sent else None,
        service_date=day(encounter.get("date_of_service")) or today,
        service_types=tuple(codes),
    )


def draft(sent: Mapping[str, Any], today: date, asked_by: str) -> EligibilityCheck:
    """A check that is still to be made."""
    check = EligibilityCheck(inquiry=inquiry(sent, today), asked_by=asked_by)
    return kept(check, sent)


def kept(check: EligibilityCheck, sent: Mapping[str, Any]) -> EligibilityCheck:
    """``check`` with what was sent along with the question."""
    return with_extras(check, DIALECT, {name: sent.get(name) for name in _KEPT})


def requester(sent: Mapping[str, Any]) -> Requester:
    """Who asks."""
    first, last = sent.get("first_name"), sent.get("last_name")
    name = HumanName(first or "", last or "") if first or last else None
    return Requester(npi=sent["npi"], name=name, organisation=sent.get("organization_name", ""))


def _member(sent: Mapping[str, Any]) -> Member:
    return Member(
        name=HumanName(sent["first_name"], sent["last_name"]),
        birth_date=day(sent.get("date_of_birth")),
        member_id=sent.get("member_id", ""),
    )


# -- the answer -------------------------------------------------------------------------------------------------------


def from_core(check: EligibilityCheck, sent: Mapping[str, Any] | None = None) -> Json:
    """A check that has been answered; ``sent`` is what was sent along with the question this time."""
    answer = check.answer or PayerAnswer()
    along = check.extras.get(DIALECT, {}) if sent is None else {name: sent.get(name) for name in _KEPT}
    errors = [{"source": SOURCE, "errorDetails": rejection_from_core(each)} for each in answer.rejections]
    return present(
        {
            "batch_id": check.batch_id,
            "errors": errors or None,
            "request": {**_request(check.inquiry), **present(along)},
            "response": raw(check.inquiry, answer),
            "parsed_response": parsed(check.inquiry, answer),
            "request_corrections": [correction_from_core(each) for each in answer.corrections] or None,
        }
    )


def parsed(asked: Inquiry, answer: PayerAnswer) -> Json:
    """An answer in this API's words."""
    return present(
        {
            "eligibility_status": answer.eligibility.name,
            "plan_metadata": _plan_metadata(asked, answer),
            "benefits": benefits_from_core(answer.benefits) if answer.benefits else None,
        }
    )


def _request(asked: Inquiry) -> Json:
    """The question, for whoever has to tell it from others."""
    name = asked.requester.name
    return present(
        {
            "payer_id": asked.payer_id,
            "provider": present(
                {
                    "npi": asked.requester.npi,
                    "organization_name": asked.requester.organisation or None,
                    "first_name": (name.given if name else "") or None,
                    "last_name": (name.family if name else "") or None,
                }
            ),
            "subscriber": _member_info(asked.subscriber),
            "dependent": _member_info(asked.dependent) if asked.dependent else None,
            "encounter": {
                "date_of_service": asked.service_date.isoformat(),
                "service_type_codes": list(asked.service_types),
            },
        }
    )


def _member_info(member: Member) -> Json:
    return present(
        {
            "first_name": member.name.given,
            "last_name": member.name.family,
            "member_id": member.member_id or None,
            "date_of_birth": member.birth_date.isoformat() if member.birth_date else None,
        }
    )


def _plan_metadata(asked: Inquiry, answer: PayerAnswer) -> Json | None:
    if answer.rejections:
        return None
    plan, subscriber = answer.plan or PlanFound(), answer.subscriber
    return present(
        {
            "payer_name": answer.payer_name or None,
            "insurance_type_code": plan.insurance_type or None,
            "plan_name": plan.name or None,
            "member_id": (subscriber.member_id if subscriber else "") or asked.subscriber.member_id or None,
            "group_number": plan.group_number or None,
            "start_date": plan.start.isoformat() if plan.start else None,
            "end_date": plan.end.isoformat() if plan.end else None,
            "plan_dates": _plan_dates(plan),
            "subscriber": _found(subscriber) if subscriber else None,
            "dependent": _found(answer.dependent) if answer.dependent else None,
            "trading_partner": answer.payer_id or None,
        }
    )


def _plan_dates(plan: PlanFound) -> list[Json] | None:
    if plan.start is None:
        return None
    end = plan.end.isoformat() if plan.end else None
    return [present({"field_name": "plan", "start_date": plan.start.isoformat(), "end_date": end})]


def _found(member: MemberFound) -> Json:
    return present(
        {
            "member_id": member.member_id or None,
            "group_number": member.group_number or None,
            "first_name": member.name.given or None,
            "middle_name": member.name.middle or None,
            "last_name": member.name.family or None,
            "date_of_birth": member.birth_date.isoformat() if member.birth_date else None,
            "gender": _GENDERS.get(member.gender),
        }
    )


def metadata(check: EligibilityCheck) -> Json:
    """What a coverage says of a check."""
    return note_from_core(check.note)


def of_coverage(check: EligibilityCheck) -> Json:
    """A check of a coverage: with its answer, once there is one."""
    return present({"metadata": metadata(check), "check": from_core(check) if check.answer else None})


# -- payers -----------------------------------------------------------------------------------------------------------


def payer_item(payer: Payer, score: int) -> Json:
    """A payer of the network."""
    aliases = (payer.ids.claims, payer.ids.eligibility, payer.ids.remittance)
    shown = {
        "stedi_id": payer.id,
        "display_name": payer.name,
        "primary_payer_id": payer.ids.eligibility or payer.ids.claims,
        "aliases": [alias for alias in dict.fromkeys(aliases) if alias],
        "names": [payer.name, *payer.alternate_names],
        "transaction_support": {"eligibilityCheck": "SUPPORTED", "coordinationOfBenefits": "SUPPORTED"},
    }
    return {"score": score, "payer": shown}


# -- recommendations --------------------------------------------------------------------------------------------------


def recommendation_from_core(
    held: Recommendation, patient: Patient | None, check: EligibilityCheck | None, organization_id: str
) -> Json:
    """What to do about the answer to a check."""
    return {
        "id": held.id,
        **common.base(held, organization_id),
        "eligibility_check_id": held.check_id,
        "coverage_id": held.coverage_id,
        "recommendation": {"type": _TYPES[held.kind], "payload": _payload(held)},
        "patient": _patient(held, patient, check, organization_id),
        "votes": [{"user_id": cast.user_id, "value": "UPVOTE" if cast.up else "DOWNVOTE"} for cast in held.votes],
    }


def _payload(held: Recommendation) -> Json:
    if held.kind is RecommendationKind.COPAY:
        return present({"structured_response": held.cents, "exposition": held.reason})
    members = {name: getattr(held, name) or None for name in ("payer_id", "payer_name", "member_id")}
    return present(members)


def _patient(
    held: Recommendation, patient: Patient | None, check: EligibilityCheck | None, organization_id: str
) -> Json:
    return present(
        {
            "id": held.patient_id,
            "organization_id": organization_id,
            "first_name": patient.name.given if patient else None,
            "last_name": patient.name.family if patient else None,
            "date_of_birth": patient.birth_date.isoformat() if patient and patient.birth_date else None,
            "member_id": (check.inquiry.subscriber.member_id if check else "") or None,
            "mrn": patient.external_id(common.MRN) if patient else None,
        }
    )


def vote(sent: Mapping[str, Any]) -> Vote:
    """A vote."""
    return Vote(sent["user_id"], sent["value"] == "UPVOTE")
