"""Pre-service rules v1: an encounter that is not recorded, held against the rules of a pipeline."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from polyclinic.dialects.candid.wire.claims import UniversalServiceLineCreate
from polyclinic.dialects.candid.wire.codes import BillableStatus
from polyclinic.dialects.candid.wire.common import ENTITY_NOT_FOUND, UNAUTHORIZED, UNPROCESSABLE, Day, Id, Instant, Wire
from polyclinic.dialects.candid.wire.encounters_universal import UniversalEncounterCreate
from polyclinic.dialects.candid.wire.health_care_codes import HealthCareCodesCreate
from polyclinic.sdk.endpoint import Endpoint

RuleIds = Annotated[list[Id], Field(max_length=1000)]
_V1 = "/api/pre-service/v1"


class PreServiceEncounter(UniversalEncounterCreate):
    """An encounter as it stands in the sender's system. What contradicts itself in it is found, not refused."""

    billable_status: BillableStatus = "BILLABLE"
    date_of_service: Day
    service_lines: list[UniversalServiceLineCreate]
    health_care_code_information: HealthCareCodesCreate


class RunCreate(Wire):
    """What to run. Rules are switched on and off by their ids, for this run."""

    entity: PreServiceEncounter
    pipeline_id: Annotated[str, Field(max_length=200)]
    enabled_rule_ids: RuleIds
    disabled_rule_ids: RuleIds
    idempotency_key: Annotated[str, Field(min_length=1, max_length=300)]


class RunQuery(Wire):
    """Whether the entity comes back with the result."""

    include_initial_entity_state: bool | None = None


class PipelineSummary(Wire):
    """A pipeline, by the id that a run names."""

    id: str
    name: str
    run_type: Literal["ENCOUNTER", "PATIENT"]


class RunError(Wire):
    """Why a run did not complete."""

    message: str


class Run(Wire):
    """What a run recommends: edits by the path of each member, and actions."""

    run_id: UUID
    created_at: Instant
    entity_external_id: str
    initial_entity_state: dict[str, Any] | None = None
    edits: dict[str, Any] | None = None
    actions: list[Any]
    error: RunError | None = None


GET_PIPELINES = Endpoint(
    name="pre_service_rules.v1.get_pipelines",
    method="GET",
    path=f"{_V1}/pipelines",
    gives=list[PipelineSummary],
    tags=("pre-service rules",),
    summary="List the pipelines of rules",
)
CREATE_ENCOUNTER_RUN = Endpoint(
    name="pre_service_rules.v1.create_encounter_run",
    method="POST",
    path=f"{_V1}/runs/encounter",
    takes=RunCreate,
    gives=UUID,
    errors=(UNAUTHORIZED, UNPROCESSABLE),
    tags=("pre-service rules",),
    summary="Run a pipeline over an encounter",
)
GET_RUN = Endpoint(
    name="pre_service_rules.v1.get_run",
    method="GET",
    path=f"{_V1}/runs/{{run_id}}",
    path_types={"run_id": Id},
    query=RunQuery,
    gives=Run,
    errors=(ENTITY_NOT_FOUND, UNAUTHORIZED),
    tags=("pre-service rules",),
    summary="Read what a run found",
)
