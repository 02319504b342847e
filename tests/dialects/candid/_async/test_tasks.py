"""Our own client against a sandbox over a real socket: tasks, attachments and runs of rules."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest

from polyclinic.candid import (
    AsyncCandid,
    DeprecatedStatus,
    EncounterCreate,
    FileUpload,
    PreServiceEncounter,
    TaskCreate,
    TaskUpdate,
)
from polyclinic.sdk.errors import NotFound, Unprocessable
from tests.dialects.candid.office import READY, body
from tests.dialects.candid.test_pre_service_rules import entity


@pytest.fixture
async def candid(practice: dict[str, Any]) -> AsyncIterator[AsyncCandid]:
    block = practice["candid"]
    async with AsyncCandid(block["base_url"], block["client_id"], block["client_secret"]) as client:
        yield client


async def test_tasks(candid: AsyncCandid) -> None:
    visit = await candid.encounters.create(EncounterCreate.model_validate(body(**READY)))
    task = await candid.tasks.create(
        TaskCreate(
            encounter_id=visit.encounter_id,
            task_type="CODE_CLAIM_REVIEW",
            description="Second look",
            work_queue_id="q1",
            blocks_claim_submission=True,
        )
    )
    assert await candid.tasks.get(task.task_id) == task
    assert [action.type for action in await candid.tasks.actions(task.task_id)] == ["close_task"]
    assert (await candid.encounters.get(visit.encounter_id)).claims[0].status == "missing_information"
    with pytest.raises(DeprecatedStatus):
        await candid.tasks.update(task.task_id, TaskUpdate(status="sent_to_provider_group"))
    assert (await candid.tasks.close(task.task_id)).status == "finished"
    assert (await candid.encounters.get(visit.encounter_id)).claims[0].status == "coded"
    with pytest.raises(NotFound):
        await candid.tasks.get(uuid4())

    bad = await candid.encounters.create(EncounterCreate.model_validate(body(external_id="bad")))
    listed = candid.tasks.list(page_size=2, encounter_id=bad.encounter_id, statuses="open")
    found = [(each.encounter_id, each.task_id) async for each in listed]
    assert len(set(found)) == len(found) > 2
    assert {encounter_id for encounter_id, _ in found} == {bad.encounter_id}


async def test_attachments(candid: AsyncCandid) -> None:
    visit = await candid.encounters.create(EncounterCreate.model_validate(body(**READY)))
    attachments, knee = candid.encounter_attachments, FileUpload("knee.pdf", b"%PDF-1.7 knee", "application/pdf")
    made = await attachments.create(visit.encounter_id, "LABORATORY_RESULTS", knee, "Left knee")
    (found,) = await attachments.of_encounter(visit.encounter_id)
    assert (found.attachment_id, found.description) == (made, "Left knee")
    assert await attachments.download(found) == knee.content
    await attachments.delete(visit.encounter_id, made)
    assert await attachments.of_encounter(visit.encounter_id) == []
    with pytest.raises(Unprocessable):
        await attachments.create(visit.encounter_id, "OTHER", FileUpload("empty", b""))

    made = await attachments.create_for_charge("charge/1", "OTHER", knee)
    (charged,) = await attachments.of_charge("charge/1")
    assert await attachments.download(charged) == knee.content
    await attachments.delete_of_charge("charge/1", made)
    with pytest.raises(NotFound):
        await attachments.delete_of_charge("charge/1", made)


async def test_pre_service_rules(candid: AsyncCandid) -> None:
    rules = candid.pre_service_rules
    claim = (await rules.pipelines())[0].id
    encounter = PreServiceEncounter.model_validate(entity(subscriber_primary=...))
    run = await rules.run(encounter, claim, "visit-1")
    assert [action["field"] for action in run.actions] == ["subscriber_primary"]
    assert (await rules.run(encounter, claim, "visit-1")).run_id == run.run_id
    again = await rules.get(run.run_id, with_entity=True)
    assert again.initial_entity_state is not None
    assert again.initial_entity_state["external_id"] == run.entity_external_id
    with pytest.raises(Unprocessable, match="pipeline"):
        await rules.run(encounter, "none", "visit-2")
