"""What the messages of all resources share: value types in both of CareStack's vocabularies, and the envelopes.

A value is read in any letter case and in either vocabulary (the published package's words and the older letters) and
given in the package's. The package's own stricter rules are the client's option ``strict``.
An empty text in an optional field is no value: null leaves a field as it is, an empty text clears it.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from polyclinic.dialects.carestack.wire.states import STATES, spelled

T = TypeVar("T")


class Wire(BaseModel):
    """A message. Fields that nobody here knows are ignored, as the published package ignores them."""

    model_config = ConfigDict(defer_build=True, strict=True)


def _refuse(name: str) -> PydanticCustomError:
    return PydanticCustomError("invalid_value", "Invalid {name}.", {"name": name})


def spelled_as(name: str, meanings: dict[str, str]) -> BeforeValidator:
    """Reads a text by its meaning, in any letter case; blanks and hyphens count as underscores."""

    def read(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        key = re.sub(r"[\s-]+", "_", value.strip().casefold())
        if key not in meanings:
            raise _refuse(name)
        return meanings[key]

    return BeforeValidator(read)


def listing(*values: str) -> WithJsonSchema:
    """What OpenAPI tells of values that are read in any case."""
    return WithJsonSchema({"type": "string", "enum": list(values)})


def any_case(*values: str) -> dict[str, str]:
    """Meanings for ``spelled_as``: each value for itself."""
    return {re.sub(r"[\s-]+", "_", value.casefold()): value for value in values}


def matching(name: str, pattern: str) -> AfterValidator:
    """Refuses a text that does not match; an empty one passes."""
    return _checked(name, re.compile(pattern).fullmatch)


def _stripped(text: str) -> str:
    return text.strip()


def _not_blank(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("blank", "Must not be blank.")
    return text.strip()


def _checked(name: str, check: Callable[[str], object]) -> AfterValidator:
    def run(text: str) -> str:
        text = text.strip()
        if text and not check(text):
            raise _refuse(name)
        return text

    return AfterValidator(run)


def _is_date(text: str) -> bool:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _read_state(value: Any) -> Any:
    if not isinstance(value, str) or not value.strip():
        return value
    state = spelled(value)
    if state is None:
        raise _refuse("state")
    return state


def _is_timestamp(text: str) -> bool:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.]{5,18}(Z|[+-][0-9]{2}:?[0-9]{2})?", text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def bounded(length: int, pattern: str) -> Any:
    """A length, and the form of the whole text for OpenAPI to tell; an empty text fits too."""
    return Field(max_length=length, json_schema_extra={"pattern": rf"^\s*({pattern})?\s*$"})


_MOBILE = r"\+?[0-9(][0-9 ().\-/]{4,}( ?(x|ext\.?) ?[0-9]+)?"
_EMAIL = r"[^@\s]+@[^@\s]+\.[^@\s]+"
_PINCODE = r"[A-Za-z0-9][A-Za-z0-9 -]{3,9}"
_FILLED: dict[str, Any] = {"minLength": 1, "pattern": r"\S"}

Text = Annotated[str, Field(max_length=200), AfterValidator(_stripped)]
RequiredText = Annotated[str, Field(max_length=200, json_schema_extra=_FILLED), AfterValidator(_not_blank)]
LongText = Annotated[str, Field(max_length=1000), AfterValidator(_stripped)]
RequiredAddress = Annotated[str, Field(max_length=500, json_schema_extra=_FILLED), AfterValidator(_not_blank)]
Reference = Annotated[str, Field(max_length=100, json_schema_extra=_FILLED), AfterValidator(_not_blank)]

Mobile = Annotated[str, bounded(40, _MOBILE), matching("mobileNumber", _MOBILE)]
Email = Annotated[str, bounded(254, _EMAIL), matching("emailId", _EMAIL)]
Pincode = Annotated[str, bounded(12, _PINCODE), matching("pincode", _PINCODE)]
_check_date = _checked("date, use YYYY-MM-DD", _is_date)
Date = Annotated[
    str,
    Field(max_length=10),
    _check_date,
    WithJsonSchema({"type": "string", "anyOf": [{"format": "date"}, {"maxLength": 0}]}),
]
RequiredDate = Annotated[
    str, Field(max_length=10, json_schema_extra={"format": "date"}), _check_date, AfterValidator(_not_blank)
]
Timestamp = Annotated[
    str,
    Field(max_length=40, json_schema_extra={"format": "date-time"}),
    _checked("timestamp, use ISO 8601", _is_timestamp),
    AfterValidator(_not_blank),
]

GENDERS = ("male", "female", "other", "unknown")
Gender = Annotated[
    Literal["male", "female", "other", "unknown"],
    spelled_as("gender", any_case(*GENDERS) | {"m": "male", "f": "female", "o": "other", "u": "unknown"}),
    listing(*GENDERS, "M", "F", "O"),
]
State = Annotated[str, BeforeValidator(_read_state), listing(*STATES)]

ResourceTypeName = Literal["Patient", "Practitioner", "Appointment"]


def resource_type(*names: str) -> BeforeValidator:
    """Reads the type of a resource in any letter case."""
    return spelled_as("resourceType", any_case(*names))


class PersonFields(Wire):
    """What is known of patients and practitioners alike."""

    middleName: Text | None = None
    lastName: Text | None = None
    mobileNumber: Mobile | None = None
    emailId: Email | None = None
    pincode: Pincode | None = None
    state: State | None = None
    wantsToLinkWhatsapp: bool | None = None
    photo: str | None = None


class ErrorDetail(Wire):
    """One bad field; ``field`` is its path as it was sent."""

    field: str
    message: str


class ErrorBody(Wire):
    """Every error. With ``details``, ``message`` ends in a blank: the published package joins the two."""

    statusCode: int
    status: Literal["error"]
    error_code: str
    message: str
    details: list[ErrorDetail]
    timestamp: str
    request_id: str


class PageQuery(Wire):
    """``nextPage`` is copied from the answer before; without it the list starts."""

    nextPage: str | None = Field(default=None, max_length=500)


class ProfilesQuery(PageQuery):
    """``filters`` is a JSON object."""

    filters: str = Field(default="{}", max_length=4000)


class Link(Wire):
    """Where the next page is."""

    nextPage: str | None


class Saved(Wire, Generic[T]):
    """The answer to a registration or a change. ``status`` is for readers of the published README."""

    type: ResourceTypeName
    message: str
    resourceId: str
    validationErrors: list[str]
    resource: T
    status: Literal["success"]


class Found(Wire, Generic[T]):
    """One resource; where there is none, an empty list, or null for an appointment."""

    type: ResourceTypeName
    message: str
    requestResource: T
    totalNumberOfRecords: int
    nextPageLink: str | None


class Listed(Wire, Generic[T]):
    """A page of all resources of a type, and how many there are in all.

    ``total``, ``page`` (from 1), ``per_page``, ``next_page`` and ``has_next`` say so as the published README does.
    """

    type: ResourceTypeName
    message: str
    requestResource: list[T]
    totalNumberOfRecords: int
    nextPageLink: str | None
    total: int
    page: int
    per_page: int
    next_page: str | None
    has_next: bool


class Profiles(Wire, Generic[T]):
    """A page of the resources that match, and how many match in all."""

    entry: list[T]
    link: Link
    total: int


class Deleted(Wire):
    """The answer to a deletion."""

    type: ResourceTypeName
    message: str
    resourceId: str


def count_of(value: Any) -> Any:
    """A page size sent as a number or as its digits."""
    return int(value) if isinstance(value, str) and re.fullmatch(r"[0-9]{1,4}", value) else value


Count = Annotated[int, BeforeValidator(count_of), Field(ge=1)]
