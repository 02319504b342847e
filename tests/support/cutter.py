"""A door in front of a TCP server that ends connections at a random byte, or a moment after they began."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random

from tests.support.gate import Gate

BYTES, SECONDS = 2500, 0.1
"""How far from a connection's beginning its end may lie: a few small requests."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Where a connection ends: after so many bytes of what is sent or of what comes back, or so many seconds in."""

    sent: int | None = None
    received: int | None = None
    after: float | None = None


class Cutter(Gate):
    """Lets no connection live for long. ``cuts`` counts them by what ended them."""

    def __init__(self, target: tuple[str, int], seed: int) -> None:
        super().__init__(target)
        self._chance = Random(seed)
        self.cuts: Counter[str] = Counter()

    def _draw(self) -> Cut:
        match self._chance.randrange(3):
            case 0:
                return Cut(sent=self._chance.randrange(BYTES))
            case 1:
                return Cut(received=self._chance.randrange(BYTES))
            case _:
                return Cut(after=self._chance.uniform(0, SECONDS))

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert not isinstance(self._target, str)
        cut = self._draw()
        there, back = await asyncio.open_connection(*self._target)

        def end(where: str) -> None:
            """Half of the connections end in order, half are reset, which takes back what is still on its way."""
            self.cuts[where] += 1
            for side in (writer, back):
                side.transport.abort() if self._chance.random() < 0.5 else side.close()

        if cut.after is not None:
            asyncio.get_running_loop().call_later(cut.after, self._end_if_open, writer, end)
        await asyncio.gather(
            self._some(reader, back, cut.sent, lambda: end("sent")),
            self._some(there, writer, cut.received, lambda: end("received")),
        )

    @staticmethod
    def _end_if_open(writer: asyncio.StreamWriter, end: Callable[[str], None]) -> None:
        if not writer.is_closing():
            end("after")

    async def _some(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, most: int | None, end: Callable[[], None]
    ) -> None:
        """Pass on what comes; ``end`` comes with the byte after ``most``, which is not passed on any more."""
        self._pipes.add(writer)
        try:
            while content := await reader.read(65536):
                if most is not None and len(content) > most:
                    writer.write(content[:most])
                    end()
                    return
                most = None if most is None else most - len(content)
                writer.write(content)
                await writer.drain()
        except OSError:
            pass
        finally:
            self._pipes.discard(writer)
            writer.close()


@contextmanager
def cutter_before(url: str, *, seed: int = 8) -> Iterator[tuple[Cutter, str]]:
    """A cutter in front of the server at ``url``, and the same URL through it."""
    host, port = url.removeprefix("http://").split(":")
    cutter = Cutter((host, int(port)), seed)
    cutter.start()
    try:
        yield cutter, f"http://127.0.0.1:{cutter.port}"
    finally:
        cutter.stop()
