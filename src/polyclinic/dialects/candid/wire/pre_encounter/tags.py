"""Tags of the organization."""

from typing import Annotated

from pydantic import Field

from polyclinic.dialects.candid.wire.common import Wire
from polyclinic.dialects.candid.wire.pre_encounter.common import (
    BY_ID,
    BY_VERSION,
    BaseModel,
    LongText,
    Page,
    PageQuery,
)
from polyclinic.sdk.endpoint import Endpoint


class MutableTag(Wire):
    """A tag as sent. An update replaces all of it."""

    value: Annotated[str, Field(min_length=1, max_length=300)]
    description: LongText | None = None
    alert: bool | None = None


class Tag(BaseModel):
    """A tag as read."""

    id: str
    value: str
    description: str | None = None
    alert: bool | None = None


class TagQuery(PageQuery):
    """Which part of the list, which is in the order of making."""

    limit: Annotated[int, Field(ge=1, le=1000)] = 1000


_TAGS = ("pre_encounter.tags",)

GET_ALL = Endpoint(
    name="pre_encounter.tags.v1.get_all",
    method="GET",
    path="/tags/v1",
    query=TagQuery,
    gives=Page[Tag],
    tags=_TAGS,
    summary="List the tags",
)
GET = Endpoint(
    name="pre_encounter.tags.v1.get",
    method="GET",
    path="/tags/v1/{id}",
    path_types=BY_ID,
    gives=Tag,
    tags=_TAGS,
    summary="Read a tag",
)
CREATE = Endpoint(
    name="pre_encounter.tags.v1.create",
    method="POST",
    path="/tags/v1",
    takes=MutableTag,
    gives=Tag,
    tags=_TAGS,
    summary="Make a tag, or find the one of this value",
)
UPDATE = Endpoint(
    name="pre_encounter.tags.v1.update",
    method="PUT",
    path="/tags/v1/{id}/{version}",
    path_types=BY_VERSION,
    takes=MutableTag,
    gives=Tag,
    tags=_TAGS,
    summary="Replace a tag; the path names its version, or the next",
)
DEACTIVATE = Endpoint(
    name="pre_encounter.tags.v1.deactivate",
    method="DELETE",
    path="/tags/v1/{id}/{version}",
    path_types=BY_VERSION,
    status=204,
    tags=_TAGS,
    summary="Deactivate a tag",
)
