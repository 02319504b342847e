"""Payors on the wire: those who pay, what clearinghouses call them, and their products."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from polyclinic.dialects.silna.wire.common import READ_ERRORS, Id, Page, PageQuery, Wire
from polyclinic.sdk.endpoint import Endpoint


class InsuranceType(StrEnum):
    COMMERCIAL = "COMMERCIAL"
    MEDICARE = "MEDICARE"
    MEDICAID = "MEDICAID"
    REGIONAL_CENTER = "REGIONAL_CENTER"
    WORKERS_COMPENSATION = "WORKERS_COMPENSATION"
    AUTO_INSURANCE = "AUTO_INSURANCE"


class PayorStandard(StrEnum):
    AVAILITY = "AVAILITY"
    WAYSTAR = "WAYSTAR"
    CHANGE_HEALTHCARE = "CHANGE_HEALTHCARE"
    OFFICE_ALLY = "OFFICE_ALLY"
    CLAIM_MD = "CLAIM_MD"
    STEDI = "STEDI"


class ProviderPayorStandard(StrEnum):
    AVAILITY = "AVAILITY"
    WAYSTAR = "WAYSTAR"
    CHANGE_HEALTHCARE = "CHANGE_HEALTHCARE"
    OFFICE_ALLY = "OFFICE_ALLY"
    CLAIM_MD = "CLAIM_MD"
    STEDI = "STEDI"
    PROVIDER_IDENTIFIER = "PROVIDER_IDENTIFIER"


class AlternateIdentifier(Wire):
    """What a clearinghouse calls a payor, for these sorts of insurance."""

    identifier: str
    standard: PayorStandard
    payor_types: list[InsuranceType]


class ProviderPayorAlternateIdentifier(Wire):
    """What a clearinghouse, or the provider's own system, calls a payor."""

    identifier: str
    standard: ProviderPayorStandard
    payor_types: list[InsuranceType]


class Payor(Wire):
    id: Id
    name: str
    alternate_identifiers: list[AlternateIdentifier]
    insurance_types: list[InsuranceType]


class ProviderPayor(Wire):
    """A payor as a provider knows it."""

    id: Id
    name: str
    alternate_identifiers: list[ProviderPayorAlternateIdentifier]
    insurance_types: list[InsuranceType]


class PayorPlan(Wire):
    """A product of a payor."""

    id: Id
    payor_id: Id
    name: str


Searched = Annotated[str, Field(min_length=1, max_length=255)]


class PayorQuery(PageQuery):
    """Which payors to list; an ``identifier`` is looked for as the ``standard`` has it, else in all of them."""

    identifier: Searched | None = None
    standard: PayorStandard | None = None
    payor_type: InsuranceType | None = None


class ProviderPayorQuery(PageQuery):
    """The same, and only those that there is a contract with."""

    identifier: Searched | None = None
    standard: ProviderPayorStandard | None = None
    payor_type: InsuranceType | None = None
    only_contracted: bool | None = None


class PayorPlanQuery(PageQuery):
    """A payor's products; ``name`` is any part of theirs."""

    payor_id: Id
    name: Searched | None = None


_TAGS = ("Payors",)

LIST = Endpoint(
    name="payors.list",
    summary="Get Payors",
    method="GET",
    path="/public/v1/payors/",
    query=PayorQuery,
    gives=Page[Payor],
    errors=READ_ERRORS,
    tags=_TAGS,
)
GET = Endpoint(
    name="payors.get",
    summary="Get Payor",
    method="GET",
    path="/public/v1/payors/{payor_id}",
    gives=Payor,
    errors=READ_ERRORS,
    tags=_TAGS,
)
PLANS = Endpoint(
    name="payors.plans",
    summary="Get Payor Plans",
    method="GET",
    path="/public/v1/payors/plans",
    query=PayorPlanQuery,
    gives=Page[PayorPlan],
    errors=READ_ERRORS,
    tags=_TAGS,
)
LIST_OF_PROVIDER = Endpoint(
    name="payors.list_of_provider",
    summary="Get Provider Payors",
    method="GET",
    path="/public/v1/provider-payors/",
    query=ProviderPayorQuery,
    gives=Page[ProviderPayor],
    errors=READ_ERRORS,
    tags=_TAGS,
)
