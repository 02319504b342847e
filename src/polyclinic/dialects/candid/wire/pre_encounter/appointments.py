"""Appointments of the pre-encounter API, and the visits that they make up."""

from typing import Annotated, Literal

from pydantic import Field

from polyclinic.dialects.candid.wire.common import Cents, Instant, Wire
from polyclinic.dialects.candid.wire.pre_encounter.common import (
    BY_ID,
    BY_VERSION,
    NOT_FOUND,
    VERSION_CONFLICT,
    BaseModel,
    ExternalProvider,
    Few,
    LongText,
    QueryText,
    ReferenceId,
    ShortText,
    SinceQuery,
)
from polyclinic.sdk.endpoint import Endpoint

AppointmentStatus = Literal["PENDING", "NOT_READY", "READY", "CHECKED_IN", "CHECKED_OUT", "NO_SHOW"]
WorkQueue = Literal["EMERGENT_ISSUE", "NEW_PATIENT", "RETURNING_PATIENT", "MANUAL_ESCALATION"]
NotReadyReason = Literal[
    "INACTIVE_PRIMARY",
    "INACTIVE_SECONDARY",
    "MEDICARE_ADVANTAGE_CONVERSION",
    "MEDICAID_MANAGED_CONVERSION",
    "UNAVAILABLE_PRIMARY",
    "UNAVAILABLE_SECONDARY",
    "PENDING_PRIMARY",
    "PENDING_SECONDARY",
    "ELIGIBILITY_CHECK_FAILED_PRIMARY",
    "ELIGIBILITY_CHECK_FAILED_SECONDARY",
    "NEW_COMBO",
    "NEW_INSURANCE",
    "PRIOR_APPOINTMENT_NOT_READY",
    "NO_COVERAGE",
    "ERROR",
    "MANUAL",
]
UniversalServiceIdentifier = Literal["MD_Visit", "Treatment", "Tests", "Activity"]
PriorAuthorizationStatus = Literal[
    "NOT_REQUIRED", "REQUIRED", "PENDING", "APPROVED", "PARTIALLY_APPROVED", "DENIED", "EXPIRED"
]


class Service(Wire):
    """What is to be done, and from when."""

    universal_service_identifier: UniversalServiceIdentifier | None = None
    start_timestamp: Instant | None = None


class AppointmentReasonDetail(Wire):
    """Why, in codes."""

    diagnosis_codes: Few[ShortText] | None = None
    procedure_codes: Few[ShortText] | None = None


class MutableAppointment(Wire):
    """An appointment of ``service_duration`` minutes.

    NOT_READY needs a ``work_queue``; READY, CHECKED_OUT and NO_SHOW have none. ``checked_in_timestamp`` goes with
    CHECKED_IN and CHECKED_OUT, ``checked_out_timestamp`` with CHECKED_OUT. ``cancellation_reason`` is read only.
    """

    patient_id: ReferenceId
    start_timestamp: Instant
    service_duration: Annotated[int, Field(ge=1, le=10_080)]
    services: Few[Service]
    status: AppointmentStatus | None = None
    not_ready_reason: NotReadyReason | None = None
    ready_source: Literal["MANUAL", "MACHINE"] | None = None
    placer_appointment_id: Annotated[str, Field(min_length=1, max_length=300)] | None = None
    placer_system_name: ShortText | None = None
    attending_doctor: ExternalProvider | None = None
    estimated_copay_cents: Cents | None = None
    estimated_patient_responsibility_cents: Cents | None = None
    patient_deposit_cents: Cents | None = None
    appointment_details: LongText | None = None
    checked_in_timestamp: Instant | None = None
    checked_out_timestamp: Instant | None = None
    appointment_reason_detail: AppointmentReasonDetail | None = None
    medical_necessity_verified: bool | None = None
    prior_authorization_status: PriorAuthorizationStatus | None = None
    notes: LongText | None = None
    location_resource_id: ShortText | None = None
    automated_eligibility_check_complete: bool | None = None
    work_queue: WorkQueue | None = None
    cancellation_reason: LongText | None = None


class Appointment(BaseModel, MutableAppointment):
    """An appointment as read. A deactivated one was cancelled or deleted."""

    id: str


class DeactivateQuery(Wire):
    """Why an appointment is cancelled."""

    cancellation_reason: QueryText | None = None


CREATE = Endpoint(
    name="pre_encounter.appointments.v1.create",
    method="POST",
    path="/appointments/v1",
    takes=MutableAppointment,
    gives=Appointment,
    errors=(VERSION_CONFLICT, NOT_FOUND),
    tags=("pre_encounter.appointments",),
    summary="Make an appointment",
)
GET = Endpoint(
    name="pre_encounter.appointments.v1.get",
    method="GET",
    path="/appointments/v1/{id}",
    path_types=BY_ID,
    gives=Appointment,
    errors=(NOT_FOUND,),
    tags=("pre_encounter.appointments",),
    summary="Read an appointment",
)
GET_HISTORY = Endpoint(
    name="pre_encounter.appointments.v1.get_history",
    method="GET",
    path="/appointments/v1/{id}/history",
    path_types=BY_ID,
    gives=list[Appointment],
    errors=(NOT_FOUND,),
    tags=("pre_encounter.appointments",),
    summary="Read every version of an appointment",
)
UPDATE = Endpoint(
    name="pre_encounter.appointments.v1.update",
    method="PUT",
    path="/appointments/v1/{id}/{version}",
    path_types=BY_VERSION,
    takes=MutableAppointment,
    gives=Appointment,
    errors=(NOT_FOUND, VERSION_CONFLICT),
    tags=("pre_encounter.appointments",),
    summary="Replace an appointment",
)
DEACTIVATE = Endpoint(
    name="pre_encounter.appointments.v1.deactivate",
    method="DELETE",
    path="/appointments/v1/{id}/{version}",
    path_types=BY_VERSION,
    query=DeactivateQuery,
    status=204,
    errors=(NOT_FOUND, VERSION_CONFLICT),
    tags=("pre_encounter.appointments",),
    summary="Cancel an appointment",
)
SCAN = Endpoint(
    name="pre_encounter.appointments.v1.scan",
    method="GET",
    path="/appointments/v1/updates/scan",
    query=SinceQuery,
    gives=list[Appointment],
    tags=("pre_encounter.appointments",),
    summary="Read what has changed",
)
