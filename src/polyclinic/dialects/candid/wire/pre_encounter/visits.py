"""Visits of the pre-encounter API: what a patient's appointments of one day make up."""

from typing import Annotated

from pydantic import Field

from polyclinic.dialects.candid.wire.common import Instant, Wire
from polyclinic.dialects.candid.wire.pre_encounter.appointments import AppointmentStatus, NotReadyReason
from polyclinic.dialects.candid.wire.pre_encounter.common import BAD_REQUEST, Page, PageQuery
from polyclinic.dialects.candid.wire.pre_encounter.coverages import CoverageStatus
from polyclinic.dialects.candid.wire.pre_encounter.patients import MutablePatientWithMrn
from polyclinic.sdk.endpoint import Endpoint

FilterText = Annotated[
    str, Field(max_length=4000, description="``field|op|value`` (op: eq, gt or lt), several joined by commas")
]
SortField = Annotated[str, Field(max_length=100)]


class Visit(Wire):
    """A patient's appointments of one day, by the first of those that were asked for."""

    patient_id: str
    organization_id: str
    patient: MutablePatientWithMrn
    start_time: Instant
    status: AppointmentStatus
    primary_coverage_status: CoverageStatus | None = None
    secondary_coverage_status: CoverageStatus | None = None
    primary_payer_name: str | None = None
    primary_payer_plan_group_id: str | None = None
    secondary_payer_name: str | None = None
    secondary_payer_plan_group_id: str | None = None


class VisitsPage(Page[Visit]):
    """Part of a list of visits."""


class CountsResponse(Wire):
    """How many visits are not ready, by reason."""

    not_ready_reason_counts: dict[NotReadyReason, int] | None = None


class VisitsQuery(PageQuery):
    """Which visits. ``filters`` must name ``appointment.startTimestamp``."""

    sort_field: SortField | None = None
    filters: FilterText | None = None


class CountsQuery(Wire):
    """Which visits to count. ``filters`` must name ``appointment.startTimestamp``."""

    filters: FilterText | None = None


GET_VISITS = Endpoint(
    name="pre_encounter.appointments.v1.get_visits",
    method="GET",
    path="/appointments/v1/visits",
    query=VisitsQuery,
    gives=VisitsPage,
    errors=(BAD_REQUEST,),
    tags=("pre_encounter.appointments",),
    summary="List visits",
)
GET_COUNTS = Endpoint(
    name="pre_encounter.appointments.v1.get_counts",
    method="GET",
    path="/appointments/v1/visits/counts",
    query=CountsQuery,
    gives=CountsResponse,
    errors=(BAD_REQUEST,),
    tags=("pre_encounter.appointments",),
    summary="Count visits",
)
