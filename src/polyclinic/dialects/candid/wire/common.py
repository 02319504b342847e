"""Values that many resources of this API share, and the envelope of its errors."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from polyclinic.dialects.candid.wire.codes import State
from polyclinic.sdk.endpoint import ErrorType

UNCHANGED: Any = None
"""The default of an update's field that may be left out but not set to null."""


class Wire(BaseModel):
    """A JSON object of this API. Unknown members are ignored, values are never converted."""

    model_config = ConfigDict(strict=True, extra="ignore", defer_build=True)


class TextOf:
    """A value that travels as text of one shape. Python callers may give the value or its text."""

    def __init__(self, shape: str, parse: Callable[[str], Any], wanted: str, **json_schema: str) -> None:
        self._matches = re.compile(shape).fullmatch
        self._parse = parse
        self._wanted = wanted
        self._json_schema = {"type": "string", **json_schema}

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def read(value: object) -> object:
            if type(value) is source:
                return value
            if isinstance(value, str) and self._matches(value):
                try:
                    return self._parse(value)
                except ValueError:
                    pass  # the right shape, but no such day or time
            raise PydanticCustomError("wrong_text", "Input should be {wanted}", {"wanted": self._wanted})

        return core_schema.no_info_plain_validator_function(read)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return dict(self._json_schema)


def _moment(text: str) -> datetime:
    """Raises ``ValueError`` also for one that UTC puts before the year 1 or after 9999."""
    moment = datetime.fromisoformat(text)
    try:
        (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError as error:
        raise ValueError("no such time") from error
    return moment


_TIME = r"\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?"
_QUANTITY = r"[0-9]{1,9}(\.[0-9]0*)?"
_DECIMALS = r"[0-9]{1,12}(\.[0-9]{1,6})?"
_FINE_QUANTITY = r"[0-9]{1,9}(\.[0-9]{1,3}0*)?"

Day = Annotated[date, TextOf(r"(?a:\d{4}-\d{2}-\d{2})", date.fromisoformat, "a date (YYYY-MM-DD)", format="date")]
Instant = Annotated[
    datetime,
    TextOf(
        rf"(?a:\d{{4}}-\d{{2}}-\d{{2}}[T ]{_TIME}(Z|[+-]\d{{2}}:?\d{{2}})?)",
        _moment,
        "a timestamp (ISO 8601)",
        format="date-time",
    ),
]
Id = Annotated[UUID, TextOf(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}", UUID, "a UUID", format="uuid")]
Quantity = Annotated[
    Decimal,
    TextOf(_QUANTITY, Decimal, "a number as text, with one decimal place at most", pattern=f"^{_QUANTITY}$"),
]
FineQuantity = Annotated[
    Decimal,
    TextOf(
        _FINE_QUANTITY, Decimal, "a number as text, with three decimal places at most", pattern=f"^{_FINE_QUANTITY}$"
    ),
]
Decimals = Annotated[Decimal, TextOf(_DECIMALS, Decimal, "a number as text", pattern=f"^{_DECIMALS}$")]

Text = Annotated[str, Field(min_length=1)]
Npi = Annotated[str, Field(pattern=r"^[0-9]{10}$", description="National provider identifier, ten digits")]
TaxId = Annotated[
    str,
    Field(pattern=r"^([0-9]{9}|[0-9]{2}-[0-9]{7}|[0-9]{3}-[0-9]{2}-[0-9]{4})$", description="EIN or SSN, nine digits"),
]
Zip = Annotated[str, Field(pattern=r"^[0-9]{5}$")]
ZipPlusFour = Annotated[str, Field(pattern=r"^[0-9]{4}$", description="9998 where unknown")]
Cents = Annotated[int, Field(ge=0, le=100_000_000_000)]
Measure = Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=0, le=1_000_000)]


class StreetAddressShortZip(Wire):
    """A postal address in the United States."""

    address1: str
    address2: str | None = None
    city: str
    state: State
    zip_code: Zip
    zip_plus_four_code: ZipPlusFour | None = None


class StreetAddressLongZip(StreetAddressShortZip):
    """A postal address with all nine digits of its ZIP code."""

    zip_plus_four_code: ZipPlusFour


class StreetAddress(Wire):
    """A postal address as read back. What came from elsewhere may lie outside the United States."""

    address1: str
    address2: str | None = None
    city: str
    state: str
    zip_code: str
    zip_plus_four_code: str | None = None


class NineDigitStreetAddress(StreetAddress):
    """The same of providers and places, which always have all nine digits of their ZIP code."""

    zip_plus_four_code: str


class RequestValidationError(Wire):
    """One bad field: its path in the body, or the name of the parameter, and what is wrong with it."""

    fieldName: str
    humanReadableMessage: str | None = None


class Message(Wire):
    """What went wrong, in words."""

    message: str | None = None


class EntityName(Wire):
    """What there is one of already, or what does not change any more."""

    entity_name: str


class EntityId(Wire):
    """The id that names nothing."""

    id: str


Content = TypeVar("Content")


class ErrorEnvelope(Wire, Generic[Content]):
    """How every error travels. ``errorName`` is one that the endpoint declares, else the name of the status."""

    errorName: str
    errorInstanceId: str
    content: Content


ENTITY_NOT_FOUND = ErrorType(404, "EntityNotFoundError", EntityId)
ENTITY_CONFLICT = ErrorType(409, "EntityConflictError", EntityName)
UNAUTHORIZED = ErrorType(403, "UnauthorizedError", Message, "Not allowed; a missing or expired token is a 401")
VALIDATIONS = ErrorType(422, "HttpRequestValidationsError", list[RequestValidationError], "Every bad field")
VALIDATION = ErrorType(422, "HttpRequestValidationError", RequestValidationError)
UNPROCESSABLE = ErrorType(422, "UnprocessableEntityError", Message)
INTERNAL = ErrorType(500, "InternalError", Message)
