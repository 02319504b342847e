"""Every mount on one screen."""

import gc
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from polyclinic.server.dialects import load_dialects
from polyclinic.server.health import health_routes
from polyclinic.server.index import index_page
from polyclinic.server.runtime import Runtime
from polyclinic.web.answers import ALWAYS_TLS, SAFE_HEADERS, STYLED_PAGE
from polyclinic.web.app import DialectApp
from polyclinic.web.requests import raw_request
from polyclinic.web.services import WebSettings


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
        return HTMLResponse(index_page(dialects), headers=STYLED_PAGE)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            try:
                await stack.enter_async_context(runtime)
                if started is not None:
                    await stack.enter_async_context(started)
            except Exception as error:
                runtime.problem = str(error) or type(error).__name__
                raise
            _settle_memory()
            yield

    app = Starlette(
        routes=[
            *health_routes(runtime),
            *extra_routes,
            Route("/", index),
        ],
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    return _Doors(_Safe(app, runtime.web), apps, {port: apps[name] for port, name in (ports or {}).items()})


def _settle_memory() -> None:
    """Spare what start-up made from garbage collection, and collect after thousands of new objects, not hundreds.

    Searching a heap full of models for cycles stalls every request; requests hardly leave any.
    """
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


class _Safe:
    """Gives every answer the headers that the dialects' answers have."""

    def __init__(self, app: ASGIApp, settings: WebSettings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        secure = raw_request(scope, None, self._settings).secure

        async def send_safe(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SAFE_HEADERS:
                    headers.setdefault(name.decode(), value.decode())
                if secure:
                    headers.update(ALWAYS_TLS)
            await send(message)

        await self._app(scope, receive, send_safe)


class _Doors:
    """Sends a request to the dialect that its first path segment names, or whose port it came in at.

    Not Starlette's mounts: their patterns let some paths (an escaped line feed) fall through to another API's 404.
    """

    def __init__(self, rest: ASGIApp, dialects: Mapping[str, ASGIApp], roots: Mapping[int, ASGIApp]) -> None:
        self._rest = rest
        self._dialects = dialects
        self._roots = roots

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._rest(scope, receive, send)
            return
        server = scope.get("server")
        if self._roots and server and server[1] in self._roots:
            await self._roots[server[1]](scope, receive, send)
            return
        name = scope["path"][1:].partition("/")[0]
        dialect = self._dialects.get(name)
        if dialect is not None:
            scope = {**scope, "root_path": f"{scope.get('root_path', '')}/{name}"}
        await (dialect or self._rest)(scope, receive, send)
