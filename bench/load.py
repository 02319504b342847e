"""A load generator on bare sockets, cheap in itself: keep-alive connections, one request after another on each."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

Make = Callable[[], bytes]
"""The bytes of the next request."""


@dataclass(slots=True)
class Result:
    """What a round measured. Times in seconds. A request whose connection broke has failed, too."""

    requests: int = 0
    failures: int = 0
    elapsed: float = 0.0
    latencies: list[float] = field(default_factory=list)
    sample: bytes = b""

    @property
    def rate(self) -> float:
        return self.requests / self.elapsed if self.elapsed else 0.0

    def percentile(self, share: float) -> float:
        """The latency in milliseconds that ``share`` of the requests stayed under."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000 if ordered else 0.0


class _Connection(asyncio.Protocol):
    def __init__(self) -> None:
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None
        self.closing = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        self.closing = True
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(exc or ConnectionError("closed"))

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head = self._buffer.find(b"\r\n\r\n")
        if head < 0 or self._answer is None:
            return
        headers = bytes(self._buffer[:head]).lower()
        at = headers.find(b"content-length:")
        length = int(headers[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
        if len(self._buffer) < head + 4 + length:
            return
        body = bytes(self._buffer[head + 4 : head + 4 + length])
        self.closing = self.closing or b"connection: close" in headers
        self._buffer.clear()
        self._answer.set_result((int(headers[9:12]), body))

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        assert self._transport is not None
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()


async def run(port: int, make: Make, *, connections: int, seconds: float) -> Result:
    """Keep ``connections`` busy for ``seconds``; every answer that is not 2xx counts as a failure."""
    result = Result()
    begun = time.perf_counter()
    await asyncio.gather(*(_work(port, make, result, begun + seconds) for _ in range(connections)))
    result.elapsed = time.perf_counter() - begun
    return result


async def _work(port: int, make: Make, result: Result, deadline: float) -> None:
    loop = asyncio.get_running_loop()
    connection: _Connection | None = None
    try:
        while (begun := time.perf_counter()) < deadline:
            sent = make()
            try:
                if connection is None:
                    _, connection = await loop.create_connection(_Connection, "127.0.0.1", port)
                status, body = await connection.ask(sent)
            except OSError as error:
                status, body = 0, str(error).encode()
            result.latencies.append(time.perf_counter() - begun)
            result.requests += 1
            if not 200 <= status < 300:
                result.failures += 1
                result.sample = result.sample or body[:500]
            if connection is not None and (connection.closing or status == 0):
                connection.close()
                connection = None
    finally:
        if connection is not None:
            connection.close()


def request(method: str, path: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    """The bytes of an HTTP/1.1 request."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *(f"{name}: {value}" for name, value in headers.items())]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body
