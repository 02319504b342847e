"""Eligibility checks: questions to payers, and what they answered."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from polyclinic.dialects.candid.wire.common import Day, Id, Instant, Npi, Wire
from polyclinic.dialects.candid.wire.pre_encounter.benefits import (
    EligibilityCheckErrorDetails,
    EligibilityCheckMetadata,
    ParsedResponse,
    RequestCorrection,
    ServiceTypeCode,
)
from polyclinic.dialects.candid.wire.pre_encounter.common import (
    BY_ID,
    NOT_FOUND,
    VERSION_CONFLICT,
    BaseModel,
    Page,
    PageToken,
    ReferenceId,
    ShortText,
    Version,
)
from polyclinic.sdk.endpoint import Endpoint

Filters = Annotated[str, Field(max_length=2000)]

# -- one check --------------------------------------------------------------------------------------------------------


class MemberInfo(Wire):
    """A member as far as the asker knows; the member id or the day of birth is needed."""

    member_id: ShortText | None = None
    first_name: ShortText
    last_name: ShortText
    date_of_birth: Day | None = None


class Provider(Wire):
    """Who asks: a person's name or an organisation's, and its NPI."""

    first_name: ShortText | None = None
    last_name: ShortText | None = None
    organization_name: ShortText | None = None
    npi: Npi


class CheckedEncounter(Wire):
    """What is to be paid for: today's visit and the plan as a whole (30), if nothing is said."""

    date_of_service: Day | None = None
    service_type_codes: Annotated[list[ServiceTypeCode], Field(min_length=1, max_length=99)] | None = None


class EligibilityRequest(Wire):
    """A question to a payer. What a portal's login needs is taken and not kept: no payer's portal is used."""

    submitter_transaction_identifier: ShortText | None = None
    payer_id: ReferenceId
    provider: Provider
    subscriber: MemberInfo
    dependent: MemberInfo | None = None
    encounter: CheckedEncounter | None = None
    get_existing_check_initiated_after: Instant | None = None
    source: ShortText | None = None
    portal_password: ShortText | None = None
    portal_username: ShortText | None = None


class EligibilityCheckError(Wire):
    """Why a payer did not answer; all of it came through the clearinghouse."""

    source: Literal["CANDID", "STEDI"]
    errorDetails: EligibilityCheckErrorDetails


class EligibilityCheck(Wire):
    """A question and its answer, as it came (``response``) and in this API's words (``parsed_response``)."""

    batch_id: str | None = None
    errors: list[EligibilityCheckError] | None = None
    request: EligibilityRequest | None = None
    response: Any
    parsed_response: ParsedResponse | None = None
    request_corrections: list[RequestCorrection] | None = None


class BatchEligibilityResponse(Wire):
    """A batch that is being asked."""

    batch_id: str
    submitted_at: Instant


class BatchQuery(Wire):
    """Which part of a batch."""

    page_token: PageToken | None = None


Batch = Annotated[list[EligibilityRequest], Field(min_length=1, max_length=1000)]


# -- checks of a coverage ---------------------------------------------------------------------------------------------


class CoverageCheck(Wire):
    """What to ask about a coverage."""

    service_code: ServiceTypeCode
    date_of_service: Day
    npi: Npi


class CoverageEligibilityCheckResponse(Wire):
    """A check of a coverage."""

    metadata: EligibilityCheckMetadata
    check: EligibilityCheck | None = None


# -- payers -----------------------------------------------------------------------------------------------------------


class PayerQuery(Wire):
    """Part of a payer's name or id, and which part of the list."""

    query: ShortText | None = None
    page_size: Annotated[int, Field(ge=1, le=100)] = 100
    page_token: PageToken | None = None


class StediPayer(Wire):
    """A payer of the network."""

    stedi_id: str
    display_name: str
    primary_payer_id: str
    aliases: list[str]
    names: list[str]
    transaction_support: dict[str, str]


class StediPayerItem(Wire):
    """A payer, and how well it fits (the best 100)."""

    score: int
    payer: StediPayer


class PayerSearchResponse(Page[StediPayerItem]):
    """Part of the list of payers."""

    stats: dict[str, int]


# -- recommendations --------------------------------------------------------------------------------------------------


class Vote(Wire):
    """Whether somebody found a recommendation useful."""

    user_id: ReferenceId
    value: Literal["UPVOTE", "DOWNVOTE"]


