"""Patients' diagnoses."""

from polyclinic.dialects.silna.wire import patient_diagnoses as wire
from polyclinic.sdk._async.client import AsyncApiClient


class AsyncPatientDiagnoses:
    """Diagnoses by codes of ICD-10-CM: the problems on the patient's list, whichever API put them there."""

    def __init__(self, api: AsyncApiClient) -> None:
        self._api = api

    async def create(self, patient_id: str, diagnosis_code: str, *, idempotency_key: str | None = None) -> str:
        """Put a code on a patient's list; gives the diagnosis's id, of the one that is there already if it is.

        Raises ``BadRequest`` for what is no code of ICD-10-CM, or a heading of it.
        """
        body = wire.PatientDiagnosisCreate(patient_id=patient_id, diagnosis_code=diagnosis_code)
        return (await self._api.send(wire.CREATE.call(body), key=idempotency_key)).patient_diagnosis_id

    async def get(self, patient_diagnosis_id: str) -> wire.PatientDiagnosis:
        """A diagnosis, by an id of ``Patient.patient_diagnosis_ids``."""
        return await self._api.send(wire.GET.call(patient_diagnosis_id=patient_diagnosis_id))
