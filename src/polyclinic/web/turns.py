"""Second attempts take turns, so that many writers of one object do not keep failing each other's guards."""

import asyncio
from contextlib import AbstractAsyncContextManager, nullcontext
from weakref import WeakValueDictionary


class Turns:
    """A first attempt runs at once; a later one waits until no other later one of its practice runs in this process."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def take(self, practice_id: str, attempt: int) -> AbstractAsyncContextManager[None]:
        """The turn of an attempt, counted from 0."""
        if attempt == 0:
            return nullcontext()
        return self._locks.setdefault(practice_id, asyncio.Lock())
