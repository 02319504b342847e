"""What a handler is given and what it gives back."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol

from typing_extensions import TypeVar

from polyclinic.core.identity.model import Credential
from polyclinic.core.organisation.model import Practice
from polyclinic.core.shared.context import Actor, Context, Scope
from polyclinic.web.services import Services

Takes = TypeVar("Takes", default=None)
Query = TypeVar("Query", default=None)


@dataclass(frozen=True, slots=True)
class Principal:
    """Who sent a request, as the dialect's ``authenticate`` found out."""

    actor: Actor
    practice: Practice
    scope: Scope
    credential: Credential


@dataclass(frozen=True, slots=True)
class RawRequest:
    """The request as it arrived. ``origin`` is scheme and host as the client sees them, ``prefix`` the mount's path.

    ``path`` is decoded and normalised: one slash before each segment, none at the end. ``address`` is the client's.
    """

    method: str
    path: str
    query_string: str
    headers: Mapping[str, str]
    origin: str
    prefix: str
    address: str
    request_id: str

    @property
    def secure(self) -> bool:
        """Whether the client reaches the server by TLS."""
        return self.origin.startswith("https://")

    def absolute(self, path: str) -> str:
        """The URL a user agent follows to reach ``path`` of this dialect."""
        return f"{self.origin}{self.prefix}{path}"


class UploadedFile(Protocol):
    """A file that came with a request; a large one lies on disk. Gone when the request ends."""

    @property
    def filename(self) -> str: ...
    @property
    def content_type(self) -> str:
        """As the client says; empty if it does not."""
        ...

    @property
    def size(self) -> int: ...
    @property
    def sha256(self) -> str: ...
    def chunks(self) -> AsyncIterator[bytes]:
        """The content from its start; may be called again."""
        ...

    async def read(self) -> bytes:
        """All of the content at once: for files known to be small."""
        ...


class OpenContext(Protocol):
    """Opens a context for somebody who has just proved who they are."""

    def __call__(self, principal: Principal) -> Context: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Generic[Takes, Query]):
    """A request that passed every check: typed path parameters, query, headers that are parameters, and body.

    ``principal`` is None at public endpoints, whose handlers open a context themselves (``open_context``) once they
    know for whom. ``replaying`` work is the pipeline's business: a handler may run several times for one request and
    must have no effect but through its context.
    """

    path: Mapping[str, Any]
    query: Query
    headers: Any = None
    body: Takes
    files: Mapping[str, UploadedFile]
    raw: RawRequest
    services: Services
    principal: Principal | None
    open_context: OpenContext


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that needs more than a body: another status, headers, another media type.

    ``body`` is anything JSON can say, bytes as they are, an async iterator of bytes for a download (whose
    Content-Length is for the handler to tell), or None for none.
    ``status`` None is the endpoint's. A status of 400 and above writes nothing to the record. ``version`` is that of
    the one object that is shown: the answer then carries an ETag, and a GET may come out as a 304.
    """

    body: "Body" = None
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str | None = None
    version: int | None = None


Body = dict[str, Any] | list[Any] | str | int | bool | bytes | AsyncIterator[bytes] | None
Reply = Answer | Body
