"""Tasks and attachments through the published package, by its blocking and its asynchronous client."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
import requests
from candid.core.api_error import ApiError
from candid.resources.commons.errors import EntityNotFoundError, UnprocessableEntityError
from candid.resources.encounters.resources.v_4 import Encounter, EncounterUpdate
from candid.resources.tasks.resources.v_3 import Task, TaskCreateV3, TaskUpdatedToDeprecatedStatusError, TaskUpdateV3

from tests.between.conftest import TIMEOUT, open_doors
from tests.between.test_patients import drchrono_patient
from tests.vendor.candid.connect import Caller, calling
from tests.vendor.candid.test_package import getting_started, subscriber

TASKS = "tasks.v_3"
ATTACHMENTS = "encounter_attachments.v_1"
CONTENT = b"%PDF-1.7 knee"


@pytest.fixture(params=["sync", "async"])
def candid(request: pytest.FixtureRequest, practice: dict[str, Any]) -> Iterator[Caller]:
    with calling(practice["candid"], request.param) as call:
        yield call


@pytest.fixture
def encounter(candid: Caller) -> Encounter:
    created: Encounter = candid("encounters.v_4.create", request=getting_started())
    return created


def open_task(candid: Caller, encounter: Encounter, **changes: Any) -> Any:
    given = {
        "encounter_id": encounter.encounter_id,
        "task_type": "CUSTOMER_DATA_REQUEST",
        "description": "Which knee?",
        "work_queue_id": "q1",
    }
    return candid(f"{TASKS}.create", request=TaskCreateV3(**{**given, **changes}))


def status(candid: Caller, encounter: Encounter | Task) -> str:
    return str(candid("encounters.v_4.get", encounter.encounter_id).claims[0].status.value)


def test_the_getting_started_guide_opens_tasks(candid: Caller, encounter: Encounter) -> None:
    assert status(candid, encounter) == "missing_information"
    page = candid(f"{TASKS}.get_multi", encounter_id=encounter.encounter_id, statuses="open,blocked")
    assert {task.category.value for task in page.items} >= {
        "inactive_coverage",
        "incorrect_billing_provider_info",
        "incorrect_rendering_provider_info",
        "missing_diagnosis_codes",
    }
    assert all(task.blocks_claim_submission for task in page.items)
    candid("encounters.v_4.update", encounter.encounter_id, request=EncounterUpdate(subscriber_primary=subscriber()))
    finished = candid(f"{TASKS}.get_multi", encounter_id=encounter.encounter_id, status="finished")
    assert [task.category.value for task in finished.items] == ["inactive_coverage"]

    for task in candid(f"{TASKS}.get_multi", encounter_id=encounter.encounter_id, status="open").items:
        assert status(candid, encounter) == "missing_information"
        candid(f"{TASKS}.update", task.task_id, request=TaskUpdateV3(status="finished"))
    assert status(candid, encounter) == "coded"


def test_a_fresh_practice_has_something_to_work_on(candid: Caller) -> None:
    found = candid(f"{TASKS}.get_multi", statuses="open", sort="category:asc").items
    assert found
    assert all(status(candid, task) == "missing_information" for task in found)


def test_the_life_of_a_task(candid: Caller, encounter: Encounter) -> None:
    made = open_task(candid, encounter, blocks_claim_submission=True, category="other")
    assert (made.external_id, made.patient_name, made.date_of_service) == (
        "emr-claim-id-abcd",
        "Loki Laufeyson",
        date(2023, 5, 23),
    )
    assert candid(f"{TASKS}.get", made.task_id) == made
    assert candid(f"{TASKS}.update", made.task_id, request=TaskUpdateV3()) == made
    (action,) = candid(f"{TASKS}.get_actions", made.task_id).actions
    assert (action.type.value, action.execution_method.type) == ("close_task", "close_task")
    assert candid(f"{TASKS}.update", made.task_id, request=TaskUpdateV3(status="finished")).status == "finished"

    everything = [task.task_id for task in candid(f"{TASKS}.get_multi", sort="updated_at:asc").items]
    first = candid(f"{TASKS}.get_multi", sort="updated_at:asc", limit=3)
    rest = candid(f"{TASKS}.get_multi", sort="updated_at:asc", page_token=first.next_page_token)
    assert [task.task_id for task in (*first.items, *rest.items)] == everything
    assert made.task_id in everything


def test_refusals_of_tasks(candid: Caller, encounter: Encounter) -> None:
    made = open_task(candid, encounter)
    with pytest.raises(TaskUpdatedToDeprecatedStatusError) as deprecated:
        candid(f"{TASKS}.update", made.task_id, request=TaskUpdateV3(status="addressed_by_provider_group"))
    assert deprecated.value.body.deprecated_status == "addressed_by_provider_group"
    missing = uuid4()
    calls: dict[str, dict[str, Any]] = {"get": {}, "update": {"request": TaskUpdateV3(status="open")}}
    for method, given in calls.items():
        with pytest.raises(EntityNotFoundError) as unknown:
            candid(f"{TASKS}.{method}", missing, **given)
        assert unknown.value.body.id == str(missing)
    with pytest.raises(UnprocessableEntityError):
        candid(f"{TASKS}.get_multi", statuses="open,shut")
    with pytest.raises(ApiError) as plain:
        candid(f"{TASKS}.get_actions", missing)
    assert plain.value.status_code == 404
    with pytest.raises(ApiError) as plain:
        open_task(candid, encounter, encounter_id=missing)
    assert plain.value.status_code == 422


def test_attachments_are_files_of_the_patient(candid: Caller, encounter: Encounter, practice: dict[str, Any]) -> None:
    file = ("knee.pdf", CONTENT, "application/pdf")
    made = candid(
        f"{ATTACHMENTS}.create_with_description",
        encounter.encounter_id,
        attachment_file=file,
        attachment_type="LABORATORY_RESULTS",
        description="Left knee",
    )
    plain = candid(
        f"{ATTACHMENTS}.create", encounter.encounter_id, attachment_file=("a.txt", b"a"), attachment_type="OTHER"
    )
    assert isinstance(made, UUID)
    found = candid(f"{ATTACHMENTS}.get", encounter.encounter_id)
    assert [each.attachment_id for each in found] == [made, plain]
    assert found[0].description == "Left knee"
    assert found[0].created_by.user_metadata.type == "machine_user_metadata"
    assert requests.get(found[0].authed_url, timeout=TIMEOUT).content == CONTENT

    doors = open_doors(practice)
    patient = drchrono_patient(doors, search="laufeyson")
    listed = doors.drchrono.call("GET", "/api/documents", params={"patient": patient["id"]})["results"]
    assert {each["description"] for each in listed} == {"Left knee", "a.txt"}
    params = {
        "organization-id": doors.organization_id,
        "filter[individual-id]": str(encounter.patient.individual_id),
    }
    references = doors.carium.call("GET", "/caredb/v1/org-document-references/", params=params)["data"]
    assert {each["id"] for each in references} == {str(made), str(plain)}

    assert candid(f"{ATTACHMENTS}.delete", encounter.encounter_id, attachment_id=made) is None
    assert [each.attachment_id for each in candid(f"{ATTACHMENTS}.get", encounter.encounter_id)] == [plain]
    with pytest.raises(ApiError) as gone:
        candid(f"{ATTACHMENTS}.delete", encounter.encounter_id, attachment_id=made)
    assert gone.value.status_code == 404


def test_attachments_of_a_charge(candid: Caller) -> None:
    made = candid(
        f"{ATTACHMENTS}.create_with_charge_capture_external_id",
        attachment_file=("knee.pdf", CONTENT, "application/pdf"),
        charge_capture_external_id="charge/1",
        attachment_type="REFERRAL_FORM",
    )
    (found,) = candid(f"{ATTACHMENTS}.get_by_charge_capture_external_id", "charge/1")
    assert (found.attachment_id, found.attachment_type, found.file_name) == (made, "REFERRAL_FORM", "knee.pdf")
    candid(f"{ATTACHMENTS}.delete_by_charge_capture_external_id", "charge/1", attachment_id=made)
    assert candid(f"{ATTACHMENTS}.get_by_charge_capture_external_id", "charge/1") == []
