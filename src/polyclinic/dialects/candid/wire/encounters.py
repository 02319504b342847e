"""Encounters v4: create, read, list, update."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from polyclinic.dialects.candid.wire.claims import (
    Claim,
    ClaimSupplement,
    Diagnosis,
    DiagnosisCreate,
    EpsdtReferral,
    ExternalClaimSubmission,
    Max50,
    PropertyCasualtyPatientId,
    RelatedCauses,
    SchemaInstance,
    ServiceLineCreate,
)
from polyclinic.dialects.candid.wire.clinical import (
    BillingNote,
    BillingNoteCreate,
    ClinicalNotes,
    ClinicalNotesCreate,
    Intervention,
    Medication,
    PatientHistory,
    Vitals,
)
from polyclinic.dialects.candid.wire.codes import (
    AdmissionSourceCode,
    AdmissionTypeCode,
    BillableStatus,
    ClaimStatus,
    DelayReasonCode,
    EncounterSort,
    FacilityTypeCode,
    FrequencyCode,
    OwnerOfNextAction,
    PatientDischargeStatusCode,
    ResponsibleParty,
    ServiceAuthorizationExceptionCode,
    State,
    SubmissionExpectation,
    SubmissionOrigin,
    Synchronicity,
    TypeOfCareCode,
    TypeOfFacilityCode,
)
from polyclinic.dialects.candid.wire.common import (
    ENTITY_NOT_FOUND,
    INTERNAL,
    UNAUTHORIZED,
    UNCHANGED,
    UNPROCESSABLE,
    VALIDATION,
    VALIDATIONS,
    Cents,
    Day,
    Id,
    Instant,
    Message,
    NineDigitStreetAddress,
    Npi,
    StreetAddressLongZip,
    Text,
    Wire,
)
from polyclinic.dialects.candid.wire.parties import (
    BillingProvider,
    BillingProviderUpdate,
    EncounterProvider,
    EncounterServiceFacility,
    Guarantor,
    GuarantorCreate,
    GuarantorUpdate,
    Patient,
    PatientCreate,
    PatientUpdate,
    ReferringProvider,
    ReferringProviderUpdate,
    RenderingProvider,
    RenderingProviderUpdate,
    ServiceFacilityCreate,
    ServiceFacilityUpdate,
    Subscriber,
    SubscriberCreate,
    SupervisingProvider,
    SupervisingProviderUpdate,
    TreatingProvider,
    TreatingProviderRead,
    TreatingProviderUpdate,
)
from polyclinic.sdk.endpoint import Endpoint, ErrorType

Hour = Annotated[int, Field(ge=0, le=23)]


class EncounterDetails(Wire):
    """What create, update and read spell the same way; all of it may be left out."""

    end_date_of_service: Day | None = None
    prior_authorization_number: str | None = None
    appointment_type: str | None = None
    existing_medications: list[Medication] | None = None
    synchronicity: Synchronicity | None = None
    additional_information: str | None = None
    service_authorization_exception_code: ServiceAuthorizationExceptionCode | None = None
    delay_reason_code: DelayReasonCode | None = None
    outside_lab: bool | None = None
    outside_lab_charges_amount_cents: Cents | None = None
    purchased_service_provider_npi: Npi | None = None
    admission_date: Day | None = None
    discharge_date: Day | None = None
    onset_of_current_illness_or_symptom_date: Day | None = None
    last_menstrual_period_date: Day | None = None
    accident_date: Day | None = None
    initial_treatment_date: Day | None = None
    referral_number: Max50 | None = None
    epsdt_referral: EpsdtReferral | None = None
    claim_supplemental_information: Annotated[list[ClaimSupplement], Field(max_length=10)] | None = None
    secondary_payer_carrier_code: str | None = None
    related_causes_information: RelatedCauses | None = None
    property_casualty_claim_number: str | None = None
    property_casualty_patient_identifier: PropertyCasualtyPatientId | None = None


TagName = Annotated[str, Field(max_length=300)]


class EncounterSent(EncounterDetails):
    """What create and update take the same way."""

    date_of_service: Day | None = None
    pay_to_address: StreetAddressLongZip | None = None
    clinical_notes: list[ClinicalNotesCreate] | None = None
    subscriber_primary: SubscriberCreate | None = None
    subscriber_secondary: SubscriberCreate | None = None
    subscriber_tertiary: SubscriberCreate | None = None
    tag_ids: Annotated[list[TagName], Field(max_length=200)] | None = None
    schema_instances: Annotated[list[SchemaInstance], Field(max_length=100)] | None = None


class EncounterDrafted(EncounterSent):
    """What a new encounter of either form takes."""

    external_id: Text
    patient_authorized_release: bool
    benefits_assigned_to_provider: bool
    provider_accepts_assignment: bool
    billable_status: BillableStatus
    responsible_party: ResponsibleParty
    patient: PatientCreate
    guarantor: GuarantorCreate | None = None
    billing_provider: BillingProvider
    referring_provider: ReferringProvider | None = None
    initial_referring_provider: ReferringProvider | None = None
    supervising_provider: SupervisingProvider | None = None
    treating_provider: TreatingProvider | None = None
    service_facility: ServiceFacilityCreate | None = None
    service_facility_id: Id | None = None
    vitals: Vitals | None = None
    billing_notes: list[BillingNoteCreate] | None = None
    patient_histories: list[PatientHistory] | None = None
    interventions: list[Intervention] | None = None
    external_claim_submission: ExternalClaimSubmission | None = None


class EncounterCreate(EncounterDrafted):
    """A visit to be billed. The dates of service stand here or on every service line, never on both."""

    place_of_service_code: FacilityTypeCode
    rendering_provider: RenderingProvider
    diagnoses: list[DiagnosisCreate]
    service_lines: list[ServiceLineCreate] | None = None


class EncounterChanged(EncounterSent):
    """What a change to an encounter of either form takes."""

    external_id: Text = UNCHANGED
    patient_authorized_release: bool = UNCHANGED
    benefits_assigned_to_provider: bool = UNCHANGED
    provider_accepts_assignment: bool = UNCHANGED
    billable_status: BillableStatus = UNCHANGED
    responsible_party: ResponsibleParty = UNCHANGED
    place_of_service_code: FacilityTypeCode = UNCHANGED
    place_of_service_code_as_submitted: FacilityTypeCode | None = None
    patient: PatientUpdate = UNCHANGED
    guarantor: GuarantorUpdate | None = None
    billing_provider: BillingProviderUpdate = UNCHANGED
    rendering_provider: RenderingProviderUpdate = UNCHANGED
    referring_provider: ReferringProviderUpdate | None = None
    initial_referring_provider: ReferringProviderUpdate | None = None
    supervising_provider: SupervisingProviderUpdate | None = None
    treating_provider: TreatingProviderUpdate | None = None
    service_facility: ServiceFacilityUpdate | None = None


class EncounterUpdate(EncounterChanged):
    """What is to change. What is absent stays, null clears; of a party only the members given are replaced."""

    vitals: Vitals | None = None
    diagnosis_ids: list[Id] = UNCHANGED


class InstitutionalDetails(Wire):
    """What only an institutional claim (837I, UB-04) says. Hours count from 0 to 23."""

    admission_hour: Hour | None = None
    admission_type_code: AdmissionTypeCode | None = None
    admission_source_code: AdmissionSourceCode | None = None
    discharge_hour: Hour | None = None
    discharge_status: PatientDischargeStatusCode | None = None
    accident_state_or_province_code: State | None = None


class TypeOfBill(Wire):
    """A type of bill: 0, facility, care, frequency."""

    code: str
    type_of_facility: TypeOfFacilityCode
    type_of_care: TypeOfCareCode
    frequency_code: FrequencyCode


class Tag(Wire):
    """A tag of an encounter."""

    tag_id: str
    description: str
    color: str
    creator_id: str


class Encounter(InstitutionalDetails, EncounterDetails):
    """An encounter and the claim that it came to."""

    encounter_id: UUID
    external_id: str
    created_at: Instant
    url: str
    organization_id: UUID | None = None
    date_of_service: Day | None = None
    patient_authorized_release: bool
    benefits_assigned_to_provider: bool
    provider_accepts_assignment: bool
    billable_status: BillableStatus
    responsible_party: ResponsibleParty
    owner_of_next_action: OwnerOfNextAction
    submission_origin: SubmissionOrigin
    submission_expectation: SubmissionExpectation | None = None
    type_of_bill: TypeOfBill | None = None
    vitals: Vitals | None = None
    last_submitted_at: Instant | None = None
    patient_control_number: str | None = None
    place_of_service_code: FacilityTypeCode | None = None
    place_of_service_code_as_submitted: FacilityTypeCode | None = None
    patient: Patient
    guarantor: Guarantor | None = None
    billing_provider: EncounterProvider
    rendering_provider: EncounterProvider
    referring_provider: EncounterProvider | None = None
    initial_referring_provider: EncounterProvider | None = None
    supervising_provider: EncounterProvider | None = None
    treating_provider: TreatingProviderRead | None = None
    attending_provider: EncounterProvider | None = None
    operating_provider: EncounterProvider | None = None
    other_operating_provider: EncounterProvider | None = None
    service_facility: EncounterServiceFacility
    pay_to_address: NineDigitStreetAddress | None = None
    subscriber_primary: Subscriber | None = None
    subscriber_secondary: Subscriber | None = None
    subscriber_tertiary: Subscriber | None = None
    claims: list[Claim]
    diagnoses: list[Diagnosis]
    clinical_notes: list[ClinicalNotes]
    billing_notes: list[BillingNote] | None = None
    patient_histories: list[PatientHistory]
    interventions: list[Intervention] | None = None
    patient_payments: list[dict[str, str]]
    tags: list[Tag]
    schema_instances: list[SchemaInstance]


class EncounterPage(Wire):
    """A page of encounters."""

    items: list[Encounter]
    next_page_token: str | None = None
    prev_page_token: str | None = None


class EncounterQuery(Wire):
    """What to list. ``external_id`` matches exactly; days are inclusive; names of payers are joined by commas."""

    limit: Annotated[int, Field(ge=1, le=1000)] = 100
    page_token: str | None = None
    sort: EncounterSort = "created_at:desc"
    external_id: str | None = None
    search_term: str | None = None
    claim_status: ClaimStatus | None = None
    billable_status: BillableStatus | None = None
    responsible_party: ResponsibleParty | None = None
    owner_of_next_action: OwnerOfNextAction | None = None
    date_of_service_min: Day | None = None
    date_of_service_max: Day | None = None
    diagnoses_updated_since: Instant | None = None
    primary_payer_names: str | None = None
    patient_external_id: str | None = None
    include_merged_patient_data: bool | None = None
    billing_provider_npis: list[str] | None = None
    tag_ids: Annotated[list[TagName], Field(max_length=200)] | None = None
    work_queue_id: str | None = None


# -- errors -----------------------------------------------------------------------------------------------------------


class TakenExternalId(Wire):
    """The external id that another encounter has."""

    external_id: str | None = None


class TakenControlNumber(Wire):
    """The patient control number that another encounter has."""

    patient_control_number: str


class MissingFields(Wire):
    """Members that a guarantor needs."""

    missing_fields: list[str]


class TagNames(Wire):
    """Tags that nobody made."""

    invalid_tag_names: list[str]


class SchemaProblem(Wire):
    """What is wrong with a schema instance; ``type`` says it. The last two are those of a value of the wrong type."""

    type: str
    schema_id: str
    key: str | None = None
    expected_value_type: str | None = None
    value: Any = None


class SchemaProblems(Wire):
    """Everything that is wrong with the schema instances."""

    errors: list[SchemaProblem]


class PlanGroupMismatch(Wire):
    """A plan group of another payer than the card's."""

    payer_plan_group_payer_uuid: str
    insurance_card_payer_uuid: str | None = None


