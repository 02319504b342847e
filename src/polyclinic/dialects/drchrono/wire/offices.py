"""Offices, their opening hours, exam rooms and the slots open to online scheduling."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from polyclinic.dialects.drchrono.wire.common import ITEM_ERRORS, READ_ERRORS, Id, Model, Page, PageQuery
from polyclinic.sdk.endpoint import Endpoint

_SCOPES = ("user",)

ClockTime = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-4]):[0-5]\d:[0-5]\d$")]


class ExamRoom(Model):
    """A room; ``index`` counts from 1."""

    index: Annotated[int, Field(ge=1)]
    name: str
    online_scheduling: bool


class OnlineTimeslot(Model):
    """A quarter of an hour of every week; ``day`` 0 is Sunday."""

    day: Annotated[int, Field(ge=0, le=6)]
    hour: Annotated[int, Field(ge=0, le=23)]
    minute: Literal[0, 15, 30, 45]


class Office(Model):
    """An office as read. Hours are whole; an ``end_time`` of 24:00:00 is the end of the day."""

    id: int
    name: str
    address: str
    city: str
    state: str
    zip_code: str
    country: str
    phone_number: str
    start_time: ClockTime
    end_time: ClockTime
    online_scheduling: bool
    exam_rooms: list[ExamRoom]
    online_timeslots: list[OnlineTimeslot]


LIST_OFFICES = Endpoint(
    name="offices_list",
    method="GET",
    path="/api/offices",
    query=PageQuery,
    gives=Page[Office],
    scopes=_SCOPES,
    errors=READ_ERRORS,
    summary="Offices, a page at a time",
    tags=("offices",),
)
READ_OFFICE = Endpoint(
    name="offices_read",
    method="GET",
    path="/api/offices/{id}",
    path_types={"id": Id},
    gives=Office,
    scopes=_SCOPES,
    errors=ITEM_ERRORS,
    summary="One office",
    tags=("offices",),
)
