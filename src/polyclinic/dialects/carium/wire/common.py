"""What every Carium resource is made of: kebab-case JSON:API 1.1 documents, and the few types of their values."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated, Any, Generic, NotRequired, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, PlainValidator, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError
from typing_extensions import TypedDict

from polyclinic.sdk.endpoint import ErrorType

MEDIA_TYPE = "application/vnd.api+json"
MAX_PAGE = 1000
MAX_OFFSET = 2**31 - 1


def kebab(name: str) -> str:
    """The wire's spelling of a field name."""
    return name.replace("_", "-")


class Wire(BaseModel):
    """A JSON object of this API. JSON types are taken literally: ``"true"`` is no boolean."""

    model_config = ConfigDict(alias_generator=kebab, strict=True, defer_build=True)


def left_out(alias: str | None = None) -> Any:
    """The default of an answer's field: always there, unless sparse fieldsets (``fields[…]``) left it out."""
    return Field(default=None, alias=alias)


# -- values ------------------------------------------------------------------------------------------------------


def _reads(parse: Callable[[str], Any], also: type, code: str, message: str) -> PlainValidator:
    """Takes text that ``parse`` does not refuse by ``ValueError``; from callers of the client also such values."""

    def read(value: object) -> Any:
        if isinstance(value, str | also):
            try:
                return parse(str(value))
            except (ValueError, OverflowError):
                pass
        raise PydanticCustomError(code, message)

    return PlainValidator(read)


_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d{1,6})?([Zz]|[+-]\d{2}:\d{2})?", re.ASCII)
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", re.ASCII)
_YEARS = range(1700, 2200)


def _day(text: str) -> date:
    if not _DATE.fullmatch(text):
        raise ValueError(text)
    return _plausible(date.fromisoformat(text))


def _instant(text: str) -> datetime:
    if not _INSTANT.fullmatch(text):
        raise ValueError(text)
    moment = _plausible(datetime.fromisoformat(text.upper()))
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


D = TypeVar("D", date, datetime)


def _plausible(value: D) -> D:
    if value.year not in _YEARS:
        raise ValueError(value)
    return value


def _id(text: str) -> str:
    if not _UUID.fullmatch(text):
        raise ValueError(text)
    return text.lower()


def spell_instant(moment: datetime) -> str:
    """``YYYY-MM-DD hh:mm:ss`` in UTC: how this API writes a time."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}"


Id = Annotated[
    str,
    _reads(_id, UUID, "not_an_id", "must be a UUID"),
    WithJsonSchema({"type": "string", "pattern": r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"}),
]
Day = Annotated[
    date,
    _reads(_day, date, "not_a_date", "must be a date (YYYY-MM-DD)"),
    PlainSerializer(lambda value: value and value.isoformat(), when_used="json"),
    WithJsonSchema({"type": "string", "format": "date"}),
]
Instant = Annotated[
    datetime,
    _reads(_instant, datetime, "not_a_time", "must be a time: RFC 3339 or YYYY-MM-DD hh:mm:ss (UTC)"),
    PlainSerializer(lambda value: value and f"{value:%Y-%m-%dT%H:%M:%SZ}", when_used="json"),
    WithJsonSchema(
        {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:\d{2})?$"}
    ),
]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"\S")]
Text = Annotated[str, StringConstraints(max_length=10_000)]
Url = Annotated[str, StringConstraints(max_length=2048, pattern=r"^https?://[^\s]+$")]
Email = Annotated[str, StringConstraints(max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
Phone = Annotated[str, StringConstraints(pattern=r"^\+[1-9][0-9]{6,14}$")]


# -- documents ---------------------------------------------------------------------------------------------------


class Identifier(TypedDict):
    """Which resource is meant."""

    type: str
    id: str


class Related(Wire):
    """Where the resources themselves are answered."""

    related: str


class ToOne(Wire):
    """A relationship to one resource, or to none."""

    data: Identifier | None
    links: Related


class ToMany(Wire):
    """A relationship to any number of resources."""

    data: list[Identifier]
    links: Related


class Links(Wire):
    """Links of a resource or of a page; those that do not apply are left out."""

    self: str | None = None
    first: str | None = None
    last: str | None = None
    prev: str | None = None
    next: str | None = None


PageMeta = TypedDict("PageMeta", {"page[total]": int, "total": int})


class ResourceMeta(TypedDict):
    """``version`` counts the resource's changes; ``If-Match: "<version>"`` makes a write depend on it."""

    version: int


