"""Encounters from a pre-encounter patient: what they take from the record, and how long they follow it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import httpx2
import pytest

from polyclinic.core.coverage import operations as coverages
from polyclinic.core.encounters.model import ENCOUNTER, ClaimStatus
from polyclinic.core.patients import operations as patients
from polyclinic.core.shared.changes import Event
from polyclinic.core.shared.context import perform
from polyclinic.core.shared.ids import new_id
from polyclinic.dialects.candid.mapping.encounters_from_pre_encounter import referral_on
from polyclinic.dialects.candid.routes.encounters_from_pre_encounter import follow
from tests.dialects.candid.office import ENCOUNTERS, READY, Office, body, fields
from tests.dialects.candid.pre_encounter.bodies import coverage
from tests.dialects.candid.pre_encounter.people import ADDRESS, STRANGE, named, person

PATH = f"{ENCOUNTERS}/create-from-pre-encounter"
GUARANTOR = {
    "name": named("Odinson", "Thor"),
    "address": ADDRESS,
    "telecom": {"value": "555-0104", "use": "MOBILE"},
    "email": "thor@asgard.example",
    "birth_date": "1980-01-01",
}
REFERRED = {
    "primary_telecom": {"value": "555-0100", "use": "MOBILE"},
    "email": "loki@asgard.example",
    "guarantor": GUARANTOR,
    "referrals": [
        {"provider": STRANGE, "referral_number": "OLD", "period": {"end": "2020-01-01"}},
        {"provider": STRANGE, "referral_number": "R-1", "period": {"start": "2023-01-01"}},
    ],
}


class Desk:
    """A client with one pre-encounter patient."""

    def __init__(self, office: Office, http: httpx2.AsyncClient) -> None:
        self.office = office
        self.http = http
        self.patient: dict[str, Any] = {}

    async def call(self, method: str, path: str, expect: int = 200, **given: Any) -> Any:
        answer = await self.http.request(method, path, **given)
        assert answer.status_code == expect, answer.text
        return answer.json() if answer.content else None

    async def register(self, **changes: Any) -> str:
        self.patient = await self.call("POST", "/patients/v1", json=person(**changes))
        id: str = self.patient["id"]
        return id

    async def change(self, **changes: Any) -> None:
        """Replace the patient and let the worker hear of it."""
        held = await self.call("GET", f"/patients/v1/{self.patient['id']}")
        path = f"/patients/v1/{held['id']}/{held['version'] + 1}"
        self.patient = await self.call("PUT", path, json={**held, **changes})
        await self.told("patient.updated", "patient", held["id"])

    async def insure(self, *members: str, **changes: Any) -> list[str]:
        """Plans of these members, billed in this order."""
        ids = []
        for member in members:
            sent = coverage(self.patient["id"], **changes)
            sent["insurance_plan"] = {**sent["insurance_plan"], "member_id": member}
            ids.append((await self.call("POST", "/coverages/v1", json=sent))["id"])
        await self.change(filing_order={"coverages": ids})
        return ids

    async def told(self, name: str, kind: str, id: str) -> None:
        event = Event(name, kind, id)
        await perform(self.office.context, lambda ctx: follow(ctx, event))

    def sent(self, *appointment_ids: str, **changes: Any) -> dict[str, Any]:
        made = body(**{**READY, "patient": ..., "responsible_party": ..., "subscriber_primary": ..., **changes})
        own = {"pre_encounter_patient_id": self.patient["id"], "pre_encounter_appointment_ids": list(appointment_ids)}
        return {**made, **own}

    async def record(self, *appointment_ids: str, **changes: Any) -> Any:
        return await self.call("POST", PATH, json=self.sent(*appointment_ids, **changes))

    async def read(self, encounter: dict[str, Any]) -> Any:
        return await self.call("GET", f"{ENCOUNTERS}/{encounter['encounter_id']}")


@pytest.fixture
async def desk(office: Office, http: httpx2.AsyncClient) -> Desk:
    desk = Desk(office, http)
    await desk.register(**REFERRED)
    return desk


async def test_the_record_fills_the_encounter(desk: Desk) -> None:
    await desk.insure("M-1", "M-2", "M-3")
    made = await desk.record()
    patient = made["patient"]
    assert patient["individual_id"] == desk.patient["id"]
    assert (patient["external_id"], patient["first_name"], patient["last_name"]) == (
        desk.patient["mrn"],
        "Loki",
        "Laufeyson",
    )
    assert (patient["date_of_birth"], patient["gender"]) == ("1983-12-17", "male")
    assert (patient["address"]["city"], patient["address"]["zip_plus_four_code"]) == ("Albany", "1234")
    assert patient["phone_numbers"] == [{"number": "555-0100", "type": "Mobile"}]
    assert patient["email"] == "loki@asgard.example"

    primary = made["subscriber_primary"]
    assert (primary["first_name"], primary["patient_relationship_to_subscriber_code"]) == ("Frigga", "19")
    card = primary["insurance_card"]
    assert (card["member_id"], card["payer_id"], card["payer_name"]) == ("M-1", "60054", "Aetna")
    assert (card["group_number"], card["plan_type"], card["insurance_type"]) == ("G-77", "13", "C1")
    assert made["subscriber_secondary"]["insurance_card"]["member_id"] == "M-2"
    assert "subscriber_tertiary" not in made

    assert (made["responsible_party"], made["referral_number"]) == ("INSURANCE_PAY", "R-1")
    referring = made["referring_provider"]
    assert (referring["first_name"], referring["npi"]) == ("Stephen", "1234567893")
    guarantor = made["guarantor"]
    assert (guarantor["first_name"], guarantor["external_id"], guarantor["email"]) == (
        "Thor",
        desk.patient["id"],
        "thor@asgard.example",
    )
    assert made["claims"][0]["status"] == "coded"
    assert await desk.read(made) == made


@pytest.mark.parametrize(("self_pay", "expected"), [(None, "UNKNOWN"), (True, "SELF_PAY"), (False, "UNKNOWN")])
async def test_who_is_responsible_without_a_plan(desk: Desk, self_pay: bool | None, expected: str) -> None:
    if self_pay is not None:
        await desk.change(self_pay=self_pay)
    assert (await desk.record())["responsible_party"] == expected


async def test_it_follows_the_record(desk: Desk) -> None:
    made = await desk.record()
    _, second = await desk.insure("M-1", "M-2")
    insured = await desk.read(made)
    assert insured["subscriber_primary"]["insurance_card"]["member_id"] == "M-1"
    assert insured["responsible_party"] == "INSURANCE_PAY"

    await desk.change(
        filing_order={"coverages": [second]}, name=named("Odinson"), guarantor={**GUARANTOR, "email": None}
    )
    after = await desk.read(made)
    assert after["subscriber_primary"]["insurance_card"]["member_id"] == "M-2"
    assert "subscriber_secondary" not in after
    assert after["patient"]["last_name"] == "Odinson"
    assert after["guarantor"]["guarantor_id"] == insured["guarantor"]["guarantor_id"]
    assert "email" not in after["guarantor"]

    plan = await desk.call("GET", f"/coverages/v1/{second}")
    sent = {**plan, "insurance_plan": {**plan["insurance_plan"], "group_number": "G-78"}}
    await desk.call("PUT", f"/coverages/v1/{second}/{plan['version'] + 1}", json=sent)
    await desk.told("coverage.updated", "coverage", second)
    card = (await desk.read(made))["subscriber_primary"]["insurance_card"]
    assert card["group_number"] == "G-78"
    assert card["insurance_card_id"] == after["subscriber_primary"]["insurance_card"]["insurance_card_id"]
    await desk.change(filing_order={"coverages": []}, self_pay=True)
    assert (await desk.read(made))["responsible_party"] == "SELF_PAY"


async def test_what_another_api_writes_flows_too(desk: Desk, office: Office) -> None:
    made = await desk.record()
    id = desk.patient["id"]
    ctx = office.context()
    await patients.update(ctx, id, lambda held: replace(held, name=replace(held.name, given="Loke")))
    await coverages.set_primary(ctx, id, lambda plan: replace(plan, payer_name="Cigna", payer_id="62308"))
    await ctx.commit()
    await desk.told("patient.updated", "patient", id)
    after = await desk.read(made)
    assert after["patient"]["first_name"] == "Loke"
    primary = after["subscriber_primary"]
    assert (primary["insurance_card"]["payer_name"], primary["first_name"]) == ("Cigna", "Loke")
    assert primary["patient_relationship_to_subscriber_code"] == "18"


async def test_a_claim_that_is_sent_stays_as_it_is(desk: Desk, office: Office) -> None:
    made = await desk.record()
    ctx = office.context()
    held = await ctx.need(ENCOUNTER, made["encounter_id"])
    (claim,) = held.claims
    await ctx.put(ENCOUNTER, replace(held, claims=(replace(claim, status=ClaimStatus.SUBMITTED),)))
    await ctx.commit()
    sent = await desk.read(made)
    await desk.change(name=named("Odinson"))
    assert await desk.read(made) == sent

    filed = {"claim_created_at": "2026-01-01T00:00:00Z", "patient_control_number": "PCN1", "submission_records": []}
    elsewhere = await desk.record(external_id="e-2", external_claim_submission=filed)
    assert elsewhere["patient"]["last_name"] == "Odinson"


async def test_an_ordinary_encounter_follows_nobody(desk: Desk) -> None:
    made = await desk.call("POST", ENCOUNTERS, json=body(patient__external_id="emr-1"))
    await desk.told("patient.updated", "patient", made["patient"]["individual_id"])
    assert await desk.read(made) == made


async def test_appointments_must_be_the_patient_s(desk: Desk, office: Office) -> None:
    mine = {"patient_id": desk.patient["id"], "start_timestamp": "2026-03-05T10:00:00Z", "service_duration": 30}
    appointment = await desk.call("POST", "/appointments/v1", json={**mine, "services": []})
    made = await desk.record(appointment["id"])
    held = await office.context().need(ENCOUNTER, made["encounter_id"])
    assert held.appointment_ids == (appointment["id"],)
    theirs = {**mine, "patient_id": (await desk.call("POST", "/patients/v1", json=person(name=named("X"))))["id"]}
    other = await desk.call("POST", "/appointments/v1", json={**theirs, "services": []})
    nobody = new_id()
    for sent, id in (
        (desk.sent(other["id"], external_id="e-2"), other["id"]),
        (desk.sent(nobody, external_id="e-2"), nobody),
        ({**desk.sent(external_id="e-2"), "pre_encounter_patient_id": nobody}, nobody),
    ):
        refused = await desk.call("POST", PATH, 404, json=sent)
        assert (refused["errorName"], refused["content"]) == ("EntityNotFoundError", {"id": id})


async def test_either_form(desk: Desk) -> None:
    sent = desk.sent(diagnoses=..., service_lines=..., place_of_service_code=..., rendering_provider=...)
    sent |= {"submission_expectation": "TARGET_INSTITUTIONAL", "external_id": "e-9"}
    attending = {"first_name": "Doctor", "last_name": "Strange", "npi": "1245319599"}
    made = await desk.call("POST", f"{PATH}/universal", json={**sent, "attending_provider": attending})
    assert (made["submission_expectation"], made["referral_number"]) == ("TARGET_INSTITUTIONAL", "R-1")
    assert made["attending_provider"]["npi"] == "1245319599"
    await desk.change(name=named("Odinson"))
    assert (await desk.read(made))["patient"]["last_name"] == "Odinson"
    assert fields(await desk.http.post(f"{PATH}/universal", json=sent)) == {"rendering_provider"}


async def test_refusals(desk: Desk) -> None:
    await desk.record()
    taken = await desk.call("POST", PATH, 422, json=desk.sent())
    assert taken["errorName"] == "EncounterExternalIdUniquenessError"
    bad = desk.sent(external_id="", diagnoses__0__code="", rendering_provider__npi="1")
    answer = await desk.http.post(PATH, json={**bad, "pre_encounter_patient_id": "7"})
    assert fields(answer) == {
        "external_id",
        "diagnoses.0.code",
        "rendering_provider.npi",
        "pre_encounter_patient_id",
    }
    pointed = desk.sent(external_id="e-3", service_lines__0__diagnosis_pointers=[7])
    assert fields(await desk.http.post(PATH, json=pointed)) == {"service_lines.0.diagnosis_pointers.0"}


def test_the_referral_in_force() -> None:
    old = {"referral_number": "1", "period": {"end": "2024-12-31"}}
    new = {"referral_number": "2", "period": {"start": "2025-01-01"}}
    open_ended: dict[str, Any] = {"referral_number": "3"}
    assert referral_on([old, new], date(2024, 12, 31)) == old
    assert referral_on([old, new, open_ended], date(2025, 1, 1)) == new
    assert referral_on([old, open_ended], date(2025, 1, 1)) == open_ended
    assert referral_on([old], date(2025, 1, 1)) is None
    assert referral_on([old, new], None) == new
    assert referral_on([], datetime.now(UTC).date()) is None
