"""The published Python package, unchanged, over a real socket: all that its three services can do."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from carestack.appointment.appointment_dto import AppointmentDTO, UpdateAppointmentDTO
from carestack.appointment.appointment_service import Appointment
from carestack.base.base_types import ClientConfig
from carestack.base.errors import EhrApiError
from carestack.common.enums import AppointmentPriority
from carestack.patient.patient_service import Patient
from carestack.practitioner.practitioner_service import Practitioner

from polyclinic.core.shared.ids import new_id

PATIENT = {
    "idNumber": "123456789012",
    "idType": "Aadhaar",
    "patientType": "new",
    "firstName": "Alice",
    "lastName": "Johnson",
    "birthDate": "1985-03-15",
    "gender": "Female",
    "address": "456 Health Street, Medical City",
    "pincode": "682001",
    "state": "Kerala",
    "mobileNumber": "+919876543210",
    "emailId": "alice.johnson@example.com",
    "bloodGroup": "B+",
    "resourceType": "Patient",
}
PRACTITIONER = {
    "registrationId": "REG12345",
    "department": "dermatology",
    "designation": "Senior Doctor",
    "status": "Active",
    "joiningDate": "2023-01-15",
    "staffType": "Permanent",
    "firstName": "Dr.Sarah",
    "lastName": "Wilson",
    "birthDate": "1975-08-20",
    "gender": "female",
    "mobileNumber": "+919876543211",
    "emailId": "sarah@example.com",
    "address": "123 Medical Complex",
    "pincode": "110001",
    "state": "Delhi",
    "resourceType": "Practitioner",
}
START, END = datetime(2031, 1, 10, 9, tzinfo=UTC), datetime(2031, 1, 10, 9, 30, tzinfo=UTC)


@dataclass
class Services:
    """The package's three services with one configuration. The package carries no types."""

    config: Any
    patients: Any
    practitioners: Any
    appointments: Any


async def open_services(stack: AsyncExitStack, block: dict[str, Any], **changes: Any) -> Services:
    given = {"api_key": block["api_key"], "facility_id": block["facility_id"], "api_url": block["base_url"], **changes}
    config = ClientConfig(**given)
    entered = [await stack.enter_async_context(service(config)) for service in (Patient, Practitioner, Appointment)]
    return Services(config, *entered)


@pytest.fixture
async def services(practice: dict[str, Any]) -> AsyncIterator[Services]:
    """Without an HPR id the package sends a placeholder in its header."""
    async with AsyncExitStack() as stack:
        yield await open_services(stack, practice["carestack"])


async def all_pages(find_all: Any) -> tuple[list[Any], int]:
    """Every resource by the links from page to page, and the number of pages."""
    resources: list[Any] = []
    link, pages = None, 0
    while True:
        page = await find_all(next_page=link)
        resources += page.request_resource
        pages += 1
        link = getattr(page, "next_page_link", None) or getattr(page, "next_page", None)
        if link is None:
            total = getattr(page, "total_number_of_records", None) or getattr(page, "total_records", None)
            assert total == len(resources)
            return resources, pages


async def test_a_patient_from_creation_to_deletion(services: Services) -> None:
    patients = services.patients
    created = await patients.create(PATIENT)
    assert (created.type, created.message) == ("Patient", "Successfully created the Patient profile")
    assert created.validation_errors == []
    assert created.resource["idNumber"] == "XXXXXXXX9012"

    assert await patients.exists(created.resource_id) is True
    found = await patients.find_by_id(created.resource_id)
    assert found.message == "Patient Found !!!"
    assert found.total_number_of_records == 1
    same = ("firstName", "lastName", "birthDate", "address", "pincode", "state", "mobileNumber", "emailId")
    assert {name: found.request_resource[name] for name in same} == {name: PATIENT[name] for name in same}
    assert (found.request_resource["gender"], found.request_resource["patientType"]) == ("female", "NEW")

    updated = await patients.update(
        {"resourceId": created.resource_id, "mobileNumber": "+919876543299", "resourceType": "Patient"}
    )
    assert updated.resource["mobileNumber"] == "+919876543299"
    assert updated.resource["emailId"] == PATIENT["emailId"]

    await patients.delete(created.resource_id)
    assert await patients.exists(created.resource_id) is False
    gone = await patients.find_by_id(created.resource_id)
    assert (gone.message, gone.request_resource, gone.total_number_of_records) == ("Records not Found !!!", [], 0)
    with pytest.raises(EhrApiError) as refused:
        await patients.delete(created.resource_id)
    assert refused.value.status_code == 404


