"""Documents, their classes, and how their bytes come and go (``/caredb/v1/org-document-…/``)."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints

from polyclinic.dialects.carium.wire.common import (
    READING,
    WRITING,
    Collection,
    Document,
    Id,
    Instant,
    Name,
    NewDocument,
    NewResource,
    NoQuery,
    PageQuery,
    Query,
    RelatedDocument,
    Resource,
    Text,
    ToOne,
    Wire,
    errors,
    fieldset,
    left_out,
)
from polyclinic.sdk.endpoint import Endpoint, FilePart

PATH = "/caredb/v1/org-document-references/"
CLASSES_PATH = "/caredb/v1/org-document-classes/"
CONTENT_PATH = "/storage/v1/documents/{organization_id}/{id}/"
MAX_FILE = 256 * 1024 * 1024
_FORM_AROUND_FILE = 64 * 1024

# no folders, no control characters, none that nobody sees or that turn others around
_FILENAME = r"^[^/\\\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+$"
Filename = Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=_FILENAME)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
_CONTENT_TYPE = r"^[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*$"
ContentType = Annotated[str, StringConstraints(max_length=127, pattern=_CONTENT_TYPE)]


class NewReferenceAttributes(Wire):
    """What a file is going to be; its bytes follow. Of another size or SHA-256 than is announced they are refused."""

    organization_id: Id
    individual_id: Id
    class_id: Id
    name: Name
    attachment_filename: Filename
    attachment_content_type: ContentType = "application/octet-stream"
    attachment_size: int | None = Field(None, ge=1, le=MAX_FILE)
    attachment_sha256: Sha256 | None = None
    description: Text | None = None


class NewReference(NewResource):
    type: Literal["org-document-references"]
    attributes: NewReferenceAttributes


class UploadInfo(Wire):
    """Post ``upload-data`` as form fields, then the file as ``file``, to ``upload-url``: once, by ``expires-at``.

    ``max-size`` is in bytes.
    """

    upload_url: str
    upload_data: dict[str, str]
    expires_at: Instant
    max_size: int


class ReferenceAttributes(Wire):
    """``upload-info`` is in the answer to the creation only. ``status`` tells how far the upload has come.

    ``attachment-size`` in bytes and ``attachment-sha256`` in hex are those of the file that is kept.
    """

    organization_id: str = left_out()
    individual_id: str = left_out()
    class_id: str | None = left_out()
    name: str = left_out()
    description: str | None = left_out()
    attachment_filename: str = left_out()
    attachment_content_type: str = left_out()
    attachment_size: int | None = left_out()
    attachment_sha256: str | None = left_out()
    status: Literal["awaiting", "received", "ready"] = left_out()
    upload_info: UploadInfo | None = left_out()
    created_at: Instant = left_out()
    last_modified_at: Instant = left_out()


class ReferenceRelationships(Wire):
    individual: ToOne = left_out()
    document_class: ToOne = left_out("class")


class Reference(Resource):
    """A document in a patient's record."""

    type: Literal["org-document-references"]
    attributes: ReferenceAttributes
    relationships: ReferenceRelationships | None = None


class ReferenceQuery(Query):
    include: str | None = None
    fields: str | None = fieldset("org-document-references")
    group_fields: str | None = fieldset("individual-groups")
    individual_fields: str | None = fieldset("individuals")
    class_fields: str | None = fieldset("org-document-classes")


class ReferencesQuery(PageQuery, ReferenceQuery):
    individual_id: Id | None = Field(None, alias="filter[individual-id]")
    bare_individual_id: Id | None = Field(None, alias="individual-id")
    class_id: Id | None = Field(None, alias="filter[class-id]")
    sort: str | None = None


CREATE = Endpoint(
    name="documents.create",
    method="POST",
    path=PATH,
    takes=NewDocument[NewReference],
    gives=Document[Reference],
    query=ReferenceQuery,
    status=201,
    errors=WRITING,
    summary="Announce a document and learn where to upload it",
)
LIST = Endpoint(
    name="documents.list",
    method="GET",
    path=PATH,
    gives=Collection[Reference],
    query=ReferencesQuery,
    errors=READING,
    summary="List documents",
)
READ = Endpoint(
    name="documents.read",
    method="GET",
    path=f"{PATH}{{id}}/",
    path_types={"id": Id},
    gives=Document[Reference],
    other_statuses=(304,),
    query=ReferenceQuery,
    errors=READING,
    summary="Read a document's description",
)
RELATED = Endpoint(
    name="documents.related",
    method="GET",
    path=f"{PATH}{{id}}/{{relationship}}/",
    path_types={"id": Id},
    gives=RelatedDocument,
    query=ReferenceQuery,
    errors=READING,
    summary="Read what a document refers to",
)
PROCESS = Endpoint(
    name="documents.process_upload",
    method="POST",
    path=f"{PATH}{{id}}/process-upload/",
    path_types={"id": Id},
    gives=Document[Reference],
    query=ReferenceQuery,
    errors=(*READING, *errors(409, 422)),
    idempotent=True,
    summary="Confirm an upload",
)
DELETE = Endpoint(
    name="documents.delete",
    method="DELETE",
    path=f"{PATH}{{id}}/",
    path_types={"id": Id},
    query=NoQuery,
    status=204,
    errors=READING,
    summary="Delete a document",
)


