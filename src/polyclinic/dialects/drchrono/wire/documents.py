"""Documents in patients' charts. Files come in as a multipart part and are fetched by links that expire."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationInfo
from pydantic_core import PydanticCustomError

from polyclinic.dialects.drchrono.wire.common import (
    CONFLICT,
    FORBIDDEN,
    ITEM_ERRORS,
    NOT_FOUND,
    READ_ERRORS,
    Date,
    DoctorRef,
    Id,
    LongText,
    Model,
    NonNull,
    Page,
    PageQuery,
    PatientRef,
    Since,
    Text,
)
from polyclinic.sdk.endpoint import Endpoint, FilePart

_SCOPES = ("patients",)
FILE = "document"
MAX_FILE = 25 * 1024 * 1024


def _no_broken_array(value: Any, info: ValidationInfo) -> Any:
    """A form's array that could not be read as JSON is one text here: it is refused, not taken for a tag."""
    if info.mode != "json" and isinstance(value, list) and len(value) == 1 and str(value[0]).startswith("["):
        raise PydanticCustomError("json_array", "Not a JSON array of texts.")
    return value


Tags = Annotated[list[Text], Field(max_length=100), BeforeValidator(_no_broken_array)]


class DocumentWrite(Model):
    """What goes with a file. In a form ``metatags`` is one part that holds a JSON array."""

    date: Date
    description: LongText
    doctor: DoctorRef
    patient: PatientRef
    metatags: Tags | None = None


class DocumentPatch(Model):
    """Some fields of a document; what is absent stays."""

    date: NonNull[Date] = None
    description: NonNull[LongText] = None
    doctor: NonNull[DoctorRef] = None
    patient: NonNull[PatientRef] = None
    metatags: Tags | None = None


class Document(Model):
    """A document as read. ``document`` is an absolute URL that serves the file for an hour, without a token."""

    id: int
    date: Date
    description: str
    doctor: DoctorRef
    patient: PatientRef
    document: str
    metatags: list[str]


class DocumentQuery(PageQuery):
    """Filters; all must hold."""

    doctor: Id | None = None
    patient: Id | None = None
    since: Since | None = None


LIST_DOCUMENTS = Endpoint(
    name="documents_list",
    method="GET",
    path="/api/documents",
    query=DocumentQuery,
    gives=Page[Document],
    scopes=_SCOPES,
    errors=READ_ERRORS,
    summary="Documents, a page at a time",
    tags=("documents",),
)
CREATE_DOCUMENT = Endpoint(
    name="documents_create",
    method="POST",
    path="/api/documents",
    takes=DocumentWrite,
    files=(FilePart(FILE, description="the file itself"),),
    gives=Document,
    status=201,
    accepts=("multipart", "form", "json"),
    max_body=MAX_FILE,
    scopes=_SCOPES,
    errors=(*READ_ERRORS, CONFLICT),
    summary="Upload a document into a patient's chart",
    tags=("documents",),
)
READ_DOCUMENT = Endpoint(
    name="documents_read",
    method="GET",
    path="/api/documents/{id}",
    path_types={"id": Id},
    gives=Document,
    scopes=_SCOPES,
    errors=ITEM_ERRORS,
    summary="One document",
    tags=("documents",),
)
REPLACE_DOCUMENT = Endpoint(
    name="documents_update",
    method="PUT",
    path="/api/documents/{id}",
    path_types={"id": Id},
    takes=DocumentWrite,
    files=(FilePart(FILE, required=False, description="a new file"),),
    gives=Document,
    accepts=("multipart", "form", "json"),
    max_body=MAX_FILE,
    scopes=_SCOPES,
    errors=(*ITEM_ERRORS, CONFLICT),
    summary="Change a document, naming all required fields",
    description="Without a file part the file stays as it is.",
    tags=("documents",),
)
UPDATE_DOCUMENT = Endpoint(
    name="documents_partial_update",
    method="PATCH",
    path="/api/documents/{id}",
    path_types={"id": Id},
    takes=DocumentPatch,
    files=(FilePart(FILE, required=False, description="a new file"),),
    gives=Document,
    accepts=("multipart", "form", "json"),
    max_body=MAX_FILE,
    scopes=_SCOPES,
    errors=(*ITEM_ERRORS, CONFLICT),
    summary="Change some fields of a document, or its file",
    tags=("documents",),
)
DELETE_DOCUMENT = Endpoint(
    name="documents_delete",
    method="DELETE",
    path="/api/documents/{id}",
    path_types={"id": Id},
    status=204,
    scopes=_SCOPES,
    errors=(*ITEM_ERRORS, CONFLICT),
    summary="Take a document out of a chart",
    tags=("documents",),
)
DOWNLOAD_DOCUMENT = Endpoint(
    name="documents_download",
    method="GET",
    path="/site_media/documents/{link}/{filename}",
    gives=bytes,
    other_statuses=(206,),
    public="the link is signed, names one document and expires",
    errors=(FORBIDDEN, NOT_FOUND),
    summary="The file of a document",
    tags=("documents",),
)
