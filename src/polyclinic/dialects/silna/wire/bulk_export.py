"""Bulk exports on the wire: what of a provider's data to export, and how far that has come."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from polyclinic.dialects.silna.wire.benefits_checks import BenefitsCheckStatus
from polyclinic.dialects.silna.wire.common import READ_ERRORS, WRITE_ERRORS, Id, Wire
from polyclinic.dialects.silna.wire.escalations import EscalationStatus
from polyclinic.dialects.silna.wire.patient_plans import EligibilityInformation
from polyclinic.dialects.silna.wire.patients import PatientStatus, Specialty
from polyclinic.dialects.silna.wire.payor_detections import PayorDetection
from polyclinic.dialects.silna.wire.prior_authorization_codes import AuthorizationType
from polyclinic.sdk.endpoint import Endpoint


class BulkExportStatus(StrEnum):
    PENDING = "PENDING"
    PROCESSING_ROWS = "PROCESSING_ROWS"
    MERGING_ROWS = "MERGING_ROWS"
    SUCCESS = "SUCCESS"
    FAILURE = "FAILURE"
    NO_DATA_PRESENT = "NO_DATA_PRESENT"


class BulkExportType(StrEnum):
    PRIOR_AUTHORIZATION = "PRIOR_AUTHORIZATION"
    BENEFITS_CHECK = "BENEFITS_CHECK"
    ELIGIBILITY_CHECK = "ELIGIBILITY_CHECK"
    PAYOR_DETECTION = "PAYOR_DETECTION"
    PATIENT = "PATIENT"
    ESCALATION_PRIOR_AUTHORIZATION = "ESCALATION_PRIOR_AUTHORIZATION"
    ESCALATION_BENEFITS_CHECK = "ESCALATION_BENEFITS_CHECK"
    ESCALATION_ELIGIBILITY_CHECK = "ESCALATION_ELIGIBILITY_CHECK"
    ESCALATION_EHR_SYNC = "ESCALATION_EHR_SYNC"


class ExportedAuthorizationStatus(StrEnum):
    DATA_REQUESTED = "DATA_REQUESTED"
    DATA_RECEIVED = "DATA_RECEIVED"
    ALL_REQUIRED_DATA_RECEIVED = "ALL_REQUIRED_DATA_RECEIVED"
    REQUESTED = "REQUESTED"
    UNNECESSARY = "UNNECESSARY"
    AWAITING_PROVIDER = "AWAITING_PROVIDER"
    PENDING_PROVIDER_SUBMISSION_REVIEW = "PENDING_PROVIDER_SUBMISSION_REVIEW"
    AWAITING_SILNA = "AWAITING_SILNA"
    APPROVED_TO_SUBMIT = "APPROVED_TO_SUBMIT"
    SUBMITTED_TO_PAYOR = "SUBMITTED_TO_PAYOR"
    PAYOR_DENIED = "PAYOR_DENIED"
    PAYOR_DENIED_APPEALING = "PAYOR_DENIED_APPEALING"
    AWAITING_RESUBMISSION = "AWAITING_RESUBMISSION"
    RESUBMITTED_TO_PAYOR = "RESUBMITTED_TO_PAYOR"
    PAYOR_APPROVED = "PAYOR_APPROVED"
    DENIED_UNAPPEALED = "DENIED_UNAPPEALED"
    PRELIMINARY_APPROVAL = "PRELIMINARY_APPROVAL"
    PARTIALLY_APPROVED = "PARTIALLY_APPROVED"
    WITHDRAWN = "WITHDRAWN"


class EligibilityCheckStatus(StrEnum):
    ELIGIBLE = "ELIGIBLE"
    INELIGIBLE = "INELIGIBLE"
    INCOMPLETE = "INCOMPLETE"
    EDI_PROCESSING = "EDI_PROCESSING"
    REQUESTED = "REQUESTED"
    AWAITING_PROVIDER = "AWAITING_PROVIDER"
    WITHDRAWN = "WITHDRAWN"


class AuthorizationDate(StrEnum):
    START_DATE = "start_date"
    END_DATE = "end_date"
    CREATED_AT = "created_at"
    UPDATED_AT = "updated_at"
    SUBMITTED_AT = "submitted_at"
    RELEASED_AT = "released_at"
    DUE_DATE = "due_date"


class BenefitsCheckDate(StrEnum):
    CREATED_AT = "created_at"
    UPDATED_AT = "updated_at"
    DATE_VERIFIED = "date_verified"
    PLAN_START_DATE = "plan_start_date"
    PLAN_END_DATE = "plan_end_date"
    DUE_DATE = "due_date"
    RELEASED_AT = "released_at"


class EligibilityCheckDate(StrEnum):
    CREATED_AT = "created_at"
    UPDATED_AT = "updated_at"
    DATE_VERIFIED = "date_verified"
    START_DATE = "start_date"
    END_DATE = "end_date"
    RELEASED_AT = "released_at"


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        raise PydanticCustomError("date_parsing", "must be a date (YYYY-MM-DD)") from None


class ExportedEligibilityCheck(EligibilityInformation):
    """A row of an export of eligibility checks: the last one of each plan that its payer answered."""

    patient_plan_id: Id
    patient_id: Id


class ExportedDetection(PayorDetection):
    """A row of an export of payor detections."""

    payor_detection_run_id: Id
    patient_id: Id


DayText = Annotated[str, Field(max_length=40), AfterValidator(_day)]
Ids = Annotated[list[Id], Field(max_length=1000)]


class Exported(Wire):
    """Of which service locations; null is all."""

    service_location_ids: Ids | None = None


class DateRange(Wire):
    """From one day to another, both included, by the practice's calendar."""

    date_range_start_date: DayText | None = None
    date_range_end_date: DayText | None = None


