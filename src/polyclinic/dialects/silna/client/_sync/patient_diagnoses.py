# generated: edit the _async file of the same name, then run "make format"
"""Patients' diagnoses."""

from polyclinic.dialects.silna.wire import patient_diagnoses as wire
from polyclinic.sdk._sync.client import ApiClient


class PatientDiagnoses:
    """Diagnoses by codes of ICD-10-CM: the problems on the patient's list, whichever API put them there."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def create(self, patient_id: str, diagnosis_code: str, *, idempotency_key: str | None = None) -> str:
        """Put a code on a patient's list; gives the diagnosis's id, of the one that is there already if it is.

        Raises ``BadRequest`` for what is no code of ICD-10-CM, or a heading of it.
        """
        body = wire.PatientDiagnosisCreate(patient_id=patient_id, diagnosis_code=diagnosis_code)
        return (self._api.send(wire.CREATE.call(body), key=idempotency_key)).patient_diagnosis_id

    def get(self, patient_diagnosis_id: str) -> wire.PatientDiagnosis:
        """A diagnosis, by an id of ``Patient.patient_diagnosis_ids``."""
        return self._api.send(wire.GET.call(patient_diagnosis_id=patient_diagnosis_id))
