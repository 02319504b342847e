"""What happened to a patient's insurance and visits, and which coverages counted when."""

from typing import Annotated, Any, Literal

from pydantic import Field

from polyclinic.dialects.candid.wire.common import Id, Instant, Wire
from polyclinic.dialects.candid.wire.pre_encounter.common import BY_ID, NOT_FOUND, Page, PageToken, ReferenceId
from polyclinic.dialects.candid.wire.pre_encounter.coverages import Coverage
from polyclinic.dialects.candid.wire.pre_encounter.patients import Patient
from polyclinic.sdk.endpoint import Endpoint

TimelineEventType = Literal[
    "APPOINTMENT_STATUS_CHANGED",
    "APPOINTMENT_WORK_QUEUE_CHANGED",
    "APPOINTMENT_COPAY_UPDATED",
    "COVERAGE_CREATED",
    "COVERAGE_UPDATED",
    "ELIG_CHECK_COMPLETED",
    "PATIENT_TAGS_UPDATED",
]


class EligibilityTimelineEvent(Wire):
    """Something that happened to a patient's insurance or visits; what ``payload`` holds depends on ``event_type``."""

    id: str
    event_type: TimelineEventType
    timestamp: Instant
    patient_id: str
    user_id: str
    user_name: str
    payload: dict[str, Any]
    coverage_id: Id | None = None
    appointment_id: str | None = None
    appointment_date: Instant | None = None


class EligibilityTimelinePage(Page[EligibilityTimelineEvent]):
    """Part of a timeline, the latest first."""


class TimelineQuery(Wire):
    """Which events."""

    event_types: Annotated[list[TimelineEventType], Field(max_length=100)] | None = None
    coverage_id: Id | None = None
    appointment_id: ReferenceId | None = None
    page_token: PageToken | None = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 100


class SnapshotQuery(Wire):
    """``date`` decides the filing order; without one it is the present one."""

    date: Instant | None = None


class PatientCoverageSnapshot(Wire):
    """A patient with the coverages that were first to third in the filing order at some time, as they are now."""

    patient: Patient
    coverages_for_related_causes: list[Coverage]
    primary_coverage: Coverage | None = None
    secondary_coverage: Coverage | None = None
    tertiary_coverage: Coverage | None = None


_TAGS = ("pre-encounter patients",)

GET_COVERAGE_SNAPSHOT = Endpoint(
    name="pre_encounter.patients.v1.get_coverage_snapshot",
    method="GET",
    path="/patients/v1/{id}/snapshot",
    path_types=BY_ID,
    query=SnapshotQuery,
    gives=PatientCoverageSnapshot,
    errors=(NOT_FOUND,),
    tags=_TAGS,
    summary="Read a patient with the coverages of a time",
)
GET_ELIGIBILITY_TIMELINE = Endpoint(
    name="pre_encounter.patients.v1.get_eligibility_timeline",
    method="GET",
    path="/patients/v1/{id}/eligibility-timeline",
    path_types=BY_ID,
    query=TimelineQuery,
    gives=EligibilityTimelinePage,
    tags=_TAGS,
    summary="List what happened to a patient's insurance and visits",
)
