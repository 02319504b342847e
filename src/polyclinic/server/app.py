"""Every mount on one screen."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from polyclinic.server.dialects import load_dialects
from polyclinic.server.health import health_routes
from polyclinic.server.index import index_page
from polyclinic.server.runtime import Runtime
from polyclinic.web.app import DialectApp


def create_app(
    runtime: Runtime,
    *,
    extra_routes: Sequence[BaseRoute] = (),
    ports: Mapping[int, str] | None = None,
    started: AbstractAsyncContextManager[None] | None = None,
) -> ASGIApp:
    """The whole server: each enabled dialect at ``/<name>``, health, the index, and what the caller adds.

    ``ports`` gives a dialect the root of a port of its own. ``started`` is entered once the runtime is open.
    """
    dialects = load_dialects(runtime.settings.dialects)
    apps = {dialect.name: DialectApp(dialect, runtime.services, runtime.web, runtime.failures) for dialect in dialects}

    async def index(_: Request) -> Response:
        return HTMLResponse(index_page(dialects))

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with runtime:
            if started is None:
                yield
            else:
                async with started:
                    yield

    app = Starlette(
        routes=[
            *health_routes(runtime),
            *extra_routes,
            *(Mount(f"/{name}", dialect_app) for name, dialect_app in apps.items()),
            Route("/", index),
        ],
        lifespan=lifespan,
    )
    roots = {port: apps[name] for port, name in (ports or {}).items()}
    return _ByPort(app, roots) if roots else app


class _ByPort:
    """Sends requests that arrive at a dialect's own port to its root, all others to the whole server."""

    def __init__(self, app: ASGIApp, roots: Mapping[int, ASGIApp]) -> None:
        self._app = app
        self._roots = roots

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        server = scope.get("server") if scope["type"] == "http" else None
        await self._roots.get(server[1] if server else 0, self._app)(scope, receive, send)
