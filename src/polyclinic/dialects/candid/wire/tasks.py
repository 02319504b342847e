"""Tasks v3: what has to be done before, or because of, a claim."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from polyclinic.dialects.candid.wire.common import (
    ENTITY_NOT_FOUND,
    UNAUTHORIZED,
    UNCHANGED,
    UNPROCESSABLE,
    Day,
    Id,
    Instant,
    Wire,
)
from polyclinic.sdk.endpoint import Endpoint, ErrorType

TaskStatus = Literal[
    "finished",
    "addressed_by_provider_group",
    "sent_to_provider_group",
    "open",
    "blocked",
    "waiting_for_review",
    "in_progress",
]
TaskType = Literal[
    "CUSTOMER_DATA_REQUEST",
    "CLAIM_SUBMISSION_RUN_VALIDATIONS_FAILURE",
    "CLAIM_SUBMISSION_SUBMIT_CLAIM_FAILURE",
    "CLAIM_SUBMISSION_TRANSFORM_FAILURE",
    "CODE_CLAIM",
    "CODE_CLAIM_REVIEW",
    "ELIGIBILITY",
    "CLAIM_FOLLOW_UP",
    "REJECTION_RESOLUTION",
    "PAYER_CONFIGURATION_ERROR",
    "DENIAL_RESOLUTION",
    "MISSING_ENROLLMENT",
    "CHARGE_CAPTURE_UPDATE",
]
TaskCategory = Literal[
    "other",
    "provider_credentialing",
    "authorization_required",
    "inactive_coverage",
    "unknown_eligibility_or_patient_not_found",
    "incorrect_member_id",
    "documentation_addendum_request",
    "coordination_of_benefits",
    "missing_or_incorrect_gender",
    "incorrect_date_of_birth",
    "incorrect_payer",
    "incorrect_name",
    "invalid_diagnosis_code",
    "non_covered_diagnosis_codes",
    "information_requested_from_patient",
    "incorrect_rendering_provider_info",
    "missing_or_incorrect_modifier",
    "coding_frequency_error",
    "incorrect_patient_address",
    "multiple_em_claims",
    "missing_or_incorrect_charge_amount",
    "medical_records_request",
    "provider_enrollment_or_contracting",
    "missing_or_incorrect_group_number",
    "missing_diagnosis_codes",
    "missing_patient_authorization",
    "incorrect_billing_provider_info",
    "incorrect_procedure_code",
    "incorrect_quantity",
    "incorrect_place_of_service_code",
    "incorrect_service_facility_info",
    "incorrect_date_of_service",
    "missing_or_incorrect_ndc",
    "patient_collections",
    "submit_to_secondary",
    "transient_server_error",
    "missing_remittance_enrollment",
    "missing_claims_enrollment",
    "held_by_customer",
    "pending_manual_remit_posting",
    "incorrect_referring_provider_info",
    "payer_configuration_error",
    "downcoding_review",
]
TaskSort = Literal[
    "updated_at:asc",
    "updated_at:desc",
    "patient_name:asc",
    "patient_name:desc",
    "patient_external_id:asc",
    "patient_external_id:desc",
    "payer_name:asc",
    "payer_name:desc",
    "payer_id:asc",
    "payer_id:desc",
    "status:asc",
    "status:desc",
    "task_type:asc",
    "task_type:desc",
    "category:asc",
    "category:desc",
    "agg_updated_at:asc",
    "agg_updated_at:desc",
    "date_of_service:asc",
    "date_of_service:desc",
    "blocks_claim_submission:asc",
    "blocks_claim_submission:desc",
]
ListText = Annotated[str, Field(max_length=5_000)]
"""Codes that are joined by commas."""


class TaskCreate(Wire):
    """A task about an encounter. It does not block the claim unless it says so."""

    encounter_id: Id
    task_type: TaskType
    description: Annotated[str, Field(max_length=10_000)]
    work_queue_id: Annotated[str, Field(max_length=200)]
    blocks_claim_submission: bool | None = None
    assignee_user_id: Id | None = None
    category: TaskCategory | None = None


class TaskUpdate(Wire):
    """What is to change. What is absent stays; null takes the task from its assignee."""

    status: TaskStatus = UNCHANGED
    blocks_claim_submission: bool = UNCHANGED
    assignee_user_id: Id | None = None


class TaskNote(Wire):
    """What somebody said about a task."""

    task_note_id: UUID
    text: str
    author_name: str
    author_organization_name: str
    created_at: Instant


class TaskAssignment(Wire):
    """Who has been given a task."""

    task_assignment_id: UUID
    assignee_user_id: UUID | None = None


class Task(Wire):
    """A task, with what identifies its encounter. ``external_id`` is the encounter's."""

    task_id: UUID
    encounter_id: UUID
    organization_id: str | None = None
    external_id: str
    task_type: TaskType
    category: TaskCategory | None = None
    description: str
    status: TaskStatus
    blocks_claim_submission: bool
    assignments: list[TaskAssignment]
    notes: list[TaskNote]
    patient_name: str
    patient_external_id: str
    payer_id: str | None = None
    payer_name: str | None = None
    date_of_service: date
    persisted_rule_id: UUID | None = None
    created_at: Instant
    updated_at: Instant
    agg_updated_at: Instant


