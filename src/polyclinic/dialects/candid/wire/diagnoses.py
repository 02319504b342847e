"""Diagnoses (v2 in the path): add, change, remove."""

from polyclinic.dialects.candid.wire.claims import Diagnosis, DiagnosisCreate
from polyclinic.dialects.candid.wire.codes import DiagnosisTypeCode, YesNoIndicator
from polyclinic.dialects.candid.wire.common import UNCHANGED, Id, Text, Wire
from polyclinic.sdk.endpoint import Endpoint, ErrorType


class StandaloneDiagnosisCreate(DiagnosisCreate):
    """A diagnosis to add to an encounter."""

    encounter_id: Id


class DiagnosisUpdate(Wire):
    """What is to change about a diagnosis. What is absent stays, null clears."""

    name: Text | None = None
    code_type: DiagnosisTypeCode = UNCHANGED
    code: Text = UNCHANGED
    present_on_admission_indicator: YesNoIndicator | None = None


class DiagnosisNotFound(Wire):
    """The id that names no diagnosis."""

    diagnosis_id: Id | None = None
    message: str


class SecondPrincipalDiagnosis(Wire):
    """The principal diagnosis, and the one that cannot be it as well."""

    existing_primary_diagnosis_id: Id
    new_primary_diagnosis_id: Id
    message: str


class LastDiagnosisOfLine(Wire):
    """A service line that points at nothing but this diagnosis."""

    diagnosis_id: Id
    service_line_id: Id
    message: str


NOT_FOUND = ErrorType(404, "DiagnosisNotFoundHTTPError", DiagnosisNotFound)
SECOND_PRINCIPAL = ErrorType(422, "DisallowMultiplePrimaryDiagnosisHTTPError", SecondPrincipalDiagnosis)
LAST_OF_LINE = ErrorType(422, "ServiceLinesMustHaveAtLeastOneDiagnosisHTTPError", LastDiagnosisOfLine)

CREATE = Endpoint(
    name="diagnoses.v2.create",
    method="POST",
    path="/api/diagnoses/v2",
    takes=StandaloneDiagnosisCreate,
    gives=Diagnosis,
    tags=("diagnoses",),
    summary="Add a diagnosis to an encounter",
)
UPDATE = Endpoint(
    name="diagnoses.v2.update",
    method="PATCH",
    path="/api/diagnoses/v2/{diagnosis_id}",
    path_types={"diagnosis_id": Id},
    takes=DiagnosisUpdate,
    empty_body=True,
    gives=Diagnosis,
    errors=(NOT_FOUND, SECOND_PRINCIPAL),
    tags=("diagnoses",),
    summary="Change a diagnosis",
)
DELETE = Endpoint(
    name="diagnoses.v2.delete",
    method="DELETE",
    path="/api/diagnoses/v2/{diagnosis_id}",
    path_types={"diagnosis_id": Id},
    status=204,
    errors=(NOT_FOUND, LAST_OF_LINE),
    tags=("diagnoses",),
    summary="Remove a diagnosis",
)