async def test_all_patients_page_by_page(services: Services) -> None:
    before, _ = await all_pages(services.patients.find_all)
    made = [(await services.patients.create({**PATIENT, "lastName": f"J{'x' * n}"})).resource_id for n in range(3, 27)]

    listed, pages = await all_pages(services.patients.find_all)
    assert pages > 1
    assert [patient["resourceId"] for patient in listed] == [patient["resourceId"] for patient in before] + made


async def test_patients_by_filters(services: Services) -> None:
    ravi = {**PATIENT, "firstName": "Ravi", "gender": "male", "state": "Goa", "mobileNumber": "+919800000001"}
    ids = [(await services.patients.create({**ravi, "birthDate": f"199{n}-01-01"})).resource_id for n in range(3)]
    other = (await services.patients.create(PATIENT)).resource_id

    async def found(**filters: Any) -> list[str]:
        page = await services.patients.find_by_filters(filters)
        assert page.total == len(page.entry)
        return [patient["resourceId"] for patient in page.entry]

    assert await found(firstName="Rav") == ids
    assert await found(firstName="ravi", lastName="johnson", state="Goa") == ids
    assert await found(birthDate="1991-01-01", gender="male") == [ids[1]]
    assert await found(phone="+919800000001") == ids
    assert await found(identifier="123456789012") == [*ids, other]
    assert await found(identifier="123456789013") == []
    assert await found(organization=services.config.facility_id, state="Kerala") == [other]
    assert set(await found()) >= {*ids, other}

    first = await services.patients.find_by_filters({"firstName": "Ravi", "count": 2})
    assert (len(first.entry), first.total) == (2, 3)
    rest = await services.patients.find_by_filters({"firstName": "Ravi", "count": 2}, first.link.next_page)
    assert [patient["resourceId"] for patient in first.entry + rest.entry] == ids
    assert rest.link.next_page is None


async def test_a_practitioner_from_creation_to_deletion(services: Services) -> None:
    practitioners = services.practitioners
    created = await practitioners.create(PRACTITIONER)
    assert created.message == "Successfully created the Practitioner profile"
    with pytest.raises(EhrApiError, match="already exists"):
        await practitioners.create(PRACTITIONER)

    assert await practitioners.exists(created.resource_id) is True
    found = await practitioners.find_by_id(created.resource_id)
    assert found.message == "Practitioner Found !!!"
    assert {name: found.request_resource[name] for name in PRACTITIONER} == PRACTITIONER

    changes = {**PRACTITIONER, "resourceId": created.resource_id, "designation": "Consultant", "status": "Inactive"}
    assert (await practitioners.update(changes)).resource_id == created.resource_id
    found = await practitioners.find_by_id(created.resource_id)
    assert {name: found.request_resource[name] for name in changes} == changes

    async def matching(**filters: Any) -> list[str]:
        return [each["resourceId"] for each in (await practitioners.find_by_filters(filters)).entry]

    assert await matching(firstName="Dr.S", lastName="Wils", state="Delhi") == [created.resource_id]
    assert await matching(mobileNumber="+919876543211", count=5) == [created.resource_id]
    assert await matching(emailId="SARAH@example.com", gender="male") == []

    listed, _ = await all_pages(practitioners.find_all)
    assert created.resource_id in [each["resourceId"] for each in listed]
    await practitioners.delete(created.resource_id)
    assert await practitioners.exists(created.resource_id) is False
    assert (await practitioners.find_by_id(created.resource_id)).request_resource == []


