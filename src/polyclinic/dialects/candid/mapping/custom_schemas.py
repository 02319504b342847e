"""Schemas and their instances, and why they are refused."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from polyclinic.core.organisation.schemas import (
    BadInstances,
    FieldType,
    KeyTaken,
    Mismatch,
    Schema,
    SchemaField,
    SchemaInstance,
    SchemaNameTaken,
)
from polyclinic.dialects.candid.mapping.common import Json

_TYPES = {"unknown_schema": "schema_does_not_exist", "twice": "multiple_instances_for_schema"}


def to_core(sent: Mapping[str, Any]) -> Schema:
    """A new schema."""
    fields = tuple(map(_field, sent["fields"]))
    return Schema(name=sent["name"], description=sent.get("description") or "", fields=fields)


def updated(schema: Schema, sent: Mapping[str, Any]) -> Schema:
    """The schema with what ``sent`` says."""
    return replace(
        schema,
        name=sent.get("name", schema.name),
        description=(sent["description"] or "") if "description" in sent else schema.description,
        fields=(*schema.fields, *map(_field, sent.get("fields_to_add") or ())),
    )


def _field(sent: Mapping[str, Any]) -> SchemaField:
    return SchemaField(sent["key"], FieldType(sent["type"].lower()))


def from_core(schema: Schema) -> Json:
    """A schema as read."""
    fields = [{"key": each.key, "type": primitive(each.type)} for each in schema.fields]
    answer: Json = {"id": schema.id, "name": schema.name, "fields": fields}
    return answer | ({"description": schema.description} if schema.description else {})


def primitive(type_: FieldType) -> str:
    """A field's type where choices are unknown: one of them is a text."""
    return "STRING" if type_ is FieldType.ENUM else type_.value.upper()


# -- instances --------------------------------------------------------------------------------------------------------


def instances_to_core(sent: list[Json] | None) -> tuple[SchemaInstance, ...]:
    """The instances of an encounter."""
    return tuple(SchemaInstance(each["schema_id"], each["content"]) for each in sent or ())


def instance_from_core(instance: SchemaInstance) -> Json:
    """An instance as read."""
    return {"schema_id": instance.schema_id, "content": instance.content}


# -- refusals ---------------------------------------------------------------------------------------------------------


def schema_errors(refusal: SchemaNameTaken | KeyTaken) -> Json:
    """Why a schema is refused."""
    if isinstance(refusal, SchemaNameTaken):
        return {"errors": [{"type": "schema_name_already_exists", "id": refusal.holder, "name": refusal.name}]}
    return {
        "errors": [
            {"type": "key_name_already_exists", "key": each.key, "value_type": primitive(each.type)}
            for each in refusal.fields
        ]
    }


def instance_errors(refusal: BadInstances) -> Json:
    """Why instances are refused."""
    return {"errors": [_error(each) for each in refusal.mismatches]}


def _error(mismatch: Mismatch) -> Json:
    about = {"schema_id": mismatch.schema_id}
    if mismatch.wanted is not None:
        wanted = {"key": mismatch.key, "expected_value_type": primitive(mismatch.wanted), "value": mismatch.value}
        return {"type": "value_does_not_match_key_type", **about, **wanted}
    if mismatch.key:
        return {"type": "key_does_not_exist", **about, "key": mismatch.key}
    return {"type": _TYPES[mismatch.code], **about}
