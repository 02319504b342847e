"""An endpoint declared once: bound by the server's routes, called by the client, listed by OpenAPI."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from typing import Any, Generic, Literal, cast
from urllib.parse import quote
from uuid import UUID

from pydantic import BaseModel, TypeAdapter
from typing_extensions import TypeVar

from polyclinic.sdk.operation import FileUpload, Operation

Takes = TypeVar("Takes", default=None)
Gives = TypeVar("Gives", default=None)
Query = TypeVar("Query", default=None)

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
Encoding = Literal["json", "form", "multipart", "raw"]

_IDEMPOTENT = frozenset({"GET", "PUT", "DELETE"})
_PARAMETER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)(:path)?\}")


@dataclass(frozen=True, slots=True)
class ErrorType:
    """A refusal that an endpoint declares: its status, its name on the wire, the type of its payload."""

    status: int
    name: str
    content: Any = None
    description: str = ""


@dataclass(frozen=True, slots=True)
class FilePart:
    """A part of a multipart body that holds a file."""

    name: str
    required: bool = True
    description: str = ""


@dataclass(frozen=True, eq=False, kw_only=True)
class Endpoint(Generic[Takes, Gives, Query]):
    """One operation of a published API.

    ``path`` is a template: ``{id}`` takes one segment, ``{rest:path}`` at the end all that remain. ``path_types`` name
    the parameters that are not plain text (``int``, ``UUID``, ``date`` or an ``Annotated`` type of these).
    ``takes`` is the body's model, ``gives`` the answer's (``bytes`` for a file, ``None`` for no body), ``query`` the
    model of the query string: a list field collects a repeated key, an alias spells a name like ``filter[group-id]``.
    ``headers`` is the model of request headers that are parameters, by aliases in lower case.
    What null and absent mean is up to ``takes``: ``model_fields_set`` tells them apart. ``empty_body``: no body at all
    is read as ``{}``.
    ``accepts`` lists the encodings of the body, the client's choice first; ``files`` the parts of a multipart body that
    are files. With "raw" the whole body is one file called ``body``. ``streamed``: the server hands its one file on as
    it arrives, after the fields that come before it; for public endpoints, whose handlers run once.
    ``status`` is the status of success, ``other_statuses`` the rest of them (an upsert's 201).
    ``public`` is the reason why the endpoint needs no authentication; without one it needs it.
    ``scopes``: any one of them is enough. ``rate`` names a policy of the dialect. ``idempotent`` overrides what the
    method says about repeating a call.
    """

    name: str
    method: Method
    path: str
    takes: type[Takes] | None = None
    gives: type[Gives] | None = None
    query: type[Query] | None = None
    headers: type[BaseModel] | None = None
    path_types: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200
    other_statuses: tuple[int, ...] = ()
    errors: tuple[ErrorType, ...] = ()
    accepts: tuple[Encoding, ...] = ("json",)
    files: tuple[FilePart, ...] = ()
    streamed: bool = False
    empty_body: bool = False
    media_type: str | None = None
    public: str | None = None
    scopes: tuple[str, ...] = ()
    rate: str = "default"
    idempotent: bool | None = None
    max_body: int | None = None
    summary: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    deprecated: bool = False

    def __post_init__(self) -> None:
        unknown = set(self.path_types) - set(self.path_names)
        if unknown:
            raise ValueError(f"{self.name}: no path parameter called {', '.join(sorted(unknown))}")
        if self.streamed and self.public is None:
            raise ValueError(f"{self.name}: a handler that may run again cannot read a stream")
        if self.public == "":
            raise ValueError(f"{self.name}: public needs a reason")

    @cached_property
    def path_names(self) -> tuple[str, ...]:
        """The names of the path parameters, in order."""
        return tuple(name for name, _ in _PARAMETER.findall(self.path))

    @property
    def is_page(self) -> bool:
        """Whether it answers with HTML, for a person in front of a browser."""
        return (self.media_type or "").startswith("text/html")

    @property
    def repeatable(self) -> bool:
        """Whether sending the call twice has the effect of sending it once."""
        return self.method in _IDEMPOTENT if self.idempotent is None else self.idempotent

    def call(
        self,
        body: Takes | None = None,
        /,
        *,
        query: Query | None = None,
        files: Mapping[str, FileUpload] | None = None,
        headers: Mapping[str, str] | None = None,
        **path: object,
    ) -> Operation[Gives]:
        """The call as a value. Path parameters are given by name; nothing is sent.

        Only the fields that were set on ``body`` and ``query`` are sent. Raises ``TypeError`` for a path parameter that
        is missing or unknown.
        """
        sent = self._encode(body, files or {})
        return Operation(
            method=self.method,
            route=self.path,
            path=self.fill(path),
            params=query_pairs(query) if isinstance(query, BaseModel) else (),
            headers=dict(headers or {}),
            read=reader(self.gives),
            repeatable=self.repeatable,
            **sent,
        )

    def fill(self, path: Mapping[str, object]) -> str:
        """The path with its parameters filled in and escaped."""
        if set(path) != set(self.path_names):
            raise TypeError(f"{self.name} takes path parameters {self.path_names}, not {tuple(path)}")

        def value(match: re.Match[str]) -> str:
            text = _text(path[match[1]])
            if not match[2] and text in ("", ".", ".."):
                raise ValueError(f"{self.name}: {match[1]} cannot be {text!r}")
            return quote(text, safe="/" if match[2] else "")

        return _PARAMETER.sub(value, self.path)

    def _encode(self, body: Takes | None, files: Mapping[str, FileUpload]) -> dict[str, Any]:
        if body is None and not files:
            return {"content": b"{}", "content_type": "application/json"} if self.empty_body else {}
        if isinstance(body, bytes):
            return {"content": body, "content_type": "application/octet-stream"}
        encoding = "multipart" if files else self.accepts[0]
        if encoding == "json":
            adapter = type_adapter(self.takes)
            content = adapter.dump_json(body, by_alias=True, exclude_unset=True)
            return {"content": content, "content_type": "application/json"}
        fields = form_pairs(body) if isinstance(body, BaseModel) else ()
        return {"fields": fields, "files": tuple(files.items()), "multipart": encoding == "multipart"}


def type_adapter(type_: Any) -> TypeAdapter[Any]:
    """The pydantic adapter of a type, built once."""
    return _adapter(type_)


@cache
def _adapter(type_: Any) -> TypeAdapter[Any]:
    return TypeAdapter(type_)


def reader(type_: type[Gives] | None) -> Callable[[bytes], Gives]:
    """A function from an answer's bytes to a value of ``type_``."""
    if type_ is None:
        return cast(Callable[[bytes], Gives], _nothing)
    if type_ is bytes:
        return cast(Callable[[bytes], Gives], bytes)
    if type_ is str:
        return cast(Callable[[bytes], Gives], _decoded)
    return lambda content: cast(Gives, type_adapter(type_).validate_json(content))


def _nothing(_: bytes) -> None:
    return None


def _decoded(content: bytes) -> str:
    return content.decode("utf-8", "replace")


def query_pairs(query: BaseModel) -> tuple[tuple[str, str], ...]:
    """The query string's pairs: a list repeats its key, None is left out."""
    pairs: list[tuple[str, str]] = []
    for name, value in query.model_dump(mode="json", by_alias=True, exclude_unset=True).items():
        values = value if isinstance(value, list) else [value]
        pairs += [(name, _text(each)) for each in values if each is not None]
    return tuple(pairs)


def form_pairs(body: BaseModel) -> tuple[tuple[str, str], ...]:
    """The fields of a form: nested values as JSON text, None as an empty value."""
    pairs = []
    for name, value in body.model_dump(mode="json", by_alias=True, exclude_unset=True).items():
        pairs.append((name, json.dumps(value) if isinstance(value, (list, dict)) else _text(value)))
    return tuple(pairs)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (str, int, float, UUID)):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be part of a path or query string")
