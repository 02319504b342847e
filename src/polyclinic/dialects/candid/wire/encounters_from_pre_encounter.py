"""Encounters v4: create one from a pre-encounter patient and appointments."""

from typing import Annotated

from pydantic import Field

from polyclinic.dialects.candid.wire.claims import (
    DiagnosisCreate,
    ExternalClaimSubmission,
    PropertyCasualtyPatientId,
    RelatedCauses,
    SchemaInstance,
    ServiceLineCreate,
    UniversalServiceLineCreate,
)
from polyclinic.dialects.candid.wire.clinical import (
    BillingNoteCreate,
    ClinicalNotesCreate,
    Intervention,
    Medication,
    PatientHistory,
    Vitals,
)
from polyclinic.dialects.candid.wire.codes import (
    BillableStatus,
    DelayReasonCode,
    FacilityTypeCode,
    ServiceAuthorizationExceptionCode,
    SubmissionExpectation,
    Synchronicity,
)
from polyclinic.dialects.candid.wire.common import (
    ENTITY_NOT_FOUND,
    UNAUTHORIZED,
    UNPROCESSABLE,
    VALIDATION,
    VALIDATIONS,
    Cents,
    Day,
    Id,
    Npi,
    StreetAddressLongZip,
    Text,
    Wire,
)
from polyclinic.dialects.candid.wire.encounters import (
    BAD_SCHEMA_INSTANCES,
    PLAN_GROUP_MISMATCH,
    TAKEN_CONTROL_NUMBER,
    TAKEN_EXTERNAL_ID,
    Encounter,
    InstitutionalDetails,
)
from polyclinic.dialects.candid.wire.encounters_universal import TypeOfBillSent
from polyclinic.dialects.candid.wire.health_care_codes import HealthCareCodesCreate
from polyclinic.dialects.candid.wire.parties import (
    BillingProvider,
    ReferringProvider,
    RenderingProvider,
    ServiceFacilityCreate,
    SupervisingProvider,
)
from polyclinic.sdk.endpoint import Endpoint


class FromPreEncounter(Wire):
    """A visit of a patient whom the practice knows, with what the patient's record does not say."""

    pre_encounter_patient_id: Id
    pre_encounter_appointment_ids: Annotated[list[Id], Field(max_length=100)]
    external_id: Text
    patient_authorized_release: bool
    benefits_assigned_to_provider: bool
    provider_accepts_assignment: bool
    billable_status: BillableStatus
    billing_provider: BillingProvider
    initial_referring_provider: ReferringProvider | None = None
    supervising_provider: SupervisingProvider | None = None
    service_facility: ServiceFacilityCreate | None = None
    service_facility_id: Id | None = None
    date_of_service: Day | None = None
    end_date_of_service: Day | None = None
    appointment_type: str | None = None
    existing_medications: list[Medication] | None = None
    vitals: Vitals | None = None
    interventions: list[Intervention] | None = None
    pay_to_address: StreetAddressLongZip | None = None
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
    related_causes_information: RelatedCauses | None = None
    property_casualty_claim_number: str | None = None
    property_casualty_patient_identifier: PropertyCasualtyPatientId | None = None
    clinical_notes: list[ClinicalNotesCreate] | None = None
    billing_notes: list[BillingNoteCreate] | None = None
    patient_histories: list[PatientHistory] | None = None
    external_claim_submission: ExternalClaimSubmission | None = None
    tag_ids: list[str] | None = None
    schema_instances: list[SchemaInstance] | None = None


class EncounterCreateFromPreEncounter(FromPreEncounter):
    """A visit to be billed on the form of professionals."""

    rendering_provider: RenderingProvider
    place_of_service_code: FacilityTypeCode
    diagnoses: list[DiagnosisCreate]
    service_lines: list[ServiceLineCreate] | None = None


class UniversalEncounterCreateFromPreEncounter(InstitutionalDetails, FromPreEncounter):
    """A visit to be billed on either form. A rendering or an attending provider is needed."""

    submission_expectation: SubmissionExpectation
    place_of_service_code: FacilityTypeCode | None = None
    type_of_bill: TypeOfBillSent | None = None
    rendering_provider: RenderingProvider | None = None
    attending_provider: RenderingProvider | None = None
    operating_provider: RenderingProvider | None = None
    other_operating_provider: RenderingProvider | None = None
    health_care_code_information: HealthCareCodesCreate | None = None
    service_lines: list[UniversalServiceLineCreate] | None = None


CREATE_ERRORS = (
    TAKEN_EXTERNAL_ID,
    TAKEN_CONTROL_NUMBER,
    ENTITY_NOT_FOUND,
    UNAUTHORIZED,
    VALIDATIONS,
    BAD_SCHEMA_INSTANCES,
    UNPROCESSABLE,
    VALIDATION,
    PLAN_GROUP_MISMATCH,
)

CREATE = Endpoint(
    name="encounters.v4.create_from_pre_encounter_patient",
    method="POST",
    path="/api/encounters/v4/create-from-pre-encounter",
    takes=EncounterCreateFromPreEncounter,
    gives=Encounter,
    errors=CREATE_ERRORS,
    tags=("encounters",),
    summary="Create an encounter from a pre-encounter patient",
)
CREATE_UNIVERSAL = Endpoint(
    name="encounters.v4.create_from_pre_encounter_patient_universal",
    method="POST",
    path="/api/encounters/v4/create-from-pre-encounter/universal",
    takes=UniversalEncounterCreateFromPreEncounter,
    gives=Encounter,
    errors=CREATE_ERRORS,
    tags=("encounters",),
    summary="Create a professional or institutional encounter from a pre-encounter patient",
)
