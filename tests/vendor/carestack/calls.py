"""Calls every method of the package's services that are served, and tells what came of each.

Run by the Python that has the package: ``python calls.py BASE_URL API_KEY FACILITY_ID`` prints the outcomes as JSON.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from carestack.appointment.appointment_dto import AppointmentDTO, UpdateAppointmentDTO
from carestack.appointment.appointment_service import Appointment
from carestack.base.base_types import ClientConfig
from carestack.lookup.lookup_service import LookupService
from carestack.organization import organization_dto as organizations
from carestack.organization.organization_service import Organization
from carestack.patient.patient_service import Patient
from carestack.practitioner.practitioner_service import Practitioner

WORKS = "works"
FACILITY = Path(__file__).parents[2] / "dialects" / "carestack" / "facility.json"
ABHA = "asha.menon@sbx"
PATIENT = {
    "idNumber": "123456789012",
    "idType": "Aadhaar",
    "patientType": "new",
    "firstName": "Asha",
    "lastName": "Menon",
    "birthDate": "1985-03-15",
    "gender": "Female",
    "address": "456 Health Street, Medical City",
    "pincode": "682001",
    "state": "Kerala",
    "mobileNumber": "+919876543210",
    "emailId": "asha@example.com",
    "abhaAddress": ABHA,
    "resourceType": "Patient",
}
PRACTITIONER = {
    "registrationId": "REG-CALLS",
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


class Outcomes:
    """What came of each method: that it works, or the status and message of its error."""

    def __init__(self) -> None:
        self.told: dict[str, str] = {}

    async def of(self, name: str, call: Awaitable[Any], good: Callable[[Any], object] = lambda _: True) -> Any:
        """Await a call; it works if it returns what is ``good``."""
        try:
            result = await call
            self.told[name] = WORKS if good(result) else f"wrong: {result!r}"
        except Exception as error:  # noqa: BLE001  # whatever the package raises is what is to be told
            self.told[name] = f"{getattr(error, 'status_code', '')} {error}".strip()
            return None
        return result


async def person(told: Outcomes, config: Any, service_class: Any, body: dict[str, str], more: dict[str, str]) -> str:
    """Patients and practitioners alike; ``more`` is what an update must repeat. The first stays, to be referred to."""
    name, given = service_class.__name__, body["firstName"]
    async with service_class(config) as each:
        made = await told.of(f"{name}.create", each.create(body), lambda made: made.resource_id)
        id: str = made.resource_id
        await told.of(f"{name}.find_all", each.find_all(), lambda page: page.total_number_of_records > 0)
        await told.of(
            f"{name}.find_by_id", each.find_by_id(id), lambda found: found.request_resource["firstName"] == given
        )
        await told.of(f"{name}.exists", each.exists(id), bool)
        changes = {**more, "resourceId": id, "resourceType": name, "emailId": "new@example.com"}
        await told.of(f"{name}.update", each.update(changes), lambda made: made.resource_id == id)
        filters = {"firstName": given, "lastName": body["lastName"]}
        await told.of(f"{name}.find_by_filters", each.find_by_filters(filters), lambda page: len(page.entry) >= 1)
        other = await each.create({**body, "registrationId": "REG-GONE", "lastName": "Gone"})
        await told.of(f"{name}.delete", each.delete(other.resource_id))
        if await each.exists(other.resource_id):
            told.told[f"{name}.delete"] = "wrong: it is still there"
    return id


async def appointments(told: Outcomes, config: Any, patient: str, practitioner: str) -> None:
    body = AppointmentDTO(practitionerReference=practitioner, patientReference=patient, start=START, end=END)
    async with Appointment(config) as service:
        made = await told.of("Appointment.create", service.create(body), lambda made: made.resource.priority)
        reference = made.resource.appointment_reference
        await told.of("Appointment.find_all", service.find_all(), lambda page: page.total_records > 0)
        await told.of("Appointment.find_by_id", service.find_by_id(reference), lambda found: found.request_resource)
        await told.of("Appointment.exists", service.exists(reference), bool)
        await told.of("Appointment.update", service.update(UpdateAppointmentDTO(slot="Slot12")))
        await told.of("Appointment.delete", service.delete(reference))


async def facilities(told: Outcomes, config: Any) -> None:
    body = json.loads(FACILITY.read_text())
    kind = import_module("carestack.common.enums").OrganizationsIdType
    async with Organization(config) as service:

        async def of(name: str, call: Awaitable[Any], good: Callable[[Any], object]) -> Any:
            return await told.of(f"Organization.{name}", call, good)

        await of("create", service.create(body), lambda said: said.startswith("Facility registered"))
        page = await of("find_all", service.find_all(), lambda page: page.total_number_of_records > 1)
        made = next(each for each in page.data if each["accountId"] == body["accountId"])
        one = service.find_by_id(kind.ACCOUNT_ID, body["accountId"])
        await of("find_by_id", one, lambda found: found.data[0]["id"] == made["id"])
        await of("exists", service.exists(kind.ORGANIZATION_ID, made["facilityId"]), lambda found: found is True)
        update = organizations.UpdateOrganizationDTO(id=made["id"], spocName="Dr. Menon", spocId="71-1")
        await of("update", service.update(update), lambda said: said.startswith("Facility updated"))
        asked = organizations.SearchOrganizationDTO(facilityName="Marine", stateLGDCode="32", page=1, resultsPerPage=5)
        await of(
            "search", service.search(asked), lambda found: found.organizations[0].organization_status == "Approved"
        )
        await of("delete", service.delete(made["id"]), lambda _: True)
        if await service.exists(kind.ORGANIZATION_ID, made["facilityId"]):
            told.told["Organization.delete"] = "wrong: it is still there"


async def masters(told: Outcomes, config: Any) -> None:
    async with Organization(config) as service:

        async def of(name: str, call: Awaitable[Any], good: Callable[[Any], object]) -> Any:
            return await told.of(f"Organization.{name}", call, good)

        await of("get_master_types", service.get_master_types(), lambda found: found.master_types)
        await of("get_master_data", service.get_master_data("OWNER"), lambda found: found.data)
        states = await of("get_lgd_states", service.get_lgd_states(), lambda found: len(found.root) > 30)
        district = next(state.districts[0].code for state in states.root if state.districts)
        await of("get_lgd_sub_districts", service.get_lgd_sub_districts(district), lambda found: found.root)
        owner = organizations.OrganizationTypeRequest(ownershipCode="G", systemOfMedicineCode="M")
        types = await of("get_organization_type", service.get_organization_type(owner), lambda found: found.data)
        request = organizations.OwnershipSubTypeRequest(ownershipCode="G", ownerSubtypeCode="C")
        await of("get_owner_subtypes", service.get_owner_subtypes(request), lambda found: found.data)
        medicine = organizations.SpecialitiesRequest(systemOfMedicineCode="M")
        await of("get_specialities", service.get_specialities(medicine), lambda found: found.data)
        subtype = organizations.OrganizationSubTypeRequest(facilityTypeCode=types.data[0].code)
        await of("get_organization_subtypes", service.get_organization_subtypes(subtype), lambda found: found.type)
        await of("get_location", service.get_location("Kochi 682001"), lambda found: 8 < found.lat < 11)


async def lookup(told: Outcomes, config: Any) -> None:
    async with LookupService(config) as service:
        await told.of(
            "LookupService.get_code",
            service.get_code("medication", "paracetmol"),
            lambda found: found[0].code == "DB00316",
        )
        await told.of(
            "LookupService.get_snomed_code",
            service.get_snomed_code("heart attack", "diagnosis"),
            lambda found: len(found) == 3 and found[0].similarity > 0.8,
        )
        await told.of(
            "LookupService.get_loinc_code",
            service.get_loinc_code("MRI of brain"),
            lambda found: found[0].code == "24590-2",
        )


async def consents(told: Outcomes, config: Any) -> None:
    """What was asked for is not granted here: a Bundle is refused."""
    try:
        dto = import_module("carestack.consent.consent_dto")
        service_class = import_module("carestack.consent.consent_service").Consent
    except ModuleNotFoundError:
        return
    async with service_class(config) as service:
        search = dto.FindPatientDTO(patientId=ABHA, isHIU=True)
        name = await told.of("Consent.find_patient", service.find_patient(search), lambda name: name == "Asha Menon")
        request = dto.ConsentRequestDTO(
            patientAbhaId=ABHA,
            patientName=name,
            requestPurpose="PATRQT",
            dateFrom="2024-08-28T00:00:00.000Z",
            dateTo="2030-08-27T00:00:00.000Z",
            eraseDate="2040-09-29T00:00:00.000Z",
            healthInformationTypes=["HealthDocumentRecord", "OPConsultation"],
        )
        made = await told.of(
            "Consent.raise_consent_request",
            service.raise_consent_request(request),
            lambda made: made["resource"]["consentStatus"] == "REQUESTED",
        )
        asked = dto.GetConsentRequestDTO(consentId=made["resourceId"])
        await told.of(
            "Consent.get_consent",
            service.get_consent(asked),
            lambda found: found["requestResource"][0]["consentId"] == made["resourceId"],
        )
        wanted = dto.BundleRequestDTO(careContexts=["none"], healthInformationTypes=["OPConsultation"])
        await told.of("Consent.get_bundle", service.get_bundle(wanted))


async def outcomes(base_url: str, api_key: str, facility_id: str) -> dict[str, str]:
    config = ClientConfig(api_key=api_key, facility_id=facility_id, api_url=base_url)
    told = Outcomes()
    patient = await person(told, config, Patient, PATIENT, {})
    practitioner = await person(told, config, Practitioner, PRACTITIONER, PRACTITIONER)
    await appointments(told, config, patient, practitioner)
    await facilities(told, config)
    await masters(told, config)
    await lookup(told, config)
    await consents(told, config)
    return told.told


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(outcomes(*sys.argv[1:]))))
