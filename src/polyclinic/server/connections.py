"""HTTP/1.1 connections that cannot be held open for nothing.

Bodies are bounded by the app, which knows how much an endpoint takes. What comes before it, and how long it may take
to come, is bounded here.
"""

import asyncio
from typing import ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class BoundedConnection(HttpToolsProtocol):
    """Ends a connection whose request line and headers are too large or take too long, or whose body stalls."""

    LARGEST_HEAD: ClassVar[int] = 64 * 1024
    HEAD_SECONDS: ClassVar[float] = 20
    STALL_SECONDS: ClassVar[float] = 60
    LOOK_EVERY: ClassVar[float] = 5

    _head_since: float | None
    """When the head began that has not ended; from the start one is awaited."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn's own does
        super().connection_made(transport)
        self._head_since = self._heard_at = self.loop.time()
        self._head_bytes = 0
        self._body_awaited = False
        self._watch = self.loop.call_later(self.LOOK_EVERY, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        self._watch.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._heard_at = self.loop.time()
        super().data_received(data)
        if self._head_since is not None:
            self._head_bytes += len(data)
            if self._head_bytes > self.LARGEST_HEAD and not self.transport.is_closing():
                self.transport.write(_TOO_LARGE)
                self.transport.close()

    def on_message_begin(self) -> None:
        if self._head_since is None:
            self._head_since, self._head_bytes = self._heard_at, 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._head_since, self._body_awaited = None, True
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._body_awaited = False
        super().on_message_complete()

    def _look(self) -> None:
        now = self.loop.time()
        if self._head_since is not None and now - self._head_since > self.HEAD_SECONDS:
            self.transport.close()
        elif self._body_awaited and not self.flow.read_paused and now - self._heard_at > self.STALL_SECONDS:
            self.transport.abort()
        else:
            self._watch = self.loop.call_later(self.LOOK_EVERY, self._look)
