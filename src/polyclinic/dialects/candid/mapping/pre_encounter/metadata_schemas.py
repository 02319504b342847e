"""Metadata schemas and what follows them, in both directions."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from polyclinic.core.organisation.schemas import FieldType, Schema, SchemaField, SchemaInstance
from polyclinic.core.shared.errors import Invalid, Problem
from polyclinic.dialects.candid.mapping.common import Json
from polyclinic.dialects.candid.mapping.pre_encounter import filters
from polyclinic.dialects.candid.mapping.pre_encounter.common import base

FILTERS = {"metadataSchema.name": filters.text("name"), "metadataSchema.id": filters.identifier("id")}


def to_core(sent: Mapping[str, Any], current: Schema | None = None) -> Schema:
    """The schema that is sent, in the place of ``current``. Raises ``Invalid`` for an ENUM without values."""
    needless = [
        Problem(("fields", at, "enum_values"), "required", "An ENUM, and nothing else, has enum_values")
        for at, field in enumerate(sent["fields"])
        if bool(field.get("enum_values")) is not (field["type"] == "ENUM")
    ]
    if needless:
        raise Invalid(needless)
    new = {
        "name": sent["name"],
        "description": sent.get("description") or "",
        "fields": tuple(
            SchemaField(field["key"], FieldType(field["type"].lower()), tuple(field.get("enum_values") or ()))
            for field in sent["fields"]
        ),
    }
    return replace(current, **new) if current else Schema(**new)


def from_core(schema: Schema, organization_id: str) -> Json:
    """A schema as read."""
    answer: Json = {"id": schema.id, "name": schema.name, "fields": [_field(each) for each in schema.fields]}
    if schema.description:
        answer["description"] = schema.description
    return answer | base(schema, organization_id)


def _field(field: SchemaField) -> Json:
    shown: Json = {"key": field.key, "type": field.type.value.upper()}
    return shown | ({"enum_values": list(field.choices)} if field.choices else {})


def instances(metadata: Sequence[Json] | None) -> list[SchemaInstance]:
    """What an object's custom metadata hold, as instances."""
    return [SchemaInstance(each["metadata_schema_id"], each["key_value_pairs"]) for each in metadata or ()]
