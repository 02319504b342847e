"""Searches for the plans of a person, and whether several payers cover one."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from polyclinic.dialects.candid.wire.common import Day, Id, Instant, Npi, Wire
from polyclinic.dialects.candid.wire.pre_encounter.benefits import EligibilityCheckErrorDetails, ParsedResponse
from polyclinic.dialects.candid.wire.pre_encounter.common import ReferenceId, ShortText
from polyclinic.dialects.candid.wire.pre_encounter.eligibility_checks import Provider
from polyclinic.sdk.endpoint import Endpoint

# -- searches for plans ----------------------------------------------------------------------------------------------


def _is_day(text: str) -> str:
    if len(text) not in (8, 10) or not text.isascii() or "W" in text:
        raise ValueError("not a day (YYYYMMDD or YYYY-MM-DD)")
    date.fromisoformat(text)
    return text


CompactDay = Annotated[str, AfterValidator(_is_day), Field(max_length=10, description="YYYYMMDD or YYYY-MM-DD")]
Ssn = Annotated[str, Field(pattern=r"^([0-9]{3}-?[0-9]{2}-?)?[0-9]{4}$", description="Or its last four digits")]
InsuranceDiscoveryStatus = Literal["PENDING", "COMPLETE", "ERROR", "UNKNOWN"]


class InsuranceDiscoveryProvider(Wire):
    """Who asks."""

    npi: Npi


class InsuranceDiscoveryAddress(Wire):
    """Where the person lives."""

    address_1: ShortText | None = None
    address_2: ShortText | None = None
    city: ShortText | None = None
    state: ShortText | None = None
    postal_code: ShortText | None = None
    country_code: ShortText | None = None


class InsuranceDiscoveryPerson(Wire):
    """Whose plans are looked for."""

    first_name: ShortText
    last_name: ShortText
    middle_name: ShortText | None = None
    date_of_birth: CompactDay | None = None
    ssn: Ssn | None = None
    gender: Literal["M", "F"] | None = None
    address: InsuranceDiscoveryAddress | None = None


class ServiceDates(Wire):
    """The day or days of service: today, if nothing is said."""

    date_of_service: CompactDay | None = None
    beginning_date_of_service: CompactDay | None = None
    end_date_of_service: CompactDay | None = None


class InsuranceDiscoveryRequest(Wire):
    """A search for the plans of a person: the dependent if there is one, else the subscriber."""

    provider: InsuranceDiscoveryProvider
    subscriber: InsuranceDiscoveryPerson
    dependent: InsuranceDiscoveryPerson | None = None
    encounter: ServiceDates | None = None


class PatientDiscovery(Wire):
    """A search for the plans of a patient."""

    patient_id: Id
    date_of_service: Day
    npi: Npi


class InsuranceDiscoveryCheckMetadata(Wire):
    """A search for plans."""

    check_id: str
    initiated_at: Instant
    initiated_by: str
    status: InsuranceDiscoveryStatus


class Confidence(Wire):
    """How sure it is that a plan is that person's."""

    level: Literal["REVIEW_NEEDED", "HIGH"] | None = None
    reason: str | None = None


class ParsedDiscoveryItem(ParsedResponse):
    """A plan that was found."""

    confidence: Confidence | None = None


class InsuranceDiscoveryResponse(Wire):
    """What a search found."""

    discovery_id: str | None = None
    status: InsuranceDiscoveryStatus | None = None
    items: list[Any] | None = None
    parsed_items: list[ParsedDiscoveryItem] | None = None
    coverages_found: int | None = None
    errors: list[EligibilityCheckErrorDetails] | None = None


class InsuranceDiscoveryCheckResult(Wire):
    """A search for plans, and what it found."""

    metadata: InsuranceDiscoveryCheckMetadata
    response: InsuranceDiscoveryResponse | None = None


class DiscoveryFilter(Wire):
    """Whose searches."""

    patient_id: Id


# -- coordination of benefits -----------------------------------------------------------------------------------------


class CobMember(Wire):
    """A member. The subscriber needs a member id or a social security number."""

    first_name: ShortText
    last_name: ShortText
    date_of_birth: CompactDay
    member_id: ShortText | None = None
    ssn: Ssn | None = None


