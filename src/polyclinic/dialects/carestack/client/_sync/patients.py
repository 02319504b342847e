# generated: edit the _async file of the same name, then run "make format"
"""Patients."""

from collections.abc import Iterator

from polyclinic.dialects.carestack.client import operations
from polyclinic.dialects.carestack.client.strict import Check
from polyclinic.dialects.carestack.wire import patients as wire
from polyclinic.dialects.carestack.wire.common import Profiles
from polyclinic.sdk._sync.client import ApiClient


class Patients:
    """Patients of the practice. What is refused raises an ``ApiError`` of ``polyclinic.sdk``."""

    def __init__(self, api: ApiClient, check: Check) -> None:
        self._api = api
        self._check = check

    def create(self, patient: wire.PatientCreate) -> wire.Patient:
        """Register a patient."""
        self._check(patient)
        return (self._api.send(operations.create_patient(patient))).resource

    def get(self, patient_id: str) -> wire.Patient | None:
        """The patient; None if there is none."""
        found = (self._api.send(operations.get_patient(patient_id))).requestResource
        return None if isinstance(found, list) else found

    def exists(self, patient_id: str) -> bool:
        return (self._api.send(operations.get_patient(patient_id))).message == wire.FOUND

    def update(self, changes: wire.PatientUpdate) -> wire.Patient:
        """Change the fields that were set on ``changes``: None leaves one as it is, an empty text clears it."""
        self._check(changes)
        return (self._api.send(operations.update_patient(changes))).resource

    def delete(self, patient_id: str) -> None:
        self._api.send(operations.delete_patient(patient_id))

    def page(self, next_page: str | None = None) -> wire.PatientsListed:
        """One page, with the total; ``next_page`` is the ``nextPageLink`` of the page before."""
        return self._api.send(operations.list_patients(next_page))

    def list(self) -> Iterator[wire.Patient]:
        """Every patient, in the order of creation."""
        pages = self._api.pages(
            operations.list_patients(None),
            lambda page: operations.list_patients(page.nextPageLink) if page.nextPageLink else None,
        )
        for page in pages:
            for patient in page.requestResource:
                yield patient

    def find_page(self, filters: wire.PatientFilters, next_page: str | None = None) -> Profiles[wire.Patient]:
        """One page of a search, with the total; ``next_page`` is the ``link.nextPage`` of the page before."""
        self._check(filters)
        return self._api.send(operations.find_patients(filters, next_page))

    def find(self, filters: wire.PatientFilters) -> Iterator[wire.Patient]:
        """Every patient that matches, ``filters.count`` at a time."""
        self._check(filters)
        pages = self._api.pages(
            operations.find_patients(filters, None),
            lambda page: operations.find_patients(filters, page.link.nextPage) if page.link.nextPage else None,
        )
        for page in pages:
            for patient in page.entry:
                yield patient
