"""What a plan pays and what its payer said about it: shared by coverages and eligibility checks."""

from typing import Annotated, Any, Literal

from pydantic import Field

from polyclinic.dialects.candid.wire.codes import Codes, InsuranceTypeCode
from polyclinic.dialects.candid.wire.common import Day, Instant, Wire
from polyclinic.dialects.candid.wire.pre_encounter.common import Few, LongText, ReferenceId, ShortText

ServiceTypeCode = Annotated[
    str,
    Codes(
        """
        1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 30 32 33 34 35 36 37 38 39 40 41 42
        43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62 63 64 65 66 67 68 69 70 71 72 73 74 75 76 77 78 79
        80 81 82 83 84 85 86 87 88 89 90 91 92 93 94 95 96 97 98 99 A0 A1 A2 A3 A4 A5 A6 A7 A8 A9 AA AB AC AD AE AF AG
        AH AI AJ AK AL AM AN AO AQ AR B1 B2 B3 BA BB BC BD BE BF BG BH BI BJ BK BL BM BN BP BQ BR BS BT BU BV BW BX BY
        BZ C1 CA CB CC CD CE CF CG CH CI CJ CK CL CM CN CO CP CQ DG DM DS GF GN GY IC MH NI ON PT PU RN RT TC TN UC
        """
    ),
]
"""X12 element 1365: 30 is the plan as a whole, 98 an office visit."""
EligibilityStatus = Literal["ACTIVE", "INACTIVE", "UNKNOWN"]
EligibilityCheckStatus = Literal["COMPLETED", "FAILED", "PENDING"]
CoverageLevel = Literal["EMPLOYEE_AND_CHILDREN", "EMPLOYEE_ONLY", "EMPLOYEE_AND_SPOUSE", "FAMILY", "INDIVIDUAL"]
CoverageValueUnit = Literal["PERCENT", "CURRENCY", "COUNT"]
BenefitType = Literal[
    "DEDUCTIBLE",
    "DEDUCTIBLE_CONTRACT",
    "DEDUCTIBLE_REMAINING",
    "DEDUCTIBLE_YEAR_TO_DATE",
    "OOP_MAX",
    "OOP_MAX_CONTRACT",
    "OOP_MAX_REMAINING",
    "OOP_MAX_YEAR_TO_DATE",
    "COPAY",
    "COINSURANCE",
    "NON_COVERED",
    "LIMITATION",
]

Amount = Annotated[float, Field(ge=-1e12, le=1e12, allow_inf_nan=False)]
Many = Annotated[list[ServiceTypeCode], Field(max_length=200)]


# -- what a plan pays -------------------------------------------------------------------------------------------------


class CoverageValue(Wire):
    """An amount by whom it is for: dollars, percent or a number of visits."""

    individual: Amount | None = None
    family: Amount | None = None
    employeeAndChildren: Amount | None = None
    employeeAndSpouse: Amount | None = None


class CoverageDetails(Wire):
    """One amount."""

    type: BenefitType
    coverageLevel: CoverageLevel
    unit: CoverageValueUnit
    value: Amount
    additional_notes: LongText | None = None


class NonCoveredDetail(CoverageDetails):
    """What the plan does not pay."""

    service_type_codes: Many | None = None


class PlanCoverageDetails(Wire):
    """Deductibles and out-of-pocket limits, in dollars."""

    deductible: CoverageValue | None = None
    deductible_contract: CoverageValue | None = None
    deductible_remaining: CoverageValue | None = None
    deductible_year_to_date: CoverageValue | None = None
    oop_max: CoverageValue | None = None
    oop_max_contract: CoverageValue | None = None
    oop_max_remaining: CoverageValue | None = None
    oop_max_year_to_date: CoverageValue | None = None
    additional_notes: LongText | None = None


class ServiceCoverageDetails(Wire):
    """What the patient pays for a kind of service, and how often the plan pays."""

    copay: CoverageValue | None = None
    coinsurance: CoverageValue | None = None
    visits: CoverageValue | None = None
    visits_remaining: CoverageValue | None = None
    additional_notes: LongText | None = None


class PlanCoverage(Wire):
    """The plan as a whole, told twice: by name, and as a flat list."""

    in_network: PlanCoverageDetails | None = None
    in_network_flat: Few[CoverageDetails] | None = None
    out_of_network: PlanCoverageDetails | None = None
    out_of_network_flat: Few[CoverageDetails] | None = None


