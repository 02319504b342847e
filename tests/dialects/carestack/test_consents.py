"""Consent from the request by way of the patient's page to the records, over a real socket."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import requests
from fhir.resources.R4B.bundle import Bundle

from polyclinic.carestack import AsyncCareStack, CareStack, ConsentRequest
from polyclinic.sdk.errors import Forbidden
from tests.dialects.carestack.conftest import Door, door_of
from tests.support.answering import Patient
from tests.support.clock import Clock
from tests.support.pages import forms_of, unlabelled
from tests.support.server import RunningSandbox

TIMEOUT = 20
ABHA = "asha.menon@sbx"
HI_TYPES = ["OPConsultation", "Prescription", "DiagnosticReport", "HealthDocumentRecord", "WellnessRecord"]
REQUEST = {
    "patientAbhaId": ABHA,
    "patientName": "Asha Menon",
    "requestPurpose": "CAREMGT",
    "dateFrom": "2000-01-01T12:00:00.000Z",
    "dateTo": "2035-01-01T12:00:00.000Z",
    "eraseDate": "2036-01-01T12:00:00.000Z",
    "healthInformationTypes": HI_TYPES,
}


@pytest.fixture
def patient(sandbox: RunningSandbox, practice: dict[str, Any]) -> Patient:
    return Patient(Clock(sandbox, practice["carium"]["organization_id"]))


@pytest.fixture
def asha(door: Door) -> str:
    """A patient with a chart, an ABHA address and an email address."""
    first = door.call("GET", "/get/Patient")["requestResource"][0]["id"]
    changes = {"resourceId": first, "firstName": "Asha", "lastName": "Menon", "abhaAddress": ABHA}
    door.call("PUT", "/update/Patient", json={**changes, "emailId": "asha@example.com"})
    return str(first)


@pytest.fixture
def ask(door: Door, asha: str) -> Callable[..., str]:
    def send(**changes: Any) -> str:
        return str(door.call("POST", "/add/Consent", 201, json={**REQUEST, **changes})["resourceId"])

    return send


def get(door: Door, consent_id: str, consent_type: str = "Requested") -> dict[str, Any]:
    found = door.call("GET", f"/get/Consent/{consent_id}", params={"consentType": consent_type})
    assert (found["message"], found["totalNumberOfRecords"]) == ("Records Found !!!", 1)
    consent: dict[str, Any] = found["requestResource"][0]
    return consent


def bundles(door: Door, contexts: list[str], types: list[str], expect: int = 200, **more: str) -> Any:
    params = {"careContexts[]": contexts, "healthInformationTypes[]": types, **more}
    return door.call("GET", "/get/Bundle", expect, params=params)


def test_from_the_request_to_the_records_and_back(door: Door, asha: str, ask: Any, patient: Patient) -> None:
    assert door.call("POST", "/abdm-flows/find/patients", json={"patientId": ABHA, "isHIU": True}) == "Asha Menon"
    consent_id = ask()
    asked = get(door, consent_id)
    assert (asked["status"], asked["consentStatus"], asked["careContextReferences"]) == ("REQUESTED", "REQUESTED", [])
    assert (asked["abhaId"], asked["hiTypes"], asked["grantedHiTypes"]) == (ABHA, HI_TYPES, [])
    bundles(door, [asha], ["OPConsultation"], 403)

    (link,) = patient.links()
    page = patient.open(link)
    assert (page.status_code, unlabelled(page.text)) == (200, [])
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "no-store"
    assert all(each in page.text for each in ("your treatment", "2000-01-01", "2036-01-01", "Prescriptions"))
    done = patient.answer(link, "grant", types=HI_TYPES[:4])
    assert (done.status_code, "You have given your consent." in done.text) == (200, True)

    granted = get(door, consent_id)
    assert (granted["status"], granted["grantedHiTypes"]) == ("GRANTED", HI_TYPES[:4])
    assert json.loads(granted["grantedPermission"])["dataEraseAt"] == REQUEST["eraseDate"]
    contexts = granted["careContextReferences"]
    assert asha in contexts
    found = bundles(door, contexts[:50], HI_TYPES[:4])
    assert found["totalNumberOfRecords"] == len(found["requestResource"]) > 0
    for document in found["requestResource"]:
        assert Bundle.model_validate_json(json.dumps(document)).type == "document"
        assert document["entry"][0]["resource"]["subject"] == {"reference": f"urn:uuid:{asha}"}
        assert_closed(document)
    bundles(door, contexts[:1], ["WellnessRecord"], 403)
    bundles(door, [*contexts[:1], "elsewhere"], ["OPConsultation"], 403)

    assert patient.answer(link, "send_link").status_code == 409  # one was sent a moment ago
    patient.clock.advance(timedelta(minutes=6))
    sent = patient.answer(link, "send_link")
    assert ("on its way" in sent.text, forms_of(sent.text)) == (True, [])
    fresh = patient.links()[0]
    assert fresh != link
    assert patient.open(link).status_code == 404
    assert "taken your consent back" in patient.answer(fresh, "revoke").text
    assert get(door, consent_id)["status"] == "REVOKED"
    bundles(door, contexts[:1], ["OPConsultation"], 403)


def assert_closed(document: dict[str, Any]) -> None:
    """Every reference leads to an entry, and the Composition is the first of them."""
    entries = {entry["fullUrl"] for entry in document["entry"]}
    assert set(re.findall(r'"reference": "([^"]+)"', json.dumps(document))) <= entries
    assert len(entries) == len(document["entry"])
    assert document["entry"][0]["resource"]["resourceType"] == "Composition"
    assert "XXXXXXXX" not in json.dumps(document)


def test_a_link_answers_once(door: Door, ask: Any, patient: Patient) -> None:
    consent_id = ask()
    (link,) = patient.links()
    page = patient.open(link)
    token = forms_of(page.text)[0].fields["csrf"]
    body = {"csrf": token, "decision": "deny"}

    assert patient.session.post(link, data=body, timeout=TIMEOUT).status_code == 200
    assert get(door, consent_id)["status"] == "DENIED"
    assert patient.session.post(link, data={**body, "decision": "grant"}, timeout=TIMEOUT).status_code == 404
    assert get(door, consent_id)["status"] == "DENIED"
    assert "You have said no." in patient.open(link).text


def test_only_our_page_answers(door: Door, ask: Any, patient: Patient) -> None:
    consent_id = ask()
    (link,) = patient.links()
    forged = requests.post(link, data={"decision": "grant", "types": "OPConsultation", "csrf": "x"}, timeout=TIMEOUT)
    foreign = requests.post(link, data={"decision": "deny"}, headers={"Origin": "https://e.example"}, timeout=TIMEOUT)

    assert (forged.status_code, foreign.status_code) == (403, 403)
    assert forged.headers["Content-Type"].startswith("text/html")
    assert get(door, consent_id)["status"] == "REQUESTED"


@pytest.mark.parametrize("end", ["x", "", ".x"])
def test_a_wrong_link_opens_nothing(ask: Any, patient: Patient, end: str) -> None:
    ask()
    (link,) = patient.links()
    wrong = link[:-1] + ("A" if link[-1] != "A" else "B") if not end else link + end

    assert patient.open(wrong).status_code == 404
    assert patient.open(link.rpartition("/")[0] + "/x").status_code == 404


def test_less_than_was_asked_for(door: Door, asha: str, ask: Any, patient: Patient) -> None:
    consent_id = ask()
    (link,) = patient.links()
    none = patient.answer(link, "grant", types=[])
    wrong = patient.answer(link, "grant", first_day="never")
    backwards = patient.answer(link, "grant", first_day="2030-01-02", last_day="2030-01-01")
    assert [each.status_code for each in (none, wrong, backwards)] == [400, 400, 400]
    assert "Choose at least one" in none.text
    assert "YYYY-MM-DD" in wrong.text
    assert get(door, consent_id)["status"] == "REQUESTED"

    patient.answer(link, "grant", types=["Prescription"], first_day="1999-01-01", last_day="2000-01-02")
    granted = get(door, consent_id)
    assert granted["grantedHiTypes"] == ["Prescription"]
    assert granted["period"]["from"] == REQUEST["dateFrom"]
    assert granted["period"]["to"] < "2000-01-04"
    assert granted["careContextReferences"] == []
    bundles(door, [asha], ["Prescription"], 403)


def test_it_ends_by_the_practices_clock(door: Door, asha: str, ask: Any, patient: Patient) -> None:
    soon = (patient.clock.now() + timedelta(days=30)).isoformat(timespec="milliseconds")[:23] + "Z"
    granted, unanswered = ask(eraseDate=soon), ask(eraseDate=soon, requestPurpose="PATRQT")
    second, first = patient.links()
    patient.answer(first, "grant")
    contexts = get(door, granted)["careContextReferences"][:2]
    bundles(door, contexts, ["OPConsultation"])

    patient.clock.advance(timedelta(days=8))
    page = patient.open(second)
    assert "too old" in page.text
    assert [name for _, name in forms_of(page.text)[0].buttons] == ["send_link"]
    patient.clock.advance(timedelta(days=23))
    assert [get(door, each)["status"] for each in (granted, unanswered)] == ["EXPIRED", "EXPIRED"]
    assert "This request has ended" in patient.open(second).text
    bundles(door, contexts, ["OPConsultation"], 403)


def test_every_bad_field_is_named(door: Door, asha: str) -> None:
    assert door.fields("POST", "/add/Consent", json={}) == list(REQUEST)
    wrong = {
        **REQUEST,
        "requestPurpose": "FUN",
        "dateFrom": "2024-08-28T00:00:00Z",
        "dateTo": "2024-08-28",
        "eraseDate": "tomorrow",
        "healthInformationTypes": ["OPConsultation", "Gossip"],
    }
    assert door.fields("POST", "/add/Consent", json=wrong) == [
        *("requestPurpose", "dateFrom", "dateTo", "eraseDate"),
        "healthInformationTypes.1",
    ]
    assert door.fields("POST", "/add/Consent", json={**REQUEST, "healthInformationTypes": []}) == [
        "healthInformationTypes"
    ]
    assert door.fields("POST", "/add/Consent", json={**REQUEST, "patientAbhaId": "nobody@sbx"}) == ["patientAbhaId"]
    past = {"dateTo": "1999-01-01T00:00:00.000Z", "eraseDate": "2020-01-01T00:00:00.000Z"}
    assert door.fields("POST", "/add/Consent", json={**REQUEST, **past}) == ["dateTo.end", "eraseDate"]
    impossible = {"dateFrom": "2024-02-30T00:00:00.000Z", "eraseDate": "2024-13-01T00:00:00.000Z"}
    assert door.fields("POST", "/add/Consent", json={**REQUEST, **impossible}) == ["dateFrom", "eraseDate"]
    assert door.fields("GET", "/get/Bundle") == ["careContexts[]", "healthInformationTypes[]"]
    assert door.fields("GET", "/get/Consent", params={"consentType": "Sent"}) == ["consentType"]
    door.call("POST", "/abdm-flows/find/patients", 404, json={"patientId": "nobody@sbx", "isHIU": True})


def test_who_asked_and_who_was_asked(door: Door, sandbox: RunningSandbox, ask: Any) -> None:
    consent_id = ask()
    elsewhere = door.at(None)
    other = door_of(sandbox.new_practice()["carestack"])

    assert get(door, consent_id, "Received")["consentId"] == consent_id
    for at, consent_type in ((other, "Received"), (other, "Requested")):
        found = at.call("GET", f"/get/Consent/{consent_id}", params={"consentType": consent_type})
        assert (found["requestResource"], found["totalNumberOfRecords"]) == ([], 0)
    assert elsewhere.call("GET", "/get/Consent", params={"consentType": "Received"})["totalNumberOfRecords"] == 1


def test_lists_page_by_page(practice: dict[str, Any], ask: Any) -> None:
    made = [ask(requestPurpose="DSRCH") for _ in range(22)]
    block = practice["carestack"]
    with CareStack(block["base_url"], block["api_key"], block["facility_id"]) as client:
        assert [each.consentId for each in client.consents.list()] == made
        assert client.consents.get(made[3]) is not None
        assert client.consents.get("nothing") is None


async def test_our_client(practice: dict[str, Any], asha: str, patient: Patient) -> None:
    block = practice["carestack"]
    async with AsyncCareStack(block["base_url"], block["api_key"], block["facility_id"]) as client:
        assert await client.consents.find_patient(ABHA) == "Asha Menon"
        asked = await client.consents.request(ConsentRequest.model_validate(REQUEST))
        with pytest.raises(Forbidden):
            await client.consents.bundles([asha], ["OPConsultation"])
        patient.answer(patient.links()[0], "grant")
        granted = await client.consents.get(asked.consentId)
        assert granted is not None
        assert granted.status == "GRANTED"
        found = await client.consents.bundles(granted.careContextReferences[:3], granted.grantedHiTypes)
        assert {each["resourceType"] for each in found} == {"Bundle"}


def test_the_demo_patient_has_answered(demo: dict[str, Any]) -> None:
    door = door_of(demo["carestack"])
    denied, granted = sorted(door.call("GET", "/get/Consent")["requestResource"], key=lambda each: each["status"])
    assert (denied["status"], granted["status"], granted["abhaId"]) == ("DENIED", "GRANTED", "demo.patient@sbx")
    assert (
        door.call("POST", "/abdm-flows/find/patients", json={"patientId": granted["abhaId"], "isHIU": True})
        == (granted["patientName"])
    )
    found = bundles(door, granted["careContextReferences"], granted["grantedHiTypes"])
    assert found["totalNumberOfRecords"] > 0
    bundles(door, granted["careContextReferences"], ["WellnessRecord"], 403)
