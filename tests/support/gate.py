"""A door in front of a TCP server that a test can shut, or behind which it can fall silent."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit, urlunsplit


class Gate:
    """Passes connections on to ``target``: host and port, or the path of a Unix socket. It listens on ``port``."""

    def __init__(self, target: tuple[str, int] | str) -> None:
        self._target = target
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._server: asyncio.Server | None = None
        self._pipes: set[asyncio.StreamWriter] = set()
        self._clients: set[asyncio.StreamWriter] = set()
        self._flowing = asyncio.Event()
        self._last_word: bytes | None = None
        self.port = 0

    def start(self) -> None:
        self._thread.start()
        self._do(self._listen())

    def shut(self) -> None:
        """End every connection and refuse new ones, as a server that was stopped."""
        self._do(self._shut())

    def open(self) -> None:
        """Take connections again."""
        self._do(self._listen())

    def silence(self) -> None:
        """Keep connections and take new ones, but let nothing through, as a network that swallows packets."""
        self._loop.call_soon_threadsafe(self._flowing.clear)

    def resume(self) -> None:
        self._loop.call_soon_threadsafe(self._flowing.set)

    def say(self, content: bytes) -> None:
        """Send every client something as if it came from the server."""
        self._do(self._say(content))

    def break_at(self, word: bytes | None) -> None:
        """From now on end a connection when something passes that has ``word`` in it, and do not let it through."""
        self._last_word = word

    def stop(self) -> None:
        self._do(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _listen(self) -> None:
        self._flowing.set()
        self._server = await asyncio.start_server(self._pass, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _shut(self) -> None:
        if self._server is not None:
            self._server.close()
        for pipe in list(self._pipes):
            pipe.transport.abort()

    async def _say(self, content: bytes) -> None:
        for client in self._clients:
            client.write(content)

    async def _end(self) -> None:
        await self._shut()
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        if rest:
            _, rest = await asyncio.wait(rest, timeout=1)
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if isinstance(self._target, str):
                there, back = await asyncio.open_unix_connection(self._target)
            else:
                there, back = await asyncio.open_connection(*self._target)
        except OSError:
            writer.transport.abort()
            return
        self._clients.add(writer)
        await asyncio.gather(self._pipe(reader, back), self._pipe(there, writer))
        self._clients.discard(writer)

    async def _pipe(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._pipes.add(writer)
        try:
            while content := await reader.read(65536):
                await self._flowing.wait()
                if self._last_word is not None and self._last_word in content:
                    break
                writer.write(content)
                await writer.drain()
        except OSError:
            pass
        finally:
            self._pipes.discard(writer)
            writer.transport.abort()


@contextmanager
def gate_before(target: tuple[str, int] | str) -> Iterator[Gate]:
    gate = Gate(target)
    gate.start()
    try:
        yield gate
    finally:
        gate.stop()


@contextmanager
def gate_before_postgres(url: str) -> Iterator[tuple[Gate, str]]:
    """A gate before a PostgreSQL server, and the URL of the same database through it."""
    parts = urlsplit(url)
    folder = parse_qs(parts.query).get("host")
    target = f"{folder[0]}/.s.PGSQL.5432" if folder else (parts.hostname or "127.0.0.1", parts.port or 5432)
    with gate_before(target) as gate:
        user = parts.netloc.rpartition("@")[0]
        netloc = f"{user}@127.0.0.1:{gate.port}" if user else f"127.0.0.1:{gate.port}"
        yield gate, urlunsplit(parts._replace(netloc=netloc, query=""))
