"""Patient plans on the wire: what a patient is insured by, in the order that it is billed in."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from polyclinic.dialects.silna.wire.common import (
    READ_ERRORS,
    WRITE_ERRORS,
    Id,
    Page,
    PageQuery,
    SearchedSourceId,
    SourceId,
    Wire,
)
from polyclinic.dialects.silna.wire.payors import InsuranceType
from polyclinic.sdk.endpoint import Endpoint


class CreateConflictBehavior(StrEnum):
    """What a POST does where another plan has the order number. ``BUMP_ONE``: that one moves to the next number."""

    RAISE_ERROR = "RAISE_ERROR"
    BUMP_ONE = "BUMP_ONE"


class PutConflictBehavior(StrEnum):
    """What a PUT does where another plan has the order number. ``REPLACE`` archives that one and withdraws its open
    work; ``RAISE_ERROR_ON_AUTH_WITHDRAWAL`` does so unless a prior authorization would be withdrawn.
    """

    RAISE_ERROR = "RAISE_ERROR"
    REPLACE = "REPLACE"
    RAISE_ERROR_ON_AUTH_WITHDRAWAL = "RAISE_ERROR_ON_AUTH_WITHDRAWAL"


class DeduplicationStrategy(StrEnum):
    """What a plan of the patient must have in common with the one that is put, to be taken for it."""

    MEMBER_NUMBER = "MEMBER_NUMBER"
    MEMBER_NUMBER_AND_PAYOR = "MEMBER_NUMBER_AND_PAYOR"
    MEMBER_NUMBER_PAYOR_AND_ORDER = "MEMBER_NUMBER_PAYOR_AND_ORDER"


class PlanEligibilityStatus(StrEnum):
    ACTIVE = "ACTIVE"
    INACTIVE = "INACTIVE"
    NO_CHECK = "NO_CHECK"


class EligibilityStatus(StrEnum):
    ELIGIBLE = "ELIGIBLE"
    INELIGIBLE = "INELIGIBLE"
    WITHDRAWN = "WITHDRAWN"


class CompleteStatus(StrEnum):
    COMPLETE = "COMPLETE"


PlanNumber = Annotated[str, Field(min_length=2, max_length=80)]
Place = Annotated[int, Field(ge=1, le=999)]
"""1 is the primary plan, 2 the secondary, and so on."""


class PatientPlanCore(Wire):
    """What a new plan says. ``start_date`` and ``end_date`` are days: the time in them does not count."""

    member_number: PlanNumber
    group_number: PlanNumber | None = None
    start_date: datetime | None = None
    end_date: datetime | None = None
    payor_entity_id: Id
    insurance_type: InsuranceType | None = None
    patient_id: Id
    plan_order_number: Place
    insurance_card_file_id: Id | None = None
    insurance_card_back_file_id: Id | None = None


class PatientPlanCreate(PatientPlanCore):
    source_id: SourceId | None = None
    conflict_behavior: CreateConflictBehavior | None = CreateConflictBehavior.RAISE_ERROR


class PatientPlanPut(PatientPlanCore):
    source_id: SourceId
    conflict_behavior: PutConflictBehavior | None = PutConflictBehavior.REPLACE
    deduplication_strategy: DeduplicationStrategy | None = DeduplicationStrategy.MEMBER_NUMBER


class PatientPlanUpdate(Wire):
    """All that can change of a plan. Null removes the id."""

    source_id: SourceId | None = None


class PatientPlanCreated(Wire):
    patient_plan_id: Id


class EligibilityInformation(Wire):
    """The last answer of the payer to the question whether the plan is active."""

    status: EligibilityStatus
    eligibility_check_id: Id
    date_verified: datetime | None = None


class BenefitsInformation(Wire):
    """The last benefits check that is complete."""

    status: CompleteStatus
    benefits_check_id: Id
    date_verified: datetime | None = None


class PatientPlan(Wire):
    """A plan. ``plan_eligibility_status`` is what the payer said last, in either sort of check.

    One that is archived (``archived_at``) can still be read, and is in no list.
    """

    id: Id
    patient_id: Id
    provider_id: Id
    member_number: str
    group_number: str | None = None
    start_date: datetime | None = None
    end_date: datetime | None = None
    payor_entity_id: Id
    insurance_type: InsuranceType | None = None
    source_id: str | None = None
    plan_order_number: int
    plan_eligibility_status: PlanEligibilityStatus
    insurance_card_file_id: Id | None = None
    insurance_card_back_file_id: Id | None = None
    archived_at: datetime | None = None
    latest_eligibility_check: EligibilityInformation | None = None
    latest_benefits_check: BenefitsInformation | None = None


class PatientPlanQuery(PageQuery):
    """Which of a patient's plans to list."""

    source_id: SearchedSourceId | None = None


_PLANS = "/public/v1/patient-plans/"
_PLAN = "/public/v1/patient-plans/{patient_plan_id}"
_TAGS = ("Patient Plans",)

LIST = Endpoint(
    name="patient_plans.list",
    summary="Get Patient Plans",
    method="GET",
    path="/public/v1/patients/{patient_id}/patient-plans",
    query=PatientPlanQuery,
    gives=Page[PatientPlan],
    errors=READ_ERRORS,
    tags=_TAGS,
)
CREATE = Endpoint(
    name="patient_plans.create",
    summary="Create Patient Plan",
    method="POST",
    path=_PLANS,
    takes=PatientPlanCreate,
    gives=PatientPlanCreated,
    status=201,
    errors=WRITE_ERRORS,
    tags=_TAGS,
)
PUT = Endpoint(
    name="patient_plans.put",
    summary="Put Patient Plan",
    method="PUT",
    path=_PLANS,
    takes=PatientPlanPut,
    gives=PatientPlanCreated,
    other_statuses=(201,),
    errors=WRITE_ERRORS,
    tags=_TAGS,
)
GET = Endpoint(
    name="patient_plans.get",
    summary="Get Patient Plan",
    method="GET",
    path=_PLAN,
    gives=PatientPlan,
    errors=READ_ERRORS,
    tags=_TAGS,
)
UPDATE = Endpoint(
    name="patient_plans.update",
    summary="Update Patient Plan",
    method="PATCH",
    path=_PLAN,
    takes=PatientPlanUpdate,
    status=204,
    idempotent=True,
    errors=WRITE_ERRORS,
    tags=_TAGS,
)
DELETE = Endpoint(
    name="patient_plans.delete",
    summary="Delete Patient Plan",
    method="DELETE",
    path=_PLAN,
    status=204,
    errors=WRITE_ERRORS,
    tags=_TAGS,
)
