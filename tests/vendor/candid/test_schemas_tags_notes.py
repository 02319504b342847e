"""The organization's own schemas, tags and notes through the published package, by both of its clients."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from candid.core.api_error import ApiError
from candid.resources.commons.errors import EntityNotFoundError, UnauthorizedError
from candid.resources.custom_schemas.resources.v_1 import SchemaField, SchemaInstance
from candid.resources.custom_schemas.resources.v_1.errors import SchemaValidationHttpFailure
from candid.resources.encounters.resources.v_4 import EncounterCreate, EncounterUpdate
from candid.resources.encounters.resources.v_4.errors import InvalidTagNamesError, SchemaInstanceValidationHttpFailure
from candid.resources.pre_encounter.resources.common.errors import BadRequestError
from candid.resources.pre_encounter.resources.metadata_schemas.resources.v_1 import MetadataField, MutableMetadataSchema
from candid.resources.pre_encounter.resources.notes.resources.v_1 import MutableNote
from candid.resources.pre_encounter.resources.tags.resources.v_1 import MutableTag

from tests.dialects.candid.office import body
from tests.vendor.candid.connect import Caller, calling

SCHEMAS = "custom_schemas.v_1"
METADATA = "pre_encounter.metadata_schemas.v_1"
NOTES = "pre_encounter.notes.v_1"
TAGS = "pre_encounter.tags.v_1"


@pytest.fixture(params=["sync", "async"])
def candid(request: pytest.FixtureRequest, practice: dict[str, Any]) -> Iterator[Caller]:
    with calling(practice["candid"], request.param) as call:
        yield call


def encounter(**changes: Any) -> EncounterCreate:
    return EncounterCreate.model_validate(body(external_id=str(uuid4()))).model_copy(update=changes)


def test_custom_schemas_and_their_instances(candid: Caller) -> None:
    made = candid(f"{SCHEMAS}.create", name="Intake", fields=[SchemaField(key="knee", type="STRING")])
    changed = candid(f"{SCHEMAS}.update", made.id, fields_to_add=[SchemaField(key="visits", type="INTEGER")])
    assert [(field.key, field.type) for field in changed.fields] == [("knee", "STRING"), ("visits", "INTEGER")]
    assert candid(f"{SCHEMAS}.get", made.id) == changed
    assert candid(f"{SCHEMAS}.get_multi").schemas == [changed]
    with pytest.raises(SchemaValidationHttpFailure) as taken:
        candid(f"{SCHEMAS}.create", name="Intake", fields=[])
    assert (taken.value.body.errors[0].type, taken.value.body.errors[0].id) == ("schema_name_already_exists", made.id)
    with pytest.raises(SchemaValidationHttpFailure) as twice:
        candid(f"{SCHEMAS}.update", made.id, fields_to_add=[SchemaField(key="knee", type="DOUBLE")])
    assert twice.value.body.errors[0].type == "key_name_already_exists"
    with pytest.raises(EntityNotFoundError):
        candid(f"{SCHEMAS}.get", uuid4())
    with pytest.raises(UnauthorizedError):
        candid(f"{SCHEMAS}.get_multi", organization_id=uuid4())

    instance = SchemaInstance(schema_id=made.id, content={"knee": "left", "visits": 2})
    visit = candid("encounters.v_4.create", request=encounter(schema_instances=[instance]))
    assert visit.schema_instances == [instance]
    wrong = SchemaInstance(schema_id=made.id, content={"knee": 1, "toe": 1})
    other = SchemaInstance(schema_id=uuid4(), content={})
    update = EncounterUpdate(schema_instances=[wrong, wrong, other])
    with pytest.raises(SchemaInstanceValidationHttpFailure) as refused:
        candid("encounters.v_4.update", visit.encounter_id, request=update)
    assert [error.type for error in refused.value.body.errors] == [
        "value_does_not_match_key_type",
        "key_does_not_exist",
        "multiple_instances_for_schema",
        "schema_does_not_exist",
    ]


def test_metadata_schemas(candid: Caller) -> None:
    side = MetadataField(key="side", type="ENUM", enum_values=["left", "right"])
    made = candid(f"{METADATA}.create", request=MutableMetadataSchema(name="Knee", fields=[side]))
    assert (made.version, made.fields) == (1, [side])
    changed = candid(f"{METADATA}.update", made.id, "1", request=MutableMetadataSchema(name="Knees", fields=[side]))
    assert candid(f"{METADATA}.get", made.id) == changed
    assert candid(f"{METADATA}.get_all", filters="metadataSchema.name|eq|Knees").items == [changed]
    with pytest.raises(BadRequestError):
        candid(f"{METADATA}.get_all", filters="nonsense")
    assert candid(f"{METADATA}.deactivate", made.id, "2") is None
    assert candid(f"{METADATA}.get_all").total == 0
    assert candid(f"{METADATA}.reactivate", made.id, "3") is None
    assert candid(f"{METADATA}.get", made.id).version == 4


def test_tags(candid: Caller) -> None:
    tag = candid(f"{TAGS}.create", request=MutableTag(value="vip", alert=True))
    assert candid(f"{TAGS}.create", request=MutableTag(value="vip")) == tag
    changed = candid(f"{TAGS}.update", tag.id, "1", request=MutableTag(value="vip", description="be kind"))
    assert (changed.version, changed.alert, changed.description) == (2, None, "be kind")
    assert candid(f"{TAGS}.get", tag.id) == changed
    page = candid(f"{TAGS}.get_all", limit=1)
    assert (page.items, page.total) == ([changed], 1)
    visit = candid("encounters.v_4.create", request=encounter(tag_ids=["vip"]))
    assert [(each.tag_id, each.description, each.color) for each in visit.tags] == [("vip", "be kind", "gray")]
    assert candid("encounters.v_4.get_all", tag_ids="vip").items == [visit]
    with pytest.raises(InvalidTagNamesError) as unknown:
        candid("encounters.v_4.create", request=encounter(tag_ids=["vip", "nobody"]))
    assert unknown.value.body.invalid_tag_names == ["nobody"]
    with pytest.raises(ApiError) as stale:
        candid(f"{TAGS}.deactivate", tag.id, "9")
    assert stale.value.status_code == 409
    assert candid(f"{TAGS}.deactivate", tag.id, "2") is None
    assert candid(f"{TAGS}.get", tag.id).deactivated


def test_notes(candid: Caller) -> None:
    note = candid(f"{NOTES}.create", request=MutableNote(value="call back", type="ELIGIBILITY", author_name="Ada"))
    assert (note.version, note.type, note.author_name) == (1, "ELIGIBILITY", "Ada")
    changed = candid(f"{NOTES}.update", note.id, "1", request=MutableNote(value="called"))
    assert (changed.value, changed.type, changed.author_name, changed.created_at) == (
        "called",
        None,
        None,
        note.created_at,
    )
    assert candid(f"{NOTES}.get", note.id) == changed
    assert candid(f"{NOTES}.deactivate", note.id, "2") is None
    assert candid(f"{NOTES}.get", note.id).deactivated
