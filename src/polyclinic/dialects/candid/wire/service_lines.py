"""Service lines v2: add, change, remove, and put by external id."""

from typing import Annotated

from pydantic import Field

from polyclinic.dialects.candid.wire.claims import DenialReason, RevenueCode, ServiceLine, ServiceLineDetails
from polyclinic.dialects.candid.wire.codes import ServiceLineUnits
from polyclinic.dialects.candid.wire.common import (
    ENTITY_CONFLICT,
    ENTITY_NOT_FOUND,
    UNAUTHORIZED,
    UNCHANGED,
    VALIDATION,
    FineQuantity,
    Id,
    Text,
    Wire,
)
from polyclinic.dialects.candid.wire.parties import OrderingProvider
from polyclinic.sdk.endpoint import Endpoint

Max100 = Annotated[str, Field(max_length=100)]
Reason = Annotated[str, Field(max_length=2000)]


class DiagnosisIds(Wire):
    """The diagnoses that a line points at, the most relevant first."""

    diagnosis_id_zero: Id | None = None
    diagnosis_id_one: Id | None = None
    diagnosis_id_two: Id | None = None
    diagnosis_id_three: Id | None = None


class _ServiceLineOfClaim(DiagnosisIds, ServiceLineDetails):
    claim_id: Id
    quantity: FineQuantity
    units: ServiceLineUnits
    custom_procedure_code: Max100 | None = None
    denial_reason: DenialReason | None = None
    ordering_provider: OrderingProvider | None = None


class ServiceLineCreateStandalone(_ServiceLineOfClaim):
    """A billed service to add to a claim. A quantity has one decimal place at most on a professional claim."""

    procedure_code: Text


class UniversalServiceLineCreateStandalone(_ServiceLineOfClaim):
    """The same for claims of either form: null leaves the line uncoded, billed by its revenue code."""

    procedure_code: Text | None = None
    revenue_code: RevenueCode | None = None


class ServiceLineUpdate(DiagnosisIds, ServiceLineDetails):
    """What is to change about a line. What is absent stays, null clears; a code of null makes the line uncoded."""

    procedure_code: Text | None = None
    custom_procedure_code: Max100 | None = None
    quantity: FineQuantity = UNCHANGED
    units: ServiceLineUnits = UNCHANGED
    denial_reason: DenialReason | None = None
    edit_reason: Reason | None = None


class UniversalServiceLineUpdate(ServiceLineUpdate):
    """The same for claims of either form."""

    revenue_code: RevenueCode | None = None


_UPDATE_ERRORS = (ENTITY_NOT_FOUND, UNAUTHORIZED, VALIDATION)

CREATE = Endpoint(
    name="service_lines.v2.create",
    method="POST",
    path="/api/service-lines/v2",
    takes=ServiceLineCreateStandalone,
    gives=ServiceLine,
    errors=(ENTITY_CONFLICT, VALIDATION),
    tags=("service lines",),
    summary="Add a service line to a claim",
)
CREATE_UNIVERSAL = Endpoint(
    name="service_lines.v2.create_universal",
    method="POST",
    path="/api/service-lines/v2/universal",
    takes=UniversalServiceLineCreateStandalone,
    gives=ServiceLine,
    errors=(ENTITY_CONFLICT, VALIDATION),
    tags=("service lines",),
    summary="Add a service line to a professional or institutional claim",
)
UPDATE = Endpoint(
    name="service_lines.v2.update",
    method="PATCH",
    path="/api/service-lines/v2/{service_line_id}",
    path_types={"service_line_id": Id},
    takes=ServiceLineUpdate,
    empty_body=True,
    gives=ServiceLine,
    errors=_UPDATE_ERRORS,
    tags=("service lines",),
    summary="Change a service line",
)
UPDATE_UNIVERSAL = Endpoint(
    name="service_lines.v2.update_universal",
    method="PATCH",
    path="/api/service-lines/v2/{service_line_id}/universal",
    path_types={"service_line_id": Id},
    takes=UniversalServiceLineUpdate,
    empty_body=True,
    gives=ServiceLine,
    errors=_UPDATE_ERRORS,
    tags=("service lines",),
    summary="Change a service line of a professional or institutional claim",
)
DELETE = Endpoint(
    name="service_lines.v2.delete",
    method="DELETE",
    path="/api/service-lines/v2/{service_line_id}",
    path_types={"service_line_id": Id},
    status=204,
    errors=(ENTITY_NOT_FOUND, UNAUTHORIZED, ENTITY_CONFLICT),
    tags=("service lines",),
    summary="Remove a service line from its claim",
)
UPSERT_BY_EXTERNAL_ID = Endpoint(
    name="service_lines.v2.upsert_by_external_id",
    method="PUT",
    path="/api/service-lines/v2/external-id/{external_id:path}",
    takes=ServiceLineCreateStandalone,
    gives=ServiceLine,
    errors=(VALIDATION, ENTITY_NOT_FOUND, UNAUTHORIZED),
    tags=("service lines",),
    summary="Put the service line of a claim that has an external id",
)