class PatientExport(Exported):
    export_type: Literal["PATIENT"]
    statuses: list[PatientStatus] | None = None
    payor_entity_ids: Ids | None = None


class AuthorizationExport(Exported, DateRange):
    export_type: Literal["PRIOR_AUTHORIZATION"]
    date_range_key: AuthorizationDate | None = None
    specialties: list[Specialty] | None = None
    payor_entity_ids: Ids | None = None
    statuses: list[ExportedAuthorizationStatus] | None = None
    authorization_types: list[AuthorizationType] | None = None
    patient_id: Id | None = None
    patient_plan_ids: Ids | None = None
    patient_status: list[PatientStatus] | None = None


class BenefitsCheckExport(Exported, DateRange):
    export_type: Literal["BENEFITS_CHECK"]
    date_range_key: BenefitsCheckDate | None = None
    patient_id: Id | None = None
    patient_plan_id: Id | None = None
    payor_entity_ids: Ids | None = None
    statuses: list[BenefitsCheckStatus] | None = None


class EligibilityCheckExport(Exported, DateRange):
    export_type: Literal["ELIGIBILITY_CHECK"]
    date_range_key: EligibilityCheckDate | None = None
    statuses: list[EligibilityCheckStatus] | None = None
    payor_entity_ids: Ids | None = None
    patient_id: Id | None = None
    plan_id: Id | None = None


class PayorDetectionExport(Exported):
    export_type: Literal["PAYOR_DETECTION"]
    payor_entity_ids: Ids | None = None
    is_resolved: bool | None = None


class EscalationExport(Exported):
    statuses: list[EscalationStatus] | None = None
    patient_id: Id | None = None


class AuthorizationEscalationExport(EscalationExport):
    export_type: Literal["ESCALATION_PRIOR_AUTHORIZATION"]


class BenefitsCheckEscalationExport(EscalationExport):
    export_type: Literal["ESCALATION_BENEFITS_CHECK"]


class EligibilityCheckEscalationExport(EscalationExport):
    export_type: Literal["ESCALATION_ELIGIBILITY_CHECK"]


class SyncEscalationExport(EscalationExport):
    export_type: Literal["ESCALATION_EHR_SYNC"]


ExportParams = Annotated[
    PatientExport
    | AuthorizationExport
    | BenefitsCheckExport
    | EligibilityCheckExport
    | PayorDetectionExport
    | AuthorizationEscalationExport
    | BenefitsCheckEscalationExport
    | EligibilityCheckEscalationExport
    | SyncEscalationExport,
    Field(discriminator="export_type"),
]


class BulkExportCreate(Wire):
    """What to export of a provider's data."""

    export_params: ExportParams
    provider_id: Id


class BulkExportCreated(Wire):
    bulk_export_id: Id


class BulkExport(Wire):
    """How far an export has come; ``file_id`` is the file's once it is a SUCCESS."""

    id: Id
    status: BulkExportStatus
    export_type: BulkExportType
    file_id: Id | None = None
    created_at: datetime


_TAGS = ("Bulk Export",)

CREATE = Endpoint(
    name="bulk_export.create",
    summary="Create Bulk Export",
    method="POST",
    path="/public/v1/bulk-export/",
    takes=BulkExportCreate,
    gives=BulkExportCreated,
    status=201,
    errors=WRITE_ERRORS,
    tags=_TAGS,
)
GET = Endpoint(
    name="bulk_export.get",
    summary="Get Bulk Export",
    method="GET",
    path="/public/v1/bulk-export/{bulk_export_id}",
    gives=BulkExport,
    errors=READ_ERRORS,
    tags=_TAGS,
)
