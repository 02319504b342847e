"""Sends operations over HTTP. The only module that names the HTTP library."""

import asyncio
import logging
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import httpx2

from polyclinic.sdk.errors import ConnectionFailed, NotConnected, TimedOut
from polyclinic.sdk.operation import Operation, Response

AsyncHttp = httpx2.AsyncClient
Http = httpx2.Client

_quiet: ContextVar[bool] = ContextVar("polyclinic_quiet", default=False)
_LOGGERS = ("httpx2", *(f"httpcore2.{part}" for part in ("connection", "http11", "http2", "proxy", "socks")))


def _keep(_: logging.LogRecord) -> bool:
    """The library's records of our calls are dropped: they name URLs, and URLs may hold what a patient is called."""
    return not _quiet.get()


for _name in _LOGGERS:
    logging.getLogger(_name).addFilter(_keep)


def _arguments(
    operation: Operation[Any], url: str, headers: Mapping[str, str], timeout: float | None
) -> dict[str, Any]:
    given: dict[str, Any] = {
        "method": operation.method,
        "url": url,
        "headers": dict(headers),
        "timeout": timeout,
        "follow_redirects": operation.method == "GET",
    }
    if operation.params:
        given["params"] = list(operation.params)
    if operation.content is not None:
        given["content"] = operation.content
        given["headers"].setdefault("Content-Type", operation.content_type or "application/octet-stream")
    elif operation.multipart:
        parts = [(name, (None, value.encode())) for name, value in operation.fields]
        files = [(name, (file.filename, file.content, file.content_type)) for name, file in operation.files]
        given["files"] = [*parts, *files]
    elif operation.fields:
        data: dict[str, list[str]] = {}
        for name, value in operation.fields:
            data.setdefault(name, []).append(value)
        given["data"] = data
    return given


def _response(received: httpx2.Response) -> Response:
    return Response(received.status_code, received.headers, received.content)


@contextmanager
def _errors() -> Iterator[None]:
    """The library's exceptions as ours; messages name no URL."""
    mark = _quiet.set(True)
    try:
        yield
    except httpx2.TimeoutException as error:
        raise TimedOut(f"no answer in time ({type(error).__name__})") from error
    except httpx2.ConnectError as error:
        raise NotConnected(f"no answer ({type(error).__name__})") from error
    except (httpx2.RequestError, httpx2.InvalidURL) as error:
        raise ConnectionFailed(f"no answer ({type(error).__name__})") from error
    finally:
        _quiet.reset(mark)


class AsyncTransport:
    """Sends over ``http``, or over a client of its own, which it closes."""

    def __init__(self, http: AsyncHttp | None = None) -> None:
        self._owned = http is None
        self._http = http if http is not None else httpx2.AsyncClient()
        self.lock = asyncio.Lock()

    async def send(
        self, operation: Operation[Any], url: str, headers: Mapping[str, str], timeout: float | None
    ) -> Response:
        """Send once. ``timeout`` is in seconds. Raises ``ConnectionFailed``, ``TimedOut``."""
        with _errors():
            return _response(await self._http.request(**_arguments(operation, url, headers, timeout)))

    async def wait(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    async def aclose(self) -> None:
        if self._owned:
            with _errors():
                await self._http.aclose()


class Transport:
    """The blocking twin of ``AsyncTransport``."""

    def __init__(self, http: Http | None = None) -> None:
        self._owned = http is None
        self._http = http if http is not None else httpx2.Client()
        self.lock = threading.Lock()

    def send(self, operation: Operation[Any], url: str, headers: Mapping[str, str], timeout: float | None) -> Response:
        """Send once. ``timeout`` is in seconds. Raises ``ConnectionFailed``, ``TimedOut``."""
        with _errors():
            return _response(self._http.request(**_arguments(operation, url, headers, timeout)))

    def wait(self, seconds: float) -> None:
        time.sleep(seconds)

    def close(self) -> None:
        if self._owned:
            with _errors():
                self._http.close()
