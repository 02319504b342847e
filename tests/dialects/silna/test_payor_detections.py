"""Payor detection and inference: who pays, asked of a clearinghouse or read from cards."""

from datetime import date
from typing import Any

import pytest

from polyclinic.adapters.payers.demo import DemoNetwork
from polyclinic.adapters.reading.reader import FileReader
from polyclinic.core.cards import operations as cards
from polyclinic.core.cards.model import PAYER_INFERENCE
from polyclinic.core.coverage.model import Benefits, Eligibility, RelatedEntity
from polyclinic.core.eligibility import operations as eligibility
from polyclinic.core.eligibility.model import (
    FoundPlan,
    MemberFound,
    PayerAnswer,
    Person,
    PlanFound,
    Requester,
)
from polyclinic.core.eligibility.ports import NoNetwork, PayerNetwork
from polyclinic.core.organisation.model import payer_key
from polyclinic.core.shared.context import perform
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.names import HumanName
from polyclinic.standards.paper import Lines, Sheet, pdf
from tests.dialects.silna.benefits import AETNA, insured
from tests.dialects.silna.clinic import PATIENTS, Clinic

RUNS = "/public/v1/payor-detection/runs"
INFERENCES = "/public/v1/payor_inference/"
CIGNA, UNITED = payer_key("62308", "Cigna"), payer_key("87726", "UnitedHealthcare")
NAME = HumanName("Ana", "Silva")


class Found(DemoNetwork):
    """A clearinghouse that finds these plans for everybody."""

    def __init__(self, *found: FoundPlan) -> None:
        self._found = found

    async def discover(self, person: Person, requester: Requester, service_date: date) -> tuple[FoundPlan, ...]:
        return self._found


def plan(payer_id: str, name: str, *, sure: bool = True, **changes: Any) -> FoundPlan:
    given: dict[str, Any] = {
        "eligibility": Eligibility.ACTIVE,
        "plan": PlanFound(name="Choice", start=date(2024, 1, 1), end=date(2099, 12, 31)),
        "subscriber": MemberFound(name=NAME, birth_date=date(1990, 1, 2), member_id="W1"),
        **changes,
    }
    return FoundPlan(answer=PayerAnswer(payer_id=payer_id, payer_name=name, **given), sure=sure)


ENDED = PlanFound(name="Old", start=date(2020, 1, 1), end=date(2020, 12, 31))
FIRST = Benefits(related=(RelatedEntity(name="Humana", role="Primary Payer"),))


async def run(clinic: Clinic, patient_id: str, network: PayerNetwork) -> dict[str, Any]:
    """A search that was made."""
    async with clinic.http() as http:
        created = await http.post(RUNS, json={"patient_id": patient_id})
        assert created.status_code == 201, created.text
        run_id = created.json()["id"]
        new = (await http.get(f"{RUNS}/{run_id}")).json()
        assert (new["status"], new["payor_detections"], new["total"]) == ("IN_PROGRESS", [], 0)
        for _ in range(2):  # told twice, it is made once
            await perform(clinic.context, lambda ctx: eligibility.run_discovery(ctx, network, run_id, last_try=True))
        body: dict[str, Any] = (await http.get(f"{RUNS}/{run_id}")).json()
    assert body["status"] == "COMPLETE"
    return body


@pytest.mark.parametrize(
    ("found", "status", "level", "member"),
    [
        (plan("62308", "Cigna"), "ACTIVE_PLAN", "COVERAGE_FOUND", "W1"),
        (plan("62308", "Cigna", sure=False), "ACTIVE_PLAN_NO_MEMBER_NUMBER", "POTENTIAL_COVERAGE", None),
        (plan("62308", "Cigna", benefits=FIRST), "ACTIVE_PLAN_OTHER_PAYOR", "POTENTIAL_COVERAGE", "W1"),
        (
            plan("62308", "Cigna", eligibility=Eligibility.INACTIVE, plan=ENDED),
            "ACTIVE_PLAN_EXPIRED",
            "NO_COVERAGE",
            "W1",
        ),
        (plan("62308", "Cigna", eligibility=Eligibility.INACTIVE), "NO_ACTIVE_PLAN", "NO_COVERAGE", "W1"),
    ],
)
async def test_what_a_search_can_find(
    clinic: Clinic, found: FoundPlan, status: str, level: str, member: str | None
) -> None:
    patient_id, _ = await insured(clinic)
    done = await run(clinic, patient_id, Found(found))
    (detection,) = done["payor_detections"]
    assert (detection["status"], detection["confidence_level"], detection["member_number"]) == (status, level, member)
    assert (detection["detected_payor_entity_id"], detection["queried_payor_entity_id"]) == (CIGNA, CIGNA)
    counts = (done["coverages_found"], done["potential_coverages"], done["total"])
    assert counts == (int(level == "COVERAGE_FOUND"), int(level == "POTENTIAL_COVERAGE"), 1)


