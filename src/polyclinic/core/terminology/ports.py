"""What look-ups need from outside: somebody who keeps terms and searches them."""

from collections.abc import Sequence
from typing import Protocol

from polyclinic.core.terminology.model import Match, TermSet


class Terminology(Protocol):
    """Searches terms by words: whole ones, beginnings, with typing errors, in any order."""

    async def search(self, sets: Sequence[TermSet], text: str, limit: int) -> list[Match]:
        """The best matches in any of ``sets``, the best first; none if nothing is like it."""
        ...


class NoTerminology:
    """What finds nothing."""

    async def search(self, sets: Sequence[TermSet], text: str, limit: int) -> list[Match]:
        return []
