"""Contracts with payors on the wire."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from polyclinic.dialects.silna.wire.common import READ_ERRORS, WRITE_ERRORS, Id, Page, PageQuery, Text, Wire
from polyclinic.dialects.silna.wire.payors import InsuranceType
from polyclinic.sdk.endpoint import Endpoint

Ids = Annotated[list[Id], Field(max_length=100, default_factory=list)]


class ContractPlan(Wire):
    id: Id
    name: str


class ContractServiceLocation(Wire):
    id: Id
    name: str


class Contract(Wire):
    """A contract. ``contracted_under`` is CLINICIAN, PROVIDER_GROUP, PROVIDER or MSO; NPI and TIN are whose it is."""

    id: Id
    payor_id: Id
    payor_name: str
    contracted_under: str
    contract_npi: str | None = None
    contract_tin: str | None = None
    insurance_types: list[InsuranceType]
    plans: list[ContractPlan]
    excluded_plans: list[ContractPlan]
    service_locations: list[ContractServiceLocation]
    medicaid_id: str | None = None
    ipa_required: bool
    version_number: int
    created_at: datetime


class ContractTerms(Wire):
    """With whom, at which service locations, for what: no plans and no sorts of insurance stand for all."""

    clinician_id: Id | None = None
    provider_group_id: Id | None = None
    insurance_types: Annotated[list[InsuranceType], Field(max_length=100, default_factory=list)]
    plans: Ids
    excluded_plans: Ids
    service_locations: Annotated[list[Id], Field(min_length=1, max_length=1000)]
    medicaid_id: Text | None = None
    ipa_required: bool | None = None


class ContractCreate(ContractTerms):
    """Of a provider, or of the whole MSO."""

    provider_id: Id | None = None
    mso_id: Id | None = None
    payor_id: Id

    @model_validator(mode="after")
    def _of_somebody(self) -> "ContractCreate":
        if (self.provider_id is None) == (self.mso_id is None):
            raise PydanticCustomError("whose", "a contract is of a provider_id or of an mso_id")
        return self


class ContractUpdate(ContractTerms):
    """Fields that are absent stay; null takes clinician, group or Medicaid id away."""


class ContractCreated(Wire):
    id: Id


class ContractQuery(PageQuery):
    """Which contracts to list."""

    provider_id: Id | None = None
    mso_id: Id | None = None
    payor_id: Id | None = None


_CONTRACTS = "/public/v1/payor-contracts/"
_CONTRACT = "/public/v1/payor-contracts/{contract_id}"
_TAGS = ("Payor Contracts",)

LIST = Endpoint(
    name="payor_contracts.list",
    summary="Get Payor Contracts",
    method="GET",
    path=_CONTRACTS,
    query=ContractQuery,
    gives=Page[Contract],
    errors=READ_ERRORS,
    tags=_TAGS,
)
CREATE = Endpoint(
    name="payor_contracts.create",
    summary="Create Payor Contract",
    method="POST",
    path=_CONTRACTS,
    takes=ContractCreate,
    gives=ContractCreated,
    status=201,
    errors=WRITE_ERRORS,
    tags=_TAGS,
)
GET = Endpoint(
    name="payor_contracts.get",
    summary="Get Payor Contract",
    method="GET",
    path=_CONTRACT,
    gives=Contract,
    errors=READ_ERRORS,
    tags=_TAGS,
)
UPDATE = Endpoint(
    name="payor_contracts.update",
    summary="Update Payor Contract",
    method="PATCH",
    path=_CONTRACT,
    takes=ContractUpdate,
    status=204,
    idempotent=True,
    errors=WRITE_ERRORS,
    tags=_TAGS,
)
