"""The value types that this API's resources are made of: references, dates, naive timestamps, bounded text, pages."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Annotated, Any, Generic, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainSerializer,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue, SkipJsonSchema
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from polyclinic.sdk.endpoint import ErrorType

T = TypeVar("T")

LARGEST_ID = 2**31 - 1
MAX_BODY = 1024 * 1024
"""Bytes of a body without files, also where it may come as multipart."""
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIMESTAMP = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?")
_TIME = re.compile(r"\d{2}:\d{2}(:\d{2})?")
_YEARS = range(1900, 3000)


class Model(BaseModel):
    """The base of all bodies: unknown keys are ignored, schemas built on first use."""

    model_config = ConfigDict(defer_build=True)


# -- text, numbers, null ----------------------------------------------------------------------------------------------

Text = Annotated[str, StringConstraints(max_length=255)]
LongText = Annotated[str, StringConstraints(max_length=10_000)]


def _integer(value: Any, info: ValidationInfo) -> Any:
    """Forms and query strings spell integers as text; JSON has integers of its own."""
    if isinstance(value, str) and info.mode != "json" and re.fullmatch(r"-?[0-9]{1,18}", value):
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise PydanticCustomError("int_type", "A valid integer is required.")
    return value


Integer = Annotated[int, BeforeValidator(_integer)]
Id = Annotated[int, BeforeValidator(_integer), Field(ge=1, le=LARGEST_ID)]
Minutes = Annotated[Integer, Field(ge=1, le=7 * 24 * 60)]
RoomIndex = Annotated[Integer, Field(ge=0, le=9999)]
"""An exam room of an office, counted from 1; 0 is none."""


_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


def _boolean(value: Any, info: ValidationInfo) -> Any:
    """Forms spell booleans as text, in whatever case; JSON has booleans of its own."""
    if isinstance(value, str) and info.mode != "json":
        value = _BOOLEANS.get(value.lower())
    if not isinstance(value, bool):
        raise PydanticCustomError("bool_type", "A valid boolean is required.")
    return value


Boolean = Annotated[bool, BeforeValidator(_boolean)]


def _not_null(value: Any) -> Any:
    if value is None:
        raise PydanticCustomError("null", "This field may not be null.")
    return value


def _null_if_blank(value: Any) -> Any:
    """A form cannot say null: an empty value stands for it."""
    return None if value == "" else value


NonNull = Annotated[T | SkipJsonSchema[None], BeforeValidator(_not_null)]
"""A field that may be absent (then it reads None) but not null."""
OrNull = Annotated[T | None, BeforeValidator(_null_if_blank)]


# -- dates and times --------------------------------------------------------------------------------------------------


def _date(value: Any) -> Any:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        if isinstance(value, str) and _DATE.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise PydanticCustomError("date", "Not a date (YYYY-MM-DD).")


def _timestamp(value: Any) -> Any:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value) if _TIMESTAMP.fullmatch(value) else None
        except ValueError:
            value = None
    if not isinstance(value, datetime) or value.tzinfo is not None or value.year not in _YEARS:
        raise PydanticCustomError("timestamp", "Not a timestamp without a time zone (YYYY-MM-DDTHH:MM:SS).")
    return value


def _time(value: Any) -> Any:
    try:
        if isinstance(value, str) and _TIME.fullmatch(value):
            return time.fromisoformat(value)
    except ValueError:
        pass
    if isinstance(value, time) and value.tzinfo is None:
        return value.replace(microsecond=0)
    raise PydanticCustomError("time", "Not a time (HH:MM:SS).")


def _since(value: Any) -> Any:
    """A bare date is its midnight."""
    if isinstance(value, date) and not isinstance(value, datetime):
        value = value.isoformat()
    return _timestamp(f"{value}T00:00:00" if isinstance(value, str) and _DATE.fullmatch(value) else value)


def _shown_as(pattern: str, *examples: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": f"^{pattern}$", "examples": list(examples)}, mode="validation")


_as_timestamp = PlainSerializer(lambda moment: moment.isoformat(timespec="seconds"), return_type=str)

Date = Annotated[date, BeforeValidator(_date)]
Timestamp = Annotated[
    datetime, BeforeValidator(_timestamp), _as_timestamp, _shown_as(_TIMESTAMP.pattern, "2014-02-24T15:32:19")
]
Time = Annotated[
    time,
    BeforeValidator(_time),
    PlainSerializer(lambda clock: clock.isoformat(timespec="seconds"), return_type=str),
    _shown_as(_TIME.pattern, "12:34:56"),
]
Since = Annotated[
    datetime,
    BeforeValidator(_since),
    _as_timestamp,
    _shown_as(rf"({_TIMESTAMP.pattern}|{_DATE.pattern})", "2014-02-24T15:32:19", "2014-02-24"),
]


@dataclass(frozen=True)
class DateRange:
    """Days from ``start`` to ``end``, both included; on the wire with a slash between."""

    start: date
    end: date

    @classmethod
    def read(cls, value: Any) -> "DateRange":
        if isinstance(value, cls):
            return value
        parts = value.split("/") if isinstance(value, str) else ()
        if len(parts) != 2:
            raise PydanticCustomError("date_range", "Not two dates with a slash between (YYYY-MM-DD/YYYY-MM-DD).")
        found = cls(*(_date(part) for part in parts))
        if found.end < found.start:
            raise PydanticCustomError("date_range", "The range ends before it starts.")
        return found

    def __str__(self) -> str:
        return f"{self.start.isoformat()}/{self.end.isoformat()}"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        written = core_schema.plain_serializer_function_ser_schema(str, return_schema=core_schema.str_schema())
        return core_schema.no_info_plain_validator_function(cls.read, serialization=written)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        day = _DATE.pattern
        return {"type": "string", "pattern": f"^{day}/{day}$", "examples": ["2014-02-24/2014-02-28"]}


# -- references -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reference:
    """A reference to an object of ``/api/<collection>``: its path, its URL or its bare id; held as the id.

    It is written as the path. The host of a URL is not compared: one server is reached by several names.
    """

    collection: str

    @property
    def _pattern(self) -> str:
        return rf"(?:(?:https?://[^/?#\s]+)?(?:/[^?#\s]*)?/api/{self.collection}/)?([0-9]{{1,10}})/?"

    def read(self, value: Any) -> int:
        number = value
        if isinstance(value, str) and (found := re.fullmatch(self._pattern, value[:1000])):
            number = int(found[1])
        if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= LARGEST_ID:
            raise PydanticCustomError("reference", "Not a reference such as {path}.", {"path": self.path(1234)})
        return number

    def path(self, number: int) -> str:
        return f"/api/{self.collection}/{number}"

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        written = core_schema.plain_serializer_function_ser_schema(self.path, return_schema=core_schema.str_schema())
        return core_schema.no_info_plain_validator_function(self.read, serialization=written)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        text = {"type": "string", "pattern": f"^{self._pattern}$", "examples": [self.path(1234)]}
        if handler.mode == "serialization":
            return text
        return {"anyOf": [text, {"type": "integer", "minimum": 1, "maximum": LARGEST_ID}]}


DOCTORS, OFFICES, PATIENTS = Reference("doctors"), Reference("offices"), Reference("patients")
APPOINTMENTS = Reference("appointments")
PROFILES, TEMPLATES = Reference("appointment_profiles"), Reference("appointment_templates")


AppointmentRef = Annotated[int, APPOINTMENTS]
DoctorRef = Annotated[int, DOCTORS]
OfficeRef = Annotated[int, OFFICES]
PatientRef = Annotated[int, PATIENTS]
ProfileRef = Annotated[int, PROFILES]
TemplateRef = Annotated[int, TEMPLATES]


# -- lists and refusals -----------------------------------------------------------------------------------------------


class Page(Model, Generic[T]):
    """One page of a list. ``next`` and ``previous`` are paths on the API's host, None at either end."""

    count: int
    next: str | None
    previous: str | None
    results: list[T]


class PageQuery(Model):
    """Where a page starts: taken from ``next`` or ``previous``, never made up."""

    page: Annotated[str, StringConstraints(max_length=100)] | None = None


class Detail(Model):
    """Why a request was refused that no single field is to blame for."""

    detail: str


FieldErrors = dict[str, list[str]]
"""What is wrong, per field of the body or parameter of the query."""

BAD_REQUEST = ErrorType(400, "Bad request", FieldErrors | Detail, "a field, a filter or the whole body is wrong")
UNAUTHORIZED = ErrorType(401, "Unauthorized", Detail, "no token, or one that is unknown, expired or revoked")
FORBIDDEN = ErrorType(403, "Forbidden", Detail, "the token's scopes or the user's permissions do not reach that far")
NOT_FOUND = ErrorType(404, "Not found", Detail, "no such object in this practice group")
CONFLICT = ErrorType(409, "Conflict", Detail, "the state of the record forbids it")

READ_ERRORS = (BAD_REQUEST, UNAUTHORIZED, FORBIDDEN)
ITEM_ERRORS = (*READ_ERRORS, NOT_FOUND)
