"""What a dialect declares about itself: its routes, who may come in, how it words refusals, what it limits."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar

from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import Refusal
from polyclinic.sdk.endpoint import Encoding, Endpoint, ErrorType
from polyclinic.web.call import Answer, Call, Principal, RawRequest, Reply
from polyclinic.web.problems import HttpProblem
from polyclinic.web.rate_limits import LimitState, RateLimit
from polyclinic.web.services import Services

B = TypeVar("B")
Q = TypeVar("Q")

Handler = Callable[[Context, Call[B, Q]], Awaitable[Reply]]
PublicHandler = Callable[[Call[B, Q]], Awaitable[Reply]]


@dataclass(frozen=True, slots=True)
class Route:
    """An endpoint and the handler that serves it."""

    endpoint: Endpoint[Any, Any, Any]
    handler: Callable[..., Awaitable[Reply]]


class Routes:
    """The routes of one module or of a whole dialect."""

    def __init__(self) -> None:
        self._routes: dict[str, Route] = {}

    def on(self, endpoint: Endpoint[B, Any, Q]) -> Callable[[Handler[B, Q]], Handler[B, Q]]:
        """Serve an endpoint that needs authentication: ``async def handler(ctx, call)``."""
        if endpoint.public is not None:
            raise ValueError(f"{endpoint.name} is public: use public()")

        def bind(handler: Handler[B, Q]) -> Handler[B, Q]:
            self._add(Route(endpoint, handler))
            return handler

        return bind

    def public(self, endpoint: Endpoint[B, Any, Q]) -> Callable[[PublicHandler[B, Q]], PublicHandler[B, Q]]:
        """Serve an endpoint that anybody may call: ``async def handler(call)``; it commits what it writes itself."""
        if endpoint.public is None:
            raise ValueError(f"{endpoint.name} needs authentication: use on()")

        def bind(handler: PublicHandler[B, Q]) -> PublicHandler[B, Q]:
            self._add(Route(endpoint, handler))
            return handler

        return bind

    def include(self, *others: "Routes") -> "Routes":
        """Take over the routes of other modules; returns itself."""
        for other in others:
            for route in other:
                self._add(route)
        return self

    def _add(self, route: Route) -> None:
        if self._routes.setdefault(route.endpoint.name, route) is not route:
            raise ValueError(f"two handlers for {route.endpoint.name}")

    def __iter__(self) -> Iterator[Route]:
        return iter(self._routes.values())

    def __len__(self) -> int:
        return len(self._routes)


@dataclass(frozen=True, slots=True)
class Failed:
    """Where a refusal happened: ``endpoint`` is None when no route matched."""

    endpoint: Endpoint[Any, Any, Any] | None
    raw: RawRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Idempotency:
    """How a dialect takes idempotency keys. Only 2xx answers are remembered; refusals are worded by ``errors``."""

    header: str = "Idempotency-Key"
    methods: frozenset[str] = frozenset({"POST"})
    max_length: int = 255
    keep: timedelta = timedelta(hours=24)
    lease: timedelta = timedelta(seconds=60)
    replay_headers: Mapping[str, str] = field(default_factory=lambda: {"Idempotent-Replayed": "true"})


Authenticate = Callable[[RawRequest, Services], Awaitable[Principal]]
Errors = Callable[[Refusal | HttpProblem, Failed], Answer]
Normalise = Callable[[Sequence[str]], Sequence[str]]


def no_limit_headers(_: LimitState | None) -> Mapping[str, str]:
    """For APIs that tell nothing about their limits."""
    return {}


def error_body_of_anything(_: ErrorType | None) -> Any:
    """For dialects that have not said what their error bodies look like."""
    return dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """One published API. ``server/app.py`` mounts it at ``/<name>``.

    ``authenticate`` raises ``Unauthenticated``. ``errors`` must have an answer for every refusal and HTTP problem.
    ``normalise`` gets the decoded, non-empty path segments and returns those to match. ``json_types`` are the request
    media types read as JSON; ``encoding_of`` may judge a Content-Type first (None: fall back on the usual rules; raise
    ``WrongMediaType`` to refuse). ``acceptable`` judges an Accept header. ``limit_headers`` and ``headers`` add to
    every answer. ``rate_limits`` must name ``default``. ``error_body`` gives the type of an error's body, for OpenAPI
    and for tests; asked for None, a type that any error body of the dialect fits.
    """

    name: str
    title: str
    version: str = "1"
    description: str = ""
    routes: Routes
    authenticate: Authenticate
    errors: Errors
    rate_limits: Mapping[str, RateLimit]
    limit_headers: Callable[[LimitState | None], Mapping[str, str]] = no_limit_headers
    idempotency: Idempotency | None = None
    normalise: Normalise | None = None
    media_type: str = "application/json"
    json_types: frozenset[str] = frozenset({"application/json"})
    encoding_of: Callable[[str], Encoding | None] | None = None
    acceptable: Callable[[str, str], bool] | None = None
    headers: Callable[[RawRequest], Mapping[str, str]] | None = None
    max_body: int = 1024 * 1024
    max_upload: int = 25 * 1024 * 1024
    security_scheme: Mapping[str, Any] = field(default_factory=lambda: {"type": "http", "scheme": "bearer"})
    error_body: Callable[[ErrorType | None], Any] = error_body_of_anything
