"""OpenAPI 3.1 of a dialect, from its declarations alone."""

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, Literal

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from polyclinic.sdk.endpoint import Endpoint, ErrorType, type_adapter
from polyclinic.web.answers import render
from polyclinic.web.call import RawRequest
from polyclinic.web.dialect import Dialect, Failed
from polyclinic.web.negotiation import FORM, MULTIPART
from polyclinic.web.problems import HttpProblem, Where
from polyclinic.web.samples import samples

Json = dict[str, Any]
Mode = Literal["validation", "serialization"]
_Key = tuple[Any, Mode]

_NAME = re.compile(r"\{([^{}]*)\}")
_BINARY: Json = {"type": "string", "format": "binary"}


def describe(dialect: Dialect, prefix: str = "") -> Json:
    """The OpenAPI document of a dialect that is mounted at ``prefix``. Pages are for people and not in it."""
    endpoints = [route.endpoint for route in dialect.routes if not route.endpoint.is_page]
    schemas = _Schemas(dialect, endpoints)
    spelled = documented_paths(dialect)
    paths: dict[str, Json] = {}
    for endpoint in endpoints:
        path = spelled[endpoint.path]
        paths.setdefault(path, {})[endpoint.method.lower()] = _Operation(dialect, endpoint, schemas, path).describe()
    return {
        "openapi": "3.1.0",
        "info": {"title": dialect.title, "version": dialect.version, "description": dialect.description},
        "servers": [{"url": prefix or "/"}],
        "paths": paths,
        "components": {
            "schemas": schemas.definitions,
            "securitySchemes": {"credentials": dict(dialect.security_scheme)},
        },
        "security": [{"credentials": []}],
    }


_KEYWORDS = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "lt": "exclusiveMaximum"}


class _PlainSchema(GenerateJsonSchema):
    """Bounds in JSON Schema's words, also behind a validator, where pydantic writes its own; no default of null.

    A default of null stands for what is absent, also where null itself is refused: it is not for clients to send.
    """

    def generate_inner(self, schema: Any) -> JsonSchemaValue:
        found = super().generate_inner(schema)
        return {_KEYWORDS.get(name, name): value for name, value in found.items()}

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        if schema.get("default", ...) is None:
            return self.generate_inner(schema["schema"])
        return super().default_schema(schema)


def documented_paths(dialect: Dialect) -> dict[str, str]:
    """Each declared path but pages', as the document spells it: those that differ in parameters' names are one."""
    first: dict[str, str] = {}
    declared = [route.endpoint.path for route in dialect.routes if not route.endpoint.is_page]
    plain = {path: path.replace(":path}", "}") or "/" for path in declared}
    return {path: first.setdefault(_NAME.sub("{}", shown), shown) for path, shown in plain.items()}


class _Schemas:
    """The JSON schemas of every type that the endpoints name, with common definitions."""

    def __init__(self, dialect: Dialect, endpoints: list[Endpoint[Any, Any, Any]]) -> None:
        wanted = dict.fromkeys(self._types(dialect, endpoints))
        inputs: list[tuple[Any, Mode, TypeAdapter[Any]]] = [
            (type_, mode, type_adapter(type_)) for type_, mode in wanted
        ]
        self._found, definitions = TypeAdapter.json_schemas(
            inputs, ref_template="#/components/schemas/{model}", schema_generator=_PlainSchema
        )
        self.definitions: Json = definitions.get("$defs", {})

    @staticmethod
    def _types(dialect: Dialect, endpoints: list[Endpoint[Any, Any, Any]]) -> Iterator[_Key]:
        yield dialect.error_body(None), "serialization"
        for endpoint in endpoints:
            inputs = (endpoint.takes, endpoint.query, endpoint.headers)
            yield from ((type_, "validation") for type_ in endpoint.path_types.values())
            yield from ((type_, "validation") for type_ in inputs if type_ is not None)
            if endpoint.gives not in (None, bytes, str):
                yield endpoint.gives, "serialization"
            yield from ((dialect.error_body(error), "serialization") for error in endpoint.errors)

    def of(self, type_: Any, mode: Mode = "validation") -> Json:
        """The schema of a type, by reference where it has a name."""
        return dict(self._found[type_, mode])

    def resolved(self, type_: Any) -> Json:
        """The schema of a model itself, for the sake of its properties."""
        schema = self.of(type_)
        reference = schema.get("$ref", "")
        return dict(self.definitions[reference.rpartition("/")[2]]) if reference else schema


