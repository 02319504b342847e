"""Payers v3 and v4: read only."""

from typing import Annotated, Literal

from pydantic import Field

from polyclinic.dialects.candid.wire.common import Id, NineDigitStreetAddress, Wire
from polyclinic.sdk.endpoint import Endpoint

Clearinghouse = Literal[
    "CHANGE_HEALTHCARE", "OLIVE", "UCSF_CIRIUS", "AVAILITY", "JOPARI", "PAYER_PORTAL", "STEDI", "WAYSTAR", "UNKNOWN"
]
SupportState = Literal["NOT_SUPPORTED", "SUPPORTED_ENROLLMENT_NOT_REQUIRED", "SUPPORTED_ENROLLMENT_REQUIRED"]
PayerCategory = Literal[
    "BCBS",
    "AETNA_AFFILIATED",
    "CIGNA_AFFILIATED",
    "UNITED_AFFILIATED",
    "MEDICARE",
    "NON_TRADITIONAL_MEDICARE",
    "MEDICAID",
    "HOSPICE",
    "SNF",
    "TRICARE",
    "WORKERS_COMP",
    "OTHER_GOVERNMENT",
    "AUTO_TPL",
    "LIEN",
    "HUMANA",
    "MOLINA",
    "OTHER_FACILITY",
]


class PayerQuery(Wire):
    """Filters of a list of payers. ``search_term`` is any part of a name or an id."""

    limit: Annotated[int, Field(ge=1, le=1000)] = 100
    search_term: Annotated[str, Field(max_length=200)] | None = None
    page_token: Annotated[str, Field(max_length=200)] | None = None


class PayerV3(Wire):
    """A payer with its ids at one clearinghouse."""

    payer_uuid: Id
    payer_id: str
    payer_name: str
    availity_eligibility_id: str | None = None
    availity_claims_payer_id: str | None = None
    availity_remittance_payer_id: str | None = None
    availity_payer_name: str | None = None
    street_address: NineDigitStreetAddress | None = None


class PayerPageV3(Wire):
    """Payers in the order of their names."""

    items: list[PayerV3]
    next_page_token: str | None = None
    prev_page_token: str | None = None


class PrimaryPayerIds(Wire):
    """What a payer is called in claims, and in eligibility checks and remittances where that is something else."""

    claims_payer_id: str
    eligibility_payer_id: str | None = None
    remittance_payer_id: str | None = None


class PayerIds(Wire):
    """What a clearinghouse calls a payer."""

    claims_payer_id: str | None = None
    eligibility_payer_id: str | None = None
    remittance_payer_id: str | None = None


class ClearinghousePayerInfo(Wire):
    """What a clearinghouse can do with a payer."""

    payer_name: str
    professional_payer_ids: PayerIds
    institutional_payer_ids: PayerIds
    claim_attachment_support: SupportState
    eligibility_support: SupportState
    institutional_claims_support: SupportState
    professional_claims_support: SupportState
    remittance_support: SupportState


class PayerV4(Wire):
    """A payer with its ids, names and addresses, and what each clearinghouse can do with it."""

    payer_uuid: Id
    payer_ids: PrimaryPayerIds
    payer_name: str
    alternate_payer_names: list[str]
    payer_category: PayerCategory | None = None
    street_address: NineDigitStreetAddress | None = None
    alternate_payer_addresses: list[NineDigitStreetAddress]
    clearinghouse_payer_info: dict[Clearinghouse, ClearinghousePayerInfo]


class PayerPageV4(Wire):
    """Payers in the order of their names."""

    items: list[PayerV4]
    next_page_token: str | None = None
    prev_page_token: str | None = None


GET_ALL_V3 = Endpoint(
    name="payers.v3.get_all",
    method="GET",
    path="/api/payers/v3",
    query=PayerQuery,
    gives=PayerPageV3,
    tags=("payers",),
    summary="List payers",
)
GET_V3 = Endpoint(
    name="payers.v3.get",
    method="GET",
    path="/api/payers/v3/{payer_uuid}",
    path_types={"payer_uuid": Id},
    gives=PayerV3,
    tags=("payers",),
    summary="Read a payer",
)
GET_ALL_V4 = Endpoint(
    name="payers.v4.get_all",
    method="GET",
    path="/api/payers/v4",
    query=PayerQuery,
    gives=PayerPageV4,
    tags=("payers",),
    summary="List payers",
)
GET_V4 = Endpoint(
    name="payers.v4.get",
    method="GET",
    path="/api/payers/v4/{payer_uuid}",
    path_types={"payer_uuid": Id},
    gives=PayerV4,
    tags=("payers",),
    summary="Read a payer",
)
