"""Patients' diagnoses on the wire."""

from polyclinic.dialects.silna.wire.common import READ_ERRORS, WRITE_ERRORS, Id, Name, Wire
from polyclinic.sdk.endpoint import Endpoint


class DiagnosisCode(Wire):
    """A code of ICD-10-CM."""

    code: str
    standard: str
    description: str


class PatientDiagnosis(Wire):
    id: Id
    patient_id: Id
    diagnosis_code: DiagnosisCode


class PatientDiagnosisCreate(Wire):
    """``diagnosis_code`` is of ICD-10-CM, with its dot or without."""

    patient_id: Id
    diagnosis_code: Name


class PatientDiagnosisCreated(Wire):
    patient_diagnosis_id: Id


_TAGS = ("Patient Diagnoses",)

GET = Endpoint(
    name="patient_diagnoses.get",
    summary="Get Patient Diagnosis",
    method="GET",
    path="/public/v1/patient-diagnoses/{patient_diagnosis_id}",
    gives=PatientDiagnosis,
    errors=READ_ERRORS,
    tags=_TAGS,
)
CREATE = Endpoint(
    name="patient_diagnoses.create",
    summary="Create Patient Diagnosis",
    method="POST",
    path="/public/v1/patient-diagnoses/",
    takes=PatientDiagnosisCreate,
    gives=PatientDiagnosisCreated,
    status=201,
    errors=WRITE_ERRORS,
    tags=_TAGS,
)
