"""Schemas: what a practice itself wants to know about its objects, and the verbs of them.

An object holds instances: values of a schema's fields. Every API that has such a thing sees the same schemas.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from polyclinic.core.organisation import policy
from polyclinic.core.shared.context import Context, Edit
from polyclinic.core.shared.entity import Entity
from polyclinic.core.shared.errors import Conflict, Invalid, NotFound, Problem, UnknownCursor, VersionConflict
from polyclinic.core.shared.kinds import Key, Kind, Lookup
from polyclinic.core.shared.queries import Has, Page, Query
from polyclinic.core.shared.refusals import refuses


class FieldType(StrEnum):
    """What values of a field are; ``ENUM``: one of the texts that the field lists."""

    STRING = "string"
    INTEGER = "integer"
    DOUBLE = "double"
    BOOLEAN = "boolean"
    ENUM = "enum"


@dataclass(frozen=True, slots=True)
class SchemaField:
    """A field of a schema. ``choices`` are those of an ``ENUM``."""

    key: str
    type: FieldType
    choices: tuple[str, ...] = ()

    def takes(self, value: Any) -> bool:
        """Whether ``value`` is one of this field's; a whole number is also a ``DOUBLE``."""
        match self.type:
            case FieldType.STRING:
                return isinstance(value, str)
            case FieldType.ENUM:
                return value in self.choices
            case FieldType.BOOLEAN:
                return isinstance(value, bool)
            case FieldType.INTEGER:
                return isinstance(value, int) and not isinstance(value, bool)
            case FieldType.DOUBLE:
                return isinstance(value, int | float) and not isinstance(value, bool)


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema(Entity):
    """A practice's own fields under a name that no other live schema has."""

    name: str
    description: str = ""
    fields: tuple[SchemaField, ...]


SCHEMA = Kind(
    "schema",
    Schema,
    keys=(Key("name", lambda s: s.name),),
    lookups=(Lookup("called", lambda s: [s.name], unique=True),),
)


@dataclass(frozen=True, slots=True)
class SchemaInstance:
    """Values of a schema's fields by their keys; not every field needs one."""

    schema_id: str
    content: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Why an instance is refused. ``code`` is ``unknown_schema``, ``twice`` (another instance of the same schema),
    ``unknown_key`` or ``wrong_type``; ``path`` begins with the instance's place."""

    code: str
    path: tuple[str | int, ...]
    schema_id: str
    key: str = ""
    wanted: FieldType | None = None
    value: Any = None


class SchemaNameTaken(Conflict):
    """Another live schema (``holder``) has this name."""

    code = "schema_name_taken"

    def __init__(self, name: str, holder: str) -> None:
        super().__init__("another schema has this name", holder=holder)
        self.name = name
        self.holder = holder


class KeyTaken(Conflict):
    """A schema has two fields of one key; ``fields`` are those that come too late."""

    code = "schema_key_taken"

    def __init__(self, fields: Sequence[SchemaField]) -> None:
        super().__init__("a schema's fields have keys of their own")
        self.fields = tuple(fields)


class BadInstances(Invalid):
    """Instances that do not follow their schemas: everything that is wrong, as ``mismatches``."""

    code = "bad_schema_instances"

    def __init__(self, mismatches: Sequence[Mismatch], *path: str | int) -> None:
        super().__init__([Problem((*path, *each.path), each.code, _SAID[each.code]) for each in mismatches])
        self.mismatches = tuple(mismatches)


_SAID = {
    "unknown_schema": "there is no such schema",
    "twice": "there is another instance of this schema",
    "unknown_key": "the schema has no such field",
    "wrong_type": "not a value of this field",
}


# -- verbs ------------------------------------------------------------------------------------------------------------


@refuses(NotFound)
async def read(ctx: Context, schema_id: str, *, deleted: bool = False) -> Schema:
    """A schema by id; with ``deleted`` also a deactivated one."""
    ctx.require(policy.READ)
    return await ctx.need(SCHEMA, schema_id, deleted=deleted)


@refuses(UnknownCursor)
async def search(ctx: Context, query: Query[Schema]) -> Page[Schema]:
    """A page of schemas."""
    ctx.require(policy.READ)
    return await ctx.find(query)


@refuses(SchemaNameTaken, KeyTaken)
async def add(ctx: Context, draft: Schema) -> Schema:
    """Make a schema."""
    ctx.require(policy.WRITE)
    await _check(ctx, draft, None)
    return await ctx.put(SCHEMA, draft)


@refuses(NotFound, VersionConflict, SchemaNameTaken, KeyTaken)
async def update(
    ctx: Context, schema_id: str, edit: Edit[Schema], *, version: int | None = None, deleted: bool = False
) -> Schema:
    """Change a schema, with ``deleted`` also a deactivated one, by a pure function. What was written by it stays.

    ``version``, if given, is the one the caller read.
    """
    ctx.require(policy.WRITE)
    before = await ctx.need(SCHEMA, schema_id, deleted=deleted)
    if version is not None and version != before.version:
        raise VersionConflict("schema has changed", latest_version=before.version)
    after = edit(before)
    if after == before:
        return before
    await _check(ctx, after, before)
    return await ctx.put(SCHEMA, after)


async def _check(ctx: Context, after: Schema, before: Schema | None) -> None:
    if after.active and (before is None or not before.active or before.name != after.name):
        page = await ctx.find(Query(SCHEMA, (Has("called", (after.name,)),), limit=1))
        if page.items:
            raise SchemaNameTaken(after.name, page.items[0].id)
    first = {each.key: each for each in reversed(after.fields)}
    if late := [each for each in after.fields if each is not first[each.key]]:
        raise KeyTaken(late)


@refuses(BadInstances)
async def check(
    ctx: Context, instances: Sequence[SchemaInstance], before: Sequence[SchemaInstance] = (), *path: str | int
) -> None:
    """Raise ``BadInstances`` unless each follows a live schema of its own; those that were there ``before`` may stay.

    ``path`` is where the instances are.
    """
    fresh = [each.schema_id for each in instances if each not in before]
    schemas = await ctx.get_many(SCHEMA, set(fresh)) if fresh else {}
    live = {id: schema for id, schema in schemas.items() if schema.active}
    if mismatches := list(_mismatches(instances, before, live)):
        raise BadInstances(mismatches, *path)


def _mismatches(
    instances: Sequence[SchemaInstance], before: Sequence[SchemaInstance], schemas: Mapping[str, Schema]
) -> Iterator[Mismatch]:
    seen: set[str] = set()
    for at, instance in enumerate(instances):
        schema_id = instance.schema_id
        if schema_id in seen:
            yield Mismatch("twice", (at,), schema_id)
        elif instance not in before:
            schema = schemas.get(schema_id)
            yield from _within(schema, instance, at) if schema else [Mismatch("unknown_schema", (at,), schema_id)]
        seen.add(schema_id)


def _within(schema: Schema, instance: SchemaInstance, at: int) -> Iterator[Mismatch]:
    fields = {each.key: each for each in schema.fields}
    for key, value in instance.content.items():
        if key not in fields:
            yield Mismatch("unknown_key", (at, key), schema.id, key)
        elif not fields[key].takes(value):
            yield Mismatch("wrong_type", (at, key), schema.id, key, fields[key].type, value)
