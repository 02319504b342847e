"""Runs of the scrubber over encounters that are not recorded."""

import asyncio
from typing import Any

import httpx2
import pytest

from polyclinic.core.billing.model import SCRUB_RUN
from polyclinic.core.billing.rules import RULES
from polyclinic.core.encounters.model import ENCOUNTER
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.queries import Query
from tests.dialects.candid.office import READY, Office, body, furnish

V1 = "/api/pre-service/v1"
CODES = "health_care_code_information"


def entity(**changes: Any) -> dict[str, Any]:
    """An encounter that no rule objects to, with changes by path."""
    clean = READY | {
        "diagnoses": ...,
        "billable_status": ...,
        "clinical_notes": ...,
        "submission_expectation": "TARGET_PROFESSIONAL",
        CODES: {
            "principal_diagnosis": {
                "primary_diagnosis_code": "Z01.411",
                "principal_diagnosis_code_qualifier": "ABK",
            },
            "other_diagnosis_information": [
                {"other_diagnosis": "I10", "other_diagnosis_code_qualifier": "ABF"},
            ],
        },
    }
    return body(**{name: value for name, value in clean.items() if not name.startswith("diagnoses__")} | changes)


def run_of(encounter: dict[str, Any], key: str = "run-1", **changes: Any) -> dict[str, Any]:
    given = {"pipeline_id": "pre-service-claim", "enabled_rule_ids": [], "disabled_rule_ids": []}
    return {**given, "entity": encounter, "idempotency_key": key, **changes}


async def found(http: httpx2.AsyncClient, encounter: dict[str, Any], **changes: Any) -> dict[str, Any]:
    made = await http.post(f"{V1}/runs/encounter", json=run_of(encounter, **changes))
    assert made.status_code == 200, made.text
    answer = await http.get(f"{V1}/runs/{made.json()}")
    assert answer.status_code == 200, answer.text
    result: dict[str, Any] = answer.json()
    return result


async def test_a_clean_encounter_needs_nothing_and_is_not_recorded(office: Office, http: httpx2.AsyncClient) -> None:
    result = await found(http, entity())
    assert result.pop("run_id")
    assert result == {"created_at": "2026-03-04T12:00:00Z", "entity_external_id": "emr-claim-id-abcd", "actions": []}
    assert await office.context().count(Query(ENCOUNTER)) == 0


LINE: dict[str, Any] = body()["service_lines"][0]


@pytest.mark.parametrize(
    ("changes", "field", "edit"),
    [
        ({"date_of_service": "2009-12-31"}, "date_of_service", None),
        ({"end_date_of_service": "2023-05-22"}, "end_date_of_service", "2023-05-23"),
        ({"patient__date_of_birth": "2023-05-24"}, "patient.date_of_birth", None),
        ({"billing_provider__npi": "1234567890"}, "billing_provider.npi", None),
        ({"rendering_provider": ...}, "rendering_provider.npi", None),
        ({"supervising_provider": {"npi": "9876543210"}}, "supervising_provider.npi", None),
        ({"subscriber_primary": ...}, "subscriber_primary", None),
        ({"subscriber_primary__insurance_card__member_id": " "}, "subscriber_primary.insurance_card.member_id", None),
        (
            {f"{CODES}__principal_diagnosis__principal_diagnosis_code_qualifier": "BK"},
            f"{CODES}.other_diagnosis_information.0.other_diagnosis_code_qualifier",
            None,
        ),
        (
            {f"{CODES}__principal_diagnosis__primary_diagnosis_code": "E66.66"},
            f"{CODES}.principal_diagnosis.primary_diagnosis_code",
            None,
        ),
        (
            {f"{CODES}__other_diagnosis_information__0__other_diagnosis": "i10"},
            f"{CODES}.other_diagnosis_information.0.other_diagnosis",
            "I10",
        ),
        ({"service_lines": [{**LINE, "procedure_code": None}]}, "service_lines.0.procedure_code", None),
        ({"service_lines": [{**LINE, "diagnosis_pointers": [1, 1]}]}, "service_lines.0.diagnosis_pointers", [1]),
        ({"service_lines": [LINE, {**LINE, "diagnosis_pointers": [2]}]}, "service_lines.1.diagnosis_pointers", None),
        ({"service_lines": [{**LINE, "modifiers": ["25", "25"]}]}, "service_lines.0.modifiers", ["25"]),
        ({"service_lines": [{**LINE, "charge_amount_cents": None}]}, "service_lines.0.charge_amount_cents", None),
        ({"place_of_service_code": ...}, "place_of_service_code", None),
    ],
)
async def test_each_finding_names_its_member(
    http: httpx2.AsyncClient, changes: dict[str, Any], field: str, edit: Any
) -> None:
    result = await found(http, entity(**changes))
    assert [action["field"] for action in result["actions"]] == [field]
    (action,) = result["actions"]
    assert (action["type"], action["blocks_claim_submission"]) == ("create_task", True)
    assert RULES[action["rule"]].id == action["rule_id"]
    assert result.get("edits") == ({field: edit} if edit is not None else None)