class Resource(Wire):
    """A resource object as it is answered."""

    id: str
    links: Links | None = None
    meta: ResourceMeta | None = None


class Included(Resource):
    """A resource that came along with another that refers to it; ``attributes`` are spelled as they are on the wire."""

    type: str
    attributes: dict[str, Any]
    relationships: dict[str, ToOne | ToMany] | None = None


R = TypeVar("R", bound=Resource)
N = TypeVar("N", bound="NewResource")


class SentRelationship(Wire):
    """A relationship as it is sent: without ``data`` it says nothing."""

    data: Identifier | list[Identifier] | None = None


class NewResource(Wire):
    """A resource object as it is sent. In a change, ``id`` may be left out; if given it must be the URL's.

    ``relationships`` may come along, as they do when a resource is sent back whole; they must say what the attributes
    say, which alone are written.
    """

    id: Id | None = None
    relationships: dict[str, SentRelationship] | None = None


class Compound(Wire):
    """What may hold related resources (JSON:API 1.1, compound documents)."""

    included: list[Included] | None = None

    def find(self, identifier: Identifier | None) -> Included | None:
        """The resource that a relationship names, if it was asked for by ``include``."""
        wanted = identifier and (identifier["type"], identifier["id"])
        return next((each for each in self.included or () if (each.type, each.id) == wanted), None)


class Document(Compound, Generic[R]):
    """One resource."""

    data: R


class Collection(Compound, Generic[R]):
    """A page of resources. ``meta`` holds the number of all matches under two names."""

    data: list[R]
    meta: PageMeta
    links: Links


class RelatedDocument(Compound):
    """What a relationship names: a resource or null, or a list of them."""

    data: Included | list[Included] | None
    links: Links


class NewDocument(Wire, Generic[N]):
    """A resource that is created or changed."""

    data: N


# -- query strings -----------------------------------------------------------------------------------------------


class Query(BaseModel):
    """A query string: a name that is not declared is refused.

    ``include`` asks for related resources along with the primary ones, by paths between commas (``a,a.b``).
    """

    model_config = ConfigDict(extra="forbid", defer_build=True, validate_by_name=False, validate_by_alias=True)


class NoQuery(Query):
    """Takes no parameter at all."""


def fieldset(type: str) -> Any:
    """The parameter that limits the fields of a type: attributes and relationships between commas."""
    return Field(None, alias=f"fields[{type}]")


class PageQuery(Query):
    """Which rows of a list: ``page[offset]`` rows are skipped, ``page[limit]`` are answered."""

    offset: int = Field(0, alias="page[offset]", ge=0, le=MAX_OFFSET)
    limit: int = Field(100, alias="page[limit]", ge=1, le=MAX_PAGE)
    organization_id: Id | None = Field(None, alias="organization-id")
    filter_organization_id: Id | None = Field(None, alias="filter[organization-id]")


# -- errors ------------------------------------------------------------------------------------------------------


class Source(TypedDict, total=False):
    """Where in the request an error lies: a JSON pointer into its body, or the name of a query parameter or header."""

    pointer: str
    parameter: str
    header: str


class ErrorObject(TypedDict):
    """One thing that went wrong. ``id`` is the request's id; ``status`` is text."""

    id: str
    status: str
    code: str
    title: str
    detail: str
    source: NotRequired[Source]


class ErrorDocument(TypedDict):
    """The body of every answer that is not a success."""

    errors: list[ErrorObject]


def errors(*statuses: int) -> tuple[ErrorType, ...]:
    """Declares error answers of these statuses."""
    return tuple(ErrorType(status, str(status), ErrorDocument) for status in statuses)


READING = errors(400, 401, 403, 404, 406, 412, 429)
WRITING = errors(400, 401, 403, 404, 406, 409, 412, 413, 415, 422, 429)