class TaskPage(Wire):
    """A page of tasks."""

    items: list[Task]
    next_page_token: str | None = None
    prev_page_token: str | None = None


class TaskQuery(Wire):
    """What to list. Days are inclusive; ``statuses``, ``task_types`` and ``categories`` are joined by commas."""

    limit: Annotated[int, Field(ge=1, le=1000)] = 100
    page_token: Annotated[str, Field(max_length=200)] | None = None
    sort: TaskSort = "updated_at:desc"
    status: TaskStatus | None = None
    statuses: ListText | None = None
    task_type: TaskType | None = None
    task_types: ListText | None = None
    categories: ListText | None = None
    updated_since: Instant | None = None
    encounter_id: Id | None = None
    search_term: Annotated[str, Field(max_length=500)] | None = None
    assigned_to_id: Id | None = None
    date_of_service_min: Day | None = None
    date_of_service_max: Day | None = None
    billing_provider_npi: Annotated[str, Field(max_length=50)] | None = None


class ExecutionMethod(Wire):
    """How an action is carried out."""

    type: Literal["close_task"]


class TaskAction(Wire):
    """Something that can be done with a task now."""

    type: Literal["close_task", "close_task_and_reprocess"]
    display_name: str
    execution_method: ExecutionMethod


class TaskActions(Wire):
    """Everything that can be done with a task now."""

    actions: list[TaskAction]


class DeprecatedStatus(Wire):
    """A status that tasks are no longer given."""

    deprecated_status: TaskStatus | None = None


DEPRECATED_STATUS = ErrorType(422, "TaskUpdatedToDeprecatedStatusError", DeprecatedStatus)

GET_ACTIONS = Endpoint(
    name="tasks.v3.get_actions",
    method="GET",
    path="/api/tasks/v3/{task_id}/actions",
    path_types={"task_id": Id},
    gives=TaskActions,
    tags=("tasks",),
    summary="What can be done with a task",
)
GET_MULTI = Endpoint(
    name="tasks.v3.get_multi",
    method="GET",
    path="/api/tasks/v3",
    query=TaskQuery,
    gives=TaskPage,
    errors=(UNPROCESSABLE,),
    tags=("tasks",),
    summary="List tasks",
)
GET = Endpoint(
    name="tasks.v3.get",
    method="GET",
    path="/api/tasks/v3/{task_id}",
    path_types={"task_id": Id},
    gives=Task,
    errors=(ENTITY_NOT_FOUND, UNAUTHORIZED),
    tags=("tasks",),
    summary="Read a task",
)
CREATE = Endpoint(
    name="tasks.v3.create",
    method="POST",
    path="/api/tasks/v3",
    takes=TaskCreate,
    gives=Task,
    tags=("tasks",),
    summary="Open a task",
)
UPDATE = Endpoint(
    name="tasks.v3.update",
    method="PATCH",
    path="/api/tasks/v3/{task_id}",
    path_types={"task_id": Id},
    takes=TaskUpdate,
    empty_body=True,
    gives=Task,
    errors=(ENTITY_NOT_FOUND, UNAUTHORIZED, DEPRECATED_STATUS),
    tags=("tasks",),
    summary="Change a task",
)
