"""Benefits checks on the wire: what a plan pays for some specialties."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from polyclinic.dialects.silna.wire.common import READ_ERRORS, WRITE_ERRORS, Day, Id, Page, PageQuery, Text, Wire
from polyclinic.dialects.silna.wire.patients import Specialties, Specialty
from polyclinic.dialects.silna.wire.payors import InsuranceType
from polyclinic.sdk.endpoint import Endpoint


class BenefitsCheckStatus(StrEnum):
    """``COMPLETE`` and ``WITHDRAWN`` are final; with ``AWAITING_PROVIDER`` an escalation says what is asked."""

    REQUESTED = "REQUESTED"
    AWAITING_SILNA = "AWAITING_SILNA"
    AWAITING_PROVIDER = "AWAITING_PROVIDER"
    COMPLETE = "COMPLETE"
    WITHDRAWN = "WITHDRAWN"


class NetworkStatus(StrEnum):
    IN_NETWORK = "IN_NETWORK"
    OUT_OF_NETWORK = "OUT_OF_NETWORK"


class BenefitsEligibility(StrEnum):
    ELIGIBLE = "ELIGIBLE"
    INELIGIBLE = "INELIGIBLE"


class IneligibilityReason(StrEnum):
    PLAN_INACTIVE = "PLAN_INACTIVE"
    PATIENT_HAS_OUT_OF_NETWORK_IPA = "PATIENT_HAS_OUT_OF_NETWORK_IPA"
    PLAN_HAS_TERMINATED = "PLAN_HAS_TERMINATED"
    MBI_TERMINATED = "MBI_TERMINATED"
    NO_MEDICARE_PART_B_COVERAGE = "NO_MEDICARE_PART_B_COVERAGE"
    MEMBER_NUMBER_MISMATCH = "MEMBER_NUMBER_MISMATCH"
    SPECIALTY_NOT_COVERED = "SPECIALTY_NOT_COVERED"
    PATIENT_HAS_OTHER_INSURANCE = "PATIENT_HAS_OTHER_INSURANCE"
    NO_OUT_OF_NETWORK_BENEFITS = "NO_OUT_OF_NETWORK_BENEFITS"
    HAS_ACTIVE_HOME_PLAN = "HAS_ACTIVE_HOME_PLAN"
    ENROLLED_IN_HOSPICE = "ENROLLED_IN_HOSPICE"
    PROVIDER_PLACE_OF_SERVICE_NOT_COVERED = "PROVIDER_PLACE_OF_SERVICE_NOT_COVERED"
    PATIENT_DECEASED = "PATIENT_DECEASED"


class RequirementTime(StrEnum):
    BEFORE_SERVICES = "BEFORE_SERVICES"
    AFTER_SERVICES = "AFTER_SERVICES"


class RequirementUnit(StrEnum):
    VISITS = "VISITS"
    CPT_UNITS = "CPT_UNITS"


class RateDuration(StrEnum):
    PER_VISIT = "PER_VISIT"
    PER_HOUR = "PER_HOUR"
    PER_DAY = "PER_DAY"
    PER_SESSION = "PER_SESSION"
    PER_MONTH = "PER_MONTH"
    PER_WEEK = "PER_WEEK"
    PER_PHASE = "PER_PHASE"
    NONE_HIDDEN = "NONE_HIDDEN"


# -- asking -----------------------------------------------------------------------------------------------------------


class BenefitsCheckCreate(Wire):
    """What to check. Without a ``template_id`` (``templates``) the check is made in real time and looks into all.

    ``network_status_override`` says how the provider stands to the payor, whatever its contracts say.
    """

    patient_plan_id: Id
    specialties: Specialties
    template_id: Id | None = None
    network_status_override: NetworkStatus | None = None


class BenefitsChecksCreated(Wire):
    benefits_check_ids: list[Id]


class BenefitsCheckTemplate(Wire):
    id: Id
    name: str


class TemplateQuery(PageQuery):
    """Which templates to list; ``template_name`` is any part of the name."""

    template_name: Text | None = None


class BenefitsReport(Wire):
    file_id: Id


class BenefitsCheckPreview(Wire):
    id: Id
    created_at: datetime
    specialties: list[Specialty]
    status: BenefitsCheckStatus


# -- what is known of the plan ----------------------------------------------------------------------------------------


class PatientInformation(Wire):
    """Who holds the plan, as the payor has them."""

    subscriber_first_name: str | None = None
    subscriber_last_name: str | None = None
    subscriber_date_of_birth: Day | None = None
    subscriber_address: str | None = None
    subscriber_state: str | None = None
    subscriber_city: str | None = None
    subscriber_zip_code: str | None = None
    subscriber_patient_relationship: str | None = None


class OtherPayorInformation(Wire):
    payor_name: str | None = None
    plan_order_number: int | None = None


class BenefitsCheckCore(Wire):
    """What both versions say. All that the payor told is null until the check is complete, and does not change then."""

    id: Id
    status: BenefitsCheckStatus
    eligibility_status: BenefitsEligibility | None = None
    ineligibility_reason: IneligibilityReason | None = None
    reference: str | None = None
    note: str | None = None
    insurance_type: InsuranceType | None = None
    date_verified: datetime | None = None
    patient_plan_id: Id
    patient_id: Id
    provider_id: Id
    network_status: NetworkStatus | None = None
    plan_type: str | None = None
    plan_start_date: Day | None = None
    plan_end_date: Day | None = None
    group_number: str | None = None
    patient_information: PatientInformation | None = None
    other_payor_information: list[OtherPayorInformation] | None = None
    other_payor_entity_name: str | None = None
    independent_physician_association_name: str | None = None
    created_at: datetime
    silna_url: str | None = None


class CostEstimate(Wire):
    cost_estimate_name: str
    cost_of_service: str
    cost_of_service_duration: RateDuration | None = None


# -- per specialty, first version -------------------------------------------------------------------------------------


class SpecialtyData(Wire):
    """What the plan pays for a specialty. Amounts are dollars as decimal text; null: the payor did not say."""

    specialty: Specialty
    auth_required: bool | None
    referral_required: bool | None
    referral_info: str | None
    requirement_time: RequirementTime | None
    requirement_quantity: int | None
    requirement_unit: RequirementUnit | None
    auth_company: str | None
    has_visit_limit: bool | None
    visit_limit_quantity: int | None
    visits_used: int | None
    copay_amount: str | None
    coinsurance_percentage: str | None
    individual_deductible_amount: str | None
    individual_deductible_amount_met: str | None
    family_deductible_amount: str | None
    family_deductible_amount_met: str | None
    individual_out_of_pocket_amount: str | None
    individual_out_of_pocket_amount_met: str | None
    family_out_of_pocket_amount: str | None
    family_out_of_pocket_amount_met: str | None
    medicare_dollars_used: str | None
    reimbursement_rate: str | None
    exclusions_and_limitations: str | None
    patient_cost_estimates: Annotated[list[CostEstimate], Field(default_factory=list)]


class BenefitsCheck(BenefitsCheckCore):
    """A check in the first version; ``specialty_specific_data`` is empty until it is complete."""

    specialty_specific_data: list[SpecialtyData]


# -- operations -------------------------------------------------------------------------------------------------------

TAGS = ("Benefits Checks",)

LIST = Endpoint(
    name="benefits_checks.list",
    summary="Get Benefits Checks for Patient Plan",
    method="GET",
    path="/public/v1/patient-plans/{patient_plan_id}/benefits-checks",
    query=PageQuery,
    gives=Page[BenefitsCheckPreview],
    errors=READ_ERRORS,
    tags=TAGS,
)
CREATE = Endpoint(
    name="benefits_checks.create",
    summary="Create Benefits Check",
    method="POST",
    path="/public/v1/benefits-checks/",
    takes=BenefitsCheckCreate,
    gives=BenefitsChecksCreated,
    status=201,
    errors=WRITE_ERRORS,
    tags=TAGS,
)
TEMPLATES = Endpoint(
    name="benefits_checks.templates",
    summary="Get Benefits Check Templates",
    method="GET",
    path="/public/v1/benefits-checks/templates",
    query=TemplateQuery,
    gives=Page[BenefitsCheckTemplate],
    errors=READ_ERRORS,
    tags=TAGS,
)
GET = Endpoint(
    name="benefits_checks.get",
    summary="Get Benefits Check V1",
    method="GET",
    path="/public/v1/benefits-checks/{benefits_check_id}",
    gives=BenefitsCheck,
    errors=READ_ERRORS,
    tags=TAGS,
)
REPORT = Endpoint(
    name="benefits_checks.report",
    summary="Generate Benefits Check Report",
    method="POST",
    path="/public/v1/benefits-checks/{benefits_check_id}/reports",
    gives=BenefitsReport,
    status=201,
    errors=WRITE_ERRORS,
    tags=TAGS,
)
