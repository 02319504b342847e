"""Encounter attachments v1: files that go with an encounter, or with a charge that may become one."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from polyclinic.dialects.candid.wire.common import Id, Instant, Wire
from polyclinic.sdk.endpoint import Endpoint, FilePart

FILE = "attachment_file"
MAX_FILE = 25 * 1024 * 1024
_V1 = "/api/encounter-attachments/v1"
_BY_CHARGE = f"{_V1}/by-charge-capture-external-id/{{charge_capture_external_id:path}}"
_FILES = (FilePart(FILE),)

AttachmentType = Literal[
    "APPEAL_LETTER",
    "CERTIFICATION",
    "CONSENT_FORM",
    "DOCUMENTATION",
    "EOB",
    "JUSTIFICATION_OF_ADMISSION",
    "LABORATORY_RESULTS",
    "MEDICAL_RECORD_ATTACHMENT",
    "OPERATIVE_NOTE",
    "OTHER",
    "PHYSICAL_THERAPY_NOTE",
    "REFERRAL_FORM",
    "SUPPORT_DATA_FOR_CLAIM",
]
ChargeId = Annotated[str, Field(min_length=1, max_length=300)]


class AttachmentForm(Wire):
    """The fields beside the file. A package that sends a call again may have lost them: then they are missing."""

    attachment_type: AttachmentType


class DescribedAttachmentForm(AttachmentForm):
    """The same with a description."""

    description: Annotated[str, Field(max_length=10_000)] | None = None


class ChargeAttachmentForm(DescribedAttachmentForm):
    """The same for a charge that goes by an id of the sender's."""

    charge_capture_external_id: ChargeId


class AttachmentId(Wire):
    """Which attachment to delete."""

    attachment_id: Id


class HumanUser(Wire):
    """A person."""

    type: Literal["human_user_metadata"]
    first_name: str
    last_name: str
    email: str


class MachineUser(Wire):
    """A program."""

    type: Literal["machine_user_metadata"]
    name: str


class User(Wire):
    """Who attached a file. ``idp_metadata`` is empty: nobody signs in through somebody else here."""

    user_id: str
    idp_metadata: list[dict[str, str]]
    user_metadata: Annotated[HumanUser | MachineUser, Field(discriminator="type")]


class ChargeCaptureAttachment(Wire):
    """An attachment. ``authed_url`` serves its file without a token, for an hour."""

    attachment_id: UUID
    attachment_type: AttachmentType
    file_name: str
    content_type: str
    description: str
    authed_url: str


class EncounterAttachment(ChargeCaptureAttachment):
    """An attachment of an encounter."""

    encounter_id: UUID
    created_at: Instant
    created_by: User


GET = Endpoint(
    name="encounter_attachments.v1.get",
    method="GET",
    path=f"{_V1}/{{encounter_id}}",
    path_types={"encounter_id": Id},
    gives=list[EncounterAttachment],
    tags=("encounter attachments",),
    summary="List an encounter's attachments",
)
CREATE = Endpoint(
    name="encounter_attachments.v1.create",
    method="PUT",
    path=f"{_V1}/{{encounter_id}}",
    path_types={"encounter_id": Id},
    takes=AttachmentForm,
    files=_FILES,
    accepts=("multipart",),
    gives=UUID,
    max_body=MAX_FILE,
    idempotent=False,
    deprecated=True,
    tags=("encounter attachments",),
    summary="Attach a file to an encounter",
)
CREATE_WITH_DESCRIPTION = Endpoint(
    name="encounter_attachments.v1.create_with_description",
    method="PUT",
    path=f"{_V1}/{{encounter_id}}/v2",
    path_types={"encounter_id": Id},
    takes=DescribedAttachmentForm,
    files=_FILES,
    accepts=("multipart",),
    gives=UUID,
    max_body=MAX_FILE,
    idempotent=False,
    tags=("encounter attachments",),
    summary="Attach a file to an encounter",
)
DELETE = Endpoint(
    name="encounter_attachments.v1.delete",
    method="DELETE",
    path=f"{_V1}/{{encounter_id}}",
    path_types={"encounter_id": Id},
    takes=AttachmentId,
    status=204,
    tags=("encounter attachments",),
    summary="Delete an attachment of an encounter",
)
GET_BY_CHARGE = Endpoint(
    name="encounter_attachments.v1.get_by_charge_capture_external_id",
    method="GET",
    path=_BY_CHARGE,
    path_types={"charge_capture_external_id": ChargeId},
    gives=list[ChargeCaptureAttachment],
    tags=("encounter attachments",),
    summary="List a charge's attachments",
)
CREATE_WITH_CHARGE = Endpoint(
    name="encounter_attachments.v1.create_with_charge_capture_external_id",
    method="POST",
    path=f"{_V1}/create-from-charge-capture-external-id",
    takes=ChargeAttachmentForm,
    files=_FILES,
    accepts=("multipart",),
    gives=UUID,
    max_body=MAX_FILE,
    tags=("encounter attachments",),
    summary="Attach a file to a charge",
)
DELETE_BY_CHARGE = Endpoint(
    name="encounter_attachments.v1.delete_by_charge_capture_external_id",
    method="DELETE",
    path=_BY_CHARGE,
    path_types={"charge_capture_external_id": ChargeId},
    takes=AttachmentId,
    status=204,
    tags=("encounter attachments",),
    summary="Delete an attachment of a charge",
)
DOWNLOAD = Endpoint(
    name="encounter_attachments.v1.download",
    method="GET",
    path="/attachments/{link}/{filename}",
    gives=bytes,
    other_statuses=(206,),
    public="the link is signed, names one document and expires",
    tags=("encounter attachments",),
    summary="The file of an attachment",
)