class Nothing(Wire):
    """An empty object."""


TAKEN_EXTERNAL_ID = ErrorType(422, "EncounterExternalIdUniquenessError", TakenExternalId)
TAKEN_CONTROL_NUMBER = ErrorType(422, "EncounterPatientControlNumberUniquenessError", TakenControlNumber)
GUARANTOR_UNREACHABLE = ErrorType(422, "EncounterGuarantorMissingContactInfoError", MissingFields)
CASH_PAY_PAYER = ErrorType(422, "CashPayPayerError", Message, "Cash pay is a responsible party, not a payer")
UNKNOWN_TAGS = ErrorType(422, "InvalidTagNamesError", TagNames)
BAD_SCHEMA_INSTANCES = ErrorType(422, "SchemaInstanceValidationHttpFailure", SchemaProblems)
PLAN_GROUP_MISMATCH = ErrorType(422, "PayerPlanGroupPayerDoesNotMatchInsuranceCardHttpError", PlanGroupMismatch)
PROVIDER_REQUIRED = ErrorType(422, "EncounterRenderingOrAttendingProviderRequired", Nothing)

UPDATE_ERRORS = (
    TAKEN_EXTERNAL_ID,
    ENTITY_NOT_FOUND,
    UNAUTHORIZED,
    VALIDATIONS,
    BAD_SCHEMA_INSTANCES,
    UNPROCESSABLE,
    UNKNOWN_TAGS,
    PLAN_GROUP_MISMATCH,
)
CREATE_ERRORS = (
    *UPDATE_ERRORS,
    TAKEN_CONTROL_NUMBER,
    GUARANTOR_UNREACHABLE,
    CASH_PAY_PAYER,
    VALIDATION,
    PROVIDER_REQUIRED,
)

