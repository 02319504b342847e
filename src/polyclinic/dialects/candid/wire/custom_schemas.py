"""Custom schemas v1: what an organization itself wants to know about its encounters."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from polyclinic.dialects.candid.wire.common import ENTITY_NOT_FOUND, UNAUTHORIZED, UNCHANGED, Id, Wire
from polyclinic.sdk.endpoint import Endpoint, ErrorType

Primitive = Literal["BOOLEAN", "DOUBLE", "INTEGER", "STRING"]
SchemaName = Annotated[str, Field(min_length=1, max_length=300)]
Description = Annotated[str, Field(max_length=10_000)]


class SchemaField(Wire):
    """A field of a schema."""

    key: Annotated[str, Field(min_length=1, max_length=300)]
    type: Primitive


SchemaFields = Annotated[list[SchemaField], Field(max_length=200)]


class SchemaCreate(Wire):
    """A schema to be made."""

    name: SchemaName
    description: Description | None = None
    fields: SchemaFields


class SchemaUpdate(Wire):
    """A schema's new name, description and further fields; what is left out stays."""

    name: SchemaName = UNCHANGED
    description: Description | None = None
    fields_to_add: SchemaFields | None = None


class Schema(Wire):
    """A schema. Instances of it hold values by the keys of its fields."""

    id: UUID
    name: str
    description: str | None = None
    fields: list[SchemaField]


class SchemaGetMultiResponse(Wire):
    """Every schema of the organization."""

    schemas: list[Schema]


class SchemaQuery(Wire):
    """Whose schemas: there are none but the organization's own."""

    organization_id: Id | None = None


class SchemaValidationFailure(Wire):
    """Why a schema is refused; each error has a ``type`` and members of its own."""

    errors: list[dict[str, Any]]


BAD_SCHEMA = ErrorType(422, "SchemaValidationHttpFailure", SchemaValidationFailure, "A name or key that is taken")

GET_MULTI = Endpoint(
    name="custom_schemas.v1.get_multi",
    method="GET",
    path="/api/custom-schemas/v1",
    query=SchemaQuery,
    gives=SchemaGetMultiResponse,
    errors=(UNAUTHORIZED,),
    tags=("custom schemas",),
    summary="List the schemas",
)
CREATE = Endpoint(
    name="custom_schemas.v1.create",
    method="POST",
    path="/api/custom-schemas/v1",
    takes=SchemaCreate,
    gives=Schema,
    errors=(BAD_SCHEMA,),
    tags=("custom schemas",),
    summary="Make a schema",
)
GET = Endpoint(
    name="custom_schemas.v1.get",
    method="GET",
    path="/api/custom-schemas/v1/{schema_id}",
    path_types={"schema_id": Id},
    gives=Schema,
    errors=(ENTITY_NOT_FOUND, UNAUTHORIZED),
    tags=("custom schemas",),
    summary="Read a schema",
)
UPDATE = Endpoint(
    name="custom_schemas.v1.update",
    method="PATCH",
    path="/api/custom-schemas/v1/{schema_id}",
    path_types={"schema_id": Id},
    takes=SchemaUpdate,
    empty_body=True,
    gives=Schema,
    errors=(ENTITY_NOT_FOUND, UNAUTHORIZED, BAD_SCHEMA),
    tags=("custom schemas",),
    summary="Rename a schema or add fields to it",
)
