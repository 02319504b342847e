"""What the organisation needs from outside the record: the index of practices."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol

from polyclinic.core.organisation.model import Practice


class Practices(Protocol):
    """Every practice this installation serves."""

    async def get(self, practice_id: str) -> Practice | None: ...

    async def list(self) -> Sequence[Practice]: ...

    async def save(self, practice: Practice) -> None:
        """Add a practice or replace its name, zone and defaults."""
        ...

    async def advance_clock(self, practice_id: str, by: timedelta) -> Practice:
        """Move the practice's clock forward. Raises ``ValueError`` for a negative step."""
        ...
