"""Superbills v1: what a patient paid or owes for visits, on paper for their insurer, one per billing provider."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from polyclinic.dialects.candid.wire.common import UNPROCESSABLE, Day, StreetAddressShortZip, Wire
from polyclinic.sdk.endpoint import Endpoint

Format = Literal["DOCX", "PDF"]


class SuperbillCreate(Wire):
    """Whose visits, between which days (both included). Without a pay-to address it is the billing provider's."""

    patient_external_id: Annotated[str, Field(min_length=1, max_length=500)]
    date_range_min: Day
    date_range_max: Day
    pay_to_address: StreetAddressShortZip | None = None
    output_format: Format | None = None
    include_merged_patient_data: bool | None = None


class Superbill(Wire):
    """A superbill: ``authed_url`` leads to its file for an hour without a token."""

    superbill_id: UUID
    patient_external_id: str
    authed_url: str
    date_range_min: Day
    date_range_max: Day
    file_name: str


class SuperbillResponse(Wire):
    """One for each billing provider that saw the patient in that time."""

    superbills: list[Superbill]


CREATE = Endpoint(
    name="superbills.v1.create_superbill",
    method="POST",
    path="/api/superbill/v1",
    takes=SuperbillCreate,
    gives=SuperbillResponse,
    errors=(UNPROCESSABLE,),
    tags=("superbills",),
    summary="Make the superbills of a patient",
)
