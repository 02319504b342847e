"""Merges of patients: who is whom."""

from typing import Annotated, Literal

from pydantic import Field, RootModel

from polyclinic.dialects.candid.wire.common import Wire
from polyclinic.dialects.candid.wire.pre_encounter.common import (
    BAD_REQUEST,
    BY_VERSION,
    NOT_FOUND,
    VERSION_CONFLICT,
    BaseModel,
    ErrorBase,
    Page,
    PageToken,
    ScanQuery,
    ShortText,
)
from polyclinic.sdk.endpoint import Endpoint, ErrorType

INTERNAL = ErrorType(500, "InternalError", ErrorBase)


class MutablePatientMerge(Wire):
    """The alternative patient turned out to be the primary one."""

    alternative_patient_mrn: ShortText
    primary_patient_mrn: ShortText


class PatientMerge(MutablePatientMerge, BaseModel):
    """A merge as read."""

    id: str


class PatientMergePage(Page[PatientMerge]):
    """Part of a list of merges."""


class PatientMergeSearchRequest(Wire):
    """Merges that any of these patients is part of, on either side."""

    mrns: Annotated[list[ShortText], Field(max_length=1000)]
    limit: Annotated[int, Field(ge=1, le=1000)] = 100
    page_token: PageToken | None = None


class NoneStatus(Wire):
    """Nobody was merged into this patient, who was merged into nobody."""

    merge_status: Literal["none"]


class AlternativeStatus(Wire):
    """This patient was merged into another."""

    merge_status: Literal["alternative"]
    primary_mrn: str


class PrimaryStatus(Wire):
    """Others were merged into this patient."""

    merge_status: Literal["primary"]
    alternative_mrns: list[str]


class PatientMergeStatus(
    RootModel[Annotated[NoneStatus | AlternativeStatus | PrimaryStatus, Field(discriminator="merge_status")]]
):
    """Where a patient stands, told apart by ``merge_status``."""


_TAGS = ("patient merges",)
_PATH = "/patient-merge/v1"

CREATE = Endpoint(
    name="pre_encounter.patient_merges.v1.create",
    method="POST",
    path=_PATH,
    takes=MutablePatientMerge,
    gives=PatientMerge,
    errors=(BAD_REQUEST, INTERNAL),
    tags=_TAGS,
    summary="Merge a patient into another",
)
GET_STATUS = Endpoint(
    name="pre_encounter.patient_merges.v1.get_status",
    method="GET",
    path=f"{_PATH}/status/{{mrn_or_id}}",
    gives=PatientMergeStatus,
    errors=(NOT_FOUND,),
    tags=_TAGS,
    summary="Read whether a patient was merged",
)
GET_ALL_BY_MRN = Endpoint(
    name="pre_encounter.patient_merges.v1.get_all_by_mrn",
    method="GET",
    path=f"{_PATH}/all/{{mrn}}",
    gives=list[PatientMerge],
    errors=(NOT_FOUND,),
    tags=_TAGS,
    summary="List the merges of a patient",
)
SEARCH = Endpoint(
    name="pre_encounter.patient_merges.v1.search",
    method="POST",
    path=f"{_PATH}/search",
    takes=PatientMergeSearchRequest,
    gives=PatientMergePage,
    errors=(BAD_REQUEST,),
    idempotent=True,
    tags=_TAGS,
    summary="List the merges of patients",
)
SCAN = Endpoint(
    name="pre_encounter.patient_merges.v1.scan",
    method="GET",
    path=f"{_PATH}/updates/scan",
    query=ScanQuery,
    gives=list[PatientMerge],
    tags=_TAGS,
    summary="Read what has changed since a time",
)
DEACTIVATE = Endpoint(
    name="pre_encounter.patient_merges.v1.deactivate",
    method="DELETE",
    path=f"{_PATH}/{{id}}/{{version}}",
    path_types=BY_VERSION,
    status=204,
    errors=(NOT_FOUND, VERSION_CONFLICT),
    tags=_TAGS,
    summary="Undo a merge; the version is the next one",
)