async def test_payors_on_file_are_left_out(clinic: Clinic) -> None:
    patient_id, _ = await insured(clinic)
    done = await run(clinic, patient_id, Found(plan("60054", "Aetna"), plan("62308", "Cigna")))
    assert [each["detected_payor_entity_id"] for each in done["payor_detections"]] == [CIGNA]


async def test_a_search_without_a_network_ends(clinic: Clinic) -> None:
    patient_id, _ = await insured(clinic)
    assert (await run(clinic, patient_id, NoNetwork()))["payor_detections"] == []


async def test_whose_plans_cannot_be_looked_for(clinic: Clinic) -> None:
    patient_id, _ = await insured(clinic)
    async with clinic.http() as http:
        unknown = await http.post(RUNS, json={"patient_id": new_id()})
        assert (unknown.status_code, unknown.json()) == (404, {"message": "patient_id: there is no such patient"})
        run_id = (await http.post(RUNS, json={"patient_id": patient_id})).json()["id"]
    async with clinic.http(await clinic.new_key(clinic.other_provider)) as http:
        assert (await http.post(RUNS, json={"patient_id": patient_id})).status_code == 404
        assert (await http.get(f"{RUNS}/{run_id}")).status_code == 404


# -- inference --------------------------------------------------------------------------------------------------------

CARD = """UnitedHelthcare
Member Name: Ana Silva   DOB: 01/02/1990
Member ID: 900-123456
Group Number: 76-415000
"""


async def inferred(clinic: Clinic, **sent: Any) -> dict[str, Any]:
    """A request that was worked on."""
    body = {"strategy": "NEAR_REALTIME", "provider_id": clinic.provider, **sent}
    async with clinic.http() as http:
        created = await http.post(INFERENCES, json=body)
        assert created.status_code == 201, created.text
        inference_id = created.json()["id"]
        new = (await http.get(INFERENCES + inference_id)).json()
        assert new == {"id": inference_id, "status": "PROCESSING", "inference_result": None}
        work = clinic.services.files, FileReader()
        await perform(clinic.context, lambda ctx: cards.run(ctx, *work, inference_id))
        done: dict[str, Any] = (await http.get(INFERENCES + inference_id)).json()
    kept = await clinic.context().need(PAYER_INFERENCE, inference_id)
    assert kept.text is None, "what was read is not kept"
    return done


async def uploaded(clinic: Clinic, name: str, content: bytes) -> str:
    headers = {"provider-id": clinic.provider, "original-filename": name, "Content-Type": "application/octet-stream"}
    async with clinic.http() as http:
        answer = await http.post("/public/v1/files/", content=content, headers=headers)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def test_a_card_tells_who_pays(clinic: Clinic) -> None:
    done = await inferred(clinic, text=CARD)
    assert done["status"] == "COMPLETED"
    (person,) = done["inference_result"]["individuals"]
    assert (person["first_name"], person["last_name"], person["date_of_birth"]) == ("Ana", "Silva", "1990-01-02")
    assert person["plans"] == [
        {
            "member_number": "900-123456",
            "group_number": "76-415000",
            "payor_entity_id": UNITED,
            "proof_of_insurance_file_id": None,
            "plan_order_number": 1,
            "name": "UnitedHealthcare",
            "insurance_type": "COMMERCIAL",
        }
    ]