class DownloadInfo(Wire):
    download_url: str
    expires_at: Instant


class DownloadAttributes(Wire):
    download_info: DownloadInfo


class Download(Resource):
    type: Literal["org-document-references"]
    attributes: DownloadAttributes


class DownloadDocument(Wire):
    """The URL stands twice: at the top level, and in the resource."""

    url: str
    data: Download


DOWNLOAD_INFO = Endpoint(
    name="documents.get_download_info",
    method="GET",
    path=f"{PATH}{{id}}/get-download-info/",
    path_types={"id": Id},
    gives=DownloadDocument,
    query=NoQuery,
    errors=(*READING, *errors(409)),
    summary="Learn where to download a document's file",
)


class UploadForm(Wire):
    """The fields of ``upload-data``, in front of the file; whatever else the form holds is ignored."""

    model_config = ConfigDict(extra="ignore")

    upload_token: str = Field(min_length=1, max_length=200)
    content_type: str = Field(min_length=1, max_length=200)
    max_size: int = Field(ge=0, le=2**53)
    size: int | None = Field(None, ge=0, le=2**53)
    sha256: str = Field("", max_length=64)
    expires: int = Field(ge=0, le=2**53)
    signature: str = Field(min_length=1, max_length=200)


UPLOAD = Endpoint(
    name="documents.upload",
    method="POST",
    path=CONTENT_PATH,
    path_types={"organization_id": Id, "id": Id},
    takes=UploadForm,
    accepts=("multipart",),
    files=(FilePart("file"),),
    streamed=True,
    status=204,
    errors=errors(400, 403, 413, 415, 422, 429),
    public="the form's signed fields are the credential",
    max_body=MAX_FILE + _FORM_AROUND_FILE,
    rate="transfer",
    summary="Upload a document's file",
)


class DownloadQuery(Query):
    expires: int = Field(ge=0, le=2**53)
    by: str = Field(min_length=1, max_length=200)
    signature: str = Field(min_length=1, max_length=200)


DOWNLOAD = Endpoint(
    name="documents.download",
    method="GET",
    path=CONTENT_PATH,
    path_types={"organization_id": Id, "id": Id},
    gives=bytes,
    other_statuses=(206,),
    query=DownloadQuery,
    media_type="application/octet-stream",
    errors=errors(400, 403, 404, 410, 429),
    public="the signed URL is the credential",
    rate="transfer",
    summary="Download a document's file",
)


class NewClassAttributes(Wire):
    organization_id: Id
    name: Name


class ClassChanges(Wire):
    """What is absent stays."""

    organization_id: Id = left_out()
    name: Name = left_out()


class NewClass(NewResource):
    type: Literal["org-document-classes"]
    attributes: NewClassAttributes


class ChangedClass(NewResource):
    type: Literal["org-document-classes"]
    attributes: ClassChanges


class ClassAttributes(Wire):
    name: str = left_out()
    organization_id: str = left_out()
    created_at: Instant = left_out()
    last_modified_at: Instant = left_out()


class DocumentClass(Resource):
    """What sort of document something is."""

    type: Literal["org-document-classes"]
    attributes: ClassAttributes


class ClassQuery(Query):
    fields: str | None = fieldset("org-document-classes")


class ClassesQuery(PageQuery, ClassQuery):
    sort: str | None = None


LIST_CLASSES = Endpoint(
    name="document_classes.list",
    method="GET",
    path=CLASSES_PATH,
    gives=Collection[DocumentClass],
    query=ClassesQuery,
    errors=READING,
    summary="List document classes",
)
READ_CLASS = Endpoint(
    name="document_classes.read",
    method="GET",
    path=f"{CLASSES_PATH}{{id}}/",
    path_types={"id": Id},
    gives=Document[DocumentClass],
    other_statuses=(304,),
    query=ClassQuery,
    errors=READING,
    summary="Read a document class",
)
CREATE_CLASS = Endpoint(
    name="document_classes.create",
    method="POST",
    path=CLASSES_PATH,
    takes=NewDocument[NewClass],
    gives=Document[DocumentClass],
    query=ClassQuery,
    status=201,
    errors=WRITING,
    summary="Create a document class",
)
UPDATE_CLASS = Endpoint(
    name="document_classes.update",
    method="PATCH",
    path=f"{CLASSES_PATH}{{id}}/",
    path_types={"id": Id},
    takes=NewDocument[ChangedClass],
    gives=Document[DocumentClass],
    query=ClassQuery,
    errors=WRITING,
    summary="Rename a document class",
)
DELETE_CLASS = Endpoint(
    name="document_classes.delete",
    method="DELETE",
    path=f"{CLASSES_PATH}{{id}}/",
    path_types={"id": Id},
    query=NoQuery,
    status=204,
    errors=READING,
    summary="Delete a document class",
)