# -- endpoints --------------------------------------------------------------------------------------------------------

CREATE = Endpoint(
    name="encounters.v4.create",
    method="POST",
    path="/api/encounters/v4",
    takes=EncounterCreate,
    gives=Encounter,
    errors=CREATE_ERRORS,
    tags=("encounters",),
    summary="Create an encounter",
)
GET_ALL = Endpoint(
    name="encounters.v4.get_all",
    method="GET",
    path="/api/encounters/v4",
    query=EncounterQuery,
    gives=EncounterPage,
    errors=(UNPROCESSABLE, VALIDATIONS, INTERNAL),
    tags=("encounters",),
    summary="List encounters",
)
GET = Endpoint(
    name="encounters.v4.get",
    method="GET",
    path="/api/encounters/v4/{encounter_id}",
    path_types={"encounter_id": Id},
    gives=Encounter,
    tags=("encounters",),
    summary="Read an encounter",
)
UPDATE = Endpoint(
    name="encounters.v4.update",
    method="PATCH",
    path="/api/encounters/v4/{encounter_id}",
    path_types={"encounter_id": Id},
    takes=EncounterUpdate,
    empty_body=True,
    gives=Encounter,
    errors=UPDATE_ERRORS,
    tags=("encounters",),
    summary="Change an encounter",
)
