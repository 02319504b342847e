"""The package's flow of consent, step by step, with the patient's answer in between."""

import json
from typing import Any

import pytest
from carestack.base.base_types import ClientConfig
from carestack.base.errors import EhrApiError
from carestack.consent.consent_dto import BundleRequestDTO, ConsentRequestDTO, FindPatientDTO, GetConsentRequestDTO
from carestack.consent.consent_service import Consent
from carestack.patient.patient_service import Patient
from fhir.resources.R4B.bundle import Bundle

from tests.support.answering import Patient as Asked
from tests.support.clock import Clock
from tests.support.server import RunningSandbox

ABHA = "ravi.kumar@sbx"
TYPES = ["OPConsultation", "Prescription", "DiagnosticReport", "WellnessRecord"]


async def test_from_asking_to_reading(sandbox: RunningSandbox, practice: dict[str, Any]) -> None:
    block = practice["carestack"]
    config = ClientConfig(api_key=block["api_key"], facility_id=block["facility_id"], api_url=block["base_url"])
    async with Patient(config) as patients, Consent(config) as consents:
        patient_id = (await patients.find_all()).request_resource[0]["id"]
        changes = {"resourceId": patient_id, "resourceType": "Patient", "emailId": "ravi@example.com"}
        await patients.update(changes)
        await patients.put("/update/Patient", {"resourceId": patient_id, "abhaAddress": ABHA}, response_model=None)
        name = await consents.find_patient(FindPatientDTO(patientId=ABHA, isHIU=True))
        asked = await consents.raise_consent_request(
            ConsentRequestDTO(
                patientAbhaId=ABHA,
                patientName=name,
                requestPurpose="CAREMGT",
                dateFrom="2000-08-28T00:00:00.000Z",
                dateTo="2036-08-27T00:00:00.000Z",
                eraseDate="2040-09-29T00:00:00.000Z",
                healthInformationTypes=TYPES,
            )
        )
        wanted = BundleRequestDTO(careContexts=[patient_id], healthInformationTypes=TYPES)
        with pytest.raises(EhrApiError) as refused:
            await consents.get_bundle(wanted)
        assert refused.value.status_code == 403

        asking = Asked(Clock(sandbox, practice["carium"]["organization_id"]))
        asking.answer(asking.links()[0], "grant")
        found = await consents.get_consent(GetConsentRequestDTO(consentId=asked["resourceId"]))
        granted = found["requestResource"][0]
        assert (granted["status"], granted["grantedHiTypes"]) == ("GRANTED", TYPES)
        read = await consents.get_bundle(
            BundleRequestDTO(
                careContexts=granted["careContextReferences"][:50], healthInformationTypes=granted["grantedHiTypes"]
            )
        )
        assert read["totalNumberOfRecords"] == len(read["requestResource"]) > 0
        for document in read["requestResource"]:
            assert Bundle.model_validate_json(json.dumps(document)).type == "document"
