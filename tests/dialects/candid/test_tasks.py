"""Tasks: opened by hand and by the scrubber, listed by everything the API knows, followed by the claim."""

from datetime import timedelta
from typing import Any

import httpx2
import pytest

from polyclinic.core.identity.model import USER, User
from polyclinic.core.shared.ids import new_id
from tests.dialects.candid.office import ENCOUNTERS, READY, SUBSCRIBER, Office, body, furnish

TASKS = "/api/tasks/v3"
OTHER_CARD = {"member_id": "C1", "payer_name": "Cigna", "payer_id": "62308"}


async def encounter(http: httpx2.AsyncClient, **changes: Any) -> dict[str, Any]:
    answer = await http.post(ENCOUNTERS, json=body(**(READY | changes)))
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def opened(http: httpx2.AsyncClient, visit: dict[str, Any], **changes: Any) -> dict[str, Any]:
    given = {
        "encounter_id": visit["encounter_id"],
        "task_type": "CUSTOMER_DATA_REQUEST",
        "description": "Which knee?",
        "work_queue_id": "q1",
    }
    answer = await http.post(TASKS, json=given | changes)
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def patched(http: httpx2.AsyncClient, task: dict[str, Any], **changes: Any) -> dict[str, Any]:
    answer = await http.patch(f"{TASKS}/{task['task_id']}", json=changes)
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def claim_status(http: httpx2.AsyncClient, visit: dict[str, Any]) -> tuple[str, str]:
    held = (await http.get(f"{ENCOUNTERS}/{visit['encounter_id']}")).json()
    return held["claims"][0]["status"], held["owner_of_next_action"]


async def a_user(office: Office) -> str:
    ctx = office.context()
    user = await ctx.put(USER, User(username=new_id()))
    await ctx.commit()
    return user.id


async def test_a_task_tells_of_its_encounter(office: Office, http: httpx2.AsyncClient) -> None:
    visit, user_id = await encounter(http), await a_user(office)
    task = await opened(http, visit, category="other", assignee_user_id=user_id)

    assert (await http.get(f"{TASKS}/{task['task_id']}")).json() == task
    (assignment,) = task.pop("assignments")
    assert assignment["assignee_user_id"] == user_id
    times = {task.pop(name) for name in ("created_at", "updated_at", "agg_updated_at")}
    assert times == {"2026-03-04T12:00:00Z"}
    assert task == {
        "task_id": task["task_id"],
        "encounter_id": visit["encounter_id"],
        "organization_id": office.practice.id,
        "external_id": "emr-claim-id-abcd",
        "task_type": "CUSTOMER_DATA_REQUEST",
        "category": "other",
        "description": "Which knee?",
        "status": "open",
        "blocks_claim_submission": False,
        "notes": [],
        "patient_name": "Loki Laufeyson",
        "patient_external_id": "emr-patient-id-123",
        "payer_id": "60054",
        "payer_name": "Aetna",
        "date_of_service": "2023-05-23",
    }


async def test_the_scrubbers_tasks_are_there_to_be_worked_on(http: httpx2.AsyncClient) -> None:
    visit = await encounter(http, subscriber_primary=..., billing_provider__npi="1234567890")
    found = (await http.get(TASKS, params={"encounter_id": visit["encounter_id"]})).json()["items"]
    assert {task["category"] for task in found} == {"inactive_coverage", "incorrect_billing_provider_info"}
    assert {task["task_type"] for task in found} == {"CLAIM_SUBMISSION_RUN_VALIDATIONS_FAILURE"}
    assert all(task["blocks_claim_submission"] and task["persisted_rule_id"] for task in found)

    await http.patch(f"{ENCOUNTERS}/{visit['encounter_id']}", json={"subscriber_primary": SUBSCRIBER})
    assert await claim_status(http, visit) == ("missing_information", "CUSTOMER")
    await http.patch(f"{ENCOUNTERS}/{visit['encounter_id']}", json={"billing_provider": {"npi": "1234567893"}})
    assert await claim_status(http, visit) == ("coded", "CANDID")
    after = (await http.get(TASKS, params={"encounter_id": visit["encounter_id"]})).json()["items"]
    assert [(task["status"], task["payer_name"]) for task in after] == [("finished", "Aetna")] * 2


async def test_a_change_moves_the_claim(office: Office, http: httpx2.AsyncClient) -> None:
    visit = await encounter(http)
    task = await opened(http, visit, blocks_claim_submission=True)
    assert await claim_status(http, visit) == ("missing_information", "CUSTOMER")
    assert (await patched(http, task, status="finished"))["status"] == "finished"
    assert await claim_status(http, visit) == ("coded", "CANDID")
    await patched(http, task, status="waiting_for_review")
    assert await claim_status(http, visit) == ("missing_information", "CUSTOMER")
    await patched(http, task, blocks_claim_submission=False)
    assert await claim_status(http, visit) == ("coded", "CANDID")


