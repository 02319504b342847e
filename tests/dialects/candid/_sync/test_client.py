# generated: edit the _async file of the same name, then run "make format"
"""Our own client against a sandbox over a real socket."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest

from polyclinic.candid import (
    Candid,
    EncounterCreate,
    EncounterUpdate,
    ExternalIdTaken,
    MetadataField,
    MutableAppointment,
    MutableMetadataSchema,
    MutableNote,
    MutableTag,
    SchemaCreate,
    SchemaField,
    SchemaUpdate,
    ValidationFailed,
    VersionConflict,
)
from polyclinic.sdk.errors import Conflict, NotFound, Unauthorized, Unprocessable
from tests.between.conftest import open_doors
from tests.between.test_patients import carium_patient
from tests.dialects.candid.office import READY, SUBSCRIBER, body


@pytest.fixture
def candid(practice: dict[str, Any]) -> Iterator[Candid]:
    block = practice["candid"]
    with Candid(block["base_url"], block["client_id"], block["client_secret"]) as client:
        yield client


def encounter(**changes: Any) -> EncounterCreate:
    return EncounterCreate.model_validate(body(**changes))


def test_create_get_and_update(candid: Candid) -> None:
    created = candid.encounters.create(encounter(**READY | {"subscriber_primary": ...}))
    assert created.patient.first_name == "Loki"
    assert created.claims[0].status == "missing_information"
    assert candid.encounters.get(created.encounter_id) == created

    update = EncounterUpdate.model_validate({"subscriber_primary": SUBSCRIBER, "patient": {"last_name": "Odinson"}})
    changed = candid.encounters.update(created.encounter_id, update)
    assert changed.claims[0].status == "coded"
    assert changed.patient.last_name == "Odinson"
    cleared = candid.encounters.update(str(created.encounter_id), EncounterUpdate(subscriber_primary=None))
    assert cleared.subscriber_primary is None
    assert cleared.patient.last_name == "Odinson"


def test_a_list_goes_through_its_pages(candid: Candid) -> None:
    days = [date(2023, 5, day) for day in range(1, 8)]
    for day in days:
        candid.encounters.create(encounter(external_id=f"e-{day}", date_of_service=day.isoformat()))
    listed = candid.encounters.list(
        page_size=3, sort="date_of_service:asc", patient_external_id="emr-patient-id-123", date_of_service_min=days[1]
    )
    assert [each.date_of_service for each in listed] == days[1:]
    assert [each.external_id for each in candid.encounters.list(external_id="e-2023-05-03")] == ["e-2023-05-03"]


def test_refusals_are_typed(candid: Candid) -> None:
    candid.encounters.create(encounter())
    with pytest.raises(ExternalIdTaken, match="EncounterExternalIdUniquenessError: emr-claim-id-abcd"):
        candid.encounters.create(encounter())

    undated = encounter(external_id="x", date_of_service=..., rendering_provider__organization_name="Both")
    with pytest.raises(ValidationFailed) as refused:
        candid.encounters.create(undated)
    assert set(refused.value.problems) == {"rendering_provider.first_name", "rendering_provider.last_name"}
    with pytest.raises(Unprocessable, match="InvalidTagNamesError"):
        candid.encounters.create(encounter(external_id="y", tag_ids=["urgent"]))
    with pytest.raises(NotFound, match="NotFound: There is no such object") as unknown:
        candid.encounters.get(uuid4())
    assert unknown.value.request_id


def test_appointments(candid: Candid, practice: dict[str, Any]) -> None:
    draft = MutableAppointment(
        patient_id=carium_patient(open_doors(practice)),
        start_timestamp=datetime(2031, 7, 1, 16, tzinfo=UTC),
        service_duration=30,
        services=[],
    )
    appointments = candid.pre_encounter.appointments
    made = appointments.create(draft)
    longer = appointments.update(made.id, 2, draft.model_copy(update={"service_duration": 45}))
    assert (longer.service_duration, longer.version) == (45, 2)
    with pytest.raises(VersionConflict) as stale:
        appointments.update(made.id, 2, draft)
    assert stale.value.latest_version == 2
    since = "appointment.startTimestamp|gt|2031-01-01"
    assert [visit.start_time for visit in appointments.visits(since, page_size=1)] == [made.start_timestamp]
    assert (appointments.counts(since)).not_ready_reason_counts == {}
    lists = candid.pre_encounter.lists
    assert [row.appointment for row in lists.appointments(filters=since)] == [longer]
    everyone = [row.patient.id for row in lists.patients(page_size=4)]
    assert made.patient_id in everyone
    assert len(everyone) == len(set(everyone))
    appointments.deactivate(made.id, 2, "ill")
    gone = appointments.get(made.id)
    assert (gone.deactivated, gone.cancellation_reason) == (True, "ill")
    assert [version.version for version in appointments.history(made.id)] == [1, 2, 3]
    with pytest.raises(NotFound):
        appointments.get(uuid4())


def test_wrong_credentials(practice: dict[str, Any]) -> None:
    block = practice["candid"]
    with Candid(block["base_url"], block["client_id"], "wrong") as candid:
        nobody = uuid4()
        with pytest.raises(Unauthorized, match="The client id or secret is wrong"):
            candid.encounters.get(nobody)


def test_events(candid: Candid) -> None:
    created = candid.encounters.create(encounter())
    (event,) = [
        event
        for event in candid.events.scan(page_size=1, event_types=["CandidApi.Encounter.Created"])
        if event.payload == {"encounter_id": str(created.encounter_id)}
    ]
    assert candid.events.get(event.id) == event
    with pytest.raises(NotFound):
        candid.events.get(uuid4())


def test_schemas_tags_and_notes(candid: Candid) -> None:
    schema = candid.custom_schemas.create(SchemaCreate(name=str(uuid4()), fields=[]))
    field = SchemaField(key="knee", type="STRING")
    schema = candid.custom_schemas.update(schema.id, SchemaUpdate(fields_to_add=[field]))
    assert candid.custom_schemas.get(schema.id) == schema
    assert schema in candid.custom_schemas.list()
    metadata = candid.pre_encounter.metadata_schemas
    seen = metadata.get(schema.id)
    assert seen.id in [each.id for each in metadata.list(page_size=1)]
    renamed = MutableMetadataSchema(name=str(uuid4()), fields=[MetadataField(key="knee", type="STRING")])
    assert (metadata.update(schema.id, seen.version, renamed)).name == renamed.name
    metadata.deactivate(schema.id, seen.version + 1)
    metadata.reactivate(schema.id, seen.version + 2)
    with pytest.raises(Conflict):
        metadata.create(renamed)

    tags = candid.pre_encounter.tags
    tag = tags.create(MutableTag(value=str(uuid4())))
    assert tag.id in [each.id for each in tags.list(page_size=1)]
    visit = candid.encounters.create(encounter(external_id=str(uuid4()), tag_ids=[tag.value]))
    assert [each.tag_id for each in visit.tags] == [tag.value]
    tag = tags.update(tag.id, 1, MutableTag(value=tag.value, alert=True))
    tags.deactivate(tag.id, 2)
    assert (tags.get(tag.id)).deactivated

    notes = candid.pre_encounter.notes
    note = notes.create(MutableNote(value="call back"))
    note = notes.update(note.id, 1, MutableNote(value="called"))
    notes.deactivate(note.id, 2)
    assert (notes.get(note.id)).value == "called"
