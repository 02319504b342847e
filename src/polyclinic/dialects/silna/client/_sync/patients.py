# generated: edit the _async file of the same name, then run "make format"
"""Patients."""

from collections.abc import Iterator

from polyclinic.dialects.silna.client import operations
from polyclinic.dialects.silna.wire import patients as wire
from polyclinic.dialects.silna.wire.common import Page
from polyclinic.sdk._sync.client import ApiClient


class Patients:
    """Patients of the providers that the key reaches. What is refused raises an ``ApiError`` of ``polyclinic.sdk``."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def create(self, patient: wire.PatientCreate, *, idempotency_key: str | None = None) -> str:
        """Register a patient and return its id. Without a key of yours, each call makes a fresh one."""
        return (self._api.send(operations.create_patient(patient), key=idempotency_key)).patient_id

    def put(self, patient: wire.PatientPut) -> str:
        """Update the patient with that ``source_id``, or with that name and birth date; create it if there is none.

        Returns its id.
        """
        return (self._api.send(operations.put_patient(patient))).patient_id

    def get(self, patient_id: str) -> wire.Patient:
        return self._api.send(operations.get_patient(patient_id))

    def update(self, patient_id: str, changes: wire.PatientUpdate) -> None:
        """Change the fields that were set on ``changes``; None clears an address field, ``sex`` or ``source_id``."""
        self._api.send(operations.update_patient(patient_id, changes))

    def delete(self, patient_id: str) -> None:
        """Archive a patient: it is found no more."""
        self._api.send(operations.delete_patient(patient_id))

    def page(self, query: wire.PatientQuery) -> Page[wire.Patient]:
        """One page, after or before the patient that ``query`` names."""
        return self._api.send(operations.list_patients(query))

    def list(
        self,
        provider_id: str,
        *,
        status: wire.PatientStatus | None = None,
        service_location_id: str | None = None,
        source_id: str | None = None,
        full_name: str | None = None,
        limit: int | None = None,
    ) -> Iterator[wire.Patient]:
        """Every patient of a provider, newest first, ``limit`` (at most 100) at a time.

        ``source_id`` may be ``WITHOUT_SOURCE_ID``; ``full_name`` takes three characters or more of it.
        """
        query = operations.query(
            wire.PatientQuery,
            provider_id=provider_id,
            status=status,
            service_location_id=service_location_id,
            source_id=source_id,
            full_name=full_name,
            limit=limit,
        )
        call = operations.list_patients
        for page in self._api.pages(call(query), lambda page: operations.following(page, query, call)):
            for patient in page.records:
                yield patient