async def test_what_is_absent_stays_and_null_takes_the_assignee_away(office: Office, http: httpx2.AsyncClient) -> None:
    task = await opened(http, await encounter(http), assignee_user_id=await a_user(office))
    unchanged = await http.patch(f"{TASKS}/{task['task_id']}")
    assert unchanged.json() == task
    same = await patched(http, task, assignee_user_id=task["assignments"][0]["assignee_user_id"])
    assert same == task
    assert (await patched(http, task, assignee_user_id=None))["assignments"] == []


async def test_actions(http: httpx2.AsyncClient) -> None:
    task = await opened(http, await encounter(http))
    offered = (await http.get(f"{TASKS}/{task['task_id']}/actions")).json()["actions"]
    assert [(each["type"], each["execution_method"]) for each in offered] == [("close_task", {"type": "close_task"})]
    await patched(http, task, status="finished")
    assert (await http.get(f"{TASKS}/{task['task_id']}/actions")).json() == {"actions": []}


@pytest.fixture
async def made(office: Office, http: httpx2.AsyncClient) -> dict[str, str]:
    """Four tasks about three encounters, by one-letter descriptions; the clock moves on between them."""
    first = await encounter(http, external_id="visit-1", patient__last_name="Zeta")
    second = await encounter(
        http,
        external_id="visit-2",
        patient__external_id="p-2",
        patient__last_name="Beta",
        subscriber_primary={**SUBSCRIBER, "insurance_card": OTHER_CARD},
        billing_provider__npi="1245319599",
        date_of_service="2023-06-01",
    )
    third = await encounter(
        http,
        external_id="visit-3",
        patient__external_id="p-0",
        responsible_party="SELF_PAY",
        subscriber_primary=...,
        date_of_service="2023-04-01",
    )
    user_id = await a_user(office)
    wanted: list[tuple[dict[str, Any], dict[str, Any]]] = [
        (first, {"description": "a", "category": "other", "blocks_claim_submission": True}),
        (second, {"description": "b", "task_type": "CODE_CLAIM", "assignee_user_id": user_id}),
        (third, {"description": "c", "task_type": "ELIGIBILITY", "category": "incorrect_payer"}),
        (first, {"description": "d"}),
    ]
    ids = {"user": user_id, "first": first["encounter_id"], "claim": second["claims"][0]["claim_id"]}
    for visit, changes in wanted:
        office.clock.advance(timedelta(minutes=1))
        task = await opened(http, visit, **changes)
        ids[changes["description"]] = task["task_id"]
    await patched(http, {"task_id": ids["d"]}, status="in_progress")
    return ids


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, "dcba"),
        ({"sort": "updated_at:asc"}, "abcd"),
        ({"sort": "agg_updated_at:desc"}, "dcba"),
        ({"sort": "date_of_service:asc", "encounter_id": "{first}"}, "ad"),
        ({"sort": "patient_external_id:asc", "statuses": "open"}, "acb"),
        ({"sort": "patient_name:desc", "status": "open"}, "acb"),
        ({"sort": "payer_name:desc", "statuses": "open", "task_types": "CUSTOMER_DATA_REQUEST,CODE_CLAIM"}, "ba"),
        ({"sort": "payer_id:asc", "statuses": "open", "task_types": "CUSTOMER_DATA_REQUEST, CODE_CLAIM"}, "ab"),
        ({"sort": "status:asc", "encounter_id": "{first}"}, "da"),
        ({"sort": "task_type:asc", "statuses": "open"}, "bac"),
        ({"sort": "category:asc", "categories": "other,incorrect_payer"}, "ca"),
        ({"sort": "blocks_claim_submission:desc", "encounter_id": "{first}"}, "ad"),
        ({"status": "in_progress"}, "d"),
        ({"status": "sent_to_provider_group"}, ""),
        ({"statuses": "in_progress,finished,"}, "d"),
        ({"statuses": ""}, ""),
        ({"task_type": "CODE_CLAIM"}, "b"),
        ({"task_type": "CODE_CLAIM", "task_types": "ELIGIBILITY"}, ""),
        ({"categories": "other"}, "a"),
        ({"updated_since": "2026-03-04T12:03:00Z"}, "dc"),
        ({"encounter_id": "{first}"}, "da"),
        ({"assigned_to_id": "{user}"}, "b"),
        ({"date_of_service_min": "2023-05-23"}, "dba"),
        ({"date_of_service_max": "2023-05-23"}, "dca"),
        ({"date_of_service_min": "2023-06-01", "date_of_service_max": "2023-06-01"}, "b"),
        ({"billing_provider_npi": "1245319599"}, "b"),
        ({"search_term": "{first}"}, "da"),
        ({"search_term": "{claim}"}, "b"),
        ({"search_term": "{c}"}, "c"),
        ({"search_term": "VISIT-2"}, "b"),
        ({"search_term": "visit-9"}, ""),
    ],
)
async def test_filters_and_orders(
    http: httpx2.AsyncClient, made: dict[str, str], params: dict[str, str], expected: str
) -> None:
    asked = {name: value.format(**made) for name, value in params.items()}
    answer = await http.get(TASKS, params=asked)
    assert answer.status_code == 200, answer.text
    assert "".join(task["description"] for task in answer.json()["items"]) == expected


