# generated: edit the _async file of the same name, then run "make format"
"""Patients and their invitations."""

from collections.abc import Iterator
from typing import Literal, Unpack

from polyclinic.dialects.carium.client import operations
from polyclinic.dialects.carium.client._sync.paging import every
from polyclinic.dialects.carium.client.fields import PatientFields, PatientFilters
from polyclinic.dialects.carium.wire import identity, patients
from polyclinic.sdk._sync.client import ApiClient


class Patients:
    """Patients of the organization. What is refused raises an ``ApiError`` of ``polyclinic.sdk.errors``."""

    def __init__(self, api: ApiClient, organization_id: str) -> None:
        self._api = api
        self._organization_id = organization_id

    def create(self, **fields: Unpack[PatientFields]) -> patients.Patient:
        """Create a patient and the patient's user, who is not yet invited. ``id`` is the individual-id."""
        return (self._api.send(operations.create_patient(self._organization_id, fields))).data

    def get(self, patient_id: str) -> patients.Patient:
        return (self._api.send(operations.read_patient(patient_id))).data

    def list(self, **filters: Unpack[PatientFilters]) -> Iterator[patients.Patient]:
        """Every patient that matches, in the order of creation unless ``sort`` says otherwise."""
        return every(self._api, lambda offset: operations.list_patients(filters, offset))

    def groups(self) -> Iterator[identity.Group]:
        """Every group that patients can belong to."""
        return every(self._api, operations.list_groups)


class Invitations:
    """Invitations of patients."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def send(self, username: str, *notifications: Literal["sms", "email"]) -> identity.Invitation:
        """Invite the patient with that user name, the first time or again; by email if no way is named."""
        return (self._api.send(operations.invite(username, notifications or ("email",)))).data
