"""Prior authorizations on the wire."""

from datetime import datetime

from pydantic import Field

from polyclinic.dialects.silna.wire.common import (
    READ_ERRORS,
    WRITE_ERRORS,
    Day,
    Id,
    Page,
    PageQuery,
    Wire,
)
from polyclinic.dialects.silna.wire.document_intelligence import DocumentValidationBatch, DocumentValidationSummary
from polyclinic.dialects.silna.wire.patients import Specialty
from polyclinic.dialects.silna.wire.prior_authorization_codes import (
    ApprovalDocumentType,
    AuthorizationType,
    AuthorizationUnit,
    DenialDocumentType,
    DocumentType,
    PriorAuthorizationStatus,
    TreatmentCodeStandard,
    UnitTimeFrame,
    UploadDocumentType,
)
from polyclinic.dialects.silna.wire.prior_authorization_requests import (
    ApprovalRecord,
    CompletedAuthorizationCreate,
    PriorAuthorizationCreate,
    PriorAuthorizationUpdate,
)
from polyclinic.sdk.endpoint import Endpoint

# -- what is answered -------------------------------------------------------------------------------------------------


class TreatmentCodeModifier(Wire):
    code: str
    description: str


class TreatmentCode(Wire):
    code: str
    description: str
    standard: TreatmentCodeStandard
    treatment_code_modifiers: list[TreatmentCodeModifier] = Field(default_factory=list)


class RequestedTreatment(Wire):
    treatment_codes: list[TreatmentCode] = Field(default_factory=list)
    units: str
    unit_type: AuthorizationUnit
    time_frame: UnitTimeFrame = UnitTimeFrame.TOTAL


class ApprovedTreatment(RequestedTreatment):
    reference_number: str | None = None
    approved_start_date: Day | None = None
    approved_end_date: Day | None = None


class ApprovalDocument(Wire):
    document_type: ApprovalDocumentType
    file_id: Id


class DenialDocument(Wire):
    document_type: DenialDocumentType
    file_id: Id


class OtherDocument(Wire):
    document_type: DocumentType
    file_id: Id


class Clinician(Wire):
    first_name: str | None = None
    last_name: str | None = None
    npi: str | None = None


class DocumentIntelligence(Wire):
    validation_supported: bool


class Requirement(Wire):
    required: bool


class TreatmentCodesRequirement(Requirement):
    standards: list[TreatmentCodeStandard]


class DocumentRequirement(Requirement):
    document_type: UploadDocumentType
    document_intelligence: DocumentIntelligence


class DocumentsRequirement(Requirement):
    items: list[DocumentRequirement] = Field(default_factory=list)


class RequiredData(Wire):
    """What a request needs before it can be completed."""

    treatment_codes: TreatmentCodesRequirement
    documents: DocumentsRequirement
    clinician_npi: Requirement
    start_date: Requirement


class RequirementState(Requirement):
    requirement_satisfied: bool


class TreatmentCodesState(TreatmentCodesRequirement):
    requirement_satisfied: bool


class FileReference(Wire):
    id: Id


class DocumentState(DocumentRequirement):
    """A failed validation does not keep a requirement from being satisfied."""

    requirement_satisfied: bool
    files: list[FileReference] | None = None
    document_validation: DocumentValidationSummary | None = None
    document_validation_batch: DocumentValidationBatch | None = None


class DocumentsState(Requirement):
    items: list[DocumentState] = Field(default_factory=list)
    requirement_satisfied: bool


class RequirementsState(Wire):
    """What a request needs, and what of it there is."""

    treatment_codes: TreatmentCodesState
    documents: DocumentsState
    clinician_npi: RequirementState
    start_date: RequirementState


class PriorAuthorizationCreated(Wire):
    id: Id
    status: PriorAuthorizationStatus
    required_data: RequiredData


