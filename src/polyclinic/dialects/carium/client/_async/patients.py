"""Patients and their invitations."""

from collections.abc import AsyncIterator
from typing import Literal, Unpack

from polyclinic.dialects.carium.client import operations
from polyclinic.dialects.carium.client._async.paging import async_every, async_pages
from polyclinic.dialects.carium.client.fields import (
    IndividualChanges,
    IndividualFilters,
    PatientChanges,
    PatientFields,
    PatientFilters,
)
from polyclinic.dialects.carium.wire import identity, individuals, patients
from polyclinic.dialects.carium.wire.common import Collection, Document, RelatedDocument
from polyclinic.sdk._async.client import AsyncApiClient


class AsyncPatients:
    """Patients of the organization. What is refused raises an ``ApiError`` of ``polyclinic.sdk.errors``."""

    def __init__(self, api: AsyncApiClient, organization_id: str) -> None:
        self._api = api
        self._organization_id = organization_id

    async def create(self, **fields: Unpack[PatientFields]) -> patients.Patient:
        """Create a patient and the patient's user, who is not yet invited. ``id`` is the individual-id."""
        return (await self._api.send(operations.create_patient(self._organization_id, fields))).data

    async def get(self, patient_id: str) -> patients.Patient:
        return (await self._api.send(operations.read_patient(patient_id))).data

    async def read(self, patient_id: str, *, include: str) -> Document[patients.Patient]:
        """A patient with what it refers to: ``include="individual-groups"``; ``find`` picks them out."""
        return await self._api.send(operations.read_patient(patient_id, include))

    def list(self, **filters: Unpack[PatientFilters]) -> AsyncIterator[patients.Patient]:
        """Every patient that matches, in the order of creation unless ``sort`` says otherwise."""
        return async_every(self._api, lambda offset: operations.list_patients(filters, offset))

    async def update(
        self, patient_id: str, version: int | None = None, **changes: Unpack[PatientChanges]
    ) -> patients.Patient:
        """Change what is given and keep the rest; with ``version`` (``meta``) only if it is still at that one.

        The patient's user is reached at the new addresses, and keeps its name to sign in with.
        """
        return (await self._api.send(operations.update_patient(patient_id, changes, version))).data

    async def related(self, patient_id: str, relationship: str) -> RelatedDocument:
        """What a patient refers to: the ``individual-groups``."""
        return await self._api.send(operations.patient_related(patient_id, relationship))

    def groups(self) -> AsyncIterator[identity.Group]:
        """Every group that patients can belong to."""
        return async_every(self._api, operations.list_groups)


class AsyncIndividuals:
    """The people whom patients are, under the same ids, without whom they sign in as."""

    def __init__(self, api: AsyncApiClient) -> None:
        self._api = api

    async def get(self, individual_id: str) -> individuals.Individual:
        return (await self._api.send(operations.read_individual(individual_id))).data

    async def read(self, individual_id: str, *, include: str) -> Document[individuals.Individual]:
        """An individual with what it refers to: ``include="individual-groups"``; ``find`` picks them out."""
        return await self._api.send(operations.read_individual(individual_id, include))

    async def related(self, individual_id: str, relationship: str) -> RelatedDocument:
        """What an individual refers to: the ``individual-groups``."""
        return await self._api.send(operations.individual_related(individual_id, relationship))

    def list(self, **filters: Unpack[IndividualFilters]) -> AsyncIterator[individuals.Individual]:
        """Everybody who matches, in the order of creation unless ``sort`` says otherwise."""
        return async_every(self._api, lambda offset: operations.list_individuals(filters, offset))

    def pages(self, **filters: Unpack[IndividualFilters]) -> AsyncIterator[Collection[individuals.Individual]]:
        """The same page by page, with what ``include`` asked for."""
        return async_pages(self._api, lambda offset: operations.list_individuals(filters, offset))

    async def update(
        self, individual_id: str, version: int | None = None, **changes: Unpack[IndividualChanges]
    ) -> individuals.Individual:
        """Change what is given and keep the rest; with ``version`` (``meta``) only if it is still at that one."""
        return (await self._api.send(operations.update_individual(individual_id, changes, version))).data


class AsyncInvitations:
    """Invitations of patients."""

    def __init__(self, api: AsyncApiClient) -> None:
        self._api = api

    async def send(self, username: str, *notifications: Literal["sms", "email"]) -> identity.Invitation:
        """Invite the patient with that user name, the first time or again; by email if no way is named."""
        return (await self._api.send(operations.invite(username, notifications or ("email",)))).data
