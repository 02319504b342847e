"""An endpoint made ready to serve: reads its requests, names what is wrong with them, finds its answers' form."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast

from pydantic import ValidationError
from starlette.types import Receive

from polyclinic.sdk.endpoint import Encoding, type_adapter
from polyclinic.web import bodies
from polyclinic.web.call import RawRequest, UploadedFile
from polyclinic.web.dialect import Dialect, Route
from polyclinic.web.fields import FormModel, PathValues, problems_of
from polyclinic.web.negotiation import LONGEST, encoding_named
from polyclinic.web.problems import BadFields, FieldProblem, Malformed, WrongMediaType
from polyclinic.web.streams import IncomingFile, open_multipart


@dataclass(slots=True)
class Received:
    """A request's content: typed, and as a fingerprint that two sendings of the same thing share."""

    path: dict[str, Any]
    query: Any = None
    headers: Any = None
    body: Any = None
    files: dict[str, bodies.SpooledFile | IncomingFile] = field(default_factory=dict)
    digest: Any = None

    def close(self) -> None:
        """Remove the files."""
        for file in self.files.values():
            file.close()


class Bound:
    """A route of a dialect, with everything about it worked out once. Models are built on first use."""

    def __init__(self, dialect: Dialect, route: Route, max_upload: int | None = None) -> None:
        self.route = route
        self.endpoint = endpoint = route.endpoint
        self.handler = route.handler
        self.media_type = endpoint.media_type or dialect.media_type
        self.negotiable = endpoint.gives is not None and (
            endpoint.gives is not bytes or endpoint.media_type is not None
        )
        if endpoint.rate not in dialect.rate_limits:
            raise ValueError(f"{endpoint.name}: {dialect.name} has no rate policy {endpoint.rate!r}")
        self._json_types = dialect.json_types
        self._encoding_of = dialect.encoding_of
        streamed = {"multipart", "raw"} & set(endpoint.accepts)
        largest = (max_upload or dialect.max_upload) if streamed else dialect.max_body
        self._max_body = endpoint.max_body or largest
        self._takes_body = endpoint.takes is not None or bool(endpoint.files) or "raw" in endpoint.accepts

    @cached_property
    def _path(self) -> PathValues:
        return PathValues(self.endpoint.path_names, self.endpoint.path_types)

    @cached_property
    def _query(self) -> FormModel:
        return FormModel(self.endpoint.query)

    @cached_property
    def _headers(self) -> FormModel:
        return FormModel(self.endpoint.headers)

    @cached_property
    def _form(self) -> FormModel:
        return FormModel(self.endpoint.takes, nested=True)

    async def receive(self, texts: Sequence[str], raw: RawRequest, receive: Receive) -> Received:
        """Read everything that was sent. Raises ``BadFields`` with every problem of path, query, headers and body."""
        problems: list[FieldProblem] = []
        received = Received(self._path.read(texts, problems))
        if self.endpoint.query is not None:
            received.query = self._query.read(self._pairs(raw), "query", problems)
        if self.endpoint.headers is not None:
            received.headers = self._headers.read(raw.headers.items(), "header", problems)
        try:
            if self._takes_body:
                await self._read_body(received, raw, receive, problems)
            if problems:
                raise BadFields(problems)
        except BaseException:
            received.close()
            raise
        return received

    def _pairs(self, raw: RawRequest) -> list[tuple[str, str]]:
        try:
            return bodies.parse_pairs(raw.query_string) if raw.query_string else []
        except ValueError:
            raise Malformed("the query string cannot be read") from None

    def encoding(self, content_type: str) -> Encoding:
        """How a body of this type is read. Raises ``WrongMediaType`` if the endpoint does not take it.

        A body without a Content-Type is taken for the first encoding that the endpoint accepts; no multipart body can
        be read without one.
        """
        accepts = self.endpoint.accepts
        if "raw" in accepts and len(accepts) == 1:
            return "raw"
        if not content_type and accepts[0] != "multipart":
            return accepts[0]
        if len(content_type) > LONGEST:
            raise WrongMediaType("the Content-Type is too long")
        found = self._encoding_of(content_type) if self._encoding_of else None
        found = found or encoding_named(content_type, self._json_types) or "raw"
        if found not in accepts:
            raise WrongMediaType(f"send {' or '.join(accepts)}")
        return found

    async def _read_body(
        self, received: Received, raw: RawRequest, receive: Receive, problems: list[FieldProblem]
    ) -> None:
        if raw.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
            raise WrongMediaType("send the body without a content coding: nothing is decompressed here")
        encoding = self.encoding(raw.headers.get("content-type", ""))
        if encoding == "json":
            content = await bodies.read_all(receive, raw.headers, self._max_body)
            received.digest = content
            received.body = self._json_body(content, problems)
        elif self.endpoint.streamed:
            await self._read_stream(received, raw, receive, encoding == "multipart")
            if self.endpoint.takes is not None:
                received.body = self._form.read(received.digest[0], "body", problems)
        elif encoding == "raw":
            file = await bodies.spool(receive, raw.headers, self._max_body)
            received.files["body"], received.digest = file, file.sha256
        else:
            await self._read_form(received, raw, receive, encoding == "multipart")
            if self.endpoint.takes is not None:
                received.body = self._form.read(received.digest[0], "body", problems)
        self._check_files(received, encoding, problems)

    async def _read_stream(self, received: Received, raw: RawRequest, receive: Receive, multipart: bool) -> None:
        content = bodies.chunks(receive, raw.headers, self._max_body)
        if not multipart:
            received.files["body"] = IncomingFile(content, "", raw.headers.get("content-type", ""))
            return
        name = self.endpoint.files[0].name
        fields, file = await open_multipart(content, raw.headers, name)
        if file is not None:
            received.files[name] = file
        received.digest = (fields, ())

    async def _read_form(self, received: Received, raw: RawRequest, receive: Receive, multipart: bool) -> None:
        if not multipart:
            received.digest = (await bodies.read_form(receive, raw.headers, self._max_body), ())
            return
        fields, files = await bodies.read_multipart(receive, raw.headers, self._max_body)
        wanted = {part.name for part in self.endpoint.files}
        for name, file in files:
            if name in wanted and name not in received.files:
                received.files[name] = file
            else:
                file.close()
        received.digest = (fields, [(name, file.filename, file.sha256) for name, file in files])

    def _check_files(self, received: Received, encoding: Encoding, problems: list[FieldProblem]) -> None:
        problems += [
            FieldProblem("body", (part.name,), "missing", "Field required")
            for part in self.endpoint.files
            if part.required and part.name not in received.files and encoding != "raw"
        ]

    def _json_body(self, content: bytes, problems: list[FieldProblem]) -> Any:
        if not content:
            if not self.endpoint.empty_body:
                raise Malformed("the body is empty")
            content = b"{}"
        given = bodies.parse_json(content)
        try:
            return type_adapter(self.endpoint.takes).validate_json(content)
        except ValidationError as error:
            problems += problems_of(error, "body", given)
            return None


def fingerprint(raw: RawRequest, received: Received) -> str:
    """What makes two requests with one idempotency key the same request: query, parameters in headers, and body."""
    digest = hashlib.sha256(raw.query_string.encode() + b"\n")
    if received.headers is not None:
        digest.update(received.headers.model_dump_json().encode() + b"\n")
    content = received.digest
    digest.update(content if isinstance(content, bytes) else repr(content).encode())
    return digest.hexdigest()


def uploaded(files: Mapping[str, bodies.SpooledFile | IncomingFile]) -> Mapping[str, UploadedFile]:
    """The files as handlers see them."""
    return cast(Mapping[str, UploadedFile], files)