class RecommendationQuery(Wire):
    """Which recommendations: ``field|eq|value``, joined by commas."""

    filters: Filters | None = None


class EligibilityRecommendationPatientInfo(Wire):
    """Whom a recommendation is about."""

    id: str | None = None
    organization_id: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    date_of_birth: Day | None = None
    member_id: str | None = None
    mrn: str | None = None


class OtherPayerPayload(Wire):
    """The payer to bill first or instead."""

    payer_id: str | None = None
    payer_name: str | None = None
    member_id: str | None = None


class CopayPayload(Wire):
    """What the patient pays, in cents."""

    structured_response: int | None = None
    exposition: str


class OtherPayerRecommendation(Wire):
    """Another payer pays first or instead."""

    type: Literal["MEDICARE_ADVANTAGE", "MEDICAID_MANAGED_CARE", "COORDINATION_OF_BENEFITS"]
    payload: OtherPayerPayload


class CopayRecommendation(Wire):
    """What to take from the patient."""

    type: Literal["COPAY_ESTIMATION"]
    payload: CopayPayload


class EligibilityRecommendation(BaseModel):
    """What to do about the answer to a check."""

    id: str
    eligibility_check_id: str
    recommendation: OtherPayerRecommendation | CopayRecommendation
    coverage_id: UUID | None = None
    patient: EligibilityRecommendationPatientInfo
    votes: list[Vote] | None = None


# -- endpoints --------------------------------------------------------------------------------------------------------

_TAGS = ("eligibility checks",)
_COVERAGES = ("coverages",)

CHECK_COVERAGE = Endpoint(
    name="pre_encounter.coverages.v1.check_eligibility",
    method="POST",
    path="/coverages/v1/{id}/eligibility",
    path_types=BY_ID,
    takes=CoverageCheck,
    gives=EligibilityCheckMetadata,
    tags=_COVERAGES,
    summary="Ask a coverage's payer whether and what it pays",
)
GET_COVERAGE_CHECK = Endpoint(
    name="pre_encounter.coverages.v1.get_eligibility",
    method="GET",
    path="/coverages/v1/{id}/eligibility/{check_id}",
    path_types={**BY_ID, "check_id": Id},
    gives=CoverageEligibilityCheckResponse,
    tags=_COVERAGES,
    summary="Read a check of a coverage",
)
POST = Endpoint(
    name="pre_encounter.eligibility_checks.v1.post",
    method="POST",
    path="/eligibility-checks/v1",
    takes=EligibilityRequest,
    gives=EligibilityCheck,
    tags=_TAGS,
    summary="Ask a payer whether and what it pays",
)
BATCH = Endpoint(
    name="pre_encounter.eligibility_checks.v1.batch",
    method="POST",
    path="/eligibility-checks/v1/batch",
    takes=Batch,
    gives=BatchEligibilityResponse,
    tags=_TAGS,
    summary="Have many questions asked",
)
POLL_BATCH = Endpoint(
    name="pre_encounter.eligibility_checks.v1.poll_batch",
    method="GET",
    path="/eligibility-checks/v1/batch/{batch_id}",
    path_types={"batch_id": Id},
    query=BatchQuery,
    gives=Page[EligibilityCheck],
    tags=_TAGS,
    summary="Read the answers of a batch that have come so far",
)
PAYER_SEARCH = Endpoint(
    name="pre_encounter.eligibility_checks.v1.payer_search",
    method="GET",
    path="/eligibility-checks/v1/payer/search",
    query=PayerQuery,
    gives=PayerSearchResponse,
    tags=_TAGS,
    summary="Find payers by name or id",
)
RECOMMENDATION = Endpoint(
    name="pre_encounter.eligibility_checks.v1.recommendation",
    method="GET",
    path="/eligibility-checks/v1/recommendation",
    query=RecommendationQuery,
    gives=list[EligibilityRecommendation],
    tags=_TAGS,
    summary="Read the latest recommendation of each type",
)
VOTE = Endpoint(
    name="pre_encounter.eligibility_checks.v1.vote_recommendation",
    method="PUT",
    path="/eligibility-checks/v1/recommendation/{recommendation_id}/{version}/vote",
    path_types={"recommendation_id": Id, "version": Version},
    takes=Vote,
    gives=EligibilityRecommendation,
    errors=(NOT_FOUND, VERSION_CONFLICT),
    tags=_TAGS,
    summary="Say whether a recommendation is useful",
)
