"""Files on the wire: sent as they are, fetched from a link."""

from typing import Annotated
from urllib.parse import unquote

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from polyclinic.dialects.silna.wire.common import (
    BAD_REQUEST,
    FORBIDDEN,
    NOT_FOUND,
    READ_ERRORS,
    TOO_MANY_REQUESTS,
    WRITE_ERRORS,
    Id,
    Wire,
)
from polyclinic.sdk.endpoint import Endpoint

UPLOADS = "upload"
"""The rate policy of uploads."""


def _filename(text: str) -> str:
    """A header's bytes are ASCII: other characters come percent-encoded, or as UTF-8 that was taken for Latin-1."""
    try:
        name = unquote(text.encode("latin-1").decode(), errors="strict")
    except ValueError:
        name = text
    if not name.strip():
        raise PydanticCustomError("blank", "must not be empty")
    return name


class UploadHeaders(Wire):
    """Whose file it is, and what it is called."""

    provider_id: Annotated[Id, Field(alias="provider-id")]
    original_filename: Annotated[
        str, Field(alias="original-filename", min_length=1, max_length=1024), AfterValidator(_filename)
    ]


class FileCreated(Wire):
    id: Id


class File(Wire):
    """A file. ``url`` gives it to anybody for a while, by a plain GET; null until there is one."""

    url: str | None = None
    id: Id
    original_filename: str | None = None


_TAGS = ("Files",)

CREATE = Endpoint(
    name="files.create",
    summary="Upload File",
    method="POST",
    path="/public/v1/files/",
    headers=UploadHeaders,
    accepts=("raw",),
    gives=FileCreated,
    status=201,
    errors=WRITE_ERRORS,
    rate=UPLOADS,
    tags=_TAGS,
)
GET = Endpoint(
    name="files.get",
    summary="Get File",
    method="GET",
    path="/public/v1/files/{file_id}",
    gives=File,
    errors=READ_ERRORS,
    tags=_TAGS,
)
DOWNLOAD = Endpoint(
    name="files.download",
    summary="What a file's url gives",
    method="GET",
    path="/files/{link}/{filename}",
    gives=bytes,
    other_statuses=(206,),
    public="the link is signed, names one file and expires",
    errors=(BAD_REQUEST, FORBIDDEN, NOT_FOUND, TOO_MANY_REQUESTS),
    tags=_TAGS,
)
