"""What all of Silna's resources share on the wire: text forms, pages, errors."""

import re
from datetime import date
from typing import Annotated, Generic, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError
from typing_extensions import TypeVar

from polyclinic.sdk.endpoint import ErrorType


class Wire(BaseModel):
    """A body or query string: unknown fields are ignored, as Silna's are."""

    model_config = ConfigDict(defer_build=True)


def _id(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        raise PydanticCustomError("uuid_parsing", "must be a UUID") from None


def _date(value: object) -> object:
    if isinstance(value, str):
        try:
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
                return date.fromisoformat(value)
        except ValueError:
            pass
    elif isinstance(value, date):
        return value
    raise PydanticCustomError("date_parsing", "must be a date (YYYY-MM-DD)")


def _not_null(text: str) -> str:
    if text == "null":
        raise PydanticCustomError("source_id_null", 'cannot be "null", which stands for no source_id in searches')
    return text


def _filled(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("blank", "must not be empty")
    return text


def _whole(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(r"\d{1,6}", value, re.ASCII):
        raise PydanticCustomError("int_parsing", "must be a whole number")
    return value


Id = Annotated[str, AfterValidator(_id), WithJsonSchema({"type": "string", "format": "uuid"})]
"""A UUID; compared in lower case."""
Day = Annotated[date, BeforeValidator(_date, json_schema_input_type=date)]
Name = Annotated[
    str, Field(min_length=1, max_length=255, json_schema_extra={"pattern": r"\S"}), AfterValidator(_filled)
]
Text = Annotated[str, Field(max_length=255)]
SourceId = Annotated[
    str, Field(min_length=1, max_length=255, json_schema_extra={"not": {"const": "null"}}), AfterValidator(_not_null)
]
"""The customer's own id. ``null`` as text is reserved: it searches for resources without one."""
SearchedSourceId = Annotated[str, Field(min_length=1, max_length=255)]
"""A source id to look for; the text ``null`` finds resources that have none."""


_OneToHundred = Annotated[int, Field(ge=1, le=100)]
Limit = Annotated[_OneToHundred, BeforeValidator(_whole, json_schema_input_type=_OneToHundred)]


class PageQuery(Wire):
    """A place in a list: after or before the object with that id, never both."""

    starting_after: Id | None = None
    ending_before: Id | None = None
    limit: Limit = 100

    @model_validator(mode="after")
    def _one_cursor(self) -> "PageQuery":
        if self.starting_after is not None and self.ending_before is not None:
            raise PydanticCustomError("two_cursors", "starting_after and ending_before exclude each other")
        return self


Record = TypeVar("Record", default=dict[str, object])


class Page(Wire, Generic[Record]):
    """A page of a list, newest first. ``has_more`` looks in the direction asked; ids are null on an empty page."""

    records: list[Record]
    has_more: bool
    first_id: Id | None = None
    last_id: Id | None = None


class ErrorBody(Wire):
    """Every refusal but those of status 401."""

    message: str


class AuthenticationErrorBody(ErrorBody):
    """A refusal of status 401."""

    type: Literal["AUTH_INVALID_REQUEST_HEADER", "AUTH_INVALID_CREDENTIALS"]


BAD_REQUEST = ErrorType(400, "ValidationError", ErrorBody)
UNAUTHENTICATED = ErrorType(401, "AuthenticationError", AuthenticationErrorBody)
FORBIDDEN = ErrorType(403, "UserPermissionError", ErrorBody)
NOT_FOUND = ErrorType(404, "ObjectNotFoundError", ErrorBody)
CONFLICT = ErrorType(409, "ConflictError", ErrorBody)
TOO_LARGE = ErrorType(413, "RequestEntityTooLargeError", ErrorBody)
TOO_MANY_REQUESTS = ErrorType(429, "TooManyRequestsError", ErrorBody)

READ_ERRORS = (BAD_REQUEST, UNAUTHENTICATED, NOT_FOUND, TOO_MANY_REQUESTS)
WRITE_ERRORS = (BAD_REQUEST, UNAUTHENTICATED, NOT_FOUND, CONFLICT, TOO_LARGE, TOO_MANY_REQUESTS)
