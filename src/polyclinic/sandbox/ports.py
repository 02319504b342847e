"""What the sandbox needs from the store beyond a practice's records."""

from collections.abc import Collection
from typing import Protocol


class Images(Protocol):
    """Prepared images of practices, to bring them back as they were."""

    async def take(self, practice_ids: Collection[str]) -> None:
        """Remember the practices' rows as they stand now, in place of an earlier image."""
        ...

    async def restore(self, practice_ids: Collection[str]) -> None:
        """Replace the practices' rows by the remembered ones, set their clocks back, and start a new audit epoch."""
        ...
