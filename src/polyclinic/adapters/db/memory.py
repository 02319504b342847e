"""What is looked up with every request and hardly ever changes, remembered for a few seconds."""

import time
from collections import OrderedDict
from collections.abc import Iterable
from typing import Any, Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")

SECONDS = 5.0
ENTRIES = 10_000


class Memory(Generic[K, V]):
    """Forgets what is older than five seconds, and beyond 10,000 entries what was stored first."""

    def __init__(self) -> None:
        self._held: OrderedDict[K, tuple[float, V]] = OrderedDict()
        self.generation = 0

    def get(self, key: K) -> V | None:
        entry = self._held.get(key)
        if entry is None or entry[0] < time.monotonic():
            return None
        return entry[1]

    def put(self, key: K, value: V, generation: int) -> None:
        """Remember what was looked up in ``generation``, unless everything was forgotten since."""
        if generation != self.generation:
            return
        self._held.pop(key, None)
        self._held[key] = (time.monotonic() + SECONDS, value)
        if len(self._held) > ENTRIES:
            self._held.popitem(last=False)

    def clear(self) -> None:
        self.generation += 1
        self._held.clear()


class Recollection:
    """Objects by kind, practice and id. Writes of a kind that it holds any of make it forget everything."""

    def __init__(self) -> None:
        self.held: Memory[tuple[str, str, str], Any] = Memory()
        self._kinds: set[str] = set()

    def put(self, key: tuple[str, str, str], entity: object, generation: int) -> None:
        self._kinds.add(key[0])
        self.held.put(key, entity, generation)

    def written(self, kinds: Iterable[str]) -> None:
        """This process has written objects of these kinds, or may have."""
        if not self._kinds.isdisjoint(kinds):
            self.held.clear()
