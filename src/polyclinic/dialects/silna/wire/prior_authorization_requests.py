"""What is sent about prior authorizations."""

import re
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from polyclinic.dialects.silna.wire.common import Day, Id, Name, Text, Wire
from polyclinic.dialects.silna.wire.patients import Specialty
from polyclinic.dialects.silna.wire.prior_authorization_codes import (
    AuthorizationType,
    AuthorizationUnit,
    UnitTimeFrame,
    UploadDocumentType,
)


def _units(text: str) -> str:
    if not re.fullmatch(r"\d{1,6}(\.\d{1,2})?", text, re.ASCII) or not Decimal(text):
        raise PydanticCustomError("units", "must be a number above 0, such as 12 or 1.5")
    return text


def _npi(text: str) -> str:
    if not re.fullmatch(r"\d{10}", text, re.ASCII):
        raise PydanticCustomError("npi", "must have ten digits")
    return text


Units = Annotated[str, AfterValidator(_units)]
"""A number above 0 with at most two decimals, as text."""
Code = Annotated[str, Field(min_length=1, max_length=20)]
MOST_CODES = 100
MOST_FILES = 100


class TreatmentCodeModifierSent(Wire):
    code: Annotated[str, Field(min_length=1, max_length=10)]


class TreatmentCodeSent(Wire):
    code: Code
    treatment_code_modifiers: Annotated[list[TreatmentCodeModifierSent], Field(max_length=10)]


_Codes = Annotated[list[TreatmentCodeSent], Field(min_length=1, max_length=MOST_CODES)]


class RequestedTreatmentSent(Wire):
    """An amount of care: ``units`` of any of the codes together, in each ``time_frame``."""

    time_frame: UnitTimeFrame
    unit_type: AuthorizationUnit
    treatment_codes: _Codes
    units: Units


class DocumentSent(Wire):
    document_type: UploadDocumentType
    file_id: Id


class ValidationConfiguration(Wire):
    enabled: bool = True
    validation_disabled_reason: Text | None = None


class DocumentConfiguration(Wire):
    """Whether documents of a type are validated."""

    document_type: UploadDocumentType
    document_validation: ValidationConfiguration | None = None


class ClinicianSent(Wire):
    npi: Annotated[str, AfterValidator(_npi)]
    first_name: Name
    last_name: Text | None


class PriorAuthorizationCreate(Wire):
    """With ``save_as_draft`` nothing else happens: it has no data yet."""

    patient_plan_id: Id
    specialty: Specialty
    authorization_type: AuthorizationType
    save_as_draft: bool = False


class PriorAuthorizationUpdate(Wire):
    """Absent fields stay, null clears.

    ``documents`` and ``requested_treatment_codes`` replace what was sent before; after the request was completed,
    documents are added. ``save_as_draft``: the data are kept, but the status does not follow yet, and no document is
    validated. ``skip_document_intelligence`` stays until it is sent otherwise.
    """

    requested_treatment_codes: Annotated[list[RequestedTreatmentSent], Field(max_length=MOST_CODES)] | None = None
    documents: Annotated[list[DocumentSent], Field(max_length=MOST_FILES)] | None = None
    document_intelligence_configurations: (
        Annotated[list[DocumentConfiguration], Field(max_length=MOST_FILES)] | None
    ) = None
    clinician: ClinicianSent | None = None
    start_date: Day | None = None
    save_as_draft: bool = False
    skip_document_intelligence: bool = False


class ApprovedTreatmentSent(Wire):
    treatment_codes: _Codes
    units: Units
    unit_type: AuthorizationUnit
    time_frame: UnitTimeFrame = UnitTimeFrame.TOTAL
    reference_number: Text | None = None


_Approved = Annotated[list[ApprovedTreatmentSent], Field(max_length=MOST_CODES)]
_Letters = Annotated[list[Id], Field(max_length=MOST_FILES)]
_ONE_OF_BOTH = "send approval letters or the details of the approval, one of the two"


class ApprovalRecord(Wire):
    """An approval: its letters, which are then read, or its number and dates with, if known, what was approved."""

    reference_number: Name | None = None
    approved_start_date: Day | None = None
    approved_end_date: Day | None = None
    approved_treatment_codes: _Approved = Field(default_factory=list)
    approval_letter_file_ids: _Letters | None = None

    @model_validator(mode="after")
    def _letters_or_details(self) -> "ApprovalRecord":
        details = (self.reference_number, self.approved_start_date, self.approved_end_date)
        if self.approval_letter_file_ids:
            valid = not any(details) and not self.approved_treatment_codes
        else:
            valid = all(details)
        if not valid:
            raise PydanticCustomError("letters_or_details", _ONE_OF_BOTH)
        return self


class CompletedAuthorizationCreate(Wire):
    """An authorization that was given elsewhere: what was approved, or the letters that say so."""

    reference_number: Name
    approved_start_date: Day
    approved_end_date: Day
    approved_treatment_codes: _Approved = Field(default_factory=list)
    approval_letter_file_ids: _Letters | None = None
    patient_plan_id: Id
    specialty: Specialty
    authorization_type: AuthorizationType

    @model_validator(mode="after")
    def _letters_or_codes(self) -> "CompletedAuthorizationCreate":
        if bool(self.approval_letter_file_ids) == bool(self.approved_treatment_codes):
            raise PydanticCustomError("letters_or_details", _ONE_OF_BOTH)
        return self
