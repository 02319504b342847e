"""Organization providers v3: who treats patients and who bills, and their papers."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from polyclinic.dialects.candid.wire.codes import LicenseType, State
from polyclinic.dialects.candid.wire.common import (
    ENTITY_NOT_FOUND,
    UNCHANGED,
    VALIDATION,
    Day,
    Id,
    Instant,
    Message,
    NineDigitStreetAddress,
    Npi,
    StreetAddressLongZip,
    TaxId,
    Wire,
)
from polyclinic.dialects.candid.wire.encounter_attachments import MAX_FILE, User
from polyclinic.sdk.endpoint import Endpoint, ErrorType, FilePart

FILE = "attachment_file"

ProviderType = Literal["INDIVIDUAL", "ORGANIZATION"]
ProviderSort = Literal["provider_name:asc", "provider_name:desc", "npi:asc", "npi:desc"]
FileType = Literal["W9", "PECOS_RECORD", "BANK_LETTER_OR_VOIDED_CHECK"]
IdentifierCode = Literal["MCR", "MCD"]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Short = Annotated[str, Field(min_length=1, max_length=80)]

# -- qualifications ---------------------------------------------------------------------------------------------------


class ProviderNumber(Wire):
    """A provider's number with a state's Medicare or Medicaid, at one place or everywhere."""

    type: Literal["medicare_provider_identifier", "medicaid_provider_identifier"]
    state: State
    provider_number: Short
    organization_service_facility_id: Id | None = None


class Period(Wire):
    """From a day on, up to and including another."""

    start_date: Day
    end_date: Day | None = None


class QualificationCreate(Wire):
    """A number that a payer has given the provider."""

    identifier_code: IdentifierCode
    identifier_value: ProviderNumber
    period: Period | None = None


class Qualification(QualificationCreate):
    """A number with its id."""

    identifier_id: Id


class AddQualification(QualificationCreate):
    """One more number."""

    type: Literal["add"]


class SetPeriod(Period):
    """Another period."""

    type: Literal["date_range"]


class RemovePeriod(Wire):
    """No period any more."""

    type: Literal["remove"]


class UpdateQualification(Wire):
    """What is to change about a number."""

    type: Literal["update"]
    identifier_id: Id
    identifier_code: IdentifierCode = UNCHANGED
    identifier_value: ProviderNumber = UNCHANGED
    period: Annotated[SetPeriod | RemovePeriod, Field(discriminator="type")] = UNCHANGED


class RemoveQualification(Wire):
    """A number that is not theirs any more."""

    type: Literal["remove"]
    value: Id


QualificationChange = Annotated[
    AddQualification | UpdateQualification | RemoveQualification, Field(discriminator="type")
]

# -- providers --------------------------------------------------------------------------------------------------------


class ProviderAddress(Wire):
    """An address; there is one type."""

    address: StreetAddressLongZip
    address_type: Literal["DEFAULT"]


class ProviderDetails(Wire):
    """What may be left out. A person has a first and a last name, an organization its own."""

    first_name: Name | None = None
    last_name: Name | None = None
    organization_name: Name | None = None
    tax_id: TaxId | None = None
    taxonomy_code: Short | None = None
    addresses: Annotated[list[ProviderAddress], Field(max_length=20)] | None = None
    employment_start_date: Day | None = None
    employment_termination_date: Day | None = None


class OrganizationProviderCreateV2(ProviderDetails):
    """Somebody who treats, bills, or both; who bills needs a tax id."""

    npi: Npi
    is_rendering: bool
    is_billing: bool
    provider_type: ProviderType
    license_type: LicenseType
    qualifications: Annotated[list[QualificationCreate], Field(max_length=100)]


class OrganizationProviderUpdateV2(ProviderDetails):
    """What is to change; null clears what may be left out. A person stays a person, an organization one."""

    npi: Npi = UNCHANGED
    is_rendering: bool = UNCHANGED
    is_billing: bool = UNCHANGED
    provider_type: ProviderType = UNCHANGED
    license_type: LicenseType = UNCHANGED
    qualifications: Annotated[list[QualificationChange], Field(max_length=100)] = UNCHANGED


class ShownAddress(Wire):
    """An address as read."""

    address: NineDigitStreetAddress
    address_type: Literal["DEFAULT"]


class OrganizationProviderV2(Wire):
    """A provider as read."""

    organization_provider_id: Id
    npi: Npi
    is_rendering: bool
    is_billing: bool
    provider_type: ProviderType
    license_type: LicenseType
    qualifications: list[Qualification]
    first_name: str | None = None
    last_name: str | None = None
    organization_name: str | None = None
    tax_id: str | None = None
    taxonomy_code: str | None = None
    addresses: list[ShownAddress] | None = None
    employment_start_date: Day | None = None
    employment_termination_date: Day | None = None


class OrganizationProviderPageV2(Wire):
    """People and organizations in one order; people by their last names."""

    items: list[OrganizationProviderV2]
    next_page_token: str | None = None
    prev_page_token: str | None = None


class ProviderQuery(Wire):
    """Filters of a list of providers. ``search_term`` is any part of a name."""

    limit: Annotated[int, Field(ge=1, le=1000)] = 100
    search_term: Annotated[str, Field(max_length=200)] | None = None
    npi: Annotated[str, Field(max_length=20)] | None = None
    is_rendering: bool | None = None
    is_billing: bool | None = None
    organization_provider_ids: Annotated[list[Id], Field(max_length=500)] | None = None
    sort: ProviderSort = "provider_name:asc"
    page_token: Annotated[str, Field(max_length=300)] | None = None
    organization_id: Id | None = None


# -- papers -----------------------------------------------------------------------------------------------------------


class AttachmentForm(Wire):
    """The field beside the file."""

    file_type: FileType


class AttachmentQuery(Wire):
    """Which file."""

    attachment_id: Id


class ProviderAttachment(Wire):
    """A paper of a provider."""

    provider_attachment_id: UUID
    organization_provider_id: UUID
    file_type: FileType
    file_name: str
    content_type: str
    description: str
    created_at: Instant
    created_by: User


class ProviderAttachmentResponse(Wire):
    """A link that serves the file without a token, for an hour."""

    signed_download_url: str


_BASE = "/api/organization-providers/v3"
_ONE = _BASE + "/{organization_provider_id}"
_TYPES = {"organization_provider_id": Id}
_TAGS = ("organization_providers",)
_DISABLED = ErrorType(422, "UpdatesDisabledDueToExternalSystemIntegrationError", Message)

GET_MULTI = Endpoint(
    name="organization_providers.v3.get_multi",
    method="GET",
    path=_BASE,
    query=ProviderQuery,
    gives=OrganizationProviderPageV2,
    tags=_TAGS,
    summary="List providers",
)
CREATE = Endpoint(
    name="organization_providers.v3.create",
    method="POST",
    path=_BASE,
    takes=OrganizationProviderCreateV2,
    gives=OrganizationProviderV2,
    errors=(VALIDATION, _DISABLED),
    tags=_TAGS,
    summary="Add a provider",
)
GET = Endpoint(
    name="organization_providers.v3.get",
    method="GET",
    path=_ONE,
    path_types=_TYPES,
    gives=OrganizationProviderV2,
    errors=(ENTITY_NOT_FOUND,),
    tags=_TAGS,
    summary="Read a provider",
)
UPDATE = Endpoint(
    name="organization_providers.v3.update",
    method="PATCH",
    path=_ONE,
    path_types=_TYPES,
    takes=OrganizationProviderUpdateV2,
    empty_body=True,
    gives=OrganizationProviderV2,
    errors=(VALIDATION, ENTITY_NOT_FOUND, _DISABLED),
    tags=_TAGS,
    summary="Change a provider",
)
LIST_ATTACHMENTS = Endpoint(
    name="organization_providers.v3.list_attachments",
    method="GET",
    path=_ONE + "/attachments",
    path_types=_TYPES,
    gives=list[ProviderAttachment],
    tags=_TAGS,
    summary="List a provider's papers",
)
UPLOAD_ATTACHMENT = Endpoint(
    name="organization_providers.v3.upload_attachment",
    method="PUT",
    path=_ONE + "/attachments",
    path_types=_TYPES,
    takes=AttachmentForm,
    files=(FilePart(FILE),),
    accepts=("multipart",),
    gives=UUID,
    max_body=MAX_FILE,
    idempotent=False,
    tags=_TAGS,
    summary="File a paper of a provider",
)
DOWNLOAD_ATTACHMENT = Endpoint(
    name="organization_providers.v3.download_attachment",
    method="GET",
    path=_BASE + "/attachments/download",
    query=AttachmentQuery,
    gives=ProviderAttachmentResponse,
    tags=_TAGS,
    summary="Get a link to a paper",
)
DELETE_ATTACHMENT = Endpoint(
    name="organization_providers.v3.delete_attachment",
    method="DELETE",
    path=_BASE + "/attachments/{attachment_id}",
    path_types={"attachment_id": Id},
    status=204,
    tags=_TAGS,
    summary="Delete a paper",
)