class PriorAuthorization(Wire):
    """A prior authorization. ``required_data`` is there where it was asked for."""

    id: Id
    specialty: Specialty
    requested_treatment_codes: list[RequestedTreatment] = Field(default_factory=list)
    approved_treatment_codes: list[ApprovedTreatment] = Field(default_factory=list)
    requested_start_date: Day | None = None
    requested_end_date: Day | None = None
    status: PriorAuthorizationStatus
    reference_numbers: list[str]
    authorization_type: AuthorizationType
    approval_files: list[ApprovalDocument] = Field(default_factory=list)
    denial_files: list[DenialDocument] = Field(default_factory=list)
    other_files: list[OtherDocument] = Field(default_factory=list)
    created_at: datetime
    submitted_at: Day | None = None
    last_updated_at: Day | None = None
    clinician: Clinician | None = None
    required_data: RequirementsState | None = None
    silna_url: str | None = None
    approval_information_last_updated_at: datetime | None = None


class PriorAuthorizationPreview(Wire):
    id: Id
    created_at: datetime
    specialty: Specialty
    status: PriorAuthorizationStatus


class CompletedAuthorizationCreated(Wire):
    id: Id


class ReadOptions(Wire):
    """``with_requirements``: say in ``required_data`` what is needed and what of it there is."""

    with_requirements: bool | None = None


class PriorAuthorizationQuery(PageQuery):
    """Which of a plan's prior authorizations to list."""

    status: PriorAuthorizationStatus | None = None


# -- operations -------------------------------------------------------------------------------------------------------

_AUTHORIZATIONS = "/public/v1/prior-authorizations/"
_AUTHORIZATION = "/public/v1/prior-authorizations/{prior_authorization_id}"
_TAGS = ("Prior Authorizations",)

LIST = Endpoint(
    name="prior_authorizations.list",
    summary="Get Patient Plan Prior Authorizations",
    method="GET",
    path="/public/v1/patient-plans/{patient_plan_id}/prior-authorizations",
    query=PriorAuthorizationQuery,
    gives=Page[PriorAuthorizationPreview],
    errors=READ_ERRORS,
    tags=_TAGS,
)
CREATE = Endpoint(
    name="prior_authorizations.create",
    summary="Create Prior Authorization",
    method="POST",
    path=_AUTHORIZATIONS,
    takes=PriorAuthorizationCreate,
    gives=PriorAuthorizationCreated,
    status=201,
    errors=WRITE_ERRORS,
    tags=_TAGS,
)
GET = Endpoint(
    name="prior_authorizations.get",
    summary="Get Prior Authorization",
    method="GET",
    path=_AUTHORIZATION,
    query=ReadOptions,
    gives=PriorAuthorization,
    errors=READ_ERRORS,
    tags=_TAGS,
)
GET_BY_OLD_PATH = Endpoint(
    name="prior_authorizations.get_by_old_path",
    summary="Get Prior Authorization (Deprecated)",
    method="GET",
    path="/public/v1/prior_authorizations/{prior_authorization_id}",
    gives=PriorAuthorization,
    errors=READ_ERRORS,
    tags=_TAGS,
)
UPDATE = Endpoint(
    name="prior_authorizations.update",
    summary="Update Prior Authorization",
    method="PATCH",
    path=_AUTHORIZATION,
    takes=PriorAuthorizationUpdate,
    status=204,
    idempotent=True,
    errors=WRITE_ERRORS,
    tags=_TAGS,
)
COMPLETE = Endpoint(
    name="prior_authorizations.complete",
    summary="Complete Prior Authorization",
    method="POST",
    path=f"{_AUTHORIZATION}/complete-request",
    status=204,
    errors=WRITE_ERRORS,
    tags=_TAGS,
)
ABORT = Endpoint(
    name="prior_authorizations.abort",
    summary="Abort Prior Authorization",
    method="DELETE",
    path=_AUTHORIZATION,
    status=204,
    errors=WRITE_ERRORS,
    tags=_TAGS,
)
RECORD = Endpoint(
    name="prior_authorizations.record",
    summary="Create Completed Prior Authorization",
    method="POST",
    path=f"{_AUTHORIZATIONS}sync",
    takes=CompletedAuthorizationCreate,
    gives=CompletedAuthorizationCreated,
    status=201,
    errors=WRITE_ERRORS,
    tags=_TAGS,
)
RECORD_APPROVAL = Endpoint(
    name="prior_authorizations.record_approval",
    summary="Record Approval for Prior Authorization",
    method="POST",
    path=f"{_AUTHORIZATION}/sync",
    takes=ApprovalRecord,
    status=204,
    errors=WRITE_ERRORS,
    tags=_TAGS,
)
