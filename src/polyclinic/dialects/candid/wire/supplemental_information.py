"""Encounter supplemental information v1: paperwork that goes with the claim (837 PWK)."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from polyclinic.dialects.candid.wire.codes import AttachmentInclusion, ReportTransmissionCode, ReportTypeCode
from polyclinic.dialects.candid.wire.common import ENTITY_NOT_FOUND, UNCHANGED, Id, Wire
from polyclinic.sdk.endpoint import Endpoint

ControlNumber = Annotated[str, Field(max_length=80)]


class SupplementalInformationCreate(Wire):
    """Paperwork to announce: what it is, how it comes, and the attachment that it is, if it is one."""

    attachment_id: Id | None = None
    attachment_report_type_code: ReportTypeCode
    attachment_transmission_code: ReportTransmissionCode
    attachment_control_number: ControlNumber | None = None
    attachment_inclusion: AttachmentInclusion


class SupplementalInformationUpdate(Wire):
    """What is to change. What is absent stays, null clears."""

    attachment_id: Id | None = None
    attachment_report_type_code: ReportTypeCode = UNCHANGED
    attachment_transmission_code: ReportTransmissionCode = UNCHANGED
    attachment_control_number: ControlNumber | None = None
    attachment_inclusion: AttachmentInclusion = UNCHANGED


class SupplementalInformation(Wire):
    """Paperwork that goes with an encounter's claim."""

    supplemental_information_id: UUID
    encounter_id: UUID
    attachment_id: UUID | None = None
    attachment_report_type_code: ReportTypeCode
    attachment_transmission_code: ReportTransmissionCode
    attachment_control_number: str | None = None
    attachment_inclusion: AttachmentInclusion


_OF_ENCOUNTER = "/api/encounter-supplemental-information/v1/{encounter_id}"
_ONE = f"{_OF_ENCOUNTER}/{{supplemental_information_id}}"
_TAGS = ("supplemental information",)

GET = Endpoint(
    name="encounter_supplemental_information.v1.get",
    method="GET",
    path=_OF_ENCOUNTER,
    path_types={"encounter_id": Id},
    gives=list[SupplementalInformation],
    tags=_TAGS,
    summary="List the paperwork of an encounter",
)
CREATE = Endpoint(
    name="encounter_supplemental_information.v1.create",
    method="PUT",
    path=_OF_ENCOUNTER,
    path_types={"encounter_id": Id},
    takes=SupplementalInformationCreate,
    gives=SupplementalInformation,
    errors=(ENTITY_NOT_FOUND,),
    idempotent=False,
    tags=_TAGS,
    summary="Announce paperwork with an encounter's claim",
)
UPDATE = Endpoint(
    name="encounter_supplemental_information.v1.update",
    method="PATCH",
    path=_ONE,
    path_types={"encounter_id": Id, "supplemental_information_id": Id},
    takes=SupplementalInformationUpdate,
    empty_body=True,
    gives=SupplementalInformation,
    errors=(ENTITY_NOT_FOUND,),
    tags=_TAGS,
    summary="Change announced paperwork",
)
DELETE = Endpoint(
    name="encounter_supplemental_information.v1.delete",
    method="DELETE",
    path=_ONE,
    path_types={"encounter_id": Id, "supplemental_information_id": Id},
    status=204,
    errors=(ENTITY_NOT_FOUND,),
    tags=_TAGS,
    summary="Take announced paperwork back",
)
