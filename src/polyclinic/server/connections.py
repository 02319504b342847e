"""HTTP/1.1 connections that cannot be held open for nothing.

Bodies are bounded by the app, which knows how much an endpoint takes. What comes before it, and how long it may take
to come, is bounded here.
"""

import asyncio
from typing import ClassVar, cast

from httptools import HttpParserError, HttpParserUpgrade, HttpRequestParser
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

_OFFERS = frozenset({b"upgrade", b"http2-settings"})
_TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class _RefusedHead(ValueError):
    """Raised to the parser: uvicorn answers 400 and ends the connection."""


class BoundedConnection(HttpToolsProtocol):
    """Ends a connection whose head is too large, takes too long or can be read in two ways, or that stalls.

    A connection stalls when the rest of a body does not come, when it goes on coming after we have answered, or when
    what we answer is not taken. No other protocol is taken up: a request that offers one is read like any other
    (RFC 9110, 7.8).
    """

    LARGEST_HEAD: ClassVar[int] = 64 * 1024
    MOST_HEADERS: ClassVar[int] = 200
    MOST_WAITING: ClassVar[int] = 32
    """Requests on one connection that wait for the answer to an earlier one."""
    HEAD_SECONDS: ClassVar[float] = 20
    STALL_SECONDS: ClassVar[float] = 60
    LINGER_SECONDS: ClassVar[float] = 30
    LOOK_EVERY: ClassVar[float] = 5

    _head_since: float | None
    """When the head began that has not ended; from the start one is awaited."""
    _framing: int
    """Bytes that came since the head began, or since the body last grew: a head, extensions of chunks, trailers."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn's own does
        super().connection_made(transport)
        self._head_since = self._heard_at = self.loop.time()
        self._framing = 0
        self._body_awaited = False
        self._unsent, self._taken_at = 0, self._heard_at
        self._answered_at = self._heard_at
        self._watch = self.loop.call_later(self.LOOK_EVERY, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        self._watch.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._heard_at = self.loop.time()
        self._framing += len(data)
        self._unset_keepalive_if_required()
        try:
            self._parse(data)
        except HttpParserError:
            self.send_400_response("Invalid HTTP request received.")
        if self._framing <= self.LARGEST_HEAD or self.transport.is_closing():
            return
        if self._head_since is not None and not self._owes():
            self.transport.write(_TOO_LARGE)
            self.transport.close()
        elif self._head_since is not None or self._body_awaited:
            self.transport.abort()

    def _parse(self, data: bytes) -> None:
        """Feed the parser, which stops behind a head that offers another protocol: it is fed that again without it."""
        while data:
            try:
                self.parser.feed_data(data)
            except HttpParserUpgrade as offer:
                data = self._head_without_offer() + data[offer.args[0] :]
                self.parser = HttpRequestParser(self)
                self.parser.set_dangerous_leniencies(lenient_data_after_close=True)  # as uvicorn's first one
            else:
                return

    def _head_without_offer(self) -> bytes:
        line = b"%s %s HTTP/%s" % (self.parser.get_method(), self.url, self.parser.get_http_version().encode())
        kept = ((name, value) for name, value in self.headers if name not in _OFFERS)
        headers = (b"%s: %s" % (name, _options(value) if name == b"connection" else value) for name, value in kept)
        return b"\r\n".join([line, *headers, b"", b""])

    def _owes(self) -> bool:
        """Whether what is said now would be taken for the answer to an earlier request, or for a part of one."""
        cycle = cast("RequestResponseCycle | None", self.cycle)  # None before the first request
        return cycle is not None and not cycle.response_complete and (cycle.response_started or not self._body_awaited)

    def send_400_response(self, msg: str) -> None:
        """What cannot be parsed. A path may be so long that the parser takes it for nonsense: that is too large."""
        if self.transport.is_closing():
            return
        if self._owes():
            self.transport.abort()
            return
        if self._framing <= self.LARGEST_HEAD:
            super().send_400_response(msg)
            return
        self.transport.write(_TOO_LARGE)
        self.transport.close()

    def on_message_begin(self) -> None:
        if self._head_since is None:
            self._head_since, self._framing = self._heard_at, 0
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Trailers come here too, and are dropped: they are no headers, and nothing here reads them (RFC 9110, 6.5)."""
        if self._head_since is not None:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._head_since = None
        self._check_head()
        if self.parser.should_upgrade():
            return
        self._body_awaited = True
        super().on_headers_complete()
        if len(self.pipeline) > self.MOST_WAITING:
            self.transport.abort()
            raise _RefusedHead("too many requests at once")

    def _check_head(self) -> None:
        """Raise ``_RefusedHead`` for too many headers, and for what a proxy may read otherwise (RFC 9112: 3.2, 6.1)."""
        if len(self.headers) > self.MOST_HEADERS:
            raise _RefusedHead("too many headers")
        hosts = sum(name == b"host" for name, _ in self.headers)
        if hosts > 1 or (hosts == 0 and self.parser.get_http_version() == "1.1"):
            raise _RefusedHead("not one Host")
        codings = [value.strip().lower() for name, value in self.headers if name == b"transfer-encoding"]
        if codings not in ([], [b"chunked"]):
            raise _RefusedHead("a transfer coding that is not undone here")
        if self.parser.get_method() == b"CONNECT":
            raise _RefusedHead("a tunnel")

    def on_body(self, body: bytes) -> None:
        self._framing = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        if self.parser.should_upgrade():
            return
        self._body_awaited = False
        super().on_message_complete()

    def on_response_complete(self) -> None:
        self._answered_at = self.loop.time()
        super().on_response_complete()

    def _look(self) -> None:
        now = self.loop.time()
        unsent = self.transport.get_write_buffer_size()
        if unsent == 0 or unsent != self._unsent:
            self._unsent, self._taken_at = unsent, now
        if self._overdue(now):
            self.transport.abort()
        else:
            self._watch = self.loop.call_later(self.LOOK_EVERY, self._look)

    def _overdue(self, now: float) -> bool:
        if self._head_since is not None:
            return now - self._head_since > self.HEAD_SECONDS
        if now - self._taken_at > self.STALL_SECONDS:
            return True
        if not self._body_awaited:
            return False
        if self.cycle.response_complete:
            return now - self._answered_at > self.LINGER_SECONDS
        return not self.flow.read_paused and now - self._heard_at > self.STALL_SECONDS


def _options(connection: bytes) -> bytes:
    """A Connection header's options but those of an offer."""
    options = map(bytes.strip, connection.split(b","))
    return b", ".join(option for option in options if option.lower() not in _OFFERS)
