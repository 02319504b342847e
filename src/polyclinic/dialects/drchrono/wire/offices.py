"""Offices, their opening hours, exam rooms and the slots open to online scheduling."""

import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PlainSerializer, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from polyclinic.dialects.drchrono.wire.common import (
    CONFLICT,
    ITEM_ERRORS,
    MAX_BODY,
    READ_ERRORS,
    Id,
    Integer,
    Model,
    NonNull,
    OrNull,
    Page,
    PageQuery,
    Text,
)
from polyclinic.sdk.endpoint import Endpoint

_SCOPES = ("user",)
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?|24:00(:00)?", re.ASCII)

ClockTime = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-4]):[0-5]\d:[0-5]\d$")]


def _hour(value: Any) -> Any:
    if isinstance(value, str) and _TIME.fullmatch(value):
        return int(value[:2]) * 60
    raise PydanticCustomError("time", "Not a time (HH:MM:SS).")


Hour = Annotated[
    int,
    BeforeValidator(_hour),
    PlainSerializer(lambda minutes: f"{minutes // 60:02d}:00:00", return_type=str),
    WithJsonSchema({"type": "string", "pattern": f"^({_TIME.pattern})$", "examples": ["08:00:00", "24:00"]}),
]
"""A time of day in minutes, truncated to the hour; 24:00 is the end of the day."""


class ExamRoom(Model):
    """A room; ``index`` counts from 1."""

    index: Annotated[Integer, Field(ge=1, le=1000)]
    name: Text
    online_scheduling: bool


class OnlineTimeslot(Model):
    """A quarter of an hour of every week; ``day`` 0 is Sunday."""

    day: Annotated[Integer, Field(ge=0, le=6)]
    hour: Annotated[Integer, Field(ge=0, le=23)]
    minute: Literal[0, 15, 30, 45]


ExamRooms = Annotated[list[ExamRoom], Field(max_length=100)]
OnlineTimeslots = Annotated[list[OnlineTimeslot], Field(max_length=7 * 24 * 4)]


class _Details(Model):
    """What is optional in every version of an office. Null stands for the default, or for none."""

    start_time: OrNull[Hour] = None
    end_time: OrNull[Hour] = None
    online_scheduling: OrNull[bool] = None
    exam_rooms: ExamRooms | None = None
    online_timeslots: OnlineTimeslots | None = None


class OfficeWrite(_Details):
    """A whole office. Rooms and slots replace those that are there; states and countries are two letters."""

    name: Text
    address: Text
    city: Text
    state: Text
    zip_code: Text
    country: Text
    phone_number: Text


class OfficePatch(_Details):
    """Some fields of an office; what is absent stays."""

    name: NonNull[Text] = None
    address: NonNull[Text] = None
    city: NonNull[Text] = None
    state: NonNull[Text] = None
    zip_code: NonNull[Text] = None
    country: NonNull[Text] = None
    phone_number: NonNull[Text] = None


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
REPLACE_OFFICE = Endpoint(
    name="offices_update",
    method="PUT",
    path="/api/offices/{id}",
    path_types={"id": Id},
    takes=OfficeWrite,
    gives=Office,
    accepts=("json", "form", "multipart"),
    max_body=MAX_BODY,
    scopes=_SCOPES,
    errors=(*ITEM_ERRORS, CONFLICT),
    summary="Change an office, naming all required fields",
    description="Optional fields that are absent stay as they are.",
    tags=("offices",),
)
UPDATE_OFFICE = Endpoint(
    name="offices_partial_update",
    method="PATCH",
    path="/api/offices/{id}",
    path_types={"id": Id},
    takes=OfficePatch,
    gives=Office,
    accepts=("json", "form", "multipart"),
    max_body=MAX_BODY,
    scopes=_SCOPES,
    errors=(*ITEM_ERRORS, CONFLICT),
    summary="Change some fields of an office",
    tags=("offices",),
)
