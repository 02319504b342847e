"""Sends operations over HTTP. The only module that names the HTTP library."""

import asyncio
import io
import logging
import os
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from typing import Any, BinaryIO

import httpx2

from polyclinic.sdk.errors import ConnectionFailed, NotConnected, TimedOut
from polyclinic.sdk.operation import FileDownload, FileUpload, Operation, Progress, Response

AsyncHttp = httpx2.AsyncClient
Http = httpx2.Client

_quiet: ContextVar[bool] = ContextVar("polyclinic_quiet", default=False)
_LOGGERS = ("httpx2", *(f"httpcore2.{part}" for part in ("connection", "http11", "http2", "proxy", "socks")))


def _keep(_: logging.LogRecord) -> bool:
    """The library's records of our calls are dropped: they name URLs, and URLs may hold what a patient is called."""
    return not _quiet.get()


for _name in _LOGGERS:
    logging.getLogger(_name).addFilter(_keep)


class _Watched:
    """A file that tells how far it has been read."""

    def __init__(self, file: BinaryIO, progress: Progress) -> None:
        self._file = file
        self._progress = progress
        self._size = file.seek(0, os.SEEK_END)
        file.seek(0)

    def read(self, size: int = -1) -> bytes:
        chunk = self._file.read(size)
        if chunk:
            self._progress(self._file.tell(), self._size)
        return chunk

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()


@contextmanager
def _arguments(
    operation: Operation[Any], url: str, headers: Mapping[str, str], timeout: float | None
) -> Iterator[dict[str, Any]]:
    """What the library is called with; files that are to be sent stay open as long."""
    given: dict[str, Any] = {
        "method": operation.method,
        "url": url,
        "headers": dict(headers),
        "timeout": timeout,
        "follow_redirects": operation.method == "GET",
    }
    if operation.params:
        given["params"] = list(operation.params)
    with ExitStack() as opened:
        if operation.content is not None:
            given["content"] = operation.content
            given["headers"].setdefault("Content-Type", operation.content_type or "application/octet-stream")
        elif operation.multipart:
            parts = [(name, (None, value.encode())) for name, value in operation.fields]
            files = [
                (name, (file.filename, _content(file, opened), file.content_type)) for name, file in operation.files
            ]
            given["files"] = [*parts, *files]
        elif operation.fields:
            data: dict[str, list[str]] = {}
            for name, value in operation.fields:
                data.setdefault(name, []).append(value)
            given["data"] = data
        yield given


def _content(upload: FileUpload, opened: ExitStack) -> Any:
    if isinstance(upload.content, bytes):
        return upload.content if upload.progress is None else _Watched(io.BytesIO(upload.content), upload.progress)
    file = opened.enter_context(upload.content.open("rb"))
    return file if upload.progress is None else _Watched(file, upload.progress)


class _Arriving:
    """Writes a body beside its place, and puts it there when all of it has come."""

    def __init__(self, target: FileDownload, received: httpx2.Response) -> None:
        self._target = target
        self._beside = target.path.with_name(f"{target.path.name}.part")
        size = received.headers.get("content-length", "")
        self._size = int(size) if size.isdigit() and "content-encoding" not in received.headers else None

    def __enter__(self) -> "_Arriving":
        self._file = self._beside.open("wb")
        return self

    def write(self, chunk: bytes) -> None:
        self._file.write(chunk)
        if self._target.progress is not None:
            self._target.progress(self._file.tell(), self._size)

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._file.close()
        if kind is None:
            self._beside.replace(self._target.path)
        else:
            self._beside.unlink()


def _kept(operation: Operation[Any], received: httpx2.Response) -> FileDownload | None:
    """Where the body goes; that of a refusal is read."""
    return operation.into if received.status_code < 300 else None


def _response(received: httpx2.Response, *, read: bool = True) -> Response:
    return Response(received.status_code, received.headers, received.content if read else b"")


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
        with _errors(), _arguments(operation, url, headers, timeout) as given:
            if operation.into is None:
                return _response(await self._http.request(**given))
            async with self._http.stream(**given) as received:
                if (target := _kept(operation, received)) is None:
                    await received.aread()
                    return _response(received)
                with _Arriving(target, received) as arriving:
                    async for chunk in received.aiter_bytes():
                        arriving.write(chunk)
                return _response(received, read=False)

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
        with _errors(), _arguments(operation, url, headers, timeout) as given:
            if operation.into is None:
                return _response(self._http.request(**given))
            with self._http.stream(**given) as received:
                if (target := _kept(operation, received)) is None:
                    received.read()
                    return _response(received)
                with _Arriving(target, received) as arriving:
                    for chunk in received.iter_bytes():
                        arriving.write(chunk)
                return _response(received, read=False)

    def wait(self, seconds: float) -> None:
        time.sleep(seconds)

    def close(self) -> None:
        if self._owned:
            with _errors():
                self._http.close()
