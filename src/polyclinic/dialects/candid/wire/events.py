"""Events v1: what happened in the organization during the last thirty days."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from polyclinic.dialects.candid.wire.common import ENTITY_NOT_FOUND, INTERNAL, Id, Instant, Message, Wire
from polyclinic.sdk.endpoint import Endpoint, ErrorType

EventType = Literal[
    "CandidApi.Encounter.Created",
    "CandidApi.Encounter.StatusUpdated",
    "PreEncounter.Patient.Created",
    "PreEncounter.Patient.Updated",
    "PreEncounter.Coverage.Created",
    "PreEncounter.Coverage.Updated",
    "PreEncounter.Tag.Created",
    "PreEncounter.Tag.Updated",
    "CandidApi.OrganizationProvider.Created",
    "CandidApi.OrganizationProvider.Updated",
]


class Event(Wire):
    """Something that happened. ``payload`` names what it happened to; it holds no health data."""

    id: UUID
    created_at: Instant
    timestamp: Instant
    event_type: str
    schema_version: str
    payload: Any


class EventScanPage(Wire):
    """Part of the events; ``next_page_token`` leads to earlier ones."""

    items: list[Event]
    next_page_token: str | None = None


class EventQuery(Wire):
    """Which events: of these types, between these moments (both included)."""

    page_token: Annotated[str, Field(max_length=200)] | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 10
    event_types: Annotated[list[EventType], Field(max_length=100)] | None = None
    created_before: Instant | None = None
    created_after: Instant | None = None


BAD_REQUEST = ErrorType(400, "BadRequestError", Message, "What cannot be asked for")

SCAN = Endpoint(
    name="events.v1.scan",
    method="GET",
    path="/api/events/v1/",
    query=EventQuery,
    gives=EventScanPage,
    errors=(BAD_REQUEST, INTERNAL),
    tags=("events",),
    summary="What happened lately, the latest first",
)
GET = Endpoint(
    name="events.v1.get",
    method="GET",
    path="/api/events/v1/{event_id}",
    path_types={"event_id": Id},
    gives=Event,
    errors=(BAD_REQUEST, INTERNAL, ENTITY_NOT_FOUND),
    tags=("events",),
    summary="Read an event",
)
