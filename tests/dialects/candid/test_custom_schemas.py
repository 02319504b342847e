"""Schemas of the organization's own, seen by both halves of the API, and what follows them: encounters and patients."""

from typing import Any

import httpx2
import pytest

from polyclinic.core.shared.ids import new_id
from tests.dialects.candid.office import ENCOUNTERS, Office, body, furnish
from tests.dialects.candid.pre_encounter.people import person

SCHEMAS = "/api/custom-schemas/v1"
METADATA = "/metadata-schemas/v1"
FIELDS = [
    {"key": "knee", "type": "STRING"},
    {"key": "visits", "type": "INTEGER"},
    {"key": "weight", "type": "DOUBLE"},
    {"key": "smokes", "type": "BOOLEAN"},
]


async def schema(http: httpx2.AsyncClient, **changes: Any) -> dict[str, Any]:
    answer = await http.post(SCHEMAS, json={"name": "Intake", "fields": FIELDS} | changes)
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def test_the_life_of_a_schema(http: httpx2.AsyncClient) -> None:
    made = await schema(http, description="asked at the door")
    assert made == {"id": made["id"], "name": "Intake", "description": "asked at the door", "fields": FIELDS}
    more = [{"key": "side", "type": "STRING"}]
    path = f"{SCHEMAS}/{made['id']}"
    changed = (await http.patch(path, json={"name": "Arrival", "description": None, "fields_to_add": more})).json()
    assert changed == {"id": made["id"], "name": "Arrival", "fields": [*FIELDS, *more]}
    assert (await http.patch(path)).json() == changed
    assert (await http.get(path)).json() == changed
    assert (await http.get(SCHEMAS)).json() == {"schemas": [changed]}


async def test_names_and_keys_are_taken_once(http: httpx2.AsyncClient) -> None:
    made, other = await schema(http), await schema(http, name="Other")
    taken = [{"type": "schema_name_already_exists", "id": made["id"], "name": "Intake"}]
    for answer in (
        await http.post(SCHEMAS, json={"name": "Intake", "fields": []}),
        await http.patch(f"{SCHEMAS}/{other['id']}", json={"name": "Intake"}),
    ):
        assert (answer.status_code, answer.json()["errorName"]) == (422, "SchemaValidationHttpFailure")
        assert answer.json()["content"] == {"errors": taken}
    twice = {"type": "key_name_already_exists", "key": "knee", "value_type": "INTEGER"}
    late = {"key": "knee", "type": "INTEGER"}
    for answer in (
        await http.post(SCHEMAS, json={"name": "New", "fields": [*FIELDS, late]}),
        await http.patch(f"{SCHEMAS}/{made['id']}", json={"fields_to_add": [late]}),
    ):
        assert answer.json()["content"] == {"errors": [twice]}
    assert len((await http.get(SCHEMAS)).json()["schemas"]) == 2


async def test_schemas_are_the_organizations(office: Office, http: httpx2.AsyncClient) -> None:
    made = await schema(http)
    assert (await http.get(SCHEMAS, params={"organization_id": office.practice.id})).json()["schemas"] == [made]
    answer = await http.get(SCHEMAS, params={"organization_id": new_id()})
    assert (answer.status_code, answer.json()["errorName"]) == (403, "UnauthorizedError")
    other = await furnish(office.services, office.clock)
    async with await other.http() as stranger:
        answer = await stranger.get(f"{SCHEMAS}/{made['id']}")
        assert (answer.status_code, answer.json()["content"]) == (404, {"id": made["id"]})
        instances = [{"schema_id": made["id"], "content": {}}]
        refused = await stranger.post(ENCOUNTERS, json=body(schema_instances=instances))
        assert refused.json()["content"] == {"errors": [{"type": "schema_does_not_exist", "schema_id": made["id"]}]}


async def test_an_encounter_holds_instances(http: httpx2.AsyncClient) -> None:
    made = await schema(http)
    content = {"knee": "left", "visits": 2, "weight": 70, "smokes": False}
    instances = [{"schema_id": made["id"], "content": content}]
    visit = (await http.post(ENCOUNTERS, json=body(schema_instances=instances))).json()
    assert visit["schema_instances"] == instances
    path = f"{ENCOUNTERS}/{visit['encounter_id']}"
    assert (await http.patch(path, json={"additional_information": "x"})).json()["schema_instances"] == instances
    fewer = [{"schema_id": made["id"], "content": {"weight": 70.5}}]
    assert (await http.patch(path, json={"schema_instances": fewer})).json()["schema_instances"] == fewer
    assert (await http.get(path)).json()["schema_instances"] == fewer

    version = (await http.get(f"{METADATA}/{made['id']}")).json()["version"]
    assert (await http.delete(f"{METADATA}/{made['id']}/{version}")).status_code == 204
    assert (await http.patch(path, json={"schema_instances": fewer})).status_code == 200
    assert (await http.patch(path, json={"schema_instances": instances})).status_code == 422
    assert (await http.patch(path, json={"schema_instances": None})).json()["schema_instances"] == []


