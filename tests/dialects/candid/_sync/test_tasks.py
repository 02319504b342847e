# generated: edit the _async file of the same name, then run "make format"
"""Our own client against a sandbox over a real socket: tasks, attachments and runs of rules."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from polyclinic.candid import (
    Candid,
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
def candid(practice: dict[str, Any]) -> Iterator[Candid]:
    block = practice["candid"]
    with Candid(block["base_url"], block["client_id"], block["client_secret"]) as client:
        yield client


def test_tasks(candid: Candid) -> None:
    visit = candid.encounters.create(EncounterCreate.model_validate(body(**READY)))
    task = candid.tasks.create(
        TaskCreate(
            encounter_id=visit.encounter_id,
            task_type="CODE_CLAIM_REVIEW",
            description="Second look",
            work_queue_id="q1",
            blocks_claim_submission=True,
        )
    )
    assert candid.tasks.get(task.task_id) == task
    assert [action.type for action in candid.tasks.actions(task.task_id)] == ["close_task"]
    assert (candid.encounters.get(visit.encounter_id)).claims[0].status == "missing_information"
    with pytest.raises(DeprecatedStatus):
        candid.tasks.update(task.task_id, TaskUpdate(status="sent_to_provider_group"))
    assert (candid.tasks.close(task.task_id)).status == "finished"
    assert (candid.encounters.get(visit.encounter_id)).claims[0].status == "coded"
    with pytest.raises(NotFound):
        candid.tasks.get(uuid4())

    bad = candid.encounters.create(EncounterCreate.model_validate(body(external_id="bad")))
    listed = candid.tasks.list(page_size=2, encounter_id=bad.encounter_id, statuses="open")
    found = [(each.encounter_id, each.task_id) for each in listed]
    assert len(set(found)) == len(found) > 2
    assert {encounter_id for encounter_id, _ in found} == {bad.encounter_id}


def test_attachments(candid: Candid) -> None:
    visit = candid.encounters.create(EncounterCreate.model_validate(body(**READY)))
    attachments, knee = candid.encounter_attachments, FileUpload("knee.pdf", b"%PDF-1.7 knee", "application/pdf")
    made = attachments.create(visit.encounter_id, "LABORATORY_RESULTS", knee, "Left knee")
    (found,) = attachments.of_encounter(visit.encounter_id)
    assert (found.attachment_id, found.description) == (made, "Left knee")
    assert attachments.download(found) == knee.content
    attachments.delete(visit.encounter_id, made)
    assert attachments.of_encounter(visit.encounter_id) == []
    with pytest.raises(Unprocessable):
        attachments.create(visit.encounter_id, "OTHER", FileUpload("empty", b""))

    made = attachments.create_for_charge("charge/1", "OTHER", knee)
    (charged,) = attachments.of_charge("charge/1")
    assert attachments.download(charged) == knee.content
    attachments.delete_of_charge("charge/1", made)
    with pytest.raises(NotFound):
        attachments.delete_of_charge("charge/1", made)


def test_pre_service_rules(candid: Candid) -> None:
    rules = candid.pre_service_rules
    claim = (rules.pipelines())[0].id
    encounter = PreServiceEncounter.model_validate(entity(subscriber_primary=...))
    run = rules.run(encounter, claim, "visit-1")
    assert [action["field"] for action in run.actions] == ["subscriber_primary"]
    assert (rules.run(encounter, claim, "visit-1")).run_id == run.run_id
    again = rules.get(run.run_id, with_entity=True)
    assert again.initial_entity_state is not None
    assert again.initial_entity_state["external_id"] == run.entity_external_id
    with pytest.raises(Unprocessable, match="pipeline"):
        rules.run(encounter, "none", "visit-2")