async def test_several_plans_stand_in_their_order(clinic: Clinic) -> None:
    text = "Primary: Cigna\nMember ID: C111\n\nSecondary insurance\nPayer ID: 60054\nMember ID: W222\nGroup: G-9\n"
    (person,) = (await inferred(clinic, text=text))["inference_result"]["individuals"]
    seen = [(each["payor_entity_id"], each["member_number"], each["plan_order_number"]) for each in person["plans"]]
    assert seen == [(CIGNA, "C111", 1), (AETNA, "W222", 2)]


@pytest.mark.parametrize("kind", ["pdf", "txt"])
async def test_files_are_read(clinic: Clinic, kind: str) -> None:
    content = pdf(Sheet("Insurance card", [Lines(CARD.splitlines())])) if kind == "pdf" else CARD.encode()
    file_id = await uploaded(clinic, f"card.{kind}", content)
    (person,) = (await inferred(clinic, patient_document_file_ids=[file_id]))["inference_result"]["individuals"]
    (found,) = person["plans"]
    assert (found["payor_entity_id"], found["proof_of_insurance_file_id"]) == (UNITED, file_id)
    assert found["member_number"] == "900-123456"


async def test_what_no_text_may_hold_is_left_out_of_a_file(clinic: Clinic) -> None:
    """A file is text by its beginning; what comes later may be anything."""
    content = "\n" * 10_000 + CARD.replace("Silva", "Sil\0va")
    file_id = await uploaded(clinic, "card.txt", content.encode())
    (person,) = (await inferred(clinic, patient_document_file_ids=[file_id]))["inference_result"]["individuals"]
    assert person["last_name"] == "Silva"


async def test_files_that_are_anothers_are_not_read(clinic: Clinic) -> None:
    """A key of one provider learns nothing of another's cards, and no patient's card tells of another's plans."""
    file_id = await uploaded(clinic, "card.txt", CARD.encode())
    async with clinic.http() as http:
        ana, bea = [
            (await http.post(PATIENTS, json=clinic.body(first_name=name))).json()["patient_id"]
            for name in ("Ana", "Bea")
        ]
        sent = {"strategy": "BASE", "provider_id": clinic.provider, "patient_document_file_ids": [file_id]}
        assert (await http.post(f"{PATIENTS}{bea}/notes", json={"file_id": file_id})).status_code == 201
        answers = [await http.post(INFERENCES, json=sent | {"patient_id": patient}) for patient in (ana, bea)]
        assert [answer.status_code for answer in answers] == [400, 201]
        assert "patient_document_file_ids" in answers[0].json()["message"]
    async with clinic.http(await clinic.new_key(clinic.other_provider)) as http:
        answer = await http.post(INFERENCES, json=sent | {"provider_id": clinic.other_provider})
        assert answer.status_code == 404, answer.text


async def test_a_picture_has_nothing_to_read(clinic: Clinic) -> None:
    png = bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
        "0000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
    )
    done = await inferred(clinic, patient_document_file_ids=[await uploaded(clinic, "card.png", png)])
    assert (done["status"], done["inference_result"]) == ("FAILED", None)


async def test_words_of_nothing_name_nobody(clinic: Clinic) -> None:
    done = await inferred(clinic, text="The signal was human; a united front of care, blue as a shield.")
    assert (done["status"], done["inference_result"]) == ("COMPLETED", {"individuals": []})


@pytest.mark.parametrize(
    ("changes", "status", "named"),
    [
        ({}, 400, "text"),
        ({"text": ""}, 400, "text"),
        ({"text": "x" * 5001}, 400, "text"),
        ({"patient_document_file_ids": []}, 400, "patient_document_file_ids"),
        ({"patient_document_file_ids": [new_id()] * 11}, 400, "patient_document_file_ids"),
        ({"patient_document_file_ids": [new_id()]}, 404, "patient_document_file_ids"),
        ({"text": "x", "strategy": "SLOW"}, 400, "strategy"),
        ({"text": "x", "patient_id": new_id()}, 404, "patient_id"),
        ({"text": "x", "provider_id": new_id()}, 404, "provider_id"),
    ],
)
async def test_what_cannot_be_inferred(clinic: Clinic, changes: dict[str, Any], status: int, named: str) -> None:
    async with clinic.http() as http:
        body = {"strategy": "BASE", "provider_id": clinic.provider, **changes}
        answer = await http.post(INFERENCES, json=body)
    assert answer.status_code == status, answer.text
    assert named in answer.json()["message"]
