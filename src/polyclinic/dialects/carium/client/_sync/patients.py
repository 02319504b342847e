# generated: edit the _async file of the same name, then run "make format"
"""Patients and their invitations."""

from collections.abc import Iterator
from typing import Literal, Unpack

from polyclinic.dialects.carium.client import operations
from polyclinic.dialects.carium.client._sync.paging import every, pages
from polyclinic.dialects.carium.client.fields import (
    IndividualChanges,
    IndividualFilters,
    PatientChanges,
    PatientFields,
    PatientFilters,
)
from polyclinic.dialects.carium.wire import identity, individuals, patients
from polyclinic.dialects.carium.wire.common import Collection, Document, RelatedDocument
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

    def read(self, patient_id: str, *, include: str) -> Document[patients.Patient]:
        """A patient with what it refers to: ``include="individual-groups"``; ``find`` picks them out."""
        return self._api.send(operations.read_patient(patient_id, include))

    def list(self, **filters: Unpack[PatientFilters]) -> Iterator[patients.Patient]:
        """Every patient that matches, in the order of creation unless ``sort`` says otherwise."""
        return every(self._api, lambda offset: operations.list_patients(filters, offset))

    def update(
        self, patient_id: str, version: int | None = None, **changes: Unpack[PatientChanges]
    ) -> patients.Patient:
        """Change what is given and keep the rest; with ``version`` (``meta``) only if it is still at that one.

        The patient's user is reached at the new addresses, and keeps its name to sign in with.
        """
        return (self._api.send(operations.update_patient(patient_id, changes, version))).data

    def related(self, patient_id: str, relationship: str) -> RelatedDocument:
        """What a patient refers to: the ``individual-groups``."""
        return self._api.send(operations.patient_related(patient_id, relationship))

    def groups(self) -> Iterator[identity.Group]:
        """Every group that patients can belong to."""
        return every(self._api, operations.list_groups)


class Individuals:
    """The people whom patients are, under the same ids, without whom they sign in as."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def get(self, individual_id: str) -> individuals.Individual:
        return (self._api.send(operations.read_individual(individual_id))).data

    def read(self, individual_id: str, *, include: str) -> Document[individuals.Individual]:
        """An individual with what it refers to: ``include="individual-groups"``; ``find`` picks them out."""
        return self._api.send(operations.read_individual(individual_id, include))

    def related(self, individual_id: str, relationship: str) -> RelatedDocument:
        """What an individual refers to: the ``individual-groups``."""
        return self._api.send(operations.individual_related(individual_id, relationship))

    def list(self, **filters: Unpack[IndividualFilters]) -> Iterator[individuals.Individual]:
        """Everybody who matches, in the order of creation unless ``sort`` says otherwise."""
        return every(self._api, lambda offset: operations.list_individuals(filters, offset))

    def pages(self, **filters: Unpack[IndividualFilters]) -> Iterator[Collection[individuals.Individual]]:
        """The same page by page, with what ``include`` asked for."""
        return pages(self._api, lambda offset: operations.list_individuals(filters, offset))

    def update(
        self, individual_id: str, version: int | None = None, **changes: Unpack[IndividualChanges]
    ) -> individuals.Individual:
        """Change what is given and keep the rest; with ``version`` (``meta``) only if it is still at that one."""
        return (self._api.send(operations.update_individual(individual_id, changes, version))).data


class Invitations:
    """Invitations of patients."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def send(self, username: str, *notifications: Literal["sms", "email"]) -> identity.Invitation:
        """Invite the patient with that user name, the first time or again; by email if no way is named."""
        return (self._api.send(operations.invite(username, notifications or ("email",)))).data
