"""Payor detection on the wire: a search for the plans that a patient may hold."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from polyclinic.dialects.silna.wire.common import READ_ERRORS, WRITE_ERRORS, Day, Id, Wire
from polyclinic.sdk.endpoint import Endpoint


class PayorDetectionRunStatus(StrEnum):
    IN_PROGRESS = "IN_PROGRESS"
    COMPLETE = "COMPLETE"


class PayorDetectionStatus(StrEnum):
    ACTIVE_PLAN = "ACTIVE_PLAN"
    NO_ACTIVE_PLAN = "NO_ACTIVE_PLAN"
    ACTIVE_PLAN_RELATED_PAYOR = "ACTIVE_PLAN_RELATED_PAYOR"
    ACTIVE_PLAN_DENTAL_OR_VISION = "ACTIVE_PLAN_DENTAL_OR_VISION"
    ACTIVE_PLAN_MEDICAID_DUPLICATE = "ACTIVE_PLAN_MEDICAID_DUPLICATE"
    ACTIVE_PLAN_NO_MEMBER_NUMBER = "ACTIVE_PLAN_NO_MEMBER_NUMBER"
    ACTIVE_PLAN_OTHER_PAYOR = "ACTIVE_PLAN_OTHER_PAYOR"
    ACTIVE_PLAN_EXPIRED = "ACTIVE_PLAN_EXPIRED"


class PayorDetectionCategory(StrEnum):
    COVERAGE_FOUND = "COVERAGE_FOUND"
    POTENTIAL_COVERAGE = "POTENTIAL_COVERAGE"
    NO_COVERAGE = "NO_COVERAGE"


class PayorDetectionRunCreate(Wire):
    patient_id: Id


class PayorDetectionRunCreated(Wire):
    id: Id


class DetectedOtherPayor(Wire):
    name: str
    order_number: int | None = None


class PayorDetection(Wire):
    """A plan that the patient may hold. It has no ``member_number`` where it is not sure to be the patient's."""

    status: PayorDetectionStatus
    confidence_level: PayorDetectionCategory
    detected_payor_entity_id: Id | None = None
    detected_payor_entity_name: str | None = None
    queried_payor_entity_id: Id
    queried_payor_entity_name: str
    patient_first_name: str | None = None
    patient_last_name: str | None = None
    patient_date_of_birth: Day | None = None
    member_number: str | None = None
    plan_coverage_description: str | None = None
    plan_start_date: Day | None = None
    plan_end_date: Day | None = None
    other_payors: Annotated[list[DetectedOtherPayor], Field(default_factory=list)]
    created_at: datetime


class PayorDetectionRun(Wire):
    """A search; it has no detections while it is in progress."""

    id: Id
    status: PayorDetectionRunStatus
    coverages_found: int
    potential_coverages: int
    total: int
    payor_detections: Annotated[list[PayorDetection], Field(default_factory=list)]
    created_at: datetime


_TAGS = ("Payor Detection",)

CREATE = Endpoint(
    name="payor_detections.create",
    summary="Create payor detection run",
    method="POST",
    path="/public/v1/payor-detection/runs",
    takes=PayorDetectionRunCreate,
    gives=PayorDetectionRunCreated,
    status=201,
    errors=WRITE_ERRORS,
    tags=_TAGS,
)
GET = Endpoint(
    name="payor_detections.get",
    summary="Get payor detection run",
    method="GET",
    path="/public/v1/payor-detection/runs/{payor_detection_run_id}",
    gives=PayorDetectionRun,
    errors=READ_ERRORS,
    tags=_TAGS,
)
