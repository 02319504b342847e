"""Our own client, asynchronous and blocking, over a real socket."""

from typing import Any

import pytest

from polyclinic.carestack import (
    AppointmentCreate,
    AppointmentUpdate,
    AsyncCareStack,
    BreaksRules,
    CareStack,
    PatientCreate,
    PatientFilters,
    PatientUpdate,
    PractitionerCreate,
    PractitionerFilters,
    PractitionerUpdate,
)
from polyclinic.sdk.errors import BadRequest, Conflict, NotFound, Unauthorized
from tests.dialects.carestack.conftest import README_PATIENT, README_PRACTITIONER

PATIENT = PatientCreate.model_validate(README_PATIENT)
PRACTITIONER = PractitionerCreate.model_validate(README_PRACTITIONER)
TIMES: dict[str, Any] = {"start": "2031-07-10T09:00:00Z", "end": "2031-07-10T09:30:00Z"}


def connection(practice: dict[str, Any]) -> dict[str, Any]:
    block = practice["carestack"]
    return {name: block[name] for name in ("base_url", "api_key", "facility_id", "hpr_id")}


async def test_the_asynchronous_client(practice: dict[str, Any]) -> None:
    async with AsyncCareStack(**connection(practice)) as client:
        patient = await client.patients.create(PATIENT)
        assert (patient.idNumber, patient.gender) == ("XXXXXXXX9012", "female")
        changed = await client.patients.update(PatientUpdate(resourceId=patient.id, emailId="new@example.com"))
        assert (changed.emailId, changed.mobileNumber) == ("new@example.com", patient.mobileNumber)
        assert await client.patients.get(patient.id) == changed
        assert [each.id async for each in client.patients.find(PatientFilters(firstName="ali", count=1))] == [
            patient.id
        ]
        assert patient.id in [each.id async for each in client.patients.list()]

        practitioner = await client.practitioners.create(PRACTITIONER)
        with pytest.raises(Conflict, match="already exists"):
            await client.practitioners.create(PRACTITIONER)
        renamed = await client.practitioners.update(PractitionerUpdate(resourceId=practitioner.id, designation="Chief"))
        assert (renamed.designation, renamed.registrationId) == ("Chief", "REG12345")
        page = await client.practitioners.find_page(PractitionerFilters(lastName="wilson"))
        assert (page.total, page.entry) == (1, [renamed])
        assert practitioner.id in [each.id for each in (await client.practitioners.page()).requestResource]

        booked = await client.appointments.create(
            AppointmentCreate(practitionerReference=practitioner.id, patientReference=patient.id, **TIMES)
        )
        moved = await client.appointments.update(AppointmentUpdate(reference=booked.reference, slot="Slot12"))
        assert moved is not None
        assert (moved.slot, moved.start) == ("Slot12", TIMES["start"])
        assert await client.appointments.get(booked.reference) == moved
        assert booked.reference in [each.reference async for each in client.appointments.list()]
        assert await client.appointments.exists(booked.reference)
        await client.appointments.delete(booked.reference)
        assert not await client.appointments.exists(booked.reference)
        with pytest.raises(NotFound):
            await client.appointments.delete(booked.reference)


def test_the_blocking_client(practice: dict[str, Any]) -> None:
    with CareStack(**connection(practice)) as client:
        made = [client.patients.create(PATIENT.model_copy(update={"lastName": f"Doe{n}"})) for n in range(3)]
        found = list(client.patients.find(PatientFilters(identifier="1234-5678-9012", count=2)))
        assert found == made
        assert client.patients.page().totalNumberOfRecords == len(list(client.patients.list()))
        client.patients.delete(made[0].id)
        assert client.patients.get(made[0].id) is None
        assert (client.patients.exists(made[0].id), client.patients.exists(made[1].id)) == (False, True)

        practitioner = client.practitioners.create(PRACTITIONER)
        booked = client.appointments.create(
            AppointmentCreate(practitionerReference=practitioner.id, patientReference=made[1].id, **TIMES)
        )
        assert client.appointments.get(booked.reference) == booked
        client.appointments.delete(booked.reference)
        assert client.appointments.get(booked.reference) is None
        client.practitioners.delete(practitioner.id)
        assert client.practitioners.get(practitioner.id) is None
        with pytest.raises(BadRequest, match=r"^Validation failed: patientReference: .*; practitionerReference: "):
            client.appointments.create(AppointmentCreate(practitionerReference="x", patientReference="y", **TIMES))

    with CareStack(**{**connection(practice), "api_key": "wrong"}) as client, pytest.raises(Unauthorized):
        client.patients.page()


def test_the_strict_client_keeps_the_package_s_rules(practice: dict[str, Any]) -> None:
    with CareStack(**connection(practice), strict=True) as client:
        with pytest.raises(BreaksRules) as refused:
            client.patients.create(PATIENT.model_copy(update={"firstName": "Mary Ann", "pincode": "12207"}))
        assert set(refused.value.problems) == {"firstName", "pincode", "patientType"}
        with pytest.raises(BreaksRules):
            client.practitioners.create(PRACTITIONER)
        with pytest.raises(BreaksRules):
            client.patients.find_page(PatientFilters(phone="9876543210"))

        taken = client.patients.create(PATIENT.model_copy(update={"patientType": "NEW"}))
        assert client.patients.exists(taken.id)
        assert client.practitioners.create(PRACTITIONER.model_copy(update={"firstName": "Sarah"})).firstName == "Sarah"