async def test_the_entity_comes_back_as_it_was_sent(http: httpx2.AsyncClient) -> None:
    sent = entity(referral_number=None)
    run_id = (await http.post(f"{V1}/runs/encounter", json=run_of(sent))).json()
    assert "initial_entity_state" not in (await http.get(f"{V1}/runs/{run_id}")).json()
    shown = (await http.get(f"{V1}/runs/{run_id}", params={"include_initial_entity_state": "true"})).json()
    assert shown["initial_entity_state"] == sent


async def test_rules_are_switched_by_their_ids(http: httpx2.AsyncClient) -> None:
    boxed = {
        "billing_provider__address__address1": "PO Box 12",
        "service_lines": [{**LINE, "charge_amount_cents": None}],
    }
    result = await found(
        http,
        entity(**boxed),
        enabled_rule_ids=[RULES["billing_street_address"].id],
        disabled_rule_ids=[RULES["charges"].id],
    )
    assert [(each["rule"], each["field"]) for each in result["actions"]] == [
        ("billing_street_address", "billing_provider.address")
    ]
    coding = await found(http, entity(**boxed), key="run-2", pipeline_id="pre-service-coding")
    assert coding["actions"] == []
    listed = (await http.get(f"{V1}/pipelines")).json()
    assert [(each["id"], each["run_type"]) for each in listed] == [
        ("pre-service-claim", "ENCOUNTER"),
        ("pre-service-coding", "ENCOUNTER"),
    ]


async def test_a_key_makes_one_run(office: Office, http: httpx2.AsyncClient) -> None:
    answers = await asyncio.gather(*[http.post(f"{V1}/runs/encounter", json=run_of(entity())) for _ in range(10)])
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json() for answer in answers}) == 1
    assert await office.context().count(Query(SCRUB_RUN)) == 1
    other = await http.post(f"{V1}/runs/encounter", json=run_of(entity(), key="run-2"))
    assert other.json() != answers[0].json()


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"pipeline_id": "pre-service-claim-athena"}, "pipeline_id"),
        ({"enabled_rule_ids": [new_id()]}, "enabled_rule_ids"),
        ({"disabled_rule_ids": [new_id()]}, "disabled_rule_ids"),
        ({"disabled_rule_ids": ["x"]}, "disabled_rule_ids.0"),
        ({"idempotency_key": ""}, "idempotency_key"),
        ({"entity": entity(date_of_service=...)}, "entity.date_of_service"),
        ({"entity": entity(billing_provider__npi="1")}, "entity.billing_provider.npi"),
    ],
)
async def test_what_cannot_be_run(
    office: Office, http: httpx2.AsyncClient, changes: dict[str, Any], named: str
) -> None:
    answer = await http.post(f"{V1}/runs/encounter", json=run_of(entity()) | changes)
    assert (answer.status_code, answer.json()["errorName"]) == (422, "UnprocessableEntityError")
    assert answer.json()["content"]["message"].partition(":")[0] == named
    assert await office.context().count(Query(SCRUB_RUN)) == 0


async def test_runs_of_another_practice_are_not_there(office: Office, http: httpx2.AsyncClient) -> None:
    run_id = (await http.post(f"{V1}/runs/encounter", json=run_of(entity()))).json()
    stranger = await furnish(office.services, office.clock)
    async with await stranger.http() as other:
        for id in (run_id, new_id()):
            missing = await other.get(f"{V1}/runs/{id}")
            assert (missing.status_code, missing.json()["content"]) == (404, {"id": id})
        again = await other.post(f"{V1}/runs/encounter", json=run_of(entity()))
        assert again.json() != run_id
