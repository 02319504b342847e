"""A load generator on bare sockets, cheap in itself: keep-alive connections, one request after another on each."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

Make = Callable[[int], bytes]
"""The bytes of the n-th request."""


@dataclass(slots=True)
class Result:
    """What a round measured. Times in seconds; ``cpu`` is what the server's process used."""

    requests: int = 0
    failures: int = 0
    elapsed: float = 0.0
    cpu: float = 0.0
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
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
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
        status = int(headers[9:12])
        self._buffer.clear()
        self._answer.set_result((status, body))

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        assert self.transport is not None
        self._answer = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return await self._answer


async def run(host: str, port: int, make: Make, *, connections: int, seconds: float, start: int = 0) -> Result:
    """Keep ``connections`` busy for ``seconds``; every answer that is not 2xx counts as a failure."""
    loop = asyncio.get_running_loop()
    result = Result()
    numbers = iter(range(start, start + 100_000_000))
    begun = time.perf_counter()
    deadline = begun + seconds

    async def work() -> None:
        _, connection = await loop.create_connection(_Connection, host, port)
        try:
            while (sent := time.perf_counter()) < deadline:
                status, body = await connection.ask(make(next(numbers)))
                result.latencies.append(time.perf_counter() - sent)
                result.requests += 1
                if not 200 <= status < 300:
                    result.failures += 1
                    result.sample = result.sample or body[:500]
        finally:
            assert connection.transport is not None
            connection.transport.close()

    await asyncio.gather(*(work() for _ in range(connections)))
    result.elapsed = time.perf_counter() - begun
    return result


def request(method: str, path: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    """The bytes of an HTTP/1.1 request."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *(f"{name}: {value}" for name, value in headers.items())]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body