async def test_every_mismatch_is_named(http: httpx2.AsyncClient) -> None:
    made, other, nothing = (await schema(http))["id"], (await schema(http, name="Other"))["id"], new_id()
    bad = {"knee": 1, "visits": True, "weight": "70", "smokes": None, "toe": 1}
    instances = [
        {"schema_id": made, "content": bad},
        {"schema_id": other, "content": {"visits": 1.5}},
        {"schema_id": made, "content": {}},
        {"schema_id": nothing, "content": {}},
    ]
    wrong = "value_does_not_match_key_type"
    expected = [
        {"type": wrong, "schema_id": made, "key": "knee", "expected_value_type": "STRING", "value": 1},
        {"type": wrong, "schema_id": made, "key": "visits", "expected_value_type": "INTEGER", "value": True},
        {"type": wrong, "schema_id": made, "key": "weight", "expected_value_type": "DOUBLE", "value": "70"},
        {"type": wrong, "schema_id": made, "key": "smokes", "expected_value_type": "BOOLEAN", "value": None},
        {"type": "key_does_not_exist", "schema_id": made, "key": "toe"},
        {"type": wrong, "schema_id": other, "key": "visits", "expected_value_type": "INTEGER", "value": 1.5},
        {"type": "multiple_instances_for_schema", "schema_id": made},
        {"type": "schema_does_not_exist", "schema_id": nothing},
    ]
    visit = (await http.post(ENCOUNTERS, json=body())).json()
    for answer in (
        await http.post(ENCOUNTERS, json=body(external_id="other", schema_instances=instances)),
        await http.patch(f"{ENCOUNTERS}/{visit['encounter_id']}", json={"schema_instances": instances}),
    ):
        assert (answer.status_code, answer.json()["errorName"]) == (422, "SchemaInstanceValidationHttpFailure")
        assert answer.json()["content"] == {"errors": expected}
    assert len((await http.get(ENCOUNTERS)).json()["items"]) == 1


# -- the pre-encounter half -------------------------------------------------------------------------------------------


async def test_both_halves_see_one_schema(http: httpx2.AsyncClient) -> None:
    fields = [{"key": "side", "type": "ENUM", "enum_values": ["left", "right"]}, {"key": "n", "type": "INTEGER"}]
    made = (await http.post(METADATA, json={"name": "Knee", "fields": fields})).json()
    assert made["fields"] == fields
    assert (made["version"], made["deactivated"]) == (1, False)
    seen = (await http.get(f"{SCHEMAS}/{made['id']}")).json()
    assert seen["fields"] == [{"key": "side", "type": "STRING"}, {"key": "n", "type": "INTEGER"}]
    instance = {"schema_id": made["id"], "content": {"side": "middle"}}
    refused = (await http.post(ENCOUNTERS, json=body(schema_instances=[instance]))).json()["content"]["errors"]
    assert [error["type"] for error in refused] == ["value_does_not_match_key_type"]

    path = f"{METADATA}/{made['id']}"
    new = {"name": "Knees", "description": "both", "fields": fields[:1]}
    changed = (await http.put(f"{path}/1", json=new)).json()
    assert (changed["version"], changed["name"], changed["description"]) == (2, "Knees", "both")
    assert (await http.put(f"{path}/3", json=new | {"name": "Knee"})).json()["version"] == 3
    stale = await http.put(f"{path}/1", json=new)
    assert stale.status_code == 409

    assert (await http.delete(f"{path}/3")).status_code == 204
    assert (await http.get(METADATA)).json() == {"items": [], "total": 0}
    assert (await http.get(SCHEMAS)).json() == {"schemas": []}
    assert (await http.get(path)).json()["deactivated"] is True
    await schema(http, name="Knee")
    assert (await http.patch(f"{path}/4")).status_code == 409
    other = (await http.get(METADATA)).json()["items"][0]
    assert (await http.delete(f"{METADATA}/{other['id']}/{other['version']}")).status_code == 204
    assert (await http.patch(f"{path}/5")).status_code == 204
    back = (await http.get(METADATA, params={"filters": "metadataSchema.name|eq|Knee"})).json()
    assert (back["total"], back["items"][0]["version"]) == (1, 5)
    assert (await http.get(METADATA, params={"filters": "metadataSchema.name|eq|Elbow"})).json()["total"] == 0
    bad = await http.get(METADATA, params={"filters": "metadataSchema.color|eq|red"})
    assert (bad.status_code, bad.json()["errorName"]) == (400, "BadRequestError")


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"name": ""}, "name"),
        ({"fields": [{"key": "k", "type": "ENUM"}]}, "fields.0.enum_values"),
        ({"fields": [{"key": "k", "type": "STRING", "enum_values": ["a"]}]}, "fields.0.enum_values"),
        ({"fields": [{"key": "k", "type": "DATE"}]}, "fields.0.type"),
    ],
)
async def test_bad_metadata_schemas(http: httpx2.AsyncClient, changes: dict[str, Any], named: str) -> None:
    answer = await http.post(METADATA, json={"name": "n", "fields": []} | changes)
    assert answer.status_code == 422
    assert named in answer.json()["content"]["message"]
    assert (await http.get(METADATA)).json()["total"] == 0


async def test_patients_hold_metadata(http: httpx2.AsyncClient) -> None:
    made = (await schema(http))["id"]
    good = [{"metadata_schema_id": made, "key_value_pairs": {"knee": "left", "visits": 2}}]
    patient = (await http.post("/patients/v1", json=person(custom_metadata=good))).json()
    assert patient["custom_metadata"] == good
    path = f"/patients/v1/{patient['id']}"
    bad = [
        {"metadata_schema_id": made, "key_value_pairs": {"visits": "two"}},
        {"metadata_schema_id": new_id(), "key_value_pairs": {}},
    ]
    for answer in (
        await http.post("/patients/v1?skip_duplicate_check=true", json=person(custom_metadata=bad)),
        await http.put(f"{path}/{patient['version'] + 1}", json=person(custom_metadata=bad)),
    ):
        assert answer.status_code in {400, 422}
        message = answer.json()["content"]["message"]
        assert "custom_metadata.0.visits: " in message
        assert "custom_metadata.1: " in message
    assert (await http.delete(f"{METADATA}/{made}/1")).status_code == 204
    kept = await http.put(f"{path}/{patient['version'] + 1}", json=person(custom_metadata=good, language="non"))
    assert kept.json()["custom_metadata"] == good
