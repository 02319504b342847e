"""Images: insurance cards, and whatever else of a patient is photographed."""

from typing import Annotated, Literal

from pydantic import Field

from polyclinic.dialects.candid.wire.common import Id, Wire
from polyclinic.dialects.candid.wire.pre_encounter.common import (
    BY_ID,
    BY_VERSION,
    NOT_FOUND,
    VERSION_CONFLICT,
    BaseModel,
    QueryText,
    ReferenceId,
    ShortText,
    SortDirection,
)
from polyclinic.sdk.endpoint import Endpoint

MAX_FILE = 25 * 1024 * 1024

ImageStatus = Literal["PENDING", "UPLOADED", "FAILED"]
ImageSortField = Literal["updatedAt", "fileName", "displayName", "fileType", "status"]


class PatientAssociation(Wire):
    """Whom the image is about."""

    id: ReferenceId
    notes: Annotated[str, Field(max_length=300)] | None = None


class CoverageAssociation(Wire):
    """The side of an insurance card that the image shows."""

    id: Id
    side: Literal["FRONT", "BACK"]


class MutableImage(Wire):
    """An image as sent. An update replaces all of it: what is left out is gone."""

    file_name: Annotated[str, Field(min_length=1, max_length=255)]
    display_name: ShortText
    file_type: Annotated[str, Field(min_length=1, max_length=100)]
    status: ImageStatus
    patient: PatientAssociation | None = None
    coverage: CoverageAssociation | None = None


class Image(MutableImage, BaseModel):
    """An image as read. PUT the bytes to ``signed_url`` while the image has none; GET them from there afterwards."""

    id: str
    signed_url: str


class ImageQuery(Wire):
    """Which images, in what order. Texts match as a whole."""

    patient_id: ReferenceId | None = None
    coverage_id: ReferenceId | None = None
    file_type: ShortText | None = None
    patient_notes: QueryText | None = None
    sort_field: ImageSortField | None = None
    sort_direction: SortDirection | None = None


_TAGS = ("images",)
_PATH = "/images/v1"
_SIGNED = "the link is signed, names one image and expires"

GET_MULTI = Endpoint(
    name="pre_encounter.images.v1.get_multi",
    method="GET",
    path=_PATH,
    query=ImageQuery,
    gives=list[Image],
    tags=_TAGS,
    summary="List images",
)
CREATE = Endpoint(
    name="pre_encounter.images.v1.create",
    method="POST",
    path=_PATH,
    takes=MutableImage,
    gives=Image,
    errors=(VERSION_CONFLICT,),
    tags=_TAGS,
    summary="Announce an image",
)
GET = Endpoint(
    name="pre_encounter.images.v1.get",
    method="GET",
    path=f"{_PATH}/{{id}}",
    path_types=BY_ID,
    gives=Image,
    errors=(NOT_FOUND,),
    tags=_TAGS,
    summary="Read an image",
)
DEACTIVATE = Endpoint(
    name="pre_encounter.images.v1.deactivate",
    method="DELETE",
    path=f"{_PATH}/{{id}}/{{version}}",
    path_types=BY_VERSION,
    status=204,
    errors=(NOT_FOUND, VERSION_CONFLICT),
    tags=_TAGS,
    summary="Deactivate an image; the version is the latest one or the next",
)
UPDATE = Endpoint(
    name="pre_encounter.images.v1.update",
    method="PUT",
    path=f"{_PATH}/{{id}}/{{version}}",
    path_types=BY_VERSION,
    takes=MutableImage,
    gives=Image,
    errors=(NOT_FOUND, VERSION_CONFLICT),
    tags=_TAGS,
    summary="Replace what is said about an image; the version is the latest one or the next",
)
DOWNLOAD = Endpoint(
    name="pre_encounter.images.v1.download",
    method="GET",
    path="/images/files/{link}/{filename}",
    gives=bytes,
    other_statuses=(206,),
    public=_SIGNED,
    tags=_TAGS,
    summary="The image itself",
)
UPLOAD = Endpoint(
    name="pre_encounter.images.v1.upload",
    method="PUT",
    path="/images/files/{link}/{filename}",
    accepts=("raw",),
    streamed=True,
    public=_SIGNED,
    max_body=MAX_FILE,
    status=204,
    tags=_TAGS,
    summary="Send the image itself",
)
