"""Notes about patients."""

from typing import Annotated, Literal

from pydantic import Field

from polyclinic.dialects.candid.wire.common import Instant, Wire
from polyclinic.dialects.candid.wire.pre_encounter.common import BY_ID, BY_VERSION, BaseModel, ShortText
from polyclinic.sdk.endpoint import Endpoint

NoteType = Literal["GENERAL", "ELIGIBILITY"]


class MutableNote(Wire):
    """A note as sent. An update replaces all of it."""

    value: Annotated[str, Field(max_length=50_000)]
    type: NoteType | None = None
    author_email: ShortText | None = None
    author_name: ShortText | None = None


class Note(BaseModel):
    """A note as read."""

    id: str
    value: str
    type: NoteType | None = None
    author_email: str | None = None
    author_name: str | None = None
    created_at: Instant


_TAGS = ("pre_encounter.notes",)

GET = Endpoint(
    name="pre_encounter.notes.v1.get",
    method="GET",
    path="/notes/v1/{id}",
    path_types=BY_ID,
    gives=Note,
    tags=_TAGS,
    summary="Read a note",
)
CREATE = Endpoint(
    name="pre_encounter.notes.v1.create",
    method="POST",
    path="/notes/v1",
    takes=MutableNote,
    gives=Note,
    tags=_TAGS,
    summary="Make a note",
)
UPDATE = Endpoint(
    name="pre_encounter.notes.v1.update",
    method="PUT",
    path="/notes/v1/{id}/{version}",
    path_types=BY_VERSION,
    takes=MutableNote,
    gives=Note,
    tags=_TAGS,
    summary="Replace a note; the path names its version, or the next",
)
DEACTIVATE = Endpoint(
    name="pre_encounter.notes.v1.deactivate",
    method="DELETE",
    path="/notes/v1/{id}/{version}",
    path_types=BY_VERSION,
    status=204,
    tags=_TAGS,
    summary="Deactivate a note",
)