class ServiceCoverage(Wire):
    """One kind of service."""

    service_code: ServiceTypeCode
    in_network: ServiceCoverageDetails | None = None
    in_network_flat: Few[CoverageDetails] | None = None
    out_of_network: ServiceCoverageDetails | None = None
    out_of_network_flat: Few[CoverageDetails] | None = None


class RelatedEntityContact(Wire):
    """How to reach somebody whom the payer names."""

    mode: ShortText | None = None
    value: ShortText | None = None


class BenefitsRelatedEntity(Wire):
    """Somebody whom the payer names: another payer, an administrator."""

    entityIdentifier: ShortText | None = None
    entityType: ShortText | None = None
    entityName: ShortText | None = None
    contactInformation: Few[RelatedEntityContact] | None = None
    serviceTypeCodes: Many | None = None


class CoverageBenefits(Wire):
    """What a plan pays: as a check found out (then it names the check), or as a user wrote."""

    plan_coverage: PlanCoverage | None = None
    service_specific_coverage: Annotated[list[ServiceCoverage], Field(max_length=200)] | None = None
    benefits_related_entities: Few[BenefitsRelatedEntity] | None = None
    non_covered_details: Annotated[list[NonCoveredDetail], Field(max_length=200)] | None = None
    notes: LongText | None = None
    autoUpdatedEligibilityCheckId: ReferenceId | None = None


# -- what the payer said ----------------------------------------------------------------------------------------------


class EligibilityCheckErrorDetails(Wire):
    """Why there is no answer, or not to all of it. The names end in question marks, as this API has them."""

    field: Annotated[ShortText | None, Field(alias="field?")] = None
    description: Annotated[LongText | None, Field(alias="description?")] = None
    location: Annotated[ShortText | None, Field(alias="location?")] = None
    possible_resolutions: Annotated[LongText | None, Field(alias="possibleResolutions?")] = None
    code: Annotated[ShortText | None, Field(alias="code?")] = None
    followup_action: Annotated[ShortText | None, Field(alias="followupAction?")] = None


class RequestCorrection(Wire):
    """A value that the payer holds otherwise than it was sent."""

    property: ShortText
    request_value: ShortText
    corrected_value: ShortText


class EligibilityCheckMetadata(Wire):
    """A check that was made of a coverage."""

    check_id: ReferenceId
    service_code: ServiceTypeCode
    status: EligibilityCheckStatus
    initiated_by: ShortText
    initiated_at: Instant


class LatestEligibilityCheck(Wire):
    """What came of the last check of a coverage."""

    check_id: ReferenceId
    status: EligibilityStatus
    initiated_at: Instant
    errors: Few[EligibilityCheckErrorDetails] | None = None
    request_corrections: Few[RequestCorrection] | None = None
    trading_partner: ShortText | None = None


class MemberAddress(Wire):
    """An address as a payer has it."""

    address1: str | None = None
    address2: str | None = None
    city: str | None = None
    state: str | None = None
    postal_code: str | None = None
    country_code: str | None = None
    country_sub_division_code: str | None = None


class ExpandedMemberInfo(Wire):
    """A member as the payer has them."""

    member_id: str | None = None
    group_number: str | None = None
    first_name: str | None = None
    middle_name: str | None = None
    last_name: str | None = None
    date_of_birth: str | None = None
    gender: str | None = None
    address: MemberAddress | None = None


class PlanDate(Wire):
    """A day or span that the payer gives, under the payer's name for it."""

    field_name: str
    start_date: Day
    end_date: Day | None = None


class PlanMetadata(Wire):
    """The plan as the payer has it."""

    payer_name: str | None = None
    insurance_type: str | None = None
    insurance_type_code: InsuranceTypeCode | None = None
    plan_name: str | None = None
    member_id: str | None = None
    group_number: str | None = None
    start_date: Day | None = None
    end_date: Day | None = None
    plan_dates: list[PlanDate] | None = None
    subscriber: ExpandedMemberInfo | None = None
    dependent: ExpandedMemberInfo | None = None
    trading_partner: str | None = None


class ParsedResponse(Wire):
    """An answer in this API's words."""

    eligibility_status: EligibilityStatus
    plan_metadata: PlanMetadata | None = None
    benefits: CoverageBenefits | None = None


Raw = Any
"""A payer's answer as the clearinghouse passes it on: an X12 271 in JSON."""
