"""Benefits checks in the second version: each value with what it is for."""

from enum import StrEnum
from typing import Annotated, TypeVar

from pydantic import Field

from polyclinic.dialects.silna.wire.benefits_checks import TAGS, BenefitsCheckCore, CostEstimate
from polyclinic.dialects.silna.wire.common import READ_ERRORS, Wire
from polyclinic.dialects.silna.wire.patients import Specialty
from polyclinic.sdk.endpoint import Endpoint

T = TypeVar("T")
Some = Annotated[list[T], Field(default_factory=list)]
"""A list that may be left out, which says that there are none."""


class ModifierTime(StrEnum):
    BEFORE = "BEFORE"
    AFTER = "AFTER"


class ModifierUnit(StrEnum):
    VISITS = "VISITS"
    CPT_UNITS = "CPT_UNITS"
    DOLLARS = "DOLLARS"
    HOURS = "HOURS"
    DAYS = "DAYS"
    WEEKS = "WEEKS"
    MONTHS = "MONTHS"
    YEARS = "YEARS"


class BenefitUnit(StrEnum):
    VISIT = "VISIT"
    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"
    YEAR = "YEAR"
    LIFETIME = "LIFETIME"
    CPT_UNIT = "CPT_UNIT"
    EPISODE = "EPISODE"
    ADMISSION = "ADMISSION"


class ReimbursementRateType(StrEnum):
    USUAL_CUSTOMARY_AND_REASONABLE = "USUAL_CUSTOMARY_AND_REASONABLE"
    REASONABLE_AND_CUSTOMARY = "REASONABLE_AND_CUSTOMARY"
    FAIR_HEALTH_RATE = "FAIR_HEALTH_RATE"
    MEDICARE_COMPARABLE_RATE = "MEDICARE_COMPARABLE_RATE"
    RELATIVE_CUSTOMARY_RATE = "RELATIVE_CUSTOMARY_RATE"
    REFERENCE_BASED_PRICING = "REFERENCE_BASED_PRICING"
    ALLOWED_AMOUNT = "ALLOWED_AMOUNT"
    MEDICALLY_NECESSARY_REASONABLE_AND_PROPER = "MEDICALLY_NECESSARY_REASONABLE_AND_PROPER"
    NOT_SPECIFIED = "NOT_SPECIFIED"


class Timing(Wire):
    before_after: ModifierTime | None = None
    quantity: int | None = None
    unit: ModifierUnit | None = None


class PlaceOfService(Wire):
    code: str
    name: str


class Modifier(Wire):
    """Which services a value is for; all, where nothing is named."""

    treatment_codes: Some[str]
    places_of_service: Some[PlaceOfService]


class CoinsuranceModifier(Modifier):
    timing: Timing | None = None
    applies_to_deductible: bool = False
    before_deductible: bool = False


class CopayModifier(CoinsuranceModifier):
    benefit_unit: BenefitUnit | None = None


class LimitModifier(Modifier):
    specialties: Some[Specialty]
    timing: Timing | None = None


class AuthorizationModifier(Modifier):
    payor_name: str | None = None
    timing: Timing | None = None
    diagnosis_codes: Some[str]


class ExclusionModifier(Modifier):
    diagnosis_codes: Some[str]


class ReimbursementRateModifier(Wire):
    reimbursement_rate_type: ReimbursementRateType | None = None


class CopayField(Wire):
    """Dollars as decimal text."""

    value: str | None = None
    modifier: CopayModifier | None = None


class CoinsuranceField(Wire):
    """Percent as decimal text."""

    value: str | None = None
    modifier: CoinsuranceModifier | None = None


class Amount(Wire):
    """Dollars as decimal text."""

    value: str | None = None


class AccumulationField(Wire):
    amount: Amount
    amount_met: Amount


class AccumulationFields(Wire):
    individual: AccumulationField
    family: AccumulationField


class VisitLimitField(Wire):
    """A number of visits as decimal text."""

    value: str | None = None
    modifier: LimitModifier | None = None


class DollarLimitField(Wire):
    value: str | None = None
    dollars_used: str | None = None
    modifier: LimitModifier | None = None


class AuthorizationField(Wire):
    value: bool = False
    modifier: AuthorizationModifier | None = None


class ReferralField(Wire):
    value: bool = False
    modifier: Modifier | None = None


class ExclusionField(Wire):
    value: bool = False
    modifier: ExclusionModifier | None = None


class ReimbursementRateField(Wire):
    value: str | None = None
    modifier: ReimbursementRateModifier | None = None


class SpecialtyFields(Wire):
    """What the plan pays for a specialty, each value with what it is for. An empty list: the payor did not say."""

    specialty: Specialty
    copay_fields: Some[CopayField]
    coinsurance_fields: Some[CoinsuranceField]
    deductible: AccumulationFields | None = None
    out_of_pocket: AccumulationFields | None = None
    visit_limits: Some[VisitLimitField]
    dollar_limits: Some[DollarLimitField]
    authorization_requirements: Some[AuthorizationField]
    referral_requirements: Some[ReferralField]
    exclusions: Some[ExclusionField]
    reimbursement_rate: ReimbursementRateField | None = None
    medicare_dollars_used: Amount | None = None
    exclusions_and_limitations: str | None = None
    patient_cost_estimates: Some[CostEstimate]


class BenefitsCheckV2(BenefitsCheckCore):
    """A check in the second version; ``specialty_fields`` is empty until it is complete."""

    specialty_fields: list[SpecialtyFields]


GET = Endpoint(
    name="benefits_checks.get_v2",
    summary="Get Benefits Check V2",
    method="GET",
    path="/public/v2/benefits-checks/{benefits_check_id}",
    gives=BenefitsCheckV2,
    errors=READ_ERRORS,
    tags=TAGS,
)
