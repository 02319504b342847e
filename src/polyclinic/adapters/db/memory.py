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
        """Remember what was looked up in ``generation``, unless anything was forgotten since."""
        if generation != self.generation:
            return
        self._held.pop(key, None)
        self._held[key] = (time.monotonic() + SECONDS, value)
        if len(self._held) > ENTRIES:
            self._held.popitem(last=False)

    def forget(self, keys: Iterable[K]) -> None:
        """Forget these, and whatever is being looked up right now."""
        self.generation += 1
        for key in keys:
            self._held.pop(key, None)

    def clear(self) -> None:
        self.generation += 1
        self._held.clear()


Place = tuple[str, str, str]
"""An object's kind, practice and id."""


class Recollection:
    """Objects that were asked for by their ids."""

    def __init__(self) -> None:
        self.held: Memory[Place, Any] = Memory()
        self._kinds: set[str] = set()

    def get(self, place: Place) -> Any:
        self._kinds.add(place[0])
        return self.held.get(place)

    def written(self, places: Iterable[Place]) -> None:
        """This process has written these objects, or may have. It forgets them, and keeps others."""
        if concerned := [place for place in places if place[0] in self._kinds]:
            self.held.forget(concerned)
