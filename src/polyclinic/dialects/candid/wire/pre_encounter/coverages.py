"""Coverages: the plans that patients hold."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from polyclinic.dialects.candid.wire.codes import InsuranceTypeCode, SourceOfPaymentCode
from polyclinic.dialects.candid.wire.common import Cents, Day, Id, Wire
from polyclinic.dialects.candid.wire.pre_encounter.benefits import (
    CoverageBenefits,
    EligibilityCheckMetadata,
    LatestEligibilityCheck,
)
from polyclinic.dialects.candid.wire.pre_encounter.common import (
    BAD_REQUEST,
    BY_ID,
    BY_VERSION,
    NOT_FOUND,
    VERSION_CONFLICT,
    AdditionalPayerInformation,
    Address,
    BaseModel,
    Few,
    HumanName,
    Page,
    PageToken,
    Period,
    ReferenceId,
    Relationship,
    Sex,
    ShortText,
    SinceQuery,
    SortDirection,
)
from polyclinic.sdk.endpoint import Endpoint

CoverageStatus = Literal["ACTIVE", "CANCELLED", "DRAFT", "ENTERED_IN_ERROR"]
CarveOutType = Literal["BEHAVIORAL", "MEDICAL", "THERAPY", "OTHER"]
UniversalServiceIdentifier = Literal["MD_Visit", "Treatment", "Tests", "Activity"]
NetworkType = SourceOfPaymentCode
UpTo1000 = Annotated[int, Field(ge=0, le=1000)]


class Subscriber(Wire):
    """Who holds the plan."""

    name: HumanName
    date_of_birth: Day | None = None
    biological_sex: Sex
    address: Address | None = None
    employer_name: ShortText | None = None


class CarvedOut(Wire):
    """Who pays for a part that the plan leaves to another."""

    carve_out: CarveOutType
    member_id: ShortText
    payer_id: ReferenceId
    payer_name: ShortText
    group_number: ShortText | None = None
    plan_type: NetworkType | None = None
    type: InsuranceTypeCode | None = None
    payer_plan_group_id: Id | None = None


class InsurancePlan(Wire):
    """The plan, as its card says it. ``plan_type`` is X12 element 1032, ``type`` is 1336.

    The first three are empty where another API wrote the plan and did not say.
    """

    member_id: ShortText
    payer_id: ShortText
    payer_name: ShortText
    additional_payer_information: AdditionalPayerInformation | None = None
    group_number: ShortText | None = None
    name: ShortText | None = None
    plan_type: NetworkType | None = None
    type: InsuranceTypeCode | None = None
    period: Period | None = None
    insurance_card_image_locator: ShortText | None = None
    address: Address | None = None
    payer_plan_group_id: Id | None = None
    carve_outs: Few[CarvedOut] | None = None


class MutableCoverage(Wire):
    """All that can be written about a coverage; a change replaces all of it.

    The two members about checks are kept by the server: left out they stay. ``benefits`` are replaced by what the next
    check finds unless ``auto_update_enabled`` is false.
    """

    status: CoverageStatus
    subscriber: Subscriber
    relationship: Relationship
    patient: Id
    insurance_plan: InsurancePlan
    verified: bool
    eligibility_checks: Few[EligibilityCheckMetadata] | None = None
    latest_eligibility_check: LatestEligibilityCheck | None = None
    benefits: CoverageBenefits | None = None
    orcon: bool | None = None
    auto_update_enabled: bool | None = None
    previous_appointment_copays: dict[UniversalServiceIdentifier, Cents] | None = None


class Coverage(BaseModel):
    """A coverage as read."""

    id: UUID
    status: CoverageStatus
    subscriber: Subscriber
    relationship: Relationship
    patient: str
    insurance_plan: InsurancePlan
    verified: bool
    eligibility_checks: list[EligibilityCheckMetadata] | None = None
    latest_eligibility_check: LatestEligibilityCheck | None = None
    benefits: CoverageBenefits | None = None
    orcon: bool | None = None
    auto_update_enabled: bool | None = None
    previous_appointment_copays: dict[UniversalServiceIdentifier, int] | None = None


class PayerPlanGroupFields(Wire):
    """What a plan group says about the coverages that belong to it."""

    payer_plan_group_id: Id
    payer_id: ReferenceId
    payer_name: ShortText
    plan_type: NetworkType


class CoverageFilter(Wire):
    """Whose coverages."""

    patient_id: Id | None = None


class CoveragePageQuery(CoverageFilter):
    """Which coverages, and which part of the list."""

    payer_plan_group_id: Id | None = None
    page_token: PageToken | None = None
    limit: UpTo1000 = 100


class HistoryQuery(Wire):
    """Which versions: by the day that they were written on, both included."""

    start: Day | None = None
    end: Day | None = None
    non_auto_updated_coverages_only: bool = False
    sort_direction: SortDirection = "asc"
    limit: UpTo1000 | None = None


_TAGS = ("coverages",)

CREATE = Endpoint(
    name="pre_encounter.coverages.v1.create",
    method="POST",
    path="/coverages/v1",
    takes=MutableCoverage,
    gives=Coverage,
    tags=_TAGS,
    summary="Create a coverage",
)
UPDATE = Endpoint(
    name="pre_encounter.coverages.v1.update",
    method="PUT",
    path="/coverages/v1/{id}/{version}",
    path_types=BY_VERSION,
    takes=MutableCoverage,
    gives=Coverage,
    errors=(NOT_FOUND, VERSION_CONFLICT),
    tags=_TAGS,
    summary="Replace a coverage; the path names the version that this makes",
)
GET_MULTI_PAGINATED = Endpoint(
    name="pre_encounter.coverages.v1.get_multi_paginated",
    method="GET",
    path="/coverages/v1/get-multi-paginated",
    query=CoveragePageQuery,
    gives=Page[Coverage],
    errors=(BAD_REQUEST,),
    tags=_TAGS,
    summary="List coverages, a page at a time",
)
GET = Endpoint(
    name="pre_encounter.coverages.v1.get",
    method="GET",
    path="/coverages/v1/{id}",
    path_types=BY_ID,
    gives=Coverage,
    tags=_TAGS,
    summary="Read a coverage",
)
GET_HISTORY = Endpoint(
    name="pre_encounter.coverages.v1.get_history",
    method="GET",
    path="/coverages/v1/{id}/history",
    path_types=BY_ID,
    query=HistoryQuery,
    gives=list[Coverage],
    errors=(BAD_REQUEST, NOT_FOUND),
    tags=_TAGS,
    summary="Read the versions of a coverage",
)
GET_MULTI = Endpoint(
    name="pre_encounter.coverages.v1.get_multi",
    method="GET",
    path="/coverages/v1",
    query=CoverageFilter,
    gives=list[Coverage],
    tags=_TAGS,
    summary="List a patient's coverages in the order of billing",
)
SCAN = Endpoint(
    name="pre_encounter.coverages.v1.scan",
    method="GET",
    path="/coverages/v1/updates/scan",
    query=SinceQuery,
    gives=list[Coverage],
    tags=_TAGS,
    summary="Read what has changed since a time, 100 coverages at most",
)
BATCH_UPDATE_PPG = Endpoint(
    name="pre_encounter.coverages.v1.batch_update_ppg",
    method="POST",
    path="/coverages/v1/batch-update-ppg/{ppg_id}",
    path_types={"ppg_id": Id},
    takes=PayerPlanGroupFields,
    status=204,
    tags=_TAGS,
    summary="Change every coverage of a plan group",
)
