"""Metadata schemas: what the organization itself wants to know about its patients."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from polyclinic.dialects.candid.wire.common import Wire
from polyclinic.dialects.candid.wire.pre_encounter.common import (
    BAD_REQUEST,
    BY_ID,
    BY_VERSION,
    BaseModel,
    LongText,
    Page,
    PageQuery,
    ShortText,
)
from polyclinic.sdk.endpoint import Endpoint

MetadataFieldType = Literal["STRING", "INTEGER", "DOUBLE", "BOOLEAN", "ENUM"]


class MetadataField(Wire):
    """A field of a schema; an ENUM has ``enum_values``."""

    key: Annotated[str, Field(min_length=1, max_length=300)]
    type: MetadataFieldType
    enum_values: Annotated[list[ShortText], Field(max_length=1000)] | None = None


class MutableMetadataSchema(Wire):
    """A schema as sent. An update replaces all of it."""

    name: Annotated[str, Field(min_length=1, max_length=300)]
    description: LongText | None = None
    fields: Annotated[list[MetadataField], Field(max_length=200)]


class MetadataSchema(BaseModel):
    """A schema as read."""

    id: UUID
    name: str
    description: str | None = None
    fields: list[MetadataField]


class MetadataSchemaQuery(PageQuery):
    """Which schemas; ``filters`` know ``metadataSchema.name`` and ``metadataSchema.id``."""

    filters: LongText | None = None


_TAGS = ("pre_encounter.metadata_schemas",)

GET_ALL = Endpoint(
    name="pre_encounter.metadata_schemas.v1.get_all",
    method="GET",
    path="/metadata-schemas/v1",
    query=MetadataSchemaQuery,
    gives=Page[MetadataSchema],
    errors=(BAD_REQUEST,),
    tags=_TAGS,
    summary="List the metadata schemas",
)
GET = Endpoint(
    name="pre_encounter.metadata_schemas.v1.get",
    method="GET",
    path="/metadata-schemas/v1/{id}",
    path_types=BY_ID,
    gives=MetadataSchema,
    tags=_TAGS,
    summary="Read a metadata schema",
)
CREATE = Endpoint(
    name="pre_encounter.metadata_schemas.v1.create",
    method="POST",
    path="/metadata-schemas/v1",
    takes=MutableMetadataSchema,
    gives=MetadataSchema,
    tags=_TAGS,
    summary="Make a metadata schema",
)
UPDATE = Endpoint(
    name="pre_encounter.metadata_schemas.v1.update",
    method="PUT",
    path="/metadata-schemas/v1/{id}/{version}",
    path_types=BY_VERSION,
    takes=MutableMetadataSchema,
    gives=MetadataSchema,
    tags=_TAGS,
    summary="Replace a metadata schema; the path names its version, or the next",
)
DEACTIVATE = Endpoint(
    name="pre_encounter.metadata_schemas.v1.deactivate",
    method="DELETE",
    path="/metadata-schemas/v1/{id}/{version}",
    path_types=BY_VERSION,
    status=204,
    tags=_TAGS,
    summary="Deactivate a metadata schema",
)
REACTIVATE = Endpoint(
    name="pre_encounter.metadata_schemas.v1.reactivate",
    method="PATCH",
    path="/metadata-schemas/v1/{id}/{version}",
    path_types=BY_VERSION,
    status=204,
    tags=_TAGS,
    summary="Reactivate a metadata schema",
)