async def test_pages_lead_to_the_end_and_back(http: httpx2.AsyncClient, made: dict[str, str]) -> None:
    first = (await http.get(TASKS, params={"limit": 3})).json()
    second = (await http.get(TASKS, params={"limit": 3, "page_token": first["next_page_token"]})).json()
    assert "".join(task["description"] for task in first["items"] + second["items"]) == "dcba"
    assert "next_page_token" not in second
    back = (await http.get(TASKS, params={"limit": 3, "page_token": second["prev_page_token"]})).json()
    assert back["items"] == first["items"]


@pytest.mark.parametrize(
    ("params", "named"),
    [
        ({"statuses": "open,closed"}, "statuses"),
        ({"task_types": "CODE"}, "task_types"),
        ({"categories": "others"}, "categories"),
        ({"status": "closed"}, "status"),
        ({"sort": "description:asc"}, "sort"),
        ({"limit": "0"}, "limit"),
        ({"limit": "1001"}, "limit"),
        ({"encounter_id": "x"}, "encounter_id"),
        ({"updated_since": "yesterday"}, "updated_since"),
        ({"page_token": "x"}, "page_token"),
    ],
)
async def test_a_list_says_what_it_cannot_be_asked(
    http: httpx2.AsyncClient, params: dict[str, str], named: str
) -> None:
    answer = await http.get(TASKS, params=params)
    assert answer.status_code == 422
    assert answer.json()["errorName"] == "UnprocessableEntityError"
    assert answer.json()["content"]["message"].startswith(f"{named}:")


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"encounter_id": new_id()}, "encounter_id"),
        ({"assignee_user_id": new_id()}, "assignee_user_id"),
        ({"task_type": "NONE"}, "task_type"),
        ({"category": "none"}, "category"),
        ({"description": None}, "description"),
        ({"blocks_claim_submission": "yes"}, "blocks_claim_submission"),
    ],
)
async def test_a_bad_task_is_not_opened(http: httpx2.AsyncClient, changes: dict[str, Any], named: str) -> None:
    visit = await encounter(http)
    given = {"encounter_id": visit["encounter_id"], "task_type": "CODE_CLAIM", "description": "x", "work_queue_id": "q"}
    answer = await http.post(TASKS, json=given | changes)
    assert answer.status_code == 422
    assert named in answer.json()["content"]["message"]
    assert (await http.get(TASKS)).json()["items"] == []


async def test_refusals_of_a_change(http: httpx2.AsyncClient) -> None:
    task = await opened(http, await encounter(http), blocks_claim_submission=True)
    path = f"{TASKS}/{task['task_id']}"
    deprecated = await http.patch(path, json={"status": "sent_to_provider_group"})
    assert (deprecated.status_code, deprecated.json()["errorName"]) == (422, "TaskUpdatedToDeprecatedStatusError")
    assert deprecated.json()["content"] == {"deprecated_status": "sent_to_provider_group"}
    for bad in ({"status": None}, {"blocks_claim_submission": None}, {"assignee_user_id": new_id()}):
        refused = await http.patch(path, json=bad)
        assert (refused.status_code, *bad) == (422, refused.json()["content"]["message"].partition(":")[0])
    assert (await http.get(path)).json() == task
    for method, suffix in (("GET", ""), ("PATCH", ""), ("GET", "/actions")):
        missing = await http.request(method, f"{TASKS}/{new_id()}{suffix}")
        assert missing.status_code == 404
        assert missing.json()["errorName"] == ("EntityNotFoundError" if not suffix else "NotFound")


async def test_tasks_of_another_practice_are_not_there(office: Office, http: httpx2.AsyncClient) -> None:
    task = await opened(http, await encounter(http))
    stranger = await furnish(office.services, office.clock)
    async with await stranger.http() as other:
        assert (await other.get(f"{TASKS}/{task['task_id']}")).status_code == 404
        assert (await other.patch(f"{TASKS}/{task['task_id']}", json={"status": "finished"})).status_code == 404
        assert (await other.get(TASKS)).json()["items"] == []


async def test_a_reader_may_look_and_not_touch(office: Office, http: httpx2.AsyncClient) -> None:
    task = await opened(http, await encounter(http))
    client_id, secret = await office.add_client("reader")
    async with office.nobody() as nobody:
        answer = await nobody.post("/api/auth/v2/token", json={"client_id": client_id, "client_secret": secret})
    async with office.nobody(Authorization=f"Bearer {answer.json()['access_token']}") as reader:
        assert (await reader.get(f"{TASKS}/{task['task_id']}")).status_code == 200
        refused = await reader.patch(f"{TASKS}/{task['task_id']}", json={"status": "finished"})
    assert (refused.status_code, refused.json()["errorName"]) == (403, "UnauthorizedError")
