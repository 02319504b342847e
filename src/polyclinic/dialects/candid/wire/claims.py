"""What is billed: diagnoses, service lines, and the claim that an encounter comes to."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from polyclinic.dialects.candid.wire.codes import (
    ClaimStatus,
    DenialReasonText,
    DiagnosisTypeCode,
    EpsdtCondition,
    FacilityTypeCode,
    FrequencyCode,
    MeasurementUnitCode,
    PayerResponsibility,
    ProcedureModifier,
    PropertyCasualtyQualifier,
    RelatedCausesCode,
    ReportTransmissionCode,
    ReportTypeCode,
    ServiceIdQualifier,
    ServiceLineUnits,
    SubmissionMedium,
    TestResultType,
    YesNoIndicator,
)
from polyclinic.dialects.candid.wire.common import (
    Cents,
    Count,
    Day,
    FineQuantity,
    Id,
    Instant,
    Quantity,
    Text,
    Wire,
)
from polyclinic.dialects.candid.wire.parties import EncounterProvider, OrderingProvider

Max50 = Annotated[str, Field(min_length=1, max_length=50)]
RevenueCode = Annotated[str, Field(pattern=r"^[0-9]{4}$", description="Revenue code of an institutional claim")]


class DiagnosisCreate(Wire):
    """A diagnosis. ICD-10 codes have a letter, a digit, a digit or A or B, and up to four letters or digits more."""

    code_type: DiagnosisTypeCode
    code: Text
    name: Text | None = None
    present_on_admission_indicator: YesNoIndicator | None = None


class Diagnosis(DiagnosisCreate):
    """A diagnosis of an encounter."""

    diagnosis_id: UUID
    encounter_id: UUID
    created_at: Instant
    updated_at: Instant


class DrugIdentification(Wire):
    """A drug given (837 loop 2410)."""

    service_id_qualifier: ServiceIdQualifier
    national_drug_code: Text
    national_drug_unit_count: Text
    measurement_unit_code: MeasurementUnitCode
    link_sequence_number: str | None = None
    pharmacy_prescription_number: str | None = None
    conversion_formula: str | None = None
    drug_description: str | None = None


class TestResult(Wire):
    """A result that goes with the claim (837 MEA)."""

    value: Annotated[float, Field(allow_inf_nan=False)]
    result_type: TestResultType


class ServiceLineDetails(Wire):
    """What a service line says the same way when it is sent, changed and read; all of it may be left out."""

    charge_amount_cents: Cents | None = None
    modifiers: list[ProcedureModifier] | None = None
    date_of_service: Day | None = None
    end_date_of_service: Day | None = None
    place_of_service_code: FacilityTypeCode | None = None
    description: str | None = None
    drug_identification: DrugIdentification | None = None
    test_results: Annotated[list[TestResult], Field(max_length=5)] | None = None
    note: str | None = None
    prior_authorization_number: str | None = None
    external_id: Text | None = None
    has_epsdt_indicator: bool | None = None
    has_family_planning_indicator: bool | None = None


class ServiceLineCreate(ServiceLineDetails):
    """A billed service. Pointers count the encounter's diagnoses from 0; dates stand here or on the encounter."""

    procedure_code: Text
    quantity: Quantity
    units: ServiceLineUnits
    diagnosis_pointers: Annotated[list[Count], Field(min_length=1)]
    ordering_provider: OrderingProvider | None = None


class UniversalServiceLineCreate(ServiceLineDetails):
    """A billed service of either form; one of an institutional claim may be uncoded and point at no diagnosis."""

    procedure_code: Text | None = None
    revenue_code: RevenueCode | None = None
    quantity: FineQuantity
    units: ServiceLineUnits
    diagnosis_pointers: list[Count] | None = None
    ordering_provider: OrderingProvider | None = None


class DenialReason(Wire):
    """Why a service line was denied."""

    reason: DenialReasonText | None = None


class DateRange(Wire):
    """First and last day."""

    start_date: str
    end_date: str | None = None


class ServiceLine(ServiceLineDetails):
    """A service line of a claim. The first four diagnoses that it points at are named; uncoded, its code is empty."""

    service_line_id: UUID
    procedure_code: str
    custom_procedure_code: str | None = None
    revenue_code: str | None = None
    quantity: FineQuantity
    units: ServiceLineUnits
    denial_reason: DenialReason | None = None
    claim_id: UUID
    created_at: Instant
    date_of_service: date
    date_of_service_range: DateRange
    diagnosis_id_zero: UUID | None = None
    diagnosis_id_one: UUID | None = None
    diagnosis_id_two: UUID | None = None
    diagnosis_id_three: UUID | None = None
    ordering_provider: EncounterProvider | None = None


class Era(Wire):
    """A remittance advice that a claim was paid by."""

    era_id: UUID
    check_number: str
    check_date: str


class Claim(Wire):
    """The claim of an encounter."""

    claim_id: UUID
    status: ClaimStatus
    service_lines: list[ServiceLine]
    eras: list[Era]
    clearinghouse: str | None = None
    clearinghouse_claim_id: str | None = None
    payer_claim_id: str | None = None
    clia_number: str | None = None


class SubmissionRecord(Wire):
    """One time that a claim was sent."""

    submitted_at: Instant
    claim_frequency_code: FrequencyCode | None = None
    payer_responsibility: PayerResponsibility | None = None
    intended_submission_medium: SubmissionMedium | None = None


class ExternalClaimSubmission(Wire):
    """How a claim was filed elsewhere before it came here."""

    claim_created_at: Instant
    patient_control_number: Annotated[str, Field(pattern=r"^[A-Z0-9]{1,14}$")]
    submission_records: list[SubmissionRecord]


class EpsdtReferral(Wire):
    """Referral from early and periodic screening (837 CRC)."""

    condition_indicator1: EpsdtCondition
    condition_indicator2: EpsdtCondition | None = None
    condition_indicator3: EpsdtCondition | None = None


class ClaimSupplement(Wire):
    """Paperwork that goes with the claim (837 PWK)."""

    attachment_report_type_code: ReportTypeCode
    attachment_transmission_code: ReportTransmissionCode
    attachment_control_number: str | None = None


class RelatedCauses(Wire):
    """What an accident was related to (837 CLM11)."""

    related_causes_code_1: RelatedCausesCode
    related_causes_code_2: RelatedCausesCode | None = None
    state_or_province_code: str | None = None


class PropertyCasualtyPatientId(Wire):
    """The patient's id at a property and casualty insurer."""

    property_casualty_patient_identifier: Max50
    property_casualty_patient_identifier_qualifier: PropertyCasualtyQualifier


class SchemaInstance(Wire):
    """Values that follow a schema of the organization's own."""

    schema_id: Id
    content: dict[str, Any]
