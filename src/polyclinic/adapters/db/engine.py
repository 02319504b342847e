"""What the store needs of an engine, so that everything above it is written once."""

from collections.abc import Sequence
from typing import Any, Protocol

from polyclinic.adapters.db.writes import Writes

Rows = Sequence[Any]
"""Rows whose columns are reached by place."""

Work = Sequence[tuple[str, Sequence[Any]]]

ROLE = "polyclinic_app"
"""On PostgreSQL the server works as this role, which cannot log in and which row-level security binds."""

SHARED = "shared"
"""Stands where a practice's id would in rows that every practice reads. Only a loader writes them, as the owner."""

EVERY_PRACTICE = "*"
"""What the workers of the store itself (outbox, purging) run as: only queues are open to it."""


class Engine(Protocol):
    """Runs statements as one practice; with ``practice_id`` None they touch system tables only.

    Statements number their parameters ``$1``, ``$2``. All methods raise ``Unavailable`` when the database is away.
    """

    @property
    def postgres(self) -> bool: ...

    async def open(self) -> None: ...

    async def close(self) -> None: ...

    async def revision(self) -> str | None:
        """The schema's revision; None if it has none."""
        ...

    async def fetch(self, practice_id: str | None, sql: str, values: Sequence[Any], *, point: bool = False) -> Rows:
        """Read. ``point`` promises that few rows are touched."""
        ...

    async def write(self, practice_id: str | None, work: Work) -> Rows:
        """Run statements in one transaction; returns the rows of the last."""
        ...

    async def take_image(self, practice_ids: Sequence[str]) -> None:
        """Copy the practices' rows aside, in place of an earlier copy."""
        ...

    async def restore_image(self, practice_ids: Sequence[str]) -> None:
        """Replace the practices' rows by the copy; what is queued for them is dropped."""
        ...

    async def apply(self, writes: Writes) -> None:
        """Write a change or nothing. Raises ``GuardFailed``."""
        ...

    async def append_facts(self, practices: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
        """Write audit facts that no change carries, each with its practice; ``rows`` are as ``FACT_COLUMNS``."""
        ...