class _Operation:
    """One operation object."""

    def __init__(self, dialect: Dialect, endpoint: Endpoint[Any, Any, Any], schemas: _Schemas, path: str) -> None:
        self._dialect = dialect
        self._endpoint = endpoint
        self._path_names = _NAME.findall(path)
        self._schemas = schemas

    def describe(self) -> Json:
        endpoint = self._endpoint
        described: Json = {
            "operationId": endpoint.name,
            "summary": endpoint.summary,
            "description": endpoint.description,
            "tags": list(endpoint.tags or (endpoint.name.partition(".")[0],)),
            "parameters": [*self._path(), *self._query(), *self._headers()],
            "responses": self._responses(),
        }
        if body := self._body():
            described["requestBody"] = {"required": not endpoint.empty_body, "content": body}
        if endpoint.public is not None:
            described["security"] = []
        if endpoint.deprecated:
            described["deprecated"] = True
        return {name: value for name, value in described.items() if value not in ("", None)}

    def _path(self) -> Iterator[Json]:
        for name, shown in zip(self._endpoint.path_names, self._path_names, strict=True):
            type_ = self._endpoint.path_types.get(name)
            schema = {"type": "string", "minLength": 1} if type_ is None else self._schemas.of(type_)
            described = {"name": shown, "in": "path", "required": True, "schema": schema}
            yield described if shown == name else {**described, "description": name}

    def _query(self) -> Iterator[Json]:
        return self._fields(self._endpoint.query, "query")

    def _fields(self, parameters: type[BaseModel] | None, where: Where) -> Iterator[Json]:
        if parameters is None:
            return
        model = self._schemas.resolved(parameters)
        for name, schema in model.get("properties", {}).items():
            described = {"name": name, "in": where, "required": name in model.get("required", ()), "schema": schema}
            if "description" in schema:
                described["description"] = schema["description"]
            yield described

    def _headers(self) -> Iterator[Json]:
        yield from self._fields(self._endpoint.headers, "header")
        policy = self._dialect.idempotency
        if policy is not None and self._endpoint.method in policy.methods and self._endpoint.public is None:
            schema = {"type": "string", "minLength": 1, "maxLength": policy.max_length}
            yield {"name": policy.header, "in": "header", "required": False, "schema": schema}

    def _body(self) -> Json:
        endpoint, content = self._endpoint, {}
        for encoding in endpoint.accepts:
            if encoding == "raw":
                content["application/octet-stream"] = {"schema": _BINARY}
            elif encoding == "json" and endpoint.takes is not None:
                schema = self._schemas.of(endpoint.takes)
                content |= {media_type: {"schema": schema} for media_type in sorted(self._dialect.json_types)}
            elif encoding == "form" and endpoint.takes is not None:
                content[FORM] = {"schema": self._schemas.of(endpoint.takes)}
            elif encoding == "multipart":
                content[MULTIPART] = {"schema": self._multipart()}
        return content

    def _multipart(self) -> Json:
        takes, files = self._endpoint.takes, self._endpoint.files
        parts: Json = {
            "type": "object",
            "properties": {part.name: _BINARY for part in files},
            "required": [part.name for part in files if part.required],
        }
        if takes is None:
            return parts
        model = self._schemas.resolved(takes)
        parts["properties"] = {**model.get("properties", {}), **parts["properties"]}
        parts["required"] = [*model.get("required", ()), *parts["required"]]
        return parts

    def _responses(self) -> Json:
        endpoint = self._endpoint
        responses: Json = {}
        for status in (endpoint.status, *endpoint.other_statuses):
            responses[str(status)] = {"description": HTTPStatus(status).phrase, **self._success(status)}
        bodies: dict[int, list[Json]] = {}
        for error in endpoint.errors:
            bodies.setdefault(error.status, []).append(self._error(error))
        for status in generic_statuses(self._dialect, endpoint):
            bodies.setdefault(status, []).append(self._error(None))
        for status, schemas in sorted(bodies.items()):
            unique = [schema for place, schema in enumerate(schemas) if schema not in schemas[:place]]
            schema = unique[0] if len(unique) == 1 else {"anyOf": unique}
            content = {self._dialect.media_type: {"schema": schema}}
            responses[str(status)] = {"description": HTTPStatus(status).phrase, "content": content}
        return responses

    def _success(self, status: int) -> Json:
        endpoint = self._endpoint
        if endpoint.gives is None or status in (204, 304):
            return {}
        if endpoint.gives is bytes:
            return {"content": {endpoint.media_type or "*/*": {"schema": _BINARY}}}
        if endpoint.gives is str:
            return {"content": {endpoint.media_type or "text/plain": {"schema": {"type": "string"}}}}
        schema = self._schemas.of(endpoint.gives, "serialization")
        return {"content": {endpoint.media_type or self._dialect.media_type: {"schema": schema}}}

    def _error(self, error: ErrorType | None) -> Json:
        return self._schemas.of(self._dialect.error_body(error), "serialization")


_NOWHERE = RawRequest("GET", "/", "", {}, "http://localhost", "", "127.0.0.1", "sample")


def generic_statuses(dialect: Dialect, endpoint: Endpoint[Any, Any, Any]) -> list[int]:
    """The statuses that this dialect answers an endpoint's refusals with, declared or not, by asking it."""
    statuses = set()
    for sample in samples(public=endpoint.public is not None):
        usual = sample.status if isinstance(sample, HttpProblem) else 400
        statuses.add(render(dialect.errors(sample, Failed(endpoint, _NOWHERE)), usual, dialect.media_type).status)
    return sorted(statuses)