class CoordinationOfBenefitsRequest(Wire):
    """Whether other payers than this one cover a member."""

    trading_partner_service_id: ReferenceId
    provider: Provider
    subscriber: CobMember
    dependent: CobMember | None = None
    encounter: ServiceDates


class CobAnswerMember(Wire):
    """The member that was asked about."""

    member_id: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    date_of_birth: str | None = None
    group_number: str | None = None
    aaa_errors: list[EligibilityCheckErrorDetails] | None = None


class CobAnswerProvider(Wire):
    """Who asked."""

    provider_name: str | None = None
    provider_first_name: str | None = None
    provider_org_name: str | None = None
    npi: str | None = None


class CobPayer(Wire):
    """The payer that was asked about."""

    name: str | None = None
    payer_identification: str | None = None


class CobPlanDateInformation(Wire):
    """When the plan pays."""

    plan_begin: str | None = None
    plan_end: str | None = None


class Cob(Wire):
    """What came of it."""

    classification: str | None = None
    instance_exists: bool | None = None
    primacy_determined: bool | None = None
    coverage_overlap: bool | None = None
    benefit_overlap: bool | None = None


class CoordinationOfBenefitsResponse(Wire):
    """Whether other payers than this one cover a member, and which pays first."""

    coordination_of_benefits: Cob | None = None
    benefits_information: list[Any] | None = None
    payer: CobPayer | None = None
    provider: CobAnswerProvider | None = None
    subscriber: CobAnswerMember | None = None
    dependent: CobAnswerMember | None = None
    plan_date_information: CobPlanDateInformation | None = None
    errors: list[EligibilityCheckErrorDetails] | None = None


# -- endpoints --------------------------------------------------------------------------------------------------------

_TAGS = ("eligibility checks",)
_COVERAGES = ("coverages",)

CHECK_DISCOVERY = Endpoint(
    name="pre_encounter.coverages.v1.check_insurance_discovery",
    method="POST",
    path="/coverages/v1/insurance-discovery",
    takes=PatientDiscovery,
    gives=InsuranceDiscoveryCheckMetadata,
    tags=_COVERAGES,
    summary="Look for the plans of a patient",
)
CHECK_DISCOVERY_PASSTHROUGH = Endpoint(
    name="pre_encounter.coverages.v1.check_insurance_discovery_passthrough",
    method="POST",
    path="/coverages/v1/insurance-discovery-passthrough",
    takes=InsuranceDiscoveryRequest,
    gives=InsuranceDiscoveryCheckMetadata,
    tags=_COVERAGES,
    summary="Look for the plans of a person",
)
GET_DISCOVERIES = Endpoint(
    name="pre_encounter.coverages.v1.get_insurance_discovery_check_metadata",
    method="GET",
    path="/coverages/v1/insurance-discovery/check-metadata",
    query=DiscoveryFilter,
    gives=list[InsuranceDiscoveryCheckMetadata],
    tags=_COVERAGES,
    summary="List the searches for a patient's plans",
)
GET_DISCOVERY = Endpoint(
    name="pre_encounter.coverages.v1.get_insurance_discovery",
    method="GET",
    path="/coverages/v1/insurance-discovery/{check_id}",
    path_types={"check_id": Id},
    gives=InsuranceDiscoveryCheckResult,
    tags=_COVERAGES,
    summary="Read what a search for plans found",
)
INSURANCE_DISCOVERY = Endpoint(
    name="pre_encounter.eligibility_checks.v1.insurance_discovery",
    method="POST",
    path="/eligibility-checks/v1/insurance-discovery",
    takes=InsuranceDiscoveryRequest,
    gives=InsuranceDiscoveryResponse,
    tags=_TAGS,
    summary="Look for the plans of a person, and answer at once",
)
COORDINATION_OF_BENEFITS = Endpoint(
    name="pre_encounter.eligibility_checks.v1.coordination_of_benefits",
    method="POST",
    path="/eligibility-checks/v1/coordination-of-benefits",
    takes=CoordinationOfBenefitsRequest,
    gives=CoordinationOfBenefitsResponse,
    tags=_TAGS,
    summary="Ask whether other payers cover a member too",
)