async def test_an_appointment_from_creation_to_deletion(services: Services) -> None:
    patient = (await services.patients.create(PATIENT)).resource_id
    practitioner = (await services.practitioners.create(PRACTITIONER)).resource_id
    booked = await services.appointments.create(
        AppointmentDTO(practitionerReference=practitioner, patientReference=patient, start=START, end=END)
    )
    assert (booked.type, booked.resource.priority, booked.resource.slot) == ("Appointment", "Emergency", "")
    assert booked.resource.organization_id == services.config.facility_id
    reference = booked.resource.appointment_reference

    found = await services.appointments.find_by_id(reference)
    item = found.request_resource
    assert (found.message, found.total_records) == ("Appointment Found !!!", 1)
    assert (item.patient_reference, item.practitioner_reference) == (patient, practitioner)
    assert (item.appointment_start_time, item.appointment_end_time) == ("2031-01-10T09:00:00Z", "2031-01-10T09:30:00Z")
    assert await services.appointments.exists(reference) is True

    for _ in range(20):
        await services.appointments.create(
            AppointmentDTO(practitionerReference=practitioner, patientReference=patient, start=START, end=END)
        )
    listed, pages = await all_pages(services.appointments.find_all)
    assert pages > 1
    assert reference in [each.appointment_reference for each in listed]

    await services.appointments.delete(reference)
    assert await services.appointments.exists(reference) is False
    gone = await services.appointments.find_by_id(reference)
    assert (gone.message, gone.request_resource) == ("Records not Found !!!", None)


async def test_wall_times_and_the_optional_fields_of_an_appointment(services: Services) -> None:
    patient = (await services.patients.create(PATIENT)).resource_id
    practitioner = (await services.practitioners.create(PRACTITIONER)).resource_id
    reference = new_id()
    booked = await services.appointments.create(
        AppointmentDTO(
            practitionerReference=practitioner,
            patientReference=patient,
            start=datetime(2031, 1, 10, 9),  # noqa: DTZ001  # the package sends it as it is, without an offset
            end=datetime(2031, 1, 10, 9, 30),  # noqa: DTZ001  # likewise
            priority=AppointmentPriority.FOLLOW_UP_VISIT,
            organizationId=services.config.facility_id,
            slot="Slot12",
            reference=reference,
        )
    )
    assert (booked.resource.appointment_reference, booked.resource.slot) == (reference, "Slot12")
    assert booked.resource.priority == "Follow-up visit"
    # the practice lies in Oregon, eight hours behind UTC in winter
    assert booked.resource.appointment_start_time == "2031-01-10T17:00:00Z"
    assert await services.appointments.exists(reference) is True


async def test_the_package_cannot_say_which_appointment_to_update(services: Services) -> None:
    with pytest.raises(EhrApiError) as refused:
        await services.appointments.update(UpdateAppointmentDTO(slot="Slot12"))
    assert refused.value.status_code == 400
    assert str(refused.value) == "Validation failed: Field required"


async def test_an_unknown_reference_is_named(services: Services) -> None:
    with pytest.raises(EhrApiError) as refused:
        await services.appointments.create(
            AppointmentDTO(practitionerReference="prac-123", patientReference="pat-456", start=START, end=START)
        )
    assert refused.value.status_code == 400
    assert [each["field"] for each in refused.value.data["details"]] == [
        "patientReference",
        "practitionerReference",
        "end",
    ]


async def test_who_may_not_come_in(practice: dict[str, Any], services: Services) -> None:
    async with AsyncExitStack() as stack:
        stranger = await open_services(stack, practice["carestack"], api_key="wrong")
        with pytest.raises(EhrApiError) as refused:
            await stranger.patients.find_all()
        assert refused.value.status_code == 401
        assert await stranger.patients.exists("x") is False
        with pytest.raises(EhrApiError):
            await stranger.appointments.exists("x")

        lost = await open_services(stack, practice["carestack"], facility_id="no-such-facility")
        with pytest.raises(EhrApiError) as refused:
            await lost.patients.find_all()
        assert str(refused.value) == "Validation failed: Unknown facility."
