"""Document intelligence on the wire: what was looked for in a document, and found."""

from enum import StrEnum

from pydantic import Field

from polyclinic.dialects.silna.wire.common import READ_ERRORS, Id, Page, PageQuery, Wire
from polyclinic.sdk.endpoint import Endpoint


class RuleResult(StrEnum):
    PASSED = "PASSED"
    FAILED = "FAILED"


class SubRule(StrEnum):
    VALID_CLINICIAN_SIGNATURE = "VALID_CLINICIAN_SIGNATURE"
    VALID_CLINICIAN_CREDENTIAL = "VALID_CLINICIAN_CREDENTIAL"
    VALID_CLINICIAN_TAXONOMY = "VALID_CLINICIAN_TAXONOMY"
    DOCUMENT_DATE = "DOCUMENT_DATE"
    DOCUMENT_EXPIRED = "DOCUMENT_EXPIRED"
    EVALUATION_DATE = "EVALUATION_DATE"
    AUTH_PERIOD_WITHIN_CERT_PERIOD = "AUTH_PERIOD_WITHIN_CERT_PERIOD"
    DOCUMENT_EXPIRATION_AFTER_AUTH_PERIOD = "DOCUMENT_EXPIRATION_AFTER_AUTH_PERIOD"
    DIAGNOSIS_CODES = "DIAGNOSIS_CODES"
    DIAGNOSIS_DATE = "DIAGNOSIS_DATE"
    REFERRED_SPECIALTIES = "REFERRED_SPECIALTIES"
    TREATMENT_CODES_PRESENCE = "TREATMENT_CODES_PRESENCE"
    PATIENT_AGE = "PATIENT_AGE"
    CLINICAL_HISTORY = "CLINICAL_HISTORY"
    PATIENT_VERIFICATION = "PATIENT_VERIFICATION"
    DIAGNOSTIC_TOOLS = "DIAGNOSTIC_TOOLS"
    DIAGNOSTIC_CRITERIA = "DIAGNOSTIC_CRITERIA"
    SYMPTOM_SEVERITY = "SYMPTOM_SEVERITY"
    DOCUMENT_TYPE_VERIFICATION = "DOCUMENT_TYPE_VERIFICATION"


class Operator(StrEnum):
    AND = "AND"
    OR = "OR"


class RuleOutcome(Wire):
    """A rule with what it found (``reason``), or an ``operator`` over the rules in ``child_results``."""

    rule: SubRule | None = None
    reason: str | None = None
    result: RuleResult | None = None
    operator: Operator | None = None
    child_results: list["RuleOutcome"] = Field(default_factory=list)


class DocumentValidationSummary(Wire):
    id: Id
    result: RuleResult


class DocumentValidationBatch(Wire):
    """The validations of all files of one document type; one that failed fails the batch."""

    id: Id
    result: RuleResult


class DocumentValidation(Wire):
    """``rule_results`` is the tree of rules, ``failed_rules`` and ``passed_rules`` are its leaves.

    A rule that failed where another one is enough is in the tree only.
    """

    id: Id
    result: RuleResult
    batch_id: Id | None = None
    failed_rules: list[RuleOutcome]
    passed_rules: list[RuleOutcome]
    rule_results: list[RuleOutcome]


_PATH = "/public/v1/document-intelligence"
_BATCH = _PATH + "/document-validation-batches/{document_validation_batch_id}"
_TAGS = ("Document Intelligence",)

GET_VALIDATION = Endpoint(
    name="document_validations.get",
    summary="Get Document Validation",
    method="GET",
    path=_PATH + "/document-validations/{document_validation_id}",
    gives=DocumentValidation,
    errors=READ_ERRORS,
    tags=_TAGS,
)
GET_BATCH = Endpoint(
    name="document_validations.get_batch",
    summary="Get Document Validation Batch",
    method="GET",
    path=_BATCH,
    gives=DocumentValidationBatch,
    errors=READ_ERRORS,
    tags=_TAGS,
)
LIST_OF_BATCH = Endpoint(
    name="document_validations.list",
    summary="Get Document Validations in a Batch",
    method="GET",
    path=f"{_BATCH}/document-validations",
    query=PageQuery,
    gives=Page[DocumentValidation],
    errors=READ_ERRORS,
    tags=_TAGS,
)
