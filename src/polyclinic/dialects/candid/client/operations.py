"""The calls of this API as values: what to send and how to read the answer. Nothing here does any I/O."""

from datetime import date, datetime
from typing import TypedDict
from uuid import UUID

from polyclinic.dialects.candid.wire import auth as auth_wire
from polyclinic.dialects.candid.wire import encounters as wire
from polyclinic.dialects.candid.wire import events, tasks
from polyclinic.dialects.candid.wire.codes import (
    BillableStatus,
    ClaimStatus,
    EncounterSort,
    OwnerOfNextAction,
    ResponsibleParty,
)
from polyclinic.sdk.auth import FetchedToken, Token
from polyclinic.sdk.operation import Operation


class EncounterFilters(TypedDict, total=False):
    """What a list of encounters can be asked for. ``external_id`` matches exactly, days are inclusive."""

    sort: EncounterSort
    external_id: str
    search_term: str
    claim_status: ClaimStatus
    billable_status: BillableStatus
    responsible_party: ResponsibleParty
    owner_of_next_action: OwnerOfNextAction
    date_of_service_min: date
    date_of_service_max: date
    diagnoses_updated_since: datetime
    primary_payer_names: str
    patient_external_id: str
    include_merged_patient_data: bool
    billing_provider_npis: list[str]
    tag_ids: list[str]
    work_queue_id: str


class TaskFilters(TypedDict, total=False):
    """What a list of tasks can be asked for. Days are inclusive; the plurals take codes joined by commas."""

    sort: tasks.TaskSort
    status: tasks.TaskStatus
    statuses: str
    task_type: tasks.TaskType
    task_types: str
    categories: str
    updated_since: datetime
    encounter_id: UUID | str
    search_term: str
    assigned_to_id: UUID | str
    date_of_service_min: date
    date_of_service_max: date
    billing_provider_npi: str


class EventFilters(TypedDict, total=False):
    """Which events are asked for; both moments are included."""

    event_types: list[events.EventType]
    created_before: datetime
    created_after: datetime


def client_credentials(client_id: str, client_secret: str) -> FetchedToken:
    """Credentials that get a token when one is needed, and a new one before it expires."""
    request = auth_wire.TokenRequest(client_id=client_id, client_secret=client_secret)
    return FetchedToken(
        lambda: auth_wire.GET_TOKEN.call(request), lambda token: Token(token.access_token, token.expires_in)
    )


def create_encounter(encounter: wire.EncounterCreate) -> Operation[wire.Encounter]:
    return wire.CREATE.call(encounter)


def get_encounter(encounter_id: UUID | str) -> Operation[wire.Encounter]:
    return wire.GET.call(encounter_id=encounter_id)


def update_encounter(encounter_id: UUID | str, changes: wire.EncounterUpdate) -> Operation[wire.Encounter]:
    return wire.UPDATE.call(changes, encounter_id=encounter_id)


def list_encounters(
    page_size: int, filters: EncounterFilters, token: str | None = None
) -> Operation[wire.EncounterPage]:
    """A page; the one that ``token`` leads to, or the first."""
    page = {"limit": page_size} if token is None else {"limit": page_size, "page_token": token}
    return wire.GET_ALL.call(query=wire.EncounterQuery.model_validate({**filters, **page}))


def list_tasks(page_size: int, filters: TaskFilters, token: str | None = None) -> Operation[tasks.TaskPage]:
    """A page; the one that ``token`` leads to, or the first."""
    page = {"limit": page_size} if token is None else {"limit": page_size, "page_token": token}
    return tasks.GET_MULTI.call(query=tasks.TaskQuery.model_validate({**filters, **page}))


def scan_events(page_size: int, filters: EventFilters, token: str | None = None) -> Operation[events.EventScanPage]:
    """A page; the one that ``token`` leads to, or the first."""
    page = {"limit": page_size} if token is None else {"limit": page_size, "page_token": token}
    return events.SCAN.call(query=events.EventQuery.model_validate({**filters, **page}))
