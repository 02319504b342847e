"""People who treat the organization's patients and work elsewhere."""

from typing import Annotated, Literal

from pydantic import Field

from polyclinic.dialects.candid.wire.codes import LicenseType
from polyclinic.dialects.candid.wire.common import Wire
from polyclinic.dialects.candid.wire.pre_encounter.common import (
    BAD_REQUEST,
    BY_ID,
    BY_VERSION,
    NOT_FOUND,
    VERSION_CONFLICT,
    Address,
    BaseModel,
    Few,
    HumanName,
    Page,
    PageQuery,
    PhoneText,
    ScanQuery,
    ShortText,
)
from polyclinic.sdk.endpoint import Endpoint

ProviderType = Literal["REFERRING", "PRIMARY", "TREATING"]
Npi = Annotated[str, Field(pattern=r"^[0-9]{10}$", description="National provider identifier, ten digits")]


class MutableOrganizationExternalProvider(Wire):
    """A provider as sent. An update replaces all of it: what is left out is gone."""

    name: HumanName
    types: Few[ProviderType]
    npi: Npi | None = None
    tax_id: ShortText | None = None
    taxonomy_code: ShortText | None = None
    phone_number: PhoneText | None = None
    other_phone_numbers: Few[PhoneText] | None = None
    fax_number: PhoneText | None = None
    other_fax_numbers: Few[PhoneText] | None = None
    emails: Few[ShortText] | None = None
    license_type: LicenseType | None = None
    addresses: Few[Address] | None = None


class OrganizationExternalProvider(MutableOrganizationExternalProvider, BaseModel):
    """A provider as read."""

    id: str
    npi: str | None = None


class OrganizationExternalProviderPage(Page[OrganizationExternalProvider]):
    """Part of a list of providers."""


class ProviderQuery(PageQuery):
    """Part of the list. Names match from their start, the NPI as a whole."""

    sort_field: ShortText | None = None
    npi: ShortText | None = None
    type: ProviderType | None = None
    first_name: ShortText | None = None
    last_name: ShortText | None = None


_TAGS = ("external providers",)
_PATH = "/organization-external-providers/v1"

GET_MULTI = Endpoint(
    name="pre_encounter.organization_external_providers.v1.get_multi",
    method="GET",
    path=_PATH,
    query=ProviderQuery,
    gives=OrganizationExternalProviderPage,
    tags=_TAGS,
    summary="List external providers",
)
CREATE = Endpoint(
    name="pre_encounter.organization_external_providers.v1.create",
    method="POST",
    path=_PATH,
    takes=MutableOrganizationExternalProvider,
    gives=OrganizationExternalProvider,
    errors=(BAD_REQUEST,),
    tags=_TAGS,
    summary="Add an external provider",
)
SCAN = Endpoint(
    name="pre_encounter.organization_external_providers.v1.scan",
    method="GET",
    path=f"{_PATH}/updates/scan",
    query=ScanQuery,
    gives=list[OrganizationExternalProvider],
    tags=_TAGS,
    summary="Read what has changed since a time",
)
GET = Endpoint(
    name="pre_encounter.organization_external_providers.v1.get",
    method="GET",
    path=f"{_PATH}/{{id}}",
    path_types=BY_ID,
    gives=OrganizationExternalProvider,
    errors=(NOT_FOUND,),
    tags=_TAGS,
    summary="Read an external provider",
)
DEACTIVATE = Endpoint(
    name="pre_encounter.organization_external_providers.v1.deactivate",
    method="DELETE",
    path=f"{_PATH}/{{id}}/{{version}}",
    path_types=BY_VERSION,
    status=204,
    errors=(NOT_FOUND, VERSION_CONFLICT),
    tags=_TAGS,
    summary="Deactivate an external provider; the version is the next one",
)
UPDATE = Endpoint(
    name="pre_encounter.organization_external_providers.v1.update",
    method="PUT",
    path=f"{_PATH}/{{id}}/{{version}}",
    path_types=BY_VERSION,
    takes=MutableOrganizationExternalProvider,
    gives=OrganizationExternalProvider,
    errors=(BAD_REQUEST, NOT_FOUND, VERSION_CONFLICT),
    tags=_TAGS,
    summary="Replace an external provider; the version is the next one",
)
