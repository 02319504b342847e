"""Patients and their invitations."""

from collections.abc import AsyncIterator
from typing import Literal, Unpack

from polyclinic.dialects.carium.client import operations
from polyclinic.dialects.carium.client._async.paging import async_every
from polyclinic.dialects.carium.client.fields import PatientFields, PatientFilters
from polyclinic.dialects.carium.wire import identity, patients
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

    def list(self, **filters: Unpack[PatientFilters]) -> AsyncIterator[patients.Patient]:
        """Every patient that matches, in the order of creation unless ``sort`` says otherwise."""
        return async_every(self._api, lambda offset: operations.list_patients(filters, offset))

    def groups(self) -> AsyncIterator[identity.Group]:
        """Every group that patients can belong to."""
        return async_every(self._api, operations.list_groups)


class AsyncInvitations:
    """Invitations of patients."""

    def __init__(self, api: AsyncApiClient) -> None:
        self._api = api

    async def send(self, username: str, *notifications: Literal["sms", "email"]) -> identity.Invitation:
        """Invite the patient with that user name, the first time or again; by email if no way is named."""
        return (await self._api.send(operations.invite(username, notifications or ("email",)))).data
